"""How latencies are spread: bars over a scale on which each mark is ten times the one before."""

import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from inspector.traffic.latencies import STEPS, Latencies, Step
from inspector.ui.figures import format_duration
from inspector.ui.theme import colours_for, small_font

_SIDE: Final = 12
_BAR: Final = 7
"""Pixels a bar should have at least."""

_TOGETHER: Final = (1, 2, 4, 8, 16, STEPS)
_MARKS: Final = (("p50", 0.5), ("p90", 0.9), ("p99", 0.99))


class Histogram(QWidget):
    """Shows latencies in milliseconds, with their quantiles in words. `chosen` gives the bounds of a clicked bar."""

    chosen = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._latencies = Latencies()
        self._noun = ("reply", "replies")
        self.empty_text = "No latencies yet. Each reply to a request adds one."
        self.setAccessibleName("Latencies")
        self.setMinimumSize(220, 110)
        self.setMouseTracking(True)
        self._tell()

    # -- what is shown ------------------------------------------------------------------------------------------

    def set_values(self, values: Sequence[float]) -> None:
        """Show these latencies, in ms, and no others."""
        self.set_latencies(Latencies(values))

    def add(self, ms: float) -> None:
        """Show one latency more."""
        self._latencies.add(ms)
        self._tell()

    def clear(self) -> None:
        """Show none."""
        self.set_latencies(Latencies())

    def set_latencies(self, latencies: Latencies) -> None:
        """Show what was counted elsewhere."""
        self._latencies = latencies
        self._tell()

    def set_noun(self, one: str, many: str) -> None:
        """Say what is counted."""
        self._noun = (one, many)
        self._tell()

    @property
    def sentence(self) -> str:
        """What is shown, in words."""
        found = self._latencies
        if not found.count:
            return self.empty_text
        parts = [self._counted(found.count), *(f"{name} {_words(found.quantile(part))}" for name, part in _MARKS)]
        return " · ".join([*parts, f"max {_words(found.most)}"])

    def _counted(self, count: int) -> str:
        return f"{count:,} {self._noun[0] if count == 1 else self._noun[1]}"

    def _tell(self) -> None:
        self.setAccessibleDescription(self.sentence)
        self.update()

    # -- where things stand -------------------------------------------------------------------------------------

    @override
    def sizeHint(self) -> QSize:
        return QSize(420, 170)

    def _bars(self) -> list[tuple[QRectF, Step]]:
        """Give each bar with what it stands for; the rectangle is the whole column it stands in."""
        area, (first, last) = self._area(), self._span()
        steps_shown = (last - first) * STEPS
        wanted = steps_shown * _BAR / max(area.width(), 1)
        together = next((number for number in _TOGETHER if number >= wanted), STEPS)
        found = []
        for step in self._latencies.steps(together):
            left, right = self._x(step.low), self._x(step.high)
            found.append((QRectF(left, area.top(), right - left, area.height()), step))
        return found

    def _area(self) -> QRectF:
        line = self.fontMetrics().height()
        return QRectF(self.rect()).adjusted(_SIDE, 2 * line + 10, -_SIDE, -line - 6)

    def _span(self) -> tuple[int, int]:
        """Give the decades that are shown, as powers of ten."""
        first = math.floor(math.log10(max(self._latencies.least, 1e-3)) + 1e-9)
        last = math.floor(math.log10(max(self._latencies.most, 1e-3)) + 1e-9) + 1
        return first, max(last, first + 1)

    def _x(self, ms: float) -> float:
        area, (first, last) = self._area(), self._span()
        part = (math.log10(max(ms, 1e-9)) - first) / (last - first)
        return area.left() + min(max(part, 0.0), 1.0) * area.width()

    def bar_at(self, x: float) -> Step | None:
        """Give what the bar at a place stands for, in pixels from the left."""
        if not self._latencies.count:
            return None
        return next((step for place, step in self._bars() if place.left() <= x < place.right() and step.count), None)

    # -- painting -----------------------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = colours_for(self.palette())
        painter.fillRect(self.rect(), QColor(colours.base))
        painter.setFont(small_font())
        if not self._latencies.count:
            painter.setPen(QColor(colours.muted))
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(_SIDE, 0, -_SIDE, 0), wrapped, self.empty_text)
            return
        painter.setPen(QColor(colours.text))
        words = painter.fontMetrics().elidedText(self.sentence, Qt.TextElideMode.ElideRight, self.width() - 2 * _SIDE)
        painter.drawText(QPointF(_SIDE, painter.fontMetrics().ascent() + 5), words)
        self._paint_scale(painter, QColor(colours.hairline), QColor(colours.muted))
        self._paint_bars(painter, QColor(colours.accent))
        self._paint_marks(painter, QColor(colours.finding))

    def _paint_scale(self, painter: QPainter, line: QColor, words: QColor) -> None:
        area, (first, last) = self._area(), self._span()
        metrics = painter.fontMetrics()
        for power in range(first, last + 1):
            x = self._x(10.0**power)
            painter.setPen(line)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom() + 3))
            text = _scale_words(power)
            width = metrics.horizontalAdvance(text)
            painter.setPen(words)
            left = min(max(x - width / 2, 2.0), self.width() - width - 2.0)
            painter.drawText(QPointF(left, area.bottom() + 4 + metrics.ascent()), text)
        painter.setPen(line)
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _paint_bars(self, painter: QPainter, colour: QColor) -> None:
        bars = self._bars()
        most = max(step.count for _, step in bars)
        for place, step in bars:
            if step.count:
                height = max(2.0, place.height() * step.count / most)
                top = place.bottom() - height
                painter.fillRect(QRectF(place.left() + 0.5, top, max(place.width() - 1, 1.0), height), colour)

    def _paint_marks(self, painter: QPainter, colour: QColor) -> None:
        """Draw a line at each quantile; its name above, where names do not run into each other."""
        area, free = self._area(), -1.0
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
        metrics = painter.fontMetrics()
        for name, part in _MARKS:
            x = self._x(self._latencies.quantile(part))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            width = metrics.horizontalAdvance(name)
            left = min(max(x - width / 2, 2.0), self.width() - width - 2.0)
            if left > free:
                painter.drawText(QPointF(left, area.top() - metrics.descent()), name)
                free = left + width + 4

    # -- pointing -----------------------------------------------------------------------------------------------

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            step = self.bar_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self.words_for(step) if step is not None else "", self)
            return True
        return super().event(event)

    def words_for(self, step: Step) -> str:
        """Say what a bar stands for."""
        part = step.count / self._latencies.count
        return f"{_words(step.low)} to {_words(step.high)}: {self._counted(step.count)}, {part:.1%}"

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        step = self.bar_at(event.position().x())
        if step is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(step.low, step.high)


def _words(ms: float) -> str:
    if ms < 0.1:
        return f"{ms * 1_000:.0f} µs"
    return f"{ms:.2f} ms" if ms < 1 else format_duration(round(ms * 1e6))


def _scale_words(power: int) -> str:
    if power < 0:
        return f"{10 ** (power + 3)} µs"
    return f"{10**power} ms" if power < 3 else f"{10 ** (power - 3):,} s"
