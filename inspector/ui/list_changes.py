"""A quiet word above a list that it is no longer what it was, for each server from where the user last looked."""

import time
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from inspector.protocol.item_changes import ItemChanges, changes_between
from inspector.protocol.items import Item
from inspector.sessions.state import Phase
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.dialogs.list_changes import ListChangesDialog
from inspector.ui.icons import icon
from inspector.ui.widgets.tinted_label import TintedLabel


class ListChangesStrip(QWidget):
    """Compares each list with the one the user knows: the first of a server, or the one at which he closed this.

    That one is kept over a reconnection, so that what a new start of the server changed is told too.
    """

    def __init__(self, noun: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._noun = noun
        self._known: WeakKeyDictionary[SessionHandle, tuple[list[Item], str]] = WeakKeyDictionary()
        self._server: SessionHandle | None = None
        self._items: list[Item] = []
        self.changes = ItemChanges()
        self.sentence = TintedLabel(lambda colours: colours.received, self)
        self.show_button = QPushButton("Show Changes…", self)
        self.show_button.clicked.connect(self._show_changes)
        self.close_button = QToolButton(self)
        self.close_button.setIcon(icon("x"))
        self.close_button.setToolTip("Take the list as it is now for known")
        self.close_button.setAccessibleName("Close")
        self.close_button.clicked.connect(self.accept)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 2)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.show_button)
        row.addWidget(self.close_button)
        self.hide()

    def compare(self, server: SessionHandle | None, items: Sequence[Item], *, is_whole: bool) -> None:
        """Take the list of a server; one that could not be read, or is not whole yet, is not compared."""
        self._server = server
        is_settled = server is not None and server.state is not None and server.state.phase is Phase.CONNECTED
        if server is None or not is_settled or not is_whole:
            if server not in self._known:
                self.hide()
            return
        self._items = list(items)
        known, since = self._known.setdefault(server, (self._items, time.strftime("%H:%M:%S")))
        self.changes = changes_between(known, self._items)
        self.sentence.setText(f"The {self._noun} have changed since {since}: {self.changes.words}.")
        self.setVisible(bool(self.changes))

    def accept(self) -> None:
        """Take the list as it is for known."""
        if self._server is not None:
            self._known[self._server] = (self._items, time.strftime("%H:%M:%S"))
        self.hide()

    def _show_changes(self) -> None:
        ListChangesDialog(f"Changes of the {self._noun}", self.changes, self.window()).show()
