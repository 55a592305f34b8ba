"""Which records leave a capture, and how they are read: in pages, so that a million of them take no memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from inspector.traffic.capture import CaptureReader, Row
from inspector.traffic.export.redaction import Redaction
from inspector.traffic.filters.syntax import Everything, Filter

_PAGE: Final = 500
_SLICE: Final = 20_000
HEADS: Final = ("http-request", "http-response")
"""Kinds of records whose headers are redacted."""


@dataclass(frozen=True)
class Selection:
    """Records of a capture: those that pass `wanted`, or those in `numbers` where given; without what is redacted."""

    reader: CaptureReader
    wanted: Filter = field(default_factory=Everything)
    numbers: Sequence[int] | None = None
    redaction: Redaction | None = None

    def records(self) -> Iterator[tuple[Row, bytes]]:
        """Give the records in order, each with its bytes."""
        for page in self._pages():
            chosen = set(page)
            for row in self.reader.rows(page[0], page[-1]):
                if row.seq in chosen:
                    yield row, self.bytes_of(row)

    def all_numbers(self) -> Iterator[int]:
        """Give the numbers of the records in order."""
        for numbers in self._slices():
            yield from numbers

    def bytes_of(self, row: Row) -> bytes:
        """Give the bytes of a record, without what is redacted."""
        raw = self.reader.raw(row.seq)
        if self.redaction is None:
            return raw
        return self.redaction.bytes_without_secrets(raw, is_head=row.kind in HEADS)

    def text(self, text: str) -> str:
        """Give a text that goes with the records, without what is redacted."""
        return text if self.redaction is None else self.redaction.text_without_secrets(text)

    def _pages(self) -> Iterator[list[int]]:
        """Give the numbers of the records, in pages that lie close together."""
        for numbers in self._slices():
            for start in range(0, len(numbers), _PAGE):
                yield numbers[start : start + _PAGE]

    def _slices(self) -> Iterator[list[int]]:
        if self.numbers is not None:
            for _, near in groupby(sorted(self.numbers), key=lambda number: number // _SLICE):
                yield list(near)
            return
        last = self.reader.count()
        for first in range(1, last + 1, _SLICE):
            yield self.reader.matching(self.wanted, first, min(first + _SLICE - 1, last))
