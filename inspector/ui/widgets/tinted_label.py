"""A label in one of the colours that have a meaning, light or dark."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from inspector.ui.theme import Colours, colours_for
from inspector.ui.widgets.plain_text import breakable


class TintedLabel(QLabel):
    """Shows plain text, of as many lines as it needs, in the colour that `tint` picks; follows the palette."""

    def __init__(self, tint: Callable[[Colours], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._tint = tint
        self._said = ""
        self.take_colour()

    @override
    def setText(self, text: str) -> None:
        self._said = text
        super().setText(breakable(text))

    @override
    def text(self) -> str:
        return self._said

    def take_colour(self) -> None:
        """Pick the colour again, after what `tint` looks at has changed."""
        palette = self.palette()
        colour = QColor(self._tint(colours_for(palette)))
        if palette.color(palette.ColorRole.WindowText) != colour:
            palette.setColor(palette.ColorRole.WindowText, colour)
            self.setPalette(palette)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.take_colour()
