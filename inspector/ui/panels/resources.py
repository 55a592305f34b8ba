"""Resources and templates: the list, an address line, what was read, and what changed since."""

import asyncio
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.protocol import items, methods
from inspector.protocol.items import Item
from inspector.sessions.outcome import ResultReply
from inspector.sessions.state import Catalog
from inspector.sessions.subscriptions import Subscription, SubscriptionState
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.catalog_panel import CatalogPanel
from inspector.ui.preferences import Preferences
from inspector.ui.resource_versions import Key, ResourceVersions, what_changed
from inspector.ui.theme import colours_for, monospaced_font, small_font
from inspector.ui.widgets.item_header import ItemHeader
from inspector.ui.widgets.outcome_view import OutcomeView
from inspector.ui.widgets.plain_text import visible_text

REREAD_MS: Final = 250
"""How long updates are gathered before a resource is read again: a server may send a thousand in a second."""

_OVER: Final = (SubscriptionState.REFUSED, SubscriptionState.ENDED)


class ResourcesPanel(CatalogPanel):
    """Reads resources: those listed, those a template makes, and any URI that is typed. Subscribes to them."""

    title = "Resources"
    noun = "resources"
    methods = (methods.LIST_RESOURCES, methods.LIST_TEMPLATES)

    def __init__(self, tasks: Tasks, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self._preferences = preferences
        self._versions = ResourceVersions()
        self._reading: dict[Key, asyncio.Task[object]] = {}
        self._stale: dict[Key, SessionHandle] = {}
        self.header = ItemHeader(self)
        self.uri = QLineEdit(self)
        self.read_button = QPushButton("Read", self)
        self.subscribe_button = QPushButton("Subscribe", self)
        self.version = QComboBox(self)
        self._subscription = QLabel(self)
        self._hint = QLabel(self)
        self.result = OutcomeView("What is read appears here.", self)
        self._timer = QTimer(self)
        self._build()
        self._connect()
        self.show_item(None)

    def _build(self) -> None:
        self.uri.setFont(monospaced_font())
        self.uri.setPlaceholderText("URI to read")
        self.uri.setAccessibleName("URI")
        self.read_button.setProperty("primary", True)
        self.read_button.setToolTip("Read the resource (Enter)")
        self.subscribe_button.setToolTip("Hear of changes: each reads the resource again and shows what changed")
        self.version.setAccessibleName("Version")
        self.version.setToolTip("Versions that were read; the page Changes compares with the one before")
        for label in (self._subscription, self._hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._subscription.setFont(small_font())
        self._timer.setSingleShot(True)
        self._timer.setInterval(REREAD_MS)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(12, 6, 12, 0)
        column.setSpacing(6)
        column.addWidget(self.header)
        row = QHBoxLayout()
        row.addWidget(self.uri, 1)
        row.addWidget(self.version)
        row.addWidget(self.subscribe_button)
        row.addWidget(self.read_button)
        column.addLayout(row)
        column.addWidget(self._subscription)
        column.addWidget(self._hint)
        column.addWidget(self.result, 1)
        self.splitter.addWidget(right)
        self.splitter.setSizes([400, 840])

    def _connect(self) -> None:
        self.uri.returnPressed.connect(self.read)
        self.uri.textChanged.connect(self._show_all)
        self.read_button.clicked.connect(self.read)
        self.subscribe_button.clicked.connect(self.toggle_subscription)
        self.version.activated.connect(lambda _row: self._show_version())
        self.list.item_taken.connect(lambda _item: self.read())
        self.result.record_requested.connect(self.record_requested)
        self._timer.timeout.connect(self._read_stale)

    @override
    def items(self, catalog: Catalog) -> list[Item]:
        return [items.resource(raw) for raw in catalog.resources] + [items.template(raw) for raw in catalog.templates]

    @override
    def set_server(self, server: SessionHandle | None) -> None:
        if self.server is not None:
            self.server.subscriptions_changed.disconnect(self._show_state)
        super().set_server(server)
        if server is not None:
            server.subscriptions_changed.connect(self._show_state)

    @override
    def show_item(self, item: Item | None) -> None:
        self.header.show_item(item)
        if item is not None:
            self.uri.setText(item.key)
        self._show_all()

    @override
    def state_changed(self) -> None:
        self._show_state()

    @override
    def server_changed(self) -> None:
        self.uri.clear()

    @property
    def _key(self) -> Key:
        return id(self.server), self.uri.text().strip()

    # -- reading ------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the URI in the line."""
        if self._key[1] and self.can_send and self.server is not None:
            self._start_reading(self.server, self._key)

    def _start_reading(self, server: SessionHandle, key: Key) -> None:
        if key not in self._reading:
            self._reading[key] = self.tasks.start(self._read(server, key))
            self._show_state()

    async def _read(self, server: SessionHandle, key: Key) -> None:
        try:
            if self._versions.add(key, await server.read_resource(key[1])) and key != self._key:
                self._versions.mark_unread(key)
        finally:
            del self._reading[key]
            if key == self._key:
                self._show_all()

    @override
    def resource_updated(self, uri: str) -> None:
        if self.server is None:
            return
        subscribed = self.server.subscription_to(uri)
        follows = subscribed is not None and subscribed.state not in _OVER
        if follows and self._preferences.switch("resources.read-updates"):
            self._stale[id(self.server), uri] = self.server
            if not self._timer.isActive():
                self._timer.start()
        elif uri == self._key[1]:
            self._say(f'"{uri}" has changed since it was read. Read it again to see how.')

    def _read_stale(self) -> None:
        """Read again what changed; what is being read now is read once more afterwards."""
        waiting, self._stale = self._stale, {}
        for key, server in waiting.items():
            if key in self._reading:
                self._stale[key] = server
            elif server.is_open:
                self._start_reading(server, key)
        if self._stale:
            self._timer.start()

    # -- subscribing --------------------------------------------------------------------------------------------

    def toggle_subscription(self) -> None:
        """Subscribe to the URI in the line, or take the subscription back."""
        server, uri = self.server, self._key[1]
        if server is None or not self.can_send or not uri:
            return
        ask = server.unsubscribe if self._is_subscribed() else server.subscribe
        self.tasks.start(ask(uri))

    def _is_subscribed(self) -> bool:
        subscription = self.server.subscription_to(self._key[1]) if self.server is not None else None
        return subscription is not None and subscription.state not in _OVER

    # -- showing ------------------------------------------------------------------------------------------------

    def _show_all(self) -> None:
        versions = self._versions.of(self._key)
        self._versions.looked_at(self._key)
        self.version.clear()
        for version in reversed(versions):
            self.version.addItem(f"version {version.number}", version)
        self.version.setVisible(len(versions) > 1)
        self._show_version()
        self._show_state()

    def _show_version(self) -> None:
        versions = self._versions.of(self._key)
        row = len(versions) - 1 - max(0, self.version.currentIndex())
        if not 0 <= row < len(versions):
            self.result.clear()
            self.result.show_changes(None)
            return
        self.result.show_outcome(versions[row].outcome)
        both = row > 0 and all(isinstance(version.outcome, ResultReply) for version in versions[row - 1 : row + 1])
        self.result.show_changes(what_changed(versions[row - 1], versions[row]) if both else None)

    def _show_state(self) -> None:
        uri = self.uri.text()
        usable = self.can_send and bool(uri.strip())
        in_braces = "{" in uri and "}" in uri
        self.read_button.setEnabled(usable and self._key not in self._reading)
        self.subscribe_button.setEnabled(usable and not in_braces)
        self.subscribe_button.setText("Unsubscribe" if self._is_subscribed() else "Subscribe")
        self._say("Put values in place of the {variables}, then read." if in_braces else "")
        self._show_subscription()

    def _show_subscription(self) -> None:
        found = self.server.subscriptions if self.server is not None else ()
        own = next((one for one in found if one.uri == self._key[1]), None)
        others = [one for one in found if one.uri != self._key[1] and one.state not in _OVER]
        unread = sum(self._versions.is_unread((id(self.server), one.uri)) for one in others)
        parts = [_words(own)] if own is not None else []
        if others:
            parts.append(f"{len(others)} more subscribed" + (f", {unread} of them changed" if unread else ""))
        self._subscription.setText(visible_text(" · ".join(parts), 400))
        colours = colours_for(self.palette())
        wrong = own is not None and own.state in _OVER
        self._subscription.setStyleSheet(f"color: {colours.error if wrong else colours.muted}")
        self._subscription.setVisible(bool(parts))

    def _say(self, sentence: str) -> None:
        self._hint.setText(visible_text(sentence, 400))
        self._hint.setStyleSheet(f"color: {colours_for(self.palette()).muted}")
        self._hint.setVisible(bool(sentence))


def _words(subscription: Subscription) -> str:
    words = {
        SubscriptionState.ASKED: "subscribing…",
        SubscriptionState.GRANTED: "subscribed; changes are read as they are told",
        SubscriptionState.REFUSED: "the subscription was refused",
        SubscriptionState.RECONNECTING: "subscribed; the channel is being opened again",
        SubscriptionState.ENDED: "the subscription has ended",
    }
    return ": ".join(filter(None, (words[subscription.state], subscription.why)))
