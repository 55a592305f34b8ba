"""The list of a catalog, which may have thousands of items."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QListView, QWidget
from typing_extensions import override

from inspector.ui.delegates.catalog_delegate import CatalogDelegate


class CatalogView(QListView):
    """Is laid out in parts, so that thousands of items do not stop the window.

    What becomes current before it has its place is scrolled to as soon as it has.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_sought = False
        self.setItemDelegate(CatalogDelegate(self))
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(250)
        self.verticalScrollBar().rangeChanged.connect(self._seek)

    @override
    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self._is_sought = True
        self._seek()

    def _seek(self) -> None:
        if not self._is_sought:
            return
        bar, current = self.verticalScrollBar(), self.currentIndex()
        bottom = self.visualRect(current).bottom() + bar.value()
        self._is_sought = bottom < 0 or bottom >= bar.maximum() + self.viewport().height()
        self.scrollTo(current)
