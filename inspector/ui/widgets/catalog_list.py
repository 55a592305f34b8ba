"""A searched list of catalog items with a count and an empty state."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.protocol.items import Item
from inspector.ui.models.catalog_model import CatalogModel
from inspector.ui.widgets.catalog_view import CatalogView


class CatalogList(QWidget):
    """Search field above, items below. Up and Down in the search move the list, Enter takes the item."""

    item_selected = Signal(object)  # Item or None
    item_taken = Signal(object)  # Item: Enter or double click

    def __init__(self, noun: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._noun = noun
        self._why_empty = ""
        self.wanted: tuple[str, str] | None = None
        """Kind and key of the item that is selected, or will be when it is there again."""
        self._items: list[Item] | None = None
        self.model = self.make_model()
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(f"Search {noun}")
        self.search.setAccessibleName(f"Search {noun}")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self.list = self.make_view()
        self.list.setAccessibleName(noun)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.activated.connect(self._take)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._select_current())
        self.empty = QLabel(self)
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.empty.setContentsMargins(8, 8, 8, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 0, 0)
        layout.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        for widget in self.make_tools():
            top.addWidget(widget)
        layout.addLayout(top)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.list, 1)
        self._column = layout
        self.set_items([], "")

    # -- for lists of another shape -----------------------------------------------------------------------------

    def make_model(self) -> CatalogModel:
        """Make the model."""
        return CatalogModel(self)

    def make_view(self) -> QAbstractItemView:
        """Make the view of the model."""
        view = CatalogView(self)
        view.setModel(self.model)
        return view

    def make_tools(self) -> list[QWidget]:
        """Make what stands beside the search field."""
        return []

    def add_below(self, widget: QWidget) -> None:
        """Put something below the list."""
        self._column.addWidget(widget)

    # -- what all of them do ------------------------------------------------------------------------------------

    def set_items(self, items: list[Item], why_empty: str) -> None:
        """Take the items; `why_empty` is the sentence for when there are none. The selection stays where it can."""
        if items is self._items and why_empty == self._why_empty:
            return
        self._items, self._why_empty = items, why_empty
        self.model.set_items(items)
        self._show_emptiness()
        self._select_again()

    def current(self) -> Item | None:
        """Give the selected item."""
        return self.model.item_at(self.list.currentIndex())

    def select(self, kind: str, key: str) -> bool:
        """Select an item by kind and key; tells whether it is there."""
        index = self.model.index_of(kind, key)
        if index.isValid():
            self.list.setCurrentIndex(index)
        return index.isValid()

    def _select_again(self) -> None:
        wanted = self.wanted
        if (wanted is None or not self.select(*wanted)) and self.model.rowCount():
            self.list.setCurrentIndex(self.model.first())
            if self.search.text() == "":
                self.wanted = wanted  # it may come back, as after a reconnect
        if not self.model.rowCount():
            self.item_selected.emit(None)

    def _search(self, text: str) -> None:
        self.model.search(text)
        self._show_emptiness()
        self._select_again()

    def _show_emptiness(self) -> None:
        shown = len(self.model.shown)
        self.empty.setVisible(shown == 0)
        self.list.setVisible(shown > 0)
        self.empty.setText(
            f"None of the {self.model.total} {self._noun} match." if self.model.total else self._why_empty
        )

    def _select_current(self) -> None:
        item = self.current()
        if item is not None:
            self.wanted = item.kind, item.key
        self.item_selected.emit(item)

    def _take(self, index: QModelIndex) -> None:
        item = self.model.item_at(index)
        if item is not None:
            self.item_taken.emit(item)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                QApplication.sendEvent(self.list, event)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentIndex())
                return True
            if key == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)
