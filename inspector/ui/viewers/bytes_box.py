"""Bytes in rows, as many as there is room for."""

from typing import Final

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from inspector.ui.widgets.hex_view import HexView

_ROWS: Final = 10
_NO_LIMIT: Final = 16_777_215
"""Qt's QWIDGETSIZE_MAX."""


class BytesBox(QWidget):
    """A hex view that asks for no more height than its bytes need."""

    def __init__(self, data: bytes, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = HexView(self)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.view, 1)
        self._column.addStretch(0)
        self.show_bytes(data)

    def show_bytes(self, data: bytes) -> None:
        """Show other bytes."""
        self.view.show_bytes(data)
        rows = self.view.row_count + 1
        height = min(_ROWS, rows) * (self.view.fontMetrics().height() + 2) + 24
        few = rows <= _ROWS
        self.view.setMinimumHeight(height)
        self.view.setMaximumHeight(height if few else _NO_LIMIT)
        self._column.setStretch(1, 1 if few else 0)
