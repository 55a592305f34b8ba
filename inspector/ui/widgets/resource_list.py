"""The searched list of resources: flat or as a tree, many at once, with columns one may choose."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QByteArray, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QToolButton, QTreeView, QWidget
from typing_extensions import override

from inspector.protocol.items import Item
from inspector.ui.delegates.resource_delegate import ResourceDelegate
from inspector.ui.models.resource_tree import COLUMNS, NAME, SIZE, TYPE, Mark, ResourceTreeModel
from inspector.ui.widgets.catalog_list import CatalogList
from inspector.ui.widgets.plain_text import visible_text

_SHOWN_AT_FIRST: Final = (NAME, TYPE, SIZE)
_NAMED_IN_MENU: Final = 24


class ResourceList(CatalogList):
    """Resources and templates. Signals carry the items that are selected, of which there may be many."""

    reading_wanted = Signal(list)  # items
    subscription_wanted = Signal(list, bool)  # items, whether to subscribe
    copy_wanted = Signal(list)
    stop_wanted = Signal()

    model: ResourceTreeModel

    def __init__(self, noun: str, mark_of: Callable[[str], Mark], parent: QWidget | None = None) -> None:
        self._mark_of = mark_of
        self.is_busy: Callable[[], bool] = lambda: False
        """Tells whether resources wait to be read."""
        self.tree_button: QToolButton
        super().__init__(noun, parent)

    @override
    def make_model(self) -> ResourceTreeModel:
        return ResourceTreeModel(self._mark_of, self)

    @override
    def make_view(self) -> QAbstractItemView:
        view = QTreeView(self)
        view.setModel(self.model)
        view.setItemDelegate(ResourceDelegate(view))
        view.setUniformRowHeights(True)
        view.setRootIsDecorated(False)
        view.setIndentation(14)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        self._set_up_header(view.header())
        self.view = view
        return view

    def _set_up_header(self, header: QHeaderView) -> None:
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        for column, width in ((TYPE, 104), (SIZE, 60)):
            header.resizeSection(column, width)
        for column in range(len(COLUMNS)):
            header.setSectionHidden(column, column not in _SHOWN_AT_FIRST)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda at: self._columns_menu().popup(header.mapToGlobal(at)))

    @override
    def make_tools(self) -> list[QWidget]:
        self.tree_button = QToolButton(self)
        self.tree_button.setText("Tree")
        self.tree_button.setCheckable(True)
        self.tree_button.setToolTip("Group by scheme, authority and path of the URI")
        self.tree_button.toggled.connect(self._show_as_tree)
        return [self.tree_button]

    def selected(self) -> list[Item]:
        """Give all items that are selected, in the order they are shown; those in groups that are selected too."""
        found: list[Item] = []
        rows = [index for index in self.view.selectionModel().selectedRows() if index.isValid()]
        waiting = sorted(rows, key=lambda index: (self.view.visualRect(index).top(), index.row()))
        while waiting:
            index = waiting.pop(0)
            item = self.model.item_at(index)
            if item is not None and item not in found:
                found.append(item)
            waiting += [self.model.index(row, 0, index) for row in range(self.model.rowCount(index))]
        return found

    @override
    def set_items(self, items: list[Item], why_empty: str) -> None:
        super().set_items(items, why_empty)
        self._open_groups()

    def marks_changed(self) -> None:
        """Paint the marks again: those that are seen, for a view asks its model about all that are said to change."""
        self.view.viewport().update()

    def save_state(self) -> bytes:
        """Give columns and shape as bytes to keep."""
        return bytes([self.tree_button.isChecked()]) + bytes(self.view.header().saveState().data())

    def restore_state(self, state: bytes) -> None:
        """Take back what `save_state` gave."""
        if state:
            self.view.header().restoreState(QByteArray(state[1:]))
            self.tree_button.setChecked(state[0] == 1)

    def _show_as_tree(self, as_tree: bool) -> None:
        self.view.setRootIsDecorated(as_tree)
        self.model.set_as_tree(as_tree)
        self._open_groups()
        self._select_again()

    def _open_groups(self) -> None:
        if self.model.as_tree and len(self.model.shown) <= 500:
            self.view.expandAll()

    def _columns_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        header = self.view.header()
        for column, name in enumerate(COLUMNS):
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(column))
            action.setEnabled(column != NAME)
            action.toggled.connect(lambda on, column=column: header.setSectionHidden(column, not on))
        return menu

    def _open_menu(self, at: QPoint) -> None:
        if self.selected():
            self.menu().popup(self.view.viewport().mapToGlobal(at))

    def menu(self) -> QMenu:
        """Give the menu for what is selected."""
        chosen = self.selected()
        resources = [item for item in chosen if item.kind == "resource"]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        what = f"{len(resources)} Resources" if len(resources) != 1 else _short(resources[0].name)
        read = menu.addAction(f"Read {what}", lambda: self.reading_wanted.emit(resources))
        on = menu.addAction(f"Subscribe to {what}", lambda: self.subscription_wanted.emit(resources, True))
        off = menu.addAction(f"Unsubscribe from {what}", lambda: self.subscription_wanted.emit(resources, False))
        for action in (read, on, off):
            action.setEnabled(bool(resources))
        if self.is_busy():
            menu.addAction("Stop Reading", self.stop_wanted.emit)
        menu.addSeparator()
        menu.addAction("Copy URIs" if len(chosen) > 1 else "Copy URI", lambda: self.copy_wanted.emit(chosen))
        return menu


def _short(name: str) -> str:
    return visible_text(f'"{name}"', _NAMED_IN_MENU, one_line=True).replace("&", "&&")
