"""The time line: what happened when, one lane for each session, drawn from counts. It zooms, pans and selects."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from inspector.traffic.lapse import Fate, Lane, Picture
from inspector.ui.figures import format_duration
from inspector.ui.theme import Colours, colours_for, small_font
from inspector.ui.widgets.plain_text import plain_tool_tip

_HEIGHT: Final = 34
_SIDE: Final = 8
_NEAR: Final = 3
"""Pixels a pointer may be beside what it means."""

_SHORTEST: Final = 10_000
"""Nanoseconds the window can show at least."""

_TICK: Final = 90
_TALLEST: Final = 5  # the level from which bars are no taller

Stretch = tuple[int, int]
"""Begin and end in nanoseconds since the first record."""


class Timeline(QWidget):
    """Draws pictures of a capture. Colour and height say how things ended, and the tool tip says it in words.

    `looked` gives the stretch that is in view, None for all; `selected` one that was drawn over with the mouse, None
    once it is given up; `chosen` lane and steps of what was clicked. `about` gives the words for these.
    """

    looked = Signal(object)
    selected = Signal(object)
    chosen = Signal(int, int, int)

    def __init__(self, about: Callable[[int, int, int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = about
        self._picture = Picture(0, 1, 1, 0)
        self._view: Stretch | None = None
        self.selection: Stretch | None = None
        self._pressed: QPoint | None = None
        self._panned: Stretch | None = None
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Time line")
        self.setAccessibleDescription(
            "Drag to filter by time, click for a record, wheel to zoom, Shift and drag to pan, Escape for all"
        )

    # -- what is shown ------------------------------------------------------------------------------------------

    def show_picture(self, picture: Picture) -> None:
        """Draw what was counted."""
        self._picture = picture
        self.update()

    def select(self, stretch: Stretch | None) -> None:
        """Draw a stretch as selected, without telling."""
        self.selection = stretch
        self.update()

    @property
    def view(self) -> Stretch:
        """The stretch that is in view."""
        return self._view or (0, max(self._picture.last_ns, 1_000_000))

    def look_at(self, stretch: Stretch | None) -> None:
        """Bring a stretch into view, or all."""
        if stretch is not None:
            stretch = self._bounded(stretch)
        if stretch != self._view:
            self._view = stretch
            self.update()
            self.looked.emit(stretch)

    def _bounded(self, stretch: Stretch) -> Stretch | None:
        end_of_all = max(self._picture.last_ns, 1_000_000)
        length = max(stretch[1] - stretch[0], _SHORTEST)
        if length >= end_of_all:
            return None
        begin = min(max(stretch[0], 0), end_of_all - length)
        return begin, begin + length

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Show a stretch longer by a factor; what is at `x` pixels stays there, or the middle."""
        begin, end = self.view
        at = self.time_at(x) if x is not None else (begin + end) // 2
        self.look_at((round(at - (at - begin) * factor), round(at + (end - at) * factor)))

    def pan(self, part: float) -> None:
        """Move by a part of what is in view."""
        begin, end = self.view
        by = round((end - begin) * part)
        self.look_at((begin + by, end + by))

    # -- where things stand -------------------------------------------------------------------------------------

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, _HEIGHT)

    def _lanes_area(self) -> QRectF:
        return QRectF(_SIDE, 2, max(self.width() - 2 * _SIDE, 1), self.height() - 4 - self._axis_height())

    def _axis_height(self) -> int:
        return 11

    def x_at(self, ns: float) -> float:
        """Give where a time stands, in pixels."""
        begin, end = self.view
        return _SIDE + (ns - begin) / (end - begin) * self._lanes_area().width()

    def time_at(self, x: float) -> int:
        """Give the time at a place in pixels."""
        begin, end = self.view
        part = (x - _SIDE) / self._lanes_area().width()
        return round(begin + min(max(part, 0.0), 1.0) * (end - begin))

    def _lane_rect(self, number: int) -> QRectF:
        area = self._lanes_area()
        height = area.height() / max(len(self._picture.lanes), 1)
        return QRectF(area.left(), area.top() + number * height, area.width(), height)

    def place_at(self, point: QPoint) -> tuple[int, int, int] | None:
        """Give the lane under a point, and the steps that are near."""
        lanes = len(self._picture.lanes)
        if not lanes:
            return None
        area = self._lanes_area()
        lane = min(max(int((point.y() - area.top()) / (area.height() / lanes)), 0), lanes - 1)
        first, last = (
            (self.time_at(x) - self._picture.begin) // self._picture.step_ns
            for x in (point.x() - _NEAR, point.x() + _NEAR)
        )
        return lane, first, last

    # -- painting -----------------------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = colours_for(self.palette())
        painter.fillRect(self.rect(), QColor(colours.base))
        painter.setFont(small_font())
        self._paint_axis(painter, colours)
        painter.save()
        painter.setClipRect(self._lanes_area().adjusted(-2, 0, 2, 0))
        for number, lane in enumerate(self._picture.lanes):
            self._paint_lane(painter, lane, self._lane_rect(number), colours)
        painter.restore()
        self._paint_selection(painter, colours)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_axis(self, painter: QPainter, colours: Colours) -> None:
        begin, end = self.view
        step = _round_step((end - begin) * _TICK / self._lanes_area().width())
        line, words = QColor(colours.hairline), QColor(colours.muted)
        at = -(-begin // step) * step
        while at <= end:
            x = self.x_at(at)
            painter.setPen(line)
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
            painter.setPen(words)
            painter.drawText(QPointF(x + 3, self.height() - 2.5), f"+{_axis_words(at, step)}")
            at += step

    def _paint_lane(self, painter: QPainter, lane: Lane, place: QRectF, colours: Colours) -> None:
        shades = {
            Fate.NOTICE: colours.muted,
            Fate.OK: colours.ok,
            Fate.WAITING: colours.waiting,
            Fate.ERROR: colours.error,
            Fate.FAILURE: colours.failure,
        }
        painter.setPen(Qt.PenStyle.NoPen)
        for fate in Fate:
            runs = lane.runs.get(fate)
            if runs:
                pattern = Qt.BrushStyle.SolidPattern
                if fate is Fate.WAITING:
                    pattern = Qt.BrushStyle.Dense4Pattern
                painter.setBrush(QBrush(QColor(shades[fate]), pattern))
                painter.drawRects(self._rects(fate, runs, place))

    def _rects(self, fate: Fate, runs: list[tuple[int, int, int]], place: QRectF) -> list[QRectF]:
        """Give what is drawn of one fate; what would stand in one pixel stands there once, with its tallest."""
        begin, step = self._picture.begin, self._picture.step_ns
        scale = self._lanes_area().width() / (self.view[1] - self.view[0])
        origin = _SIDE + (begin - self.view[0]) * scale
        least = 2.0 if fate >= Fate.ERROR else 1.0
        tall = max(place.height() - 1, 2.0)
        found: list[QRectF] = []
        right_end, width = -1.0, self.width()
        for first, last, level in runs:
            left = origin + first * step * scale
            right = max(origin + (last + 1) * step * scale, left + least)
            if right < 0 or left > width:
                continue
            top, height = _extent(fate, level, tall)
            if right <= right_end and found and height <= found[-1].height():
                continue
            found.append(QRectF(left, place.top() + top, right - left, height))
            right_end = right
        return found

    def _paint_selection(self, painter: QPainter, colours: Colours) -> None:
        if self.selection is None:
            return
        left, right = (self.x_at(ns) for ns in self.selection)
        shade = QColor(colours.accent)
        shade.setAlpha(50)
        painter.fillRect(QRectF(left, 0, right - left, self.height()), shade)
        painter.setPen(QPen(QColor(colours.accent), 1))
        for x in (left, right):
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    # -- mouse and keys -----------------------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        pans = event.button() == Qt.MouseButton.MiddleButton or (
            event.button() == Qt.MouseButton.LeftButton and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        )
        if pans or event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self._panned = self.view if pans else None

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        x = event.position().x()
        if self._panned is not None:
            begin, end = self._panned
            by = round((self._pressed.x() - x) / self._lanes_area().width() * (end - begin))
            self.look_at((begin + by, end + by))
        elif abs(x - self._pressed.x()) >= QApplication.startDragDistance() // 2:
            self.select(self._between(self._pressed.x(), x))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, panned = self._pressed, self._panned
        self._pressed = self._panned = None
        if pressed is None or panned is not None:
            return
        x = event.position().x()
        if abs(x - pressed.x()) >= QApplication.startDragDistance() // 2:
            self.select(self._between(pressed.x(), x))
            self.selected.emit(self.selection)
            return
        place = self.place_at(pressed)
        if place is not None:
            self.chosen.emit(*place)

    def _between(self, one: float, other: float) -> Stretch:
        first, last = sorted((self.time_at(one), self.time_at(other)))
        return first, max(last, first + 1)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._back()

    def _back(self) -> None:
        """Give up the selection; if there is none, show all."""
        if self.selection is not None:
            self.select(None)
            self.selected.emit(None)
        else:
            self.look_at(None)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(delta.x()) > abs(delta.y()):
            self.pan(-(delta.x() or delta.y()) / 1200)
        else:
            self.zoom(0.8 ** (delta.y() / 120), event.position().x())
        event.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Escape: self._back,
            Qt.Key.Key_Plus: lambda: self.zoom(0.5),
            Qt.Key.Key_Equal: lambda: self.zoom(0.5),
            Qt.Key.Key_Minus: lambda: self.zoom(2),
            Qt.Key.Key_0: lambda: self.look_at(None),
            Qt.Key.Key_Left: lambda: self.pan(-0.2),
            Qt.Key.Key_Right: lambda: self.pan(0.2),
        }
        slot = steps.get(event.key())
        if slot is None:
            super().keyPressEvent(event)
        else:
            slot()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            around = QRect(event.pos() - QPoint(_NEAR, _NEAR), QSize(2 * _NEAR, 2 * _NEAR))
            QToolTip.showText(event.globalPos(), plain_tool_tip(self.words_at(event.pos())), self, around)
            return True
        return super().event(event)

    def words_at(self, point: QPoint) -> str:
        """Say what is under a point: when it is, and what happened there."""
        place = self.place_at(point)
        if place is None:
            return "Nothing has happened yet. Exchanges will stand here as bars."
        when = f"+{_axis_words(self.time_at(point.x()), (self.view[1] - self.view[0]) // 1_000 or 1)}"
        lane = self._picture.lanes[place[0]]
        return "\n".join(filter(None, (f"{lane.name}  {when}", self._about(*place))))


def _extent(fate: Fate, level: int, tall: float) -> tuple[float, float]:
    """Give top and height of a bar in a lane: errors and failures hang from its top, notices stand at its foot."""
    if fate >= Fate.ERROR:
        return 0.0, max(tall * (0.5 + 0.5 * min(level, _TALLEST) / _TALLEST), 2.0)
    if fate is Fate.NOTICE:
        height = max(tall * (0.15 + 0.15 * min(level, _TALLEST) / _TALLEST), 1.0)
        return tall - height, height
    height = max(tall * (0.4 + 0.4 * min(level, _TALLEST) / _TALLEST), 1.5)
    return (tall - height) / 2, height


def _round_step(ns: float) -> int:
    """Give the next round length of time."""
    step = 1
    while step < ns:
        for factor in (1, 2, 5):
            if step * factor >= ns:
                return step * factor
        step *= 10
    return step


def _axis_words(ns: int, step: int) -> str:
    if step >= 1_000_000_000:
        minutes, seconds = divmod(ns // 1_000_000_000, 60)
        return f"{minutes}:{seconds:02d} min" if minutes else f"{seconds} s"
    if ns >= 10_000_000_000 or step >= 100_000_000:
        digits = 1 if step >= 100_000_000 else 3 if step >= 1_000_000 else 6
        return f"{ns / 1e9:.{digits}f} s"
    return format_duration(ns) if step >= 100_000 else f"{ns / 1e6:.3f} ms"
