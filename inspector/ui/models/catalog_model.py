"""A list of catalog items, and a search over it."""

from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from inspector.protocol.items import Item
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

Index = QModelIndex | QPersistentModelIndex

ITEM_ROLE: Final = Qt.ItemDataRole.UserRole


class CatalogModel(QAbstractItemModel):
    """Items as rows; a search keeps a list of the rows that match. Five thousand items are nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[Item] = []
        self._haystacks: list[str] = []
        self._shown: list[int] = []
        self._search = ""

    @property
    def total(self) -> int:
        """How many items there are, found or not."""
        return len(self._items)

    def set_items(self, items: list[Item]) -> None:
        """Take other items; the search stays."""
        self.beginResetModel()
        self._items = items
        self._haystacks = [f"{i.name}\n{i.title}\n{i.description}\n{i.key}".lower() for i in items]
        self._shown = self._found()
        self.arrange()
        self.endResetModel()

    def search(self, text: str) -> None:
        """Show only items with all words of `text` in name, title, description or address."""
        self.beginResetModel()
        self._search = text
        self._shown = self._found()
        self.arrange()
        self.endResetModel()

    def arrange(self) -> None:
        """Put the items that are shown in their places, for models that have places; called while the model resets."""

    @property
    def shown(self) -> list[Item]:
        """The items that match the search, in the order they came."""
        return [self._items[row] for row in self._shown]

    def _found(self) -> list[int]:
        words = self._search.lower().split()
        return [row for row, text in enumerate(self._haystacks) if all(word in text for word in words)]

    def item(self, row: int) -> Item | None:
        """Give the item in a row."""
        return self._items[self._shown[row]] if 0 <= row < len(self._shown) else None

    def item_at(self, index: Index) -> Item | None:
        """Give the item of an index."""
        return self.item(index.row()) if index.isValid() else None

    def index_of(self, kind: str, key: str) -> QModelIndex:
        """Give the index of an item by its kind and key; an invalid one where it is not shown."""
        for row, at in enumerate(self._shown):
            if self._items[at].kind == kind and self._items[at].key == key:
                return self.index(row, 0)
        return QModelIndex()

    def first(self) -> QModelIndex:
        """Give the index of the first item."""
        return self.index(0, 0)

    @override
    def index(self, row: int, column: int = 0, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        there = 0 <= row < len(self._shown) and column == 0 and not parent.isValid()
        return self.createIndex(row, column) if there else QModelIndex()  # a view asks for each row when it lays out

    @override
    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override] # the other one gives the owner
        return QModelIndex()

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 1

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.item_at(index)
        if item is None:
            return None
        if role == ITEM_ROLE:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return visible_text(item.name, 200, one_line=True)
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = (
                item.name,
                item.title,
                ", ".join(item.badges),
                item.problem and f"⚠ {item.problem}",
                item.description,
            )
            return plain_tool_tip("\n".join(filter(None, lines)))
        return None
