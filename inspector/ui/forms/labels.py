"""Labels of a form: one line each, the whole in the tool tip."""

from PySide6.QtWidgets import QLabel, QWidget

from inspector.ui.widgets.elided_label import ElidedLabel
from inspector.ui.widgets.plain_text import plain_tool_tip
from inspector.ui.widgets.tinted_label import TintedLabel


def muted_label(text: str, tip: str, parent: QWidget) -> ElidedLabel:
    """Give a line that stands back."""
    label = ElidedLabel(text, parent)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    label.setToolTip(plain_tool_tip(tip))
    return label


def problem_label(parent: QWidget) -> QLabel:
    """Give a label for what is wrong with a field; it may need more than a line."""
    label = TintedLabel(lambda colours: colours.error, parent)
    label.setAccessibleName("problem")
    return label
