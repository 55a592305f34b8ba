"""What models of tables have in common: titles over the columns, and records as rows."""

from array import array
from bisect import bisect_left
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from inspector.traffic.capture import CaptureReader

Index = QModelIndex | QPersistentModelIndex


class TitledModel(QAbstractTableModel):
    """Has a column for each of its `titles`; those in `right` stand at the right."""

    titles: tuple[str, ...] = ()
    right: tuple[int, ...] = ()

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.titles)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(section)
        return self.titles[section] if role == Qt.ItemDataRole.DisplayRole else None

    def side(self, column: int) -> Qt.AlignmentFlag:
        """Give the side of its cells on which a column stands."""
        return Qt.AlignmentFlag.AlignRight if column in self.right else Qt.AlignmentFlag.AlignLeft


class RecordNumbersModel(TitledModel):
    """Holds numbers of records, in order; what the records say is for `reader` to give when they are painted."""

    def __init__(self, reader: CaptureReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._numbers = array("I")

    def clear(self) -> None:
        """Show none."""
        self.beginResetModel()
        self._numbers = array("I")
        self.endResetModel()

    def add(self, numbers: "array[int]") -> None:
        """Add records by their numbers, in order."""
        if numbers:
            first = len(self._numbers)
            self.beginInsertRows(QModelIndex(), first, first + len(numbers) - 1)
            self._numbers.extend(numbers)
            self.endInsertRows()

    def number_at(self, row: int) -> int:
        """Give the number of a row's record."""
        return self._numbers[row]

    def row_of(self, number: int) -> int:
        """Give the row of a record, or -1 if it is not shown."""
        at = bisect_left(self._numbers, number)
        return at if at < len(self._numbers) and self._numbers[at] == number else -1

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._numbers)
