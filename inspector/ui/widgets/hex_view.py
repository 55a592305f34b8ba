"""Exact bytes: offset, sixteen bytes (or eight, where it is narrow), and their text. Paints the visible rows only."""

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QWidget
from typing_extensions import override

from inspector.traffic.stored_bytes import Bytes
from inspector.ui.theme import colours_for, monospaced_font

_WIDTHS: Final = (16, 8)
"""Bytes of a row: as many as there is room for, eight at least."""

_MARGIN: Final = 8
_CODES_COLUMN: Final = 10
_COPIED_ROWS: Final = 65_536


class HexView(QAbstractScrollArea):
    """Shows bytes of any number. Keys scroll, the mouse marks, Copy copies the marked rows as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bytes: Bytes = b""
        self._marked: tuple[int, int] | None = None
        self._pressed = 0
        self._width = _WIDTHS[0]
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.setFont(monospaced_font())
        self.setAccessibleName("Bytes")
        metrics = QFontMetrics(self.font())
        self._row_height = metrics.height() + 2
        self._digit = metrics.horizontalAdvance("0")

    def show_bytes(self, raw: Bytes) -> None:
        """Show these bytes."""
        self._bytes = raw
        self._marked = None
        self._fit()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    @property
    def byte_count(self) -> int:
        """How many bytes are shown."""
        return len(self._bytes)

    def part(self, first: int, end: int) -> bytes:
        """Give some of the bytes that are shown."""
        return self._bytes[first:end]

    def mark(self, place: tuple[int, int] | None) -> None:
        """Mark the bytes from one place up to another, and bring them into view; None takes the mark away."""
        self._marked = place
        if place is not None:
            row, bar = place[0] // self._width, self.verticalScrollBar()
            if not bar.value() <= row < bar.value() + bar.pageStep():
                bar.setValue(max(0, row - bar.pageStep() // 3))
        self.viewport().update()

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return -(-len(self._bytes) // self._width)

    def row_text(self, row: int) -> str:
        """Give one row as it is shown."""
        return self._row(row, self._bytes[row * self._width : (row + 1) * self._width])

    def _row(self, row: int, part: bytes) -> str:
        return f"{row * self._width:08x}  {_codes(part):<{self._width * 3}} {_text(part)}"

    @property
    def _text_column(self) -> int:
        return _CODES_COLUMN + 3 * self._width + 1

    def _row_width(self, width: int) -> int:
        """Give the pixels that rows of so many bytes need."""
        return self._digit * (_CODES_COLUMN + 4 * width + 1) + 2 * _MARGIN

    @property
    def selected(self) -> bytes:
        """The bytes that are marked; all where none are, as many as a clipboard can bear."""
        first, end = self._marked or (0, _COPIED_ROWS * self._width)
        return self._bytes[first : min(end, first + _COPIED_ROWS * self._width)]

    def copy(self) -> None:
        """Copy the rows the marked bytes stand in as text; all rows where none are marked."""
        first, end = self._marked or (0, len(self._bytes))
        rows = range(first // self._width, min(-(-end // self._width), first // self._width + _COPIED_ROWS))
        QGuiApplication.clipboard().setText("\n".join(map(self.row_text, rows)))

    def copy_figures(self) -> None:
        """Copy the marked bytes as hexadecimal figures."""
        QGuiApplication.clipboard().setText(_codes(self.selected))

    def copy_text(self) -> None:
        """Copy the marked bytes as text."""
        QGuiApplication.clipboard().setText(self.selected.decode("utf-8", errors="replace"))

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy Rows", self.copy)
        menu.addAction("Copy as Hexadecimal", self.copy_figures)
        menu.addAction("Copy as Text", self.copy_text)
        menu.popup(self.viewport().mapToGlobal(at))

    def byte_at(self, at: QPoint) -> int:
        """Give which byte stands at a place of the view, as figures or as text; the nearest if none does."""
        digit = self._digit
        column = (at.x() - _MARGIN + self.horizontalScrollBar().value()) // max(digit, 1)
        text = self._text_column
        place = column - text if column >= text else (column - _CODES_COLUMN) // 3
        row = self.verticalScrollBar().value() + at.y() // self._row_height
        return max(0, min(row * self._width + max(0, min(place, self._width - 1)), len(self._bytes) - 1))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self.byte_at(event.position().toPoint())
            self.mark(None)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and len(self._bytes):
            here = self.byte_at(event.position().toPoint())
            self.mark((min(here, self._pressed), max(here, self._pressed) + 1))

    def _fit(self) -> None:
        visible = max(1, self.viewport().height() // self._row_height)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self.row_count - visible))
        bar.setPageStep(visible)
        side = self.horizontalScrollBar()
        side.setRange(0, max(0, self._row_width(self._width) - self.viewport().width()))
        side.setPageStep(self.viewport().width())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take rows that have room; what stood at the top stays there."""
        first = self.verticalScrollBar().value() * self._width
        fitting = [width for width in _WIDTHS if self._row_width(width) <= self.viewport().width()]
        self._width = fitting[0] if fitting else _WIDTHS[-1]
        self._fit()
        self.verticalScrollBar().setValue(first // self._width)
        self.viewport().update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.mark((0, len(self._bytes)))
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        self.viewport().update()
        super().changeEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        colours = colours_for(self.palette())
        left = _MARGIN - self.horizontalScrollBar().value()
        digit = self._digit
        first = self.verticalScrollBar().value()
        shown = self.viewport().height() // self._row_height + 2
        for line in range(min(shown, self.row_count - first)):
            text, base = self.row_text(first + line), (line + 1) * self._row_height - 4
            for column, width in self._marked_columns(first + line):
                where = QRectF(left + column * digit, line * self._row_height, width * digit, self._row_height)
                painter.fillRect(where, QColor(colours.mark))
            painter.setPen(QColor(colours.muted))
            painter.drawText(left, base, text[:8])
            painter.setPen(QColor(colours.text))
            painter.drawText(left + 8 * digit, base, text[8:])

    def _marked_columns(self, row: int) -> list[tuple[int, int]]:
        """Give where in a row's text marked bytes stand: the first character and how many, as figures and as text."""
        if self._marked is None:
            return []
        first = max(self._marked[0] - row * self._width, 0)
        count = min(self._marked[1] - row * self._width, self._width) - first
        return [(_CODES_COLUMN + 3 * first, 3 * count - 1), (self._text_column + first, count)] if count > 0 else []


def _codes(part: bytes) -> str:
    return " ".join(f"{byte:02x}" for byte in part)


def _text(part: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in part)
