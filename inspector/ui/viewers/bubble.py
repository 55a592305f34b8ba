"""What one speaker of a conversation says, with a bar at the side and the role above."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from inspector.ui.theme import Colours, colours_for
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.tinted_label import TintedLabel

_BAR: Final = 3
_ROUND: Final = 6.0


class Bubble(QWidget):
    """Holds the parts of what one says in `column`. The user stands at the left, the assistant a step to the right."""

    def __init__(self, role: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.role = role
        self.column = QVBoxLayout(self)
        inset = 32 if role == "assistant" else 0
        self._inset = inset
        self.column.setContentsMargins(inset + 14, 8, 10, 10)
        self.column.setSpacing(4)
        label = TintedLabel(self._tint, self)
        label.setText(visible_text(role, 60, one_line=True))
        font = label.font()
        font.setBold(True)
        label.setFont(font)
        self.column.addWidget(label)

    def _tint(self, colours: Colours) -> str:
        return {"user": colours.accent, "assistant": colours.ok}.get(self.role, colours.finding)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = colours_for(self.palette())
        room = QRectF(self.rect()).adjusted(self._inset, 1, 0, -1)
        painter.setBrush(QColor(colours.base))
        painter.drawRoundedRect(room, _ROUND, _ROUND)
        painter.setBrush(QColor(self._tint(colours)))
        painter.drawRect(QRectF(room.left(), room.top() + 2, _BAR, room.height() - 4))
