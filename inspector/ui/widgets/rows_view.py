"""A table of rows that all have one height, which stays quick however many there are."""

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget


class RowsView(QTableView):
    """Whole rows are selected, and Tab leads out of it. Heights are pixels."""

    def __init__(self, row_height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setHighlightSections(False)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setMinimumSectionSize(row_height)
        vertical.setDefaultSectionSize(row_height)
