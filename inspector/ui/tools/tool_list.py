"""The list of tools: name and title, hints as icons with tool tips, own icons, what runs, what was found."""

from typing import Any, Final

from PySide6.QtCore import QBuffer, QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QImageReader, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QToolTip, QWidget
from typing_extensions import override

from inspector.content.item_icon import ItemIcon, icon_of
from inspector.protocol.items import Item
from inspector.ui.delegates.catalog_delegate import PAD, CatalogDelegate
from inspector.ui.icons import icon
from inspector.ui.models.catalog_model import ITEM_ROLE
from inspector.ui.theme import Colours, colours_for
from inspector.ui.tools.tool_marks import ToolMarks
from inspector.ui.widgets.catalog_list import CatalogList
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

_SIZE: Final = 12
_GAP: Final = 4
_OWN: Final = 14
_PICTURES_KEPT: Final = 2_000
_LARGEST: Final = 1_024
"""Pixels of an own icon, each way; a small file may unpack to a huge picture."""

Index = QModelIndex | QPersistentModelIndex

BADGES: Final = {
    "destructive": ("flame", "Destructive: it may destroy or overwrite something"),
    "read-only": ("eye", "Read-only: it changes nothing"),
    "idempotent": ("repeat", "Idempotent: calling it again with the same arguments changes nothing more"),
    "open world": ("globe", "Open world: it reaches out to other systems"),
    "task": ("hourglass", "It may run as a task"),
}
"""Badges as icons, and what each means. They are hints: a server may say anything of its tools."""


class ToolDelegate(CatalogDelegate):
    """Paints one tool on one line."""

    def __init__(self, marks: ToolMarks, parent: QWidget) -> None:
        super().__init__(parent)
        self._marks = marks
        self._pictures: dict[int, tuple[Any, QPixmap | None]] = {}

    @override
    def _paint_badges(self, painter: QPainter, room: QRect, item: Item, colours: Colours) -> QRect:
        room = QRect(room)
        for place, (name, colour, text, _tip) in self._badge_places(item, room, painter.fontMetrics(), colours):
            icon(name, colour).paint(painter, QRect(place.left(), place.center().y() - _SIZE // 2 + 1, _SIZE, _SIZE))
            if text:
                painter.setPen(QColor(colour))
                painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
            room.setRight(place.left() - _GAP)
        picture = self._picture(item)
        if picture is not None:
            painter.drawPixmap(QRect(room.left(), room.center().y() - _OWN // 2 + 1, _OWN, _OWN), picture)
            room.setLeft(room.left() + _OWN + _GAP)
        return room

    def _badges(self, item: Item, colours: Colours) -> list[tuple[str, str, str, str]]:
        """Give badges from right to left: icon, colour, number beside it, tool tip."""
        found: list[tuple[str, str, str, str]] = []
        running, grave = self._marks.running(item.key), self._marks.grave(item.key)
        if item.problem or grave:
            tip = "\n".join(filter(None, (item.problem, _sum_up(self._marks, item.key))))
            found.append(("triangle-alert", colours.finding, str(grave) if grave > 1 else "", tip))
        found += [
            (BADGES[word][0], colours.error if word == "destructive" else colours.muted, "", BADGES[word][1])
            for word in item.badges
            if word in BADGES
        ]
        if running:
            tip = "A call of it runs" if running == 1 else f"{running} calls of it run"
            found.append(("loader", colours.waiting, str(running) if running > 1 else "", tip))
        return found

    def _badge_places(
        self, item: Item, room: QRect, metrics: QFontMetrics, colours: Colours
    ) -> list[tuple[QRect, tuple[str, str, str, str]]]:
        """Give each badge its place, as far as half of the row has room."""
        places = []
        right, end = room.right(), room.left() + room.width() // 2
        for badge in self._badges(item, colours):
            width = _SIZE + (metrics.horizontalAdvance(badge[2]) + 2 if badge[2] else 0)
            if right - width < end:
                break
            places.append((QRect(right - width, room.top(), width, room.height()), badge))
            right -= width + _GAP
        return places

    def _picture(self, item: Item) -> QPixmap | None:
        """Give the tool's own icon, where it carries one with it."""
        known = self._pictures.get(id(item.raw))
        if known is None:
            if len(self._pictures) >= _PICTURES_KEPT:
                self._pictures.clear()
            known = self._pictures[id(item.raw)] = item.raw, _draw(icon_of(item.raw))
        return known[1]

    @override
    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Say what the badge under the pointer means."""
        item = index.data(ITEM_ROLE)
        if isinstance(item, Item) and event.type() == QEvent.Type.ToolTip:
            tip = self.tip_at(event.pos(), item, option)
            if tip:
                QToolTip.showText(event.globalPos(), plain_tool_tip(tip), view)
                return True
        return super().helpEvent(event, view, option, index)

    def tip_at(self, at: QPoint, item: Item, option: QStyleOptionViewItem) -> str:
        """Give the meaning of the badge at a place in the view; empty where there is none."""
        room = option.rect.adjusted(PAD, 0, -PAD, 0)
        places = self._badge_places(item, room, QFontMetrics(option.font), colours_for(option.palette))
        return next((badge[3] for place, badge in places if place.adjusted(-2, 0, 2, 0).contains(at)), "")


class ToolList(CatalogList):
    """A list of tools; `marks` are what the program knows of them."""

    def __init__(self, marks: ToolMarks, parent: QWidget | None = None) -> None:
        self._marks = marks
        super().__init__("tools", parent)

    @override
    def make_view(self) -> QAbstractItemView:
        view = super().make_view()
        view.setItemDelegate(ToolDelegate(self._marks, view))
        return view

    def show_marks(self) -> None:
        """Draw again what the marks say."""
        self.list.viewport().update()


def _draw(found: ItemIcon | None) -> QPixmap | None:
    if found is None or not found.data:
        return None
    buffer = QBuffer()
    buffer.setData(found.data)
    reader = QImageReader(buffer)
    if not reader.size().isValid() or max(reader.size().toTuple()) > _LARGEST:
        return None
    picture = QPixmap.fromImageReader(reader)
    if picture.isNull():
        return None
    mode = Qt.TransformationMode.SmoothTransformation
    return picture.scaled(2 * _OWN, 2 * _OWN, Qt.AspectRatioMode.KeepAspectRatio, mode)


def _sum_up(marks: ToolMarks, name: str) -> str:
    messages = [finding.message for finding in marks.findings(name)[:5]]
    return visible_text("\n".join(messages), 600)
