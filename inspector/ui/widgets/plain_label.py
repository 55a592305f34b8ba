"""A label for a few words; what a server says at length has `WrappedText`."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from inspector.ui.widgets.plain_text import breakable, visible_text


def plain_label(text: str, parent: QWidget) -> QLabel:
    """Make a label: plain, wrapped, long words too, to be selected and copied."""
    label = QLabel(breakable(visible_text(text)), parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
