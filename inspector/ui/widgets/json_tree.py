"""A tree over decoded JSON that walks only what is opened."""

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTreeView, QWidget
from typing_extensions import override

from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

Index = QModelIndex | QPersistentModelIndex
_BATCH: Final = 300
"""Children that are made at a time; more come when the end is scrolled to."""

_OPENED_AT_FIRST: Final = 200
_MEASURED: Final = 50
"""Rows that are measured for the width of a column."""

_FARTHEST: Final = 50_000
"""Children that are gone through on the way to a place."""


class _Node:
    """One value with its place; children are made when they are first asked for."""

    __slots__ = ("children", "key", "parent", "rest", "row", "value")

    def __init__(self, key: str | int, value: Any, parent: "_Node | None", row: int) -> None:
        self.key = key
        self.value = value
        self.parent = parent
        self.row = row
        self.children: list[_Node] | None = None
        self.rest: Iterator[tuple[str | int, Any]] = iter(())

    def open(self) -> "list[_Node]":
        if self.children is None:
            self.children = []
            self.rest = _members(self.value)
            self.children += self.next_batch()
        return self.children

    def next_batch(self) -> "list[_Node]":
        """Make some more children, without adding them."""
        first = len(self.children or ())
        return [
            _Node(key, value, self, first + row) for row, (key, value) in enumerate(itertools.islice(self.rest, _BATCH))
        ]

    @property
    def size(self) -> int:
        return len(self.value) if isinstance(self.value, (dict, list)) else 0

    @property
    def steps(self) -> list[str | int]:
        """The place as names and numbers, from the outside."""
        steps: list[str | int] = []
        node = self
        while node.parent is not None:
            steps.append(node.key)
            node = node.parent
        return steps[::-1]

    @property
    def pointer(self) -> str:
        """The place as a JSON pointer (RFC 6901)."""
        return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in self.steps)


def _members(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return iter(value.items())
    return iter(enumerate(value)) if isinstance(value, list) else iter(())


def _row_of(value: Any, step: str | int) -> int | None:
    """Give which child a step leads to; None where there is none, or it is too far down."""
    if isinstance(value, dict):
        return next((row for row, key in enumerate(itertools.islice(value, _FARTHEST)) if key == step), None)
    if isinstance(value, list) and str(step).isdecimal() and int(step) < min(len(value), _FARTHEST):
        return int(step)
    return None


class JsonTreeModel(QAbstractItemModel):
    """Keys and values as a tree."""

    def __init__(self, value: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = _Node("", value, None, 0)
        self._top = self._root.open() if isinstance(value, (dict, list)) else [_Node("", value, self._root, 0)]
        self._root.children = self._top
        self._is_fetching = False
        self.marks: Mapping[tuple[str, ...], str] = {}
        """What there is to say about places, by the steps to them."""

    def node(self, index: Index) -> _Node:
        """Give the node of an index; the root for an invalid one."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, _Node) else self._root

    def index_at(self, steps: Sequence[str | int], column: int = 0) -> QModelIndex:
        """Give the index of a place, or of the last part of the way that is there."""
        at = QModelIndex()
        for step in steps:
            row = _row_of(self.node(at).value, step)
            while row is not None and row >= len(self.node(at).open()) and self.canFetchMore(at):
                self.fetchMore(at)
            below = self.index(row, 0, at) if row is not None else QModelIndex()
            if not below.isValid():
                break
            at = below
        return at.siblingAtColumn(column)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.column() > 0 else len(self.node(parent).open())

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 3

    @override
    def canFetchMore(self, parent: Index) -> bool:
        node = self.node(parent)
        return parent.column() <= 0 and len(node.open()) < node.size

    @override
    def fetchMore(self, parent: Index) -> None:
        if self._is_fetching or not self.canFetchMore(parent):
            return
        self._is_fetching = True
        node = self.node(parent)
        batch, first = node.next_batch(), len(node.open())
        self.beginInsertRows(parent, first, first + len(batch) - 1)
        node.open().extend(batch)
        self.endInsertRows()
        self._is_fetching = False

    @override
    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008 - Qt's signature
        node = self.node(parent)
        return bool(node.children) if node is self._root else bool(isinstance(node.value, (dict, list)) and node.value)

    @override
    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self.node(parent).open()
        return self.createIndex(row, column, children[row]) if 0 <= row < len(children) else QModelIndex()

    @override
    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        above = self.node(index).parent
        return QModelIndex() if above is None or above is self._root else self.createIndex(above.row, 0, above)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        horizontal = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return ("key", "value", "type")[section] if horizontal else None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        node = self.node(index)
        mark = self.marks.get(tuple(map(str, node.steps)), "") if self.marks else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            words = f"⚠ {mark}\n" if mark else ""
            return plain_tool_tip(f"{words}{node.pointer}\n{preview(node.value, 1_500)}")
        if index.column() == 0:
            return f"{'⚠ ' if mark else ''}{visible_text(str(node.key), 200, one_line=True)}"
        return preview(node.value) if index.column() == 1 else type_name(node.value)


def type_name(value: Any) -> str:
    """Give the JSON type of a value."""
    if value is None:
        return "null"
    names = {bool: "boolean", int: "integer", float: "number", str: "string", dict: "object", list: "array"}
    return names.get(type(value), "")


def preview(value: Any, limit: int = 300) -> str:
    """Give a value on one line; of objects and lists only the size."""
    if isinstance(value, dict):
        return f"{{}} {len(value)} {'member' if len(value) == 1 else 'members'}"
    if isinstance(value, list):
        return f"[] {len(value)} {'item' if len(value) == 1 else 'items'}"
    if isinstance(value, str):
        return visible_text(
            json.dumps(value[:limit], ensure_ascii=False) + ("…" if len(value) > limit else ""), 2 * limit
        )
    return _number(value) if isinstance(value, int) else json.dumps(value, default=str)


def _number(value: int) -> str:
    try:
        return json.dumps(value)
    except ValueError:  # more digits than Python converts
        return f"a number of {value.bit_length()} bits"


class JsonTreeView(QTreeView):
    """Shows one JSON value; copies its places and parts. `menu_wanted` lets others add to the menu of a place."""

    menu_wanted = Signal(QMenu, list, object)  # the menu, the steps to the place, the value there

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(monospaced_font())
        self.setUniformRowHeights(True)
        self.setAccessibleName("JSON tree")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.show_value(None)

    def show_value(self, value: Any) -> None:
        """Show a value; the first level is open where it is short."""
        before, selection = self.model(), self.selectionModel()
        self._shown = JsonTreeModel(value, self)
        self.setModel(self._shown)
        for old in (selection, before):
            if old is not None:
                old.deleteLater()
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(_MEASURED)
        header.resizeSection(0, 180)
        self._open_first_level(value)

    def _open_first_level(self, value: Any) -> None:
        if not isinstance(value, (dict, list)) or len(value) > _OPENED_AT_FIRST:
            return
        room = _OPENED_AT_FIRST
        for row in range(self._shown.rowCount()):
            index = self._shown.index(row, 0)
            room -= self._shown.node(index).size
            if room < 0:
                return
            self.expand(index)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_value()
        elif event.key() == Qt.Key.Key_Asterisk:  # Qt would open everything below, and walk the whole document
            self.open_some(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def open_some(self, start: QModelIndex) -> None:
        """Open what is below a place, level by level, as far as it stays short."""
        level, room = [start], _OPENED_AT_FIRST
        while level:
            below: list[QModelIndex] = []
            for index in level:
                room -= self._shown.node(index).size
                if room < 0:
                    return
                self.expand(index)
                rows = range(self._shown.rowCount(index))
                below += [self._shown.index(row, 0, index) for row in rows]
            level = [index for index in below if self._shown.hasChildren(index)]

    def copy_value(self) -> None:
        """Copy the current part as JSON; a string as its text."""
        value = self._shown.node(self.currentIndex()).value
        QGuiApplication.clipboard().setText(value if isinstance(value, str) else _as_json(value))

    def copy_path(self) -> None:
        """Copy the current place as a JSON pointer."""
        QGuiApplication.clipboard().setText(self._shown.node(self.currentIndex()).pointer)

    @property
    def value(self) -> Any:
        """What is shown."""
        return self._shown.node(QModelIndex()).value

    def mark(self, marks: Mapping[tuple[str, ...], str]) -> None:
        """Mark places of the value that is shown; each with what there is to say about it."""
        self._shown.marks = marks
        self.viewport().update()

    def select_place(self, steps: Sequence[str | int]) -> None:
        """Select a place and bring it into view; of one that is missing, what should have it."""
        index = self._shown.index_at(steps)
        above = index.parent()
        while above.isValid():
            self.expand(above)
            above = above.parent()
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _open_menu(self, at: QPoint) -> None:
        node = self._shown.node(self.currentIndex())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy Value", self.copy_value)
        menu.addAction("Copy Path", self.copy_path)
        self.menu_wanted.emit(menu, node.steps, node.value)
        menu.popup(self.viewport().mapToGlobal(at))


def _as_json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return preview(value)
