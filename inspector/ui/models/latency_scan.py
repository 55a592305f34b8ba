"""Counting the latencies of what passes a filter, in another thread and in slices."""

import sqlite3
import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QThread, Signal, Slot

from inspector.traffic.capture import CaptureError, CaptureReader
from inspector.traffic.filters.syntax import Everything, Filter
from inspector.traffic.latencies import Latencies, latencies_of

_SLICE: Final = 10_000
_TELL_S: Final = 0.3


class _Counter(QObject):
    """Lives in the worker thread with a connection of its own."""

    counted = Signal(int, object)  # turn, Latencies

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._reader: CaptureReader | None = None
        self._filter: Filter = Everything()
        self._latencies = Latencies()
        self._seen = bytearray()
        """By the number of a request, whether its exchange is counted: request and reply may both pass."""
        self._next = 1
        self.turn = 0

    @Slot(int, object, int)
    def count(self, turn: int, wanted: Filter, last: int) -> None:
        """Count up to a record, from where an earlier turn stopped if the filter is the same."""
        try:
            if self._reader is None:
                self._reader = CaptureReader(self._path)
            if turn == self.turn:
                self._count(turn, self._reader, wanted, last)
        except (sqlite3.Error, CaptureError):  # the program is closing, or the file has gone
            return

    def _count(self, turn: int, reader: CaptureReader, wanted: Filter, last: int) -> None:
        if wanted != self._filter:
            self._filter, self._latencies, self._seen, self._next = wanted, Latencies(), bytearray(), 1
        self._seen.extend(bytes(max(0, last + 1 - len(self._seen))))
        told = time.monotonic()
        while self._next <= last and turn == self.turn:
            end = min(last, self._next + _SLICE - 1)
            for exchange, latency in latencies_of(reader, wanted, self._next, end):
                if not self._seen[exchange]:
                    self._seen[exchange] = 1
                    self._latencies.add(latency / 1e6)
            self._next = end + 1
            if time.monotonic() - told > _TELL_S:
                self.counted.emit(turn, self._latencies.copy())
                told = time.monotonic()
        self.counted.emit(turn, self._latencies.copy())

    @Slot()
    def finish(self) -> None:
        """Close the connection in its own thread."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None


class LatencyScan(QObject):
    """Gives latencies of the records that pass a filter: of the first of them at once, of more as they are counted."""

    counted = Signal(object)  # Latencies
    _asked = Signal(int, object, int)
    _finishing = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._counter = _Counter(path)
        self._counter.moveToThread(self._thread)
        self._asked.connect(self._counter.count)
        self._finishing.connect(self._counter.finish)
        self._counter.counted.connect(self._take)

    def count(self, wanted: Filter, last: int) -> None:
        """Count what passes, up to a record."""
        if not self._thread.isRunning():
            self._thread.start()
        self._counter.turn += 1
        self._asked.emit(self._counter.turn, wanted, last)

    def stop(self) -> None:
        """Rest until asked again."""
        self._counter.turn += 1

    def close(self) -> None:
        """End the thread."""
        self.stop()
        if self._thread.isRunning():
            self._finishing.emit()
            self._thread.quit()
            self._thread.wait()

    def _take(self, turn: int, latencies: object) -> None:
        if turn == self._counter.turn:
            self.counted.emit(latencies)
