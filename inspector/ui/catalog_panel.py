"""What the panels for tools, resources and prompts have in common: which server, and why a list is empty."""

from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from inspector.protocol.errors import text_of
from inspector.protocol.items import Item
from inspector.sessions.state import Catalog
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.forms.arguments_editor import ArgumentsEditor
from inspector.ui.list_changes import ListChangesStrip
from inspector.ui.tab_panel import SplitPanel
from inspector.ui.widgets.catalog_list import CatalogList
from inspector.ui.widgets.pages_strip import PagesStrip


class CatalogPanel(SplitPanel):
    """A list, what is done with the selected item, and how it ended, side by side."""

    noun = "items"
    methods: tuple[str, ...] = ()
    kept_view: ArgumentsEditor | None = None
    """What remembers how arguments are edited."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tasks = tasks
        self.server: SessionHandle | None = None
        self.count = 0
        self._wanted: WeakKeyDictionary[SessionHandle, tuple[str, str] | None] = WeakKeyDictionary()
        self.list = self.make_list()
        self.splitter.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.changes = ListChangesStrip(self.noun, self)
        layout.setSpacing(0)
        layout.addWidget(self.changes)
        layout.addWidget(self.splitter, 1)
        self.list.item_selected.connect(self.show_item)

    @override
    def set_server(self, server: SessionHandle | None) -> None:
        if self.server is not None:
            self.server.catalog_changed.disconnect(self.refresh)
            self.server.state_changed.disconnect(self.refresh)
            self.server.elicitation_completed.disconnect(self._page_completed)
            self._wanted[self.server] = self.list.wanted
        self.server = server
        self.list.search.clear()
        self.list.wanted = self._wanted.get(server) if server is not None else None
        if server is not None:
            server.catalog_changed.connect(self.refresh)
            server.state_changed.connect(self.refresh)
            server.elicitation_completed.connect(self._page_completed)
        self.server_changed()
        self.refresh()

    def refresh(self) -> None:
        """Read the catalog again."""
        catalog = self.server.catalog if self.server is not None else Catalog()
        items = self.items(catalog)
        self.list.set_items(items, self._why_empty(catalog))
        if self.count != len(items):
            self.count = len(items)
            self.count_changed.emit(self.count)
        failed = any(error.method in self.methods for error in catalog.errors)
        self.changes.compare(self.server, items, is_whole=not failed and catalog.listed.issuperset(self.methods))
        self.state_changed()

    def _why_empty(self, catalog: Catalog) -> str:
        if self.server is None or self.server.state is None:
            return f"Connect to a server to see its {self.noun}."
        for error in catalog.errors:
            if error.method in self.methods:
                why = str(error.failure) if error.failure is not None else text_of(error.error)
                return f"The {self.noun} could not be listed: {why}"
        if not self.server.is_open:
            return f"The server's {self.noun} appear here when it is connected."
        return f"This server offers no {self.noun}."

    @property
    def can_send(self) -> bool:
        """Whether requests can be sent to the server now."""
        return self.server is not None and self.server.is_open

    @override
    def focus_search(self) -> None:
        self.list.search.setFocus()
        self.list.search.selectAll()

    @override
    def save_state(self) -> bytes:
        shown = b"" if self.kept_view is None else self.kept_view.save_state() + b":"
        return shown + super().save_state()

    @override
    def restore_state(self, state: bytes) -> None:
        shown, colon, rest = state.partition(b":")
        if self.kept_view is not None and colon and self.kept_view.restore_state(shown):
            state = rest
        super().restore_state(state)

    def _page_completed(self, _server: str, ident: str) -> None:
        for strip in self.findChildren(PagesStrip):
            strip.complete(ident)

    # -- for the panels -----------------------------------------------------------------------------------------

    def make_list(self) -> CatalogList:
        """Make the list at the left."""
        return CatalogList(self.noun, self)

    def items(self, catalog: Catalog) -> list[Item]:
        """Give the items of this panel."""
        raise NotImplementedError

    def show_item(self, item: Item | None) -> None:
        """Show the selected item."""
        raise NotImplementedError

    def state_changed(self) -> None:
        """Follow the state of the server: what can be pressed now."""

    def server_changed(self) -> None:
        """Forget what belonged to the server shown before."""
