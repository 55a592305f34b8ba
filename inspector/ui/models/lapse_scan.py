"""Counting what the time line draws, in another thread and in slices: the newest picture is there within moments."""

import sqlite3
import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from inspector.traffic.capture import CaptureError, CaptureReader
from inspector.traffic.lapse import Lapse, LapseReader, Spot

_SLICE: Final = 10_000
_AFTER: Final = 20_000
"""Records after a stretch among which the replies to its requests are looked for."""

_PICTURE_S: Final = 0.2
_REST_MS: Final = 200
"""How long it rests between two looks at a capture that grows."""


class _Stretch:
    """A lapse that is being counted: which record is next, and which the last."""

    def __init__(self, lapse: Lapse, first: int, last: int) -> None:
        self.lapse = lapse
        self.next = first
        self.last = last


class _Counter(QObject):
    """Lives in the worker thread with a connection of its own."""

    pictured = Signal(int, object)  # turn, Picture

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._reader: CaptureReader | None = None
        self._whole: _Stretch | None = None
        self._part: _Stretch | None = None
        self._shown: tuple[int, int] | None = None
        self.turn = 0
        self.total = 0
        self.wanted: tuple[int, int] | None = None
        self.lapse: Lapse | None = None
        """What was pictured last. It is looked into from the Qt thread while it may grow: a count may be old."""

    @Slot(int)
    def count(self, turn: int) -> None:
        """Go on counting what is to be shown; a newer turn takes over where this one stops."""
        try:
            if self._reader is None:
                self._reader = CaptureReader(self._path)
            if turn == self.turn:
                self._count(turn, LapseReader(self._reader))
        except (sqlite3.Error, CaptureError):  # the program is closing, or the file has gone
            return

    def _count(self, turn: int, reader: LapseReader) -> None:
        stretch = self._stretch(reader)
        self.lapse = stretch.lapse
        pictured = time.monotonic()
        while stretch.next <= stretch.last and turn == self.turn:
            last = min(stretch.last, stretch.next + _SLICE - 1)
            reader.read(stretch.lapse, stretch.next, last)
            stretch.next = last + 1
            if time.monotonic() - pictured > _PICTURE_S:
                self.pictured.emit(turn, stretch.lapse.picture(is_whole=False))
                pictured = time.monotonic()
        self.pictured.emit(turn, stretch.lapse.picture(is_whole=stretch.next > stretch.last))

    def _stretch(self, reader: LapseReader) -> _Stretch:
        wanted, total = self.wanted, self.total
        if wanted is None:
            if self._whole is None:
                self._whole = _Stretch(Lapse(reader.names()), 1, total)
            self._whole.last = total
            return self._whole
        if self._part is None or wanted != self._shown:
            self._shown = wanted
            first = reader.first_after(wanted[0], total)
            self._part = _Stretch(Lapse(reader.names(), *wanted), first, total)
        self._part.last = min(total, reader.first_after(wanted[1], total) + _AFTER)
        return self._part

    @Slot()
    def finish(self) -> None:
        """Close the connection in its own thread."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None


class LapseScan(QObject):
    """Gives pictures of the whole capture, or of the stretch that is looked at. Starts when it is first asked."""

    pictured = Signal(object)  # Picture
    _asked = Signal(int)
    _finishing = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._counter = _Counter(path)
        self._counter.moveToThread(self._thread)
        self._asked.connect(self._counter.count)
        self._finishing.connect(self._counter.finish)
        self._counter.pictured.connect(self._take)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST_MS)
        self._timer.timeout.connect(self._ask)

    def grow(self, total: int) -> None:
        """Take the number of records there are now; they are looked at before long."""
        if total != self._counter.total:
            self._counter.total = total
            if not self._timer.isActive():
                self._timer.start()

    def look_at(self, stretch: tuple[int, int] | None) -> None:
        """Look at a stretch, in ns since the first record, or at all of it."""
        self._counter.wanted = stretch
        self._ask()

    def spot(self, lane: int, first: int, last: int) -> Spot | None:
        """Give what matters most in some steps of a lane of the last picture, lanes counted from the top."""
        lapse = self._counter.lapse
        if lapse is None:
            return None
        lanes = lapse.lanes()
        return lapse.spot(lanes[lane], first, last) if 0 <= lane < len(lanes) else None

    def stop(self) -> None:
        """Rest until asked again."""
        self._timer.stop()
        self._counter.turn += 1

    def close(self) -> None:
        """End the thread."""
        self.stop()
        if self._thread.isRunning():
            self._finishing.emit()
            self._thread.quit()
            self._thread.wait()

    def _ask(self) -> None:
        if not self._thread.isRunning():
            self._thread.start()
        self._counter.turn += 1
        self._asked.emit(self._counter.turn)

    def _take(self, _turn: int, picture: object) -> None:
        self.pictured.emit(picture)
