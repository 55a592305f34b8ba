"""Text of a server in a few lines: plain, wrapped anywhere, to be selected and copied; scrolled where it is longer.

A label would not do: it breaks lines at blanks only, and a word of ten thousand letters makes the window as wide.
"""

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

from inspector.ui.widgets.plain_text import visible_text

_LONGEST: Final = 10_000
_LINES: Final = 6


class WrappedText(QPlainTextEdit):
    """As high as its text, up to `lines` lines; `muted` text stands back."""

    def __init__(self, text: str, parent: QWidget, *, lines: int = _LINES, muted: bool = False) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        self.setProperty("words", True)
        self.setProperty("muted", muted)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another text, control characters visible."""
        self.setPlainText(visible_text(text, _LONGEST))
        self._fit()

    def _fit(self) -> None:
        """Take the height of the lines there are at this width."""
        lines, block = 0, self.document().firstBlock()
        while block.isValid() and lines < self._lines:
            self.blockBoundingRect(block)  # lays it out
            lines += max(1, block.layout().lineCount())
            block = block.next()
        self.setFixedHeight(max(1, min(lines, self._lines)) * self.fontMetrics().lineSpacing() + 2)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
