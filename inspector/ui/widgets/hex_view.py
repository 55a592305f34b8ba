"""Exact bytes: offset, sixteen bytes, and their text. Paints the visible rows only."""

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from typing_extensions import override

from inspector.ui.theme import colours_for, monospaced_font

_WIDTH: Final = 16


class HexView(QAbstractScrollArea):
    """Shows bytes of any number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bytes = b""
        self.setFont(monospaced_font())
        self.setAccessibleName("Bytes")
        self._row_height = QFontMetrics(self.font()).height() + 2

    def show_bytes(self, raw: bytes) -> None:
        """Show these bytes."""
        self._bytes = raw
        self._fit()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    @property
    def row_count(self) -> int:
        """How many rows of sixteen bytes there are."""
        return -(-len(self._bytes) // _WIDTH)

    def row_text(self, row: int) -> str:
        """Give one row as it is shown."""
        part = self._bytes[row * _WIDTH : (row + 1) * _WIDTH]
        codes = " ".join(f"{byte:02x}" for byte in part)
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in part)
        return f"{row * _WIDTH:08x}  {codes:<{_WIDTH * 3}} {text}"

    def _fit(self) -> None:
        visible = max(1, self.viewport().height() // self._row_height)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self.row_count - visible))
        bar.setPageStep(visible)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        self.viewport().update()
        super().changeEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        painter.setPen(colours_for(self.palette()).text)
        first = self.verticalScrollBar().value()
        shown = self.viewport().height() // self._row_height + 2
        for line in range(min(shown, self.row_count - first)):
            painter.drawText(8, (line + 1) * self._row_height - 4, self.row_text(first + line))
