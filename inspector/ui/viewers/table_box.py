"""CSV and its kin as a table of any length; rows are read when they are seen."""

from collections import OrderedDict
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.content.delimited import Delimited
from inspector.ui.viewers.labels import small_label
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

Index = QModelIndex | QPersistentModelIndex

_SLICE: Final = 0.01
_KEPT_ROWS: Final = 2_000
_ROW_HEIGHT: Final = 22
_ROWS_SHOWN: Final = 10
_WIDEST: Final = 360
_COPIED: Final = 100_000


class DelimitedModel(QAbstractTableModel):
    """Rows of a text with delimiters; more are found a slice at a time while the window goes on."""

    def __init__(self, table: Delimited, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._head = table.row(0) if table.has_head else []
        self._shown = table.rows - bool(self._head)
        self._cells: OrderedDict[int, list[str]] = OrderedDict()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._read_on)
        if not table.is_whole:
            self._timer.start()

    def _read_on(self) -> None:
        has_more = self.table.read_on(_SLICE)
        rows = self.table.rows - bool(self._head)
        if rows > self._shown:
            self.beginInsertRows(QModelIndex(), self._shown, rows - 1)
            self._shown = rows
            self.endInsertRows()
        if not has_more:
            self._timer.stop()

    def cells(self, row: int) -> list[str]:
        """Give the cells of a row that is shown."""
        found = self._cells.get(row)
        if found is None:
            found = self._cells[row] = self.table.row(row + bool(self._head))
            if len(self._cells) > _KEPT_ROWS:
                self._cells.popitem(last=False)
        return found

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self._shown

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self.table.width

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.TextAlignmentRole):
            return None
        cells = self.cells(index.row())
        cell = cells[index.column()] if index.column() < len(cells) else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return visible_text(cell, 300, one_line=True)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tool_tip(cell) if len(cell) > 20 or "\n" in cell else None
        side = Qt.AlignmentFlag.AlignRight if _is_figure(cell) else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return section + 1
        named = section < len(self._head) and self._head[section].strip()
        return visible_text(self._head[section], 100, one_line=True) if named else str(section + 1)


class _View(QTableView):
    """Copies the selected cells, parted by tabs."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def _copy(self) -> None:
        model = self.model()
        chosen = [i for i in self.selectionModel().selectedIndexes()[:_COPIED] if isinstance(model, DelimitedModel)]
        rows: dict[int, dict[int, str]] = {}
        for index in chosen:
            cells = model.cells(index.row()) if isinstance(model, DelimitedModel) else []
            rows.setdefault(index.row(), {})[index.column()] = (
                cells[index.column()] if index.column() < len(cells) else ""
            )
        lines = ("\t".join(cells[column] for column in sorted(cells)) for _, cells in sorted(rows.items()))
        QGuiApplication.clipboard().setText("\n".join(lines))


class TableBox(QWidget):
    """The table, and a line that says how large it is."""

    def __init__(self, text: str, parent: QWidget, *, alone: bool = True, delimiter: str | None = None) -> None:
        super().__init__(parent)
        self.model = DelimitedModel(Delimited(text, delimiter), self)
        self.view = _View(self)
        self.view.setModel(self.model)
        self.view.setAccessibleName("table")
        self.view.setAlternatingRowColors(True)
        self.view.setWordWrap(False)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.view.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW_HEIGHT)
        self._fit_columns()
        self._note = small_label("", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.view, 1)
        column.addWidget(self._note)
        if not alone:
            shown = min(_ROWS_SHOWN, self.model.rowCount() + 1)
            self.view.setFixedHeight((shown + 1) * _ROW_HEIGHT + 18)
        self.model.rowsInserted.connect(self._say)
        self._say()

    def _fit_columns(self) -> None:
        """Fit the columns to what is seen first; of a table that is wide, to nothing."""
        header = self.view.horizontalHeader()
        header.setDefaultSectionSize(110)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        metrics = self.view.fontMetrics()
        for column in range(min(40, self.model.columnCount())):
            texts = [str(self.model.headerData(column, Qt.Orientation.Horizontal))]
            texts += [str(self.model.index(row, column).data() or "") for row in range(min(30, self.model.rowCount()))]
            widest = max(metrics.horizontalAdvance(text[:80]) for text in texts)
            header.resizeSection(column, min(_WIDEST, widest + 24))

    def _say(self) -> None:
        table = self.model.table
        delimiter = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}[table.delimiter]
        rows, so_far = self.model.rowCount(), "" if table.is_whole else " so far"
        figures = f"{_count(rows, 'row')}{so_far}, {_count(table.width, 'column')}, parted by {delimiter}."
        self._note.setText(f"{figures} {table.note}".strip())


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _is_figure(text: str) -> bool:
    return bool(text) and len(text) < 40 and text.strip("+-").replace(".", "", 1).replace(",", "").isdecimal()
