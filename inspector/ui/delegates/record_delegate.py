"""Paints the log's cells: colour by what a cell means."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from inspector.traffic.capture import Row
from inspector.ui.icons import icon
from inspector.ui.models.records_model import (
    DIRECTION,
    FINDINGS,
    METHOD,
    NUMBER,
    ROW_ROLE,
    STATUS,
    TINT_ROLE,
    status_of,
)
from inspector.ui.theme import Colours, colours_for

_SIGN: Final = 12
"""Pixels of the signs for marks and notes."""


class RecordDelegate(QStyledItemDelegate):
    """Gives each cell its colour; what the program did on its own account is muted."""

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row):
            return
        palette: QPalette = option.palette
        tint = index.data(TINT_ROLE)
        colours = colours_for(palette)
        if row.marked:
            option.backgroundBrush = QBrush(QColor(colours.mark))
        elif tint is not None:
            option.backgroundBrush = QBrush(QColor(colours.tints[tint]))
        if row.note is not None and index.column() == METHOD:
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.icon = icon("sticky-note", colours.accent)
            option.decorationSize = QSize(_SIGN, _SIGN)
        colour = QColor(_colour(row, index.column(), colours))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            palette.setColor(role, colour)
        option.palette = palette

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        row = index.data(ROW_ROLE) if index.column() == NUMBER else None
        if isinstance(row, Row) and row.marked:
            cell: QRect = option.rect
            place = QRect(cell.left() + 2, cell.center().y() - _SIGN // 2 + 1, _SIGN, _SIGN)
            icon("bookmark", colours_for(option.palette).accent).paint(painter, place)


def _colour(row: Row, column: int, colours: Colours) -> str:
    if column == DIRECTION:
        return {"sent": colours.sent, "received": colours.received}.get(row.direction, colours.muted)
    if column == STATUS:
        return _status_colour(row, colours)
    if column == FINDINGS:
        return colours.finding
    if column == METHOD:
        if row.kind == "failure":
            return colours.failure
        return (
            colours.text
            if row.shape in ("request", "notification", "result", "error") and not row.own
            else colours.muted
        )
    return colours.muted if row.own or row.kind in ("stderr", "process", "connection") else colours.text


def _status_colour(row: Row, colours: Colours) -> str:
    known = {"ok": colours.ok, "error": colours.error, "failure": colours.failure, "waiting": colours.waiting}
    status = status_of(row)
    if status in known:
        return known[status]
    return colours.error if status[:1] in ("4", "5") else colours.text
