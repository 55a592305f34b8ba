"""A list of records as a table that sorts and copies."""

import json
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.content.record_table import RecordTable
from inspector.jsonrpc.message import MISSING
from inspector.ui.theme import monospaced_font, small_font
from inspector.ui.widgets.json_tree import preview
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

Index = QModelIndex | QPersistentModelIndex
_WIDEST: Final = 320
_MEASURED: Final = 50


class RecordTableModel(QAbstractTableModel):
    """Records as rows; sorting keeps an order of row numbers and leaves the records alone."""

    def __init__(self, table: RecordTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._order = list(range(len(table.records)))

    def value(self, index: Index) -> Any:
        """Give a cell's value, or `MISSING`."""
        return self.table.records[self._order[index.row()]].get(self.table.columns[index.column()], MISSING)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._order)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.table.columns)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self._order[section])
        return visible_text(self.table.columns[section], 100, one_line=True)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        value = self.value(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(value)
        if role == Qt.ItemDataRole.TextAlignmentRole and isinstance(value, (int, float)) and value is not True:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and value is not MISSING:
            return plain_tool_tip(value[:2_000] if isinstance(value, str) else preview(value, 1_500))
        return None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, -1 for the order they came in; numbers by size, then texts, then the rest."""
        self.layoutAboutToBeChanged.emit()
        records = self.table.records
        self._order = list(range(len(records)))
        if 0 <= column < len(self.table.columns):
            name = self.table.columns[column]
            descending = order == Qt.SortOrder.DescendingOrder
            self._order.sort(key=lambda row: _sort_key(records[row].get(name, MISSING)), reverse=descending)
        self.layoutChanged.emit()


def cell_text(value: Any) -> str:
    """Give a value as it stands in a cell: a text without quotation marks, nothing for what is not there."""
    if value is MISSING:
        return ""
    return visible_text(value, 300, one_line=True) if isinstance(value, str) else preview(value)


def _sort_key(value: Any) -> tuple[int, float, str]:
    if isinstance(value, bool):
        return 1, float(value), ""
    if isinstance(value, (int, float)):
        return 0, _as_float(value), ""
    if isinstance(value, str):
        return 2, 0.0, value[:1_000].casefold()
    return (5, 0.0, "") if value is MISSING else (4, 0.0, "") if value is None else (3, 0.0, preview(value))


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


class RecordTableView(QWidget):
    """Shows a table. A click on a heading sorts, one more the other way; Ctrl+C copies cells as a spreadsheet takes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = _Table(self)
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setFont(small_font())
        self.note.setContentsMargins(8, 2, 8, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)

    def show_table(self, table: RecordTable | None) -> None:
        """Show a table, or none."""
        before, selection = self.table.model(), self.table.selectionModel()
        model = RecordTableModel(table or RecordTable("", (), []), self)
        self.table.setModel(model)
        for old in (selection, before):
            if old is not None:
                old.deleteLater()
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._fit(model)
        where = f"at {table.pointer}" if table is not None and table.pointer else ""
        count = f"{len(table.records):,} records" if table is not None else ""
        self.note.setText(visible_text(" · ".join(filter(None, (count, where, table.note if table else ""))), 400))

    def _fit(self, model: RecordTableModel) -> None:
        metrics = self.table.fontMetrics()
        for column, name in enumerate(model.table.columns):
            texts = [cell_text(record.get(name, MISSING)) for record in model.table.records[:_MEASURED]]
            widest = max(map(metrics.horizontalAdvance, [*texts, f"{name}   "]), default=60)
            self.table.setColumnWidth(column, min(_WIDEST, widest + 20))


class _Table(QTableView):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(monospaced_font())
        self.setAccessibleName("Records")
        self.setSortingEnabled(True)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setHighlightSections(False)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 6)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        else:
            super().keyPressEvent(event)

    def selected_text(self) -> str:
        """Give the selected cells: columns parted by tabs, rows by line feeds."""
        model = self.model()
        if not isinstance(model, RecordTableModel):
            return ""
        chosen = {(index.row(), index.column()): model.value(index) for index in self.selectedIndexes()}
        columns = sorted({column for _, column in chosen})
        rows = sorted({row for row, _ in chosen})
        return "\n".join("\t".join(_copied(chosen.get((row, column), MISSING)) for column in columns) for row in rows)


def _copied(value: Any) -> str:
    if value is MISSING:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
