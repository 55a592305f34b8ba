"""Paints the log's cells: colour by what a cell means."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from inspector.traffic.capture import Row
from inspector.ui.icons import icon
from inspector.ui.models.records_model import (
    DIRECTION,
    FINDINGS,
    METHOD,
    NUMBER,
    RIGHT_COLUMNS,
    STATUS,
    RecordsModel,
    status_of,
)
from inspector.ui.theme import Colours, colours_for

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SIGN: Final = 12
"""Pixels of the signs for marks and notes."""


class RecordDelegate(QStyledItemDelegate):
    """Gives each cell its colour; what the program did on its own account is muted."""

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Fill the option in one go: Qt would ask the model for eight roles, each a call into Python, of every cell."""
        model = index.model()
        row = model.record(index.row()) if isinstance(model, RecordsModel) else None
        if row is None or not isinstance(model, RecordsModel):
            return
        palette: QPalette = option.palette
        colours = colours_for(palette)
        tint = model.tint_of(row.seq)
        option.text = model.text(row, index.column(), index.row())
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay
        option.displayAlignment = _RIGHT if index.column() in RIGHT_COLUMNS else _LEFT
        if row.marked:
            option.backgroundBrush = QBrush(QColor(colours.mark))
        elif tint is not None:
            option.backgroundBrush = QBrush(QColor(colours.tints[tint]))
        sign = _sign(row, index.column())
        if sign:
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.icon = icon(sign, colours.accent)
            option.decorationSize = QSize(_SIGN, _SIGN)
        colour = QColor(_colour(row, index.column(), colours))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            palette.setColor(role, colour)
        option.palette = palette


def _sign(row: Row, column: int) -> str:
    """Give the icon that says that a record is marked, or noted on."""
    if column == NUMBER and row.marked:
        return "bookmark"
    return "sticky-note" if column == METHOD and row.note is not None else ""


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
