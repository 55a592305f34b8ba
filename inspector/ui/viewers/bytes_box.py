"""Bytes in rows, as many as there is room for."""

from typing import Final

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from inspector.ui.widgets.hex_view import HexView

_ROWS: Final = 10


class BytesBox(QWidget):
    """A hex view that asks for no more height than its bytes need."""

    def __init__(self, data: bytes, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = HexView(self)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.show_bytes(data)
        rows = self.view.row_count + 1
        height = min(_ROWS, rows) * (self.view.fontMetrics().height() + 2) + 24
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view, 1)
        if rows <= _ROWS:
            self.view.setFixedHeight(height)
            layout.addStretch(1)
        self.view.setMinimumHeight(height)
