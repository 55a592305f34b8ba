"""Counting something over a whole capture, in another thread and in slices."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, QThread, Signal, Slot

from inspector.traffic.capture import CaptureError, CaptureReader

SLICE: Final = 10_000
"""Records that are read at a time."""


class Counter(Protocol):
    """What is counted, and how. It works in the other thread."""

    def slices(self, reader: CaptureReader, wanted: Any) -> Iterator[None]:
        """Go on counting what is wanted, a slice at a time; after any of them it may be left."""

    def known(self) -> Any:
        """Give what is counted so far."""


class _Worker(QObject):
    """Lives in the worker thread with a connection of its own."""

    counted = Signal(int, object)  # turn, what is known

    def __init__(self, path: Path, counter: Counter, pause_s: float) -> None:
        super().__init__()
        self._path = path
        self._counter = counter
        self._pause_s = pause_s
        self._reader: CaptureReader | None = None
        self.turn = 0

    @Slot(int, object)
    def count(self, turn: int, wanted: Any) -> None:
        """Go on counting what is wanted; a newer turn takes over where this one stops."""
        with suppress(sqlite3.Error, CaptureError):  # the program is closing, or the file has gone
            self._reader = self._reader or CaptureReader(self._path)
            if turn == self.turn:
                self._count(turn, self._counter.slices(self._reader, wanted))

    def _count(self, turn: int, slices: Iterator[None]) -> None:
        told = time.monotonic()
        for _ in slices:
            if turn != self.turn:
                break
            if time.monotonic() - told > self._pause_s:
                self.counted.emit(turn, self._counter.known())
                told = time.monotonic()
        self.counted.emit(turn, self._counter.known())

    @Slot()
    def finish(self) -> None:
        """Close the connection in its own thread."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None


class CaptureScan(QObject):
    """Has a counter count; its thread starts when it is first asked. Tells what is known every `pause_s` seconds."""

    counted = Signal(object)  # what is known

    _asked = Signal(int, object)
    _finishing = Signal()

    def __init__(self, path: Path, counter: Counter, parent: QObject | None, *, pause_s: float) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._worker = _Worker(path, counter, pause_s)
        self._worker.moveToThread(self._thread)
        self._asked.connect(self._worker.count)
        self._finishing.connect(self._worker.finish)
        self._worker.counted.connect(self._take)

    def ask(self, wanted: Any = None) -> None:
        """Have something counted, in the place of what was asked before."""
        if not self._thread.isRunning():
            self._thread.start()
        self._worker.turn += 1
        self._asked.emit(self._worker.turn, wanted)

    def stop(self) -> None:
        """Rest until asked again."""
        self._worker.turn += 1

    def close(self) -> None:
        """End the thread."""
        self.stop()
        if self._thread.isRunning():
            self._finishing.emit()
            self._thread.quit()
            self._thread.wait()

    def _take(self, turn: int, known: object) -> None:
        if turn == self._worker.turn:
            self.counted.emit(known)
