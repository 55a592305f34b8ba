"""Counting the latencies of what passes a filter."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from typing_extensions import override

from inspector.traffic.capture import CaptureReader
from inspector.traffic.filters.syntax import Everything, Filter
from inspector.traffic.latencies import Latencies, latencies_of
from inspector.ui.models.capture_scan import SLICE, CaptureScan, Counter

_TELL_S: Final = 0.3


class _Counter(Counter):
    """Counts up to a record, from where an earlier turn stopped if the filter is the same."""

    def __init__(self) -> None:
        self._filter: Filter = Everything()
        self._latencies = Latencies()
        self._seen = bytearray()
        """By the number of a request, whether its exchange is counted: request and reply may both pass."""
        self._next = 1

    @override
    def slices(self, reader: CaptureReader, wanted: tuple[Filter, int]) -> Iterator[None]:
        passing, last = wanted
        if passing != self._filter:
            self._filter, self._latencies, self._seen, self._next = passing, Latencies(), bytearray(), 1
        self._seen.extend(bytes(max(0, last + 1 - len(self._seen))))
        while self._next <= last:
            end = min(last, self._next + SLICE - 1)
            for exchange, latency in latencies_of(reader, passing, self._next, end):
                if not self._seen[exchange]:
                    self._seen[exchange] = 1
                    self._latencies.add(latency / 1e6)
            self._next = end + 1
            yield

    @override
    def known(self) -> Latencies:
        return self._latencies.copy()


class LatencyScan(CaptureScan):
    """Gives latencies of the records that pass a filter: of the first of them at once, of more as they are counted."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(path, _Counter(), parent, pause_s=_TELL_S)

    def count(self, wanted: Filter, last: int) -> None:
        """Count what passes, up to a record."""
        self.ask((wanted, last))
