"""Counting what the time line draws: the newest picture is there within moments."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer
from typing_extensions import override

from inspector.traffic.capture import CaptureReader
from inspector.traffic.lapse import Lapse, LapseReader, Picture, Spot
from inspector.ui.models.capture_scan import SLICE, CaptureScan, Counter

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


class _Counter(Counter):
    """Counts what is looked at: a stretch, or all of it."""

    def __init__(self) -> None:
        self._whole: _Stretch | None = None
        self._part: _Stretch | None = None
        self._shown: tuple[int, int] | None = None
        self.total = 0
        self.wanted: tuple[int, int] | None = None
        self.current = _Stretch(Lapse({}), 1, 0)
        """What was pictured last. It is looked into from the Qt thread while it may grow: a count may be old."""

    @override
    def slices(self, reader: CaptureReader, wanted: Any) -> Iterator[None]:
        lapses = LapseReader(reader)
        stretch = self.current = self._stretch(lapses)
        while stretch.next <= stretch.last:
            last = min(stretch.last, stretch.next + SLICE - 1)
            lapses.read(stretch.lapse, stretch.next, last)
            stretch.next = last + 1
            yield

    @override
    def known(self) -> Picture:
        return self.current.lapse.picture(is_whole=self.current.next > self.current.last)

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


class LapseScan(CaptureScan):
    """Gives pictures of the whole capture, or of the stretch that is looked at."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        self._counter = _Counter()
        super().__init__(path, self._counter, parent, pause_s=_PICTURE_S)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST_MS)
        self._timer.timeout.connect(self.ask)

    def grow(self, total: int) -> None:
        """Take the number of records there are now; they are looked at before long."""
        if total != self._counter.total:
            self._counter.total = total
            if not self._timer.isActive():
                self._timer.start()

    def look_at(self, stretch: tuple[int, int] | None) -> None:
        """Look at a stretch, in ns since the first record, or at all of it."""
        self._counter.wanted = stretch
        self.ask()

    def spot(self, lane: int, first: int, last: int) -> Spot | None:
        """Give what matters most in some steps of a lane of the last picture, lanes counted from the top."""
        lapse = self._counter.current.lapse
        lanes = lapse.lanes()
        return lapse.spot(lanes[lane], first, last) if 0 <= lane < len(lanes) else None

    @override
    def stop(self) -> None:
        self._timer.stop()
        super().stop()

    @override
    def _take(self, turn: int, known: object) -> None:
        self.counted.emit(known)
