"""Resources and templates as a list, or as the tree their URIs make, with what the user does with each."""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QImage
from typing_extensions import override

from inspector.protocol.items import Item
from inspector.protocol.resource_facts import Facts, facts_of
from inspector.ui.data_icon import data_icon
from inspector.ui.figures import format_size
from inspector.ui.models.catalog_model import ITEM_ROLE, CatalogModel, Index
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

MARK_ROLE: Final = ITEM_ROLE + 1
GROUP_ROLE: Final = ITEM_ROLE + 2
PICTURE_ROLE: Final = ITEM_ROLE + 3
COLUMNS: Final = ("Name", "Type", "Size", "Modified", "Priority", "Audience", "URI")
NAME, TYPE, SIZE, MODIFIED, PRIORITY, AUDIENCE, ADDRESS = range(len(COLUMNS))

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://[^/?#]*/?)?")
_DEEPEST: Final = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """What the user does with a resource: a word for the state of its subscription, and whether there is news."""

    state: str = ""
    is_over: bool = False
    is_unread: bool = False


class _Node:
    """A group, or a place of an item; groups have no item."""

    __slots__ = ("children", "groups", "item", "label", "parent", "row")

    def __init__(self, label: str, item: Item | None = None) -> None:
        self.label = label
        self.item = item
        self.parent: _Node | None = None
        self.row = 0
        self.children: list[_Node] = []
        self.groups: dict[str, _Node] = {}

    def add(self, child: "_Node") -> None:
        child.parent, child.row = self, len(self.children)
        self.children.append(child)

    def group(self, label: str) -> "_Node":
        if label not in self.groups:
            self.groups[label] = _Node(label)
            self.add(self.groups[label])
        return self.groups[label]


class ResourceTreeModel(CatalogModel):
    """A list while `as_tree` is false. `mark_of` tells what to mark a URI with."""

    def __init__(self, mark_of: Callable[[str], Mark], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mark_of = mark_of
        self._root = _Node("")
        self._facts: dict[int, Facts] = {}
        self._pictures: dict[int, QImage | None] = {}
        self.as_tree = False

    def set_as_tree(self, as_tree: bool) -> None:
        """Show the same items as a tree, or as a list."""
        self.beginResetModel()
        self.as_tree = as_tree
        self.arrange()
        self.endResetModel()

    @override
    def arrange(self) -> None:
        self._root = _Node("")
        self._facts.clear()
        self._pictures.clear()
        for item in self.shown:
            place = self._root
            for label in _groups(item.key) if self.as_tree else ():
                place = place.group(label)
            place.add(_Node(item.name, item))
        if self.as_tree:
            _join_single_groups(self._root)

    def node(self, index: Index) -> _Node:
        """Give the node of an index; the root for an invalid one."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, _Node) else self._root

    @override
    def item_at(self, index: Index) -> Item | None:
        return self.node(index).item

    @override
    def index_of(self, kind: str, key: str) -> QModelIndex:
        waiting = [self._root]
        while waiting:
            node = waiting.pop()
            if node.item is not None and node.item.kind == kind and node.item.key == key:
                return self._index(node)
            waiting += node.children
        return QModelIndex()

    @override
    def first(self) -> QModelIndex:
        node = self._root
        while node.item is None and node.children:
            node = node.children[0]
        return self._index(node)

    def _index(self, node: _Node) -> QModelIndex:
        return QModelIndex() if node is self._root else self.createIndex(node.row, 0, node)

    @override
    def index(self, row: int, column: int = 0, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self.node(parent).children
        return self.createIndex(row, column, children[row]) if 0 <= row < len(children) else QModelIndex()

    @override
    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override] # the other one gives the owner
        above = self.node(index).parent
        return QModelIndex() if above is None else self._index(above)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.column() > 0 else len(self.node(parent).children)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return len(COLUMNS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section]
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self.node(index)
        if node.item is None:
            return _group_data(node, index.column(), role)
        if role == MARK_ROLE:
            return self._mark_of(node.item.key)
        if role == PICTURE_ROLE:
            return self._picture(node.item)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (SIZE, PRIORITY):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(node.item)
        if role == Qt.ItemDataRole.DisplayRole and index.column() != NAME:
            return visible_text(self._text(node.item, index.column()), 200, one_line=True)
        return super().data(index, role)

    def facts(self, item: Item) -> Facts:
        """Give what the server says of a resource beside its name."""
        found = self._facts.get(id(item))
        if found is None:
            found = self._facts[id(item)] = facts_of(item)
        return found

    def _picture(self, item: Item) -> QImage | None:
        """Give the icon that came with the item; made when it is first painted."""
        sources = self.facts(item).icons
        if sources and id(item) not in self._pictures:
            self._pictures[id(item)] = data_icon(sources)
        return self._pictures.get(id(item))

    def with_facts(self, item: Item) -> Item:
        """Give the item with all that is said of it among its badges."""
        facts = self.facts(item)
        words = (
            "" if facts.size is None else format_size(facts.size),
            facts.modified and f"modified {facts.modified}",
            facts.priority and f"priority {facts.priority}",
            facts.audience and f"for {facts.audience}",
            ", ".join(map(_icon_words, facts.icons[:3])),
        )
        return dataclasses.replace(item, badges=(*item.badges, *filter(None, words)))

    def _text(self, item: Item, column: int) -> str:
        facts = self.facts(item)
        if column == TYPE:
            return item.badges[0] if item.badges else ""
        if column == SIZE:
            return "" if facts.size is None else format_size(facts.size)
        if column == ADDRESS:
            return item.key
        return {MODIFIED: facts.modified, PRIORITY: facts.priority, AUDIENCE: facts.audience}.get(column, "")

    def _tool_tip(self, item: Item) -> str:
        mark = self._mark_of(item.key)
        lines = (
            item.name,
            item.title,
            item.key,
            ", ".join(item.badges),
            mark.state,
            "changed since you looked at it" if mark.is_unread else "",
            item.problem and f"⚠ {item.problem}",
            item.description,
        )
        return plain_tool_tip("\n".join(filter(None, lines)))


def _group_data(node: _Node, column: int, role: int) -> Any:
    if role == Qt.ItemDataRole.DisplayRole and column == NAME:
        return visible_text(node.label, 200, one_line=True)
    if role == GROUP_ROLE:
        return True
    return plain_tool_tip(node.label) if role == Qt.ItemDataRole.ToolTipRole else None


def _groups(uri: str) -> list[str]:
    """Give the groups a URI stands in: scheme with authority, then its path part by part (RFC 3986, section 3)."""
    found = _SCHEME.match(uri)
    start = found[0] if found else ""
    if start == uri and "//" in start:  # nothing but an authority, which is the place then
        start = start.partition("//")[0] + "//"
    path = re.split(r"[?#]", uri[len(start) :], maxsplit=1)[0]
    parts = path.strip("/").split("/")[:-1][:_DEEPEST]
    return [start] * bool(start) + [f"{part}/" for part in parts if part]


def _join_single_groups(node: _Node) -> None:
    """Write a group with nothing but another group in it as one."""
    for child in node.children:
        while child.item is None and len(child.children) == 1 and child.children[0].item is None:
            only = child.children[0]
            child.label += only.label
            child.children = only.children
            for row, grandchild in enumerate(child.children):
                grandchild.parent, grandchild.row = child, row
        _join_single_groups(child)


def _icon_words(source: str) -> str:
    """Name an icon by where it is, or by its type where it came along: nobody reads Base64."""
    if source.startswith("data:"):
        return visible_text(f"icon {source[5:].partition(',')[0].partition(';')[0] or 'of no type'}", 60, one_line=True)
    return f"icon {source[:60]}"
