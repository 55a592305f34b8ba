"""A label for a few words; what a server says at length has `WrappedText`."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from inspector.ui.widgets.plain_text import breakable, visible_text


class PlainLabel(QLabel):
    """Plain text of as many lines as it needs; a long word of a server is broken, and widens no window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    @override
    def setText(self, text: str) -> None:
        super().setText(breakable(text))


def plain_label(text: str, parent: QWidget) -> QLabel:
    """Make a label: plain, wrapped, long words too, to be selected and copied."""
    label = PlainLabel(parent)
    label.setText(visible_text(text))
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
