"""Small words beside a content."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from inspector.ui.theme import small_font
from inspector.ui.widgets.plain_text import breakable, visible_text
from inspector.ui.widgets.tinted_label import TintedLabel


def small_label(text: str, parent: QWidget) -> QLabel:
    """Give a line that stands back."""
    label = QLabel(breakable(visible_text(text, 300, one_line=True)), parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(small_font())
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    return label


def note_label(text: str, parent: QWidget) -> QLabel:
    """Give a sentence about what is odd."""
    label = TintedLabel(lambda colours: colours.finding, parent)
    label.setText(visible_text(f"⚠ {text}", 600, one_line=True))
    label.setFont(small_font())
    return label
