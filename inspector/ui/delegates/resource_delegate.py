"""Paints a resource: a mark for its subscription, its name and title; and what else is said of it in columns."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem
from typing_extensions import override

from inspector.protocol.items import Item
from inspector.ui.delegates.catalog_delegate import CatalogDelegate
from inspector.ui.icons import icon
from inspector.ui.models.catalog_model import ITEM_ROLE
from inspector.ui.models.resource_tree import MARK_ROLE, NAME, PICTURE_ROLE, Mark
from inspector.ui.theme import colours_for
from inspector.ui.widgets.plain_text import visible_text

_ICON: Final = 12
_PAD: Final = 4


class ResourceDelegate(CatalogDelegate):
    """One row of a resource, a template or a group of them."""

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        text, item = option.text, index.data(ITEM_ROLE)
        option.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        painter.setFont(option.font)
        room = option.rect.adjusted(_PAD, 0, -_PAD, 0)
        if index.column() != NAME:
            self._paint_text(painter, room, text, option, colours_for(option.palette).muted)
        elif isinstance(item, Item):
            self._paint_item(painter, room, item, index, option)
        else:
            self._paint_text(painter, room, text, option, colours_for(option.palette).text)
        painter.restore()

    @staticmethod
    def _paint_text(painter: QPainter, room: QRect, text: str, option: QStyleOptionViewItem, colour: str) -> None:
        painter.setPen(QColor(colour))
        shown = QFontMetrics(option.font).elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, int(option.displayAlignment), shown)

    def _paint_item(
        self,
        painter: QPainter,
        room: QRect,
        item: Item,
        index: QModelIndex | QPersistentModelIndex,
        option: QStyleOptionViewItem,
    ) -> None:
        colours = colours_for(option.palette)
        mark: Mark | None = index.data(MARK_ROLE)
        if mark is not None and (mark.state or mark.is_unread):
            colour = colours.error if mark.is_over else colours.accent if mark.is_unread else colours.ok
            name = "bell-dot" if mark.is_unread else "bell-off" if mark.is_over else "bell"
            icon(name, colour).paint(painter, _icon_at(room))
            room = room.adjusted(_ICON + _PAD, 0, 0, 0)
        picture = index.data(PICTURE_ROLE)
        if isinstance(picture, QImage):
            painter.drawImage(_centred(picture, _icon_at(room)), picture)
            room = room.adjusted(_ICON + _PAD, 0, 0, 0)
        if item.kind == "template":
            icon("braces", colours.muted).paint(painter, _icon_at(room))
            room = room.adjusted(_ICON + _PAD, 0, 0, 0)
        if mark is not None and mark.is_unread:
            font = QFont(option.font)
            font.setBold(True)
            painter.setFont(font)
        self._paint_names(painter, room, item, option)

    @staticmethod
    def _paint_names(painter: QPainter, room: QRect, item: Item, option: QStyleOptionViewItem) -> None:
        colours, metrics = colours_for(option.palette), painter.fontMetrics()
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        name = metrics.elidedText(
            visible_text(item.name, 200, one_line=True), Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.setPen(QColor(colours.finding if item.problem else colours.text))
        painter.drawText(room, middle, name)
        rest = room.adjusted(metrics.horizontalAdvance(name) + 10, 0, 0, 0)
        about = item.title or item.description.partition("\n")[0]
        if about and rest.width() > 40:
            painter.setPen(QColor(colours.muted))
            painter.setFont(option.font)
            text = visible_text(about, 200, one_line=True)
            painter.drawText(rest, middle, metrics.elidedText(text, Qt.TextElideMode.ElideRight, rest.width()))


def _icon_at(room: QRect) -> QRect:
    return QRect(room.left(), room.center().y() - _ICON // 2 + 1, _ICON, _ICON)


def _centred(picture: QImage, place: QRect) -> QRect:
    size = picture.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    found = QRect(place.topLeft(), size)
    found.moveCenter(place.center())
    return found
