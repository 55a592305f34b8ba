"""A line of plain text, cut with an ellipsis where there is no room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from inspector.ui.widgets.plain_text import visible_text


class Elided(QLabel):
    """Paints as much of its text as there is room for, and asks for next to none."""

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self.alignment()), shown)


class ElidedLabel(Elided):
    """A line of plain text that takes what room there is."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(visible_text(text, 400, one_line=True), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2
        margins = self.contentsMargins()
        return QSize(width + margins.left() + margins.right(), metrics.height() + margins.top() + margins.bottom())
