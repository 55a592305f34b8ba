"""Labels of a form: one line, plain, cut with an ellipsis where there is no room, the whole in the tool tip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text
from inspector.ui.widgets.tinted_label import TintedLabel


class ElidedLabel(QLabel):
    """A line of plain text that takes what room there is, up to `widest` pixels if given."""

    def __init__(self, text: str, parent: QWidget, *, widest: int = 0, where: Qt.TextElideMode) -> None:
        super().__init__(visible_text(text, 400, one_line=True), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._widest = widest
        self._where = where

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2
        margins = self.contentsMargins()
        width = min(width, self._widest) if self._widest else width
        return QSize(width + margins.left() + margins.right(), metrics.height() + margins.top() + margins.bottom())

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return hint if self._widest else QSize(24, hint.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._where, room.width())
        painter.drawText(room, int(self.alignment()), shown)


def name_label(name: str, tip: str, parent: QWidget, *, required: bool) -> ElidedLabel:
    """Give the name of a field, with a star where it is required."""
    text = f"{visible_text(name, 200, one_line=True)} *" if required else name
    label = ElidedLabel(text, parent, widest=168, where=Qt.TextElideMode.ElideMiddle)
    label.setToolTip(plain_tool_tip(tip))
    return label


def muted_label(text: str, tip: str, parent: QWidget) -> ElidedLabel:
    """Give a line that stands back."""
    label = ElidedLabel(text, parent, where=Qt.TextElideMode.ElideRight)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    label.setToolTip(plain_tool_tip(tip))
    return label


def problem_label(parent: QWidget) -> QLabel:
    """Give a label for what is wrong with a field; it may need more than a line."""
    label = TintedLabel(lambda colours: colours.error, parent)
    label.setAccessibleName("problem")
    return label
