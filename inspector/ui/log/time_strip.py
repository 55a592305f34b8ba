"""The time line over the log: what it shows comes from the capture, and what is selected in it filters."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from inspector.traffic.capture import CaptureReader
from inspector.traffic.filters.joining import narrowed
from inspector.ui.figures import format_duration
from inspector.ui.icons import icon
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.models.lapse_scan import LapseScan
from inspector.ui.widgets.filter_line import FilterLine
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.timeline import Stretch, Timeline

_SWITCH: Final = "time-line"


class TimeStrip(QWidget):
    """Shows when things happened, if it is switched on. `chosen` gives the number of a record that was clicked."""

    chosen = Signal(int)

    def __init__(self, path: Path, reader: CaptureReader, line: FilterLine, book: FilterBook, parent: QWidget) -> None:
        super().__init__(parent)
        self._reader = reader
        self._line = line
        self._part = ""
        """What stands in the filter line for the selection."""
        self._total = 0
        self._scan = LapseScan(path, self)
        self.timeline = Timeline(self._about, self)
        self.button = QToolButton(self)
        self.button.setIcon(icon("chart-no-axes-gantt"))
        self.button.setCheckable(True)
        self.button.setToolTip("Show when things happened, as a time line")
        self.button.setAccessibleName("Time line")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.timeline)
        self._scan.counted.connect(self.timeline.show_picture)
        self.timeline.looked.connect(self._scan.look_at)
        self.timeline.selected.connect(self._filter_by)
        self.timeline.chosen.connect(self._choose)
        line.textChanged.connect(self._judge_line)
        self.button.setChecked(book.switch(_SWITCH, default=True))
        self.setVisible(self.button.isChecked())
        self.button.toggled.connect(self._toggle)
        self.button.toggled.connect(lambda on: book.keep_switch(_SWITCH, on=on))

    def grow(self, total: int) -> None:
        """Take the number of records there are now."""
        self._total = total
        if self.button.isChecked():
            self._scan.grow(total)

    def close_capture(self) -> None:
        """Let go of the capture's file."""
        self._scan.close()

    def _toggle(self, on: bool) -> None:
        self.setVisible(on)
        if on:
            self._scan.grow(self._total)
        else:
            self._scan.stop()

    # -- selecting ----------------------------------------------------------------------------------------------

    def _filter_by(self, stretch: Stretch | None) -> None:
        """Put a stretch into the filter line, in place of the one that stands there."""
        before, old = self._line.text().strip(), self._part
        self._part = part = "" if stretch is None else _expression(stretch)
        if old and old in before:
            rest = before.replace(old, part) if part else _without(before, old)
        elif not before or not part:
            rest = before or part
        else:
            rest = narrowed(before, part)
        self._line.set_filter(rest)

    def _judge_line(self, text: str) -> None:
        """See whether the selection still stands in the filter line."""
        if self._part and self._part not in text:
            self._part = ""
            self.timeline.select(None)

    # -- pointing -----------------------------------------------------------------------------------------------

    def _choose(self, lane: int, first: int, last: int) -> None:
        spot = self._scan.spot(lane, first, last)
        if spot is not None:
            self.chosen.emit(spot.seq)

    def _about(self, lane: int, first: int, last: int) -> str:
        """Say what lies in some steps of a lane: the one that matters most, and how many more."""
        spot = self._scan.spot(lane, first, last)
        rows = self._reader.rows(spot.seq, spot.seq) if spot is not None else []
        if spot is None or not rows:
            return ""
        row = rows[0]
        latency = format_duration(row.latency_ns) if row.latency_ns is not None else ""
        words = filter(None, (row.method, row.subject, spot.fate.word, latency))
        more = f"\nand {spot.count - 1:,} more" if spot.count > 1 else ""
        return f"#{row.seq}  {visible_text(' · '.join(words), 300, one_line=True)}{more}"


def _expression(stretch: Stretch) -> str:
    begin, end = stretch
    return f"time >= {_seconds(begin // 1_000)} and time <= {_seconds(-(-end // 1_000))}"


def _seconds(microseconds: int) -> str:
    return f"{microseconds / 1e6:.6f}".rstrip("0").rstrip(".") + "s"


def _without(text: str, part: str) -> str:
    """Take a part out of a filter, with the word that joined it."""
    for joined in (f" and {part}", f"{part} and ", f" {part}", part):
        if joined in text:
            left = text.replace(joined, "", 1).strip()
            whole = left.startswith("(") and left.endswith(")") and left.count("(") == 1
            return left[1:-1] if whole else left
    return text
