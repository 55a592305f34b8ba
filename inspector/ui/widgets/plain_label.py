"""A label for what a server says."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from inspector.ui.widgets.plain_text import visible_text


def plain_label(text: str, parent: QWidget) -> QLabel:
    """Make a label for text of a server: plain, wrapped, to be selected and copied."""
    label = QLabel(visible_text(text), parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
