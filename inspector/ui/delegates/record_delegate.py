"""Paints the log's cells: colour by what a cell means."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from inspector.traffic.capture import Row
from inspector.ui.models.records_model import DIRECTION, FINDINGS, METHOD, ROW_ROLE, STATUS, TINT_ROLE, status_of
from inspector.ui.theme import Colours, colours_for


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
        if tint is not None:
            option.backgroundBrush = QBrush(QColor(colours_for(palette).tints[tint]))
        colour = QColor(_colour(row, index.column(), colours_for(palette)))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            palette.setColor(role, colour)
        option.palette = palette


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
