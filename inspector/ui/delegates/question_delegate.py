"""Paints one question on two lines: kind and server, then what it is about or how it ended."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from inspector.ui.bridge.question_desk import Pending
from inspector.ui.models.questions_model import EARLIER, PENDING_ROLE, title_of
from inspector.ui.questions.words import gist_of
from inspector.ui.theme import colours_for, small_font

_ROW: Final = 40
_PAD: Final = 8


class QuestionDelegate(QStyledItemDelegate):
    """Those that wait in full colour; those that are over muted."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, _ROW)  # the heading too: a list of equal rows is laid out without asking for each

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        pending = index.data(PENDING_ROLE)
        colours = colours_for(option.palette)
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        room = option.rect.adjusted(_PAD, 3, -_PAD, -3)
        if not isinstance(pending, Pending):
            painter.setFont(small_font())
            painter.setPen(QColor(colours.muted))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, EARLIER)
            painter.restore()
            return
        over = bool(pending.ended)
        about = pending.ended if over else gist_of(pending.question)
        lines = (
            (title_of(pending), colours.muted if over else colours.text, option.font),
            (about, colours.finding if pending.is_withdrawn else colours.muted, small_font()),
        )
        half = room.height() // 2
        for number, (text, colour, font) in enumerate(lines):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            line = room.adjusted(0, number * half, 0, (number - 1) * half)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
