"""A question in place, before something that may destroy is done."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget


class ConfirmStrip(QWidget):
    """Asks before a tool that may destroy something is called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._then: Callable[[], None] = lambda: None
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self.confirmed = QPushButton("Call It", self)
        self.confirmed.clicked.connect(self._go_on)
        back = QPushButton("Do Not Call", self)
        back.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self.confirmed)
        row.addWidget(back)
        self.hide()

    def ask(self, sentence: str, then: Callable[[], None]) -> None:
        """Show the question; `then` is done if the user wants it."""
        self._then = then
        self._text.setText(f"⚠ {sentence}")
        self.show()
        self.confirmed.setFocus()

    def _go_on(self) -> None:
        self.hide()
        self._then()
