"""Paints one catalog item on one line: name, then what it is about, then its badges."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from inspector.protocol.items import Item
from inspector.ui.models.catalog_model import ITEM_ROLE
from inspector.ui.theme import Colours, colours_for
from inspector.ui.widgets.plain_text import visible_text

ROW_HEIGHT: Final = 18
PAD: Final = 8


class CatalogDelegate(QStyledItemDelegate):
    """One row of 18 pixels for an item: thirty are seen in a window of 900, with the log below."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, ROW_HEIGHT)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        item = index.data(ITEM_ROLE)
        if not isinstance(item, Item):
            return
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        colours = colours_for(option.palette)
        painter.save()
        painter.setFont(option.font)
        room = option.rect.adjusted(PAD, 0, -PAD, 0)
        room = self._paint_badges(painter, room, item, colours)
        self._paint_texts(painter, room, item, colours)
        painter.restore()

    def _paint_badges(self, painter: QPainter, room: QRect, item: Item, colours: Colours) -> QRect:
        """Paint badges from the right; gives the room that is left. The name must keep half of it."""
        metrics = painter.fontMetrics()
        room = QRect(room)
        half = room.width() // 2
        for word, colour in _badges(item, colours):
            width = metrics.horizontalAdvance(word)
            if room.width() - width - PAD < half:
                break
            painter.setPen(QColor(colour))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, word)
            room.setRight(room.right() - width - PAD)
        return room

    def _paint_texts(self, painter: QPainter, room: QRect, item: Item, colours: Colours) -> None:
        metrics = QFontMetrics(painter.font())
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        name = metrics.elidedText(
            visible_text(item.name, 200, one_line=True), Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.setPen(QColor(colours.finding if item.problem else colours.text))
        painter.drawText(room, middle, name)
        left = metrics.horizontalAdvance(name) + 10
        about = item.title or item.description.partition("\n")[0]
        if about and room.width() - left > 40:
            rest = room.adjusted(left, 0, 0, 0)
            painter.setPen(QColor(colours.muted))
            text = visible_text(about, 200, one_line=True)
            painter.drawText(rest, middle, metrics.elidedText(text, Qt.TextElideMode.ElideRight, rest.width()))


def _badges(item: Item, colours: Colours) -> list[tuple[str, str]]:
    badges = [("⚠", colours.finding)] if item.problem else []
    return badges + [(word, colours.error if word == "destructive" else colours.muted) for word in item.badges[:2]]
