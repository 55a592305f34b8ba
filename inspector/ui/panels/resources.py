"""Resources and templates: the list, an address line, what was read, and what changed since."""

import asyncio
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.content.views import View
from inspector.protocol import items, methods
from inspector.protocol.items import Item
from inspector.protocol.uri_templates import is_template
from inspector.sessions.outcome import Outcome, ResultReply
from inspector.sessions.state import Catalog
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.catalog_panel import CatalogPanel
from inspector.ui.forms.template_form import TemplateForm
from inspector.ui.models.resource_tree import Mark
from inspector.ui.preferences import Preferences
from inspector.ui.resource_reader import OVER, ResourceReader, key_of
from inspector.ui.resource_versions import Key, Version, what_changed
from inspector.ui.subscribing import ask_for_each
from inspector.ui.subscription_words import full_words, short_words
from inspector.ui.theme import colours_for, monospaced_font, small_font
from inspector.ui.widgets.freshness_label import FreshnessLabel
from inspector.ui.widgets.item_header import ItemHeader
from inspector.ui.widgets.outcome_view import OutcomeView, views_of
from inspector.ui.widgets.plain_label import PlainLabel
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.resource_list import ResourceList
from inspector.ui.widgets.version_bar import VersionBar

_LARGE: Final = 2_000_000
"""Characters of contents that are read beside the window."""

_TOGETHER_MS: Final = 100
"""How long changes of subscriptions are gathered: of thousands at once each would go through all of them."""

_COMPARING: Final = "Comparing…"
_COMPARED_AT_ONCE: Final = 10_000
"""Characters of two versions that are compared without a thread, in a few milliseconds."""


class ResourcesPanel(CatalogPanel):
    """Reads resources: those listed, those a template makes, and any URI that is typed. Subscribes to them."""

    title = "Resources"
    noun = "resources"
    methods = (methods.LIST_RESOURCES, methods.LIST_TEMPLATES)

    def __init__(self, tasks: Tasks, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self._preferences = preferences
        self.reader = ResourceReader(tasks, preferences, self)
        self._typed: dict[Key, dict[str, Any]] = {}
        self._item: Item | None = None
        self._filled_from: tuple[str, str] | None = None
        """Kind and key of the item whose URI was put into the line last."""
        self._stopped: Key | None = None
        """What the user waits for no longer."""
        self._large: tuple[Outcome, list[View]] | None = None
        """The large contents that were read last."""
        self._comparing: asyncio.Task[object] | None = None
        self.header = ItemHeader(self)
        self.form = TemplateForm(tasks, self)
        self.uri = QLineEdit(self)
        self.read_button = QPushButton("Read", self)
        self.subscribe_button = QPushButton("Subscribe", self)
        self.versions = VersionBar(self)
        self.subscription = PlainLabel(self)
        self.hint = PlainLabel(self)
        self.freshness = FreshnessLabel("", self)
        self.list_freshness = FreshnessLabel("list: ", self)
        self.result = OutcomeView("What is read appears here.", self)
        self._state_timer = QTimer(self)
        self._state_timer.setSingleShot(True)
        self._state_timer.setInterval(_TOGETHER_MS)
        self._state_timer.timeout.connect(self._show_state)
        self._build()
        self._connect()
        self.show_item(None)

    @override
    def make_list(self) -> ResourceList:
        self.tree = ResourceList(self.noun, self._mark_of, self)
        return self.tree

    def _build(self) -> None:
        self.uri.setFont(monospaced_font())
        self.uri.setPlaceholderText("URI to read")
        self.uri.setAccessibleName("URI")
        self.read_button.setProperty("primary", True)
        self.subscribe_button.setToolTip("Hear of changes of this resource")
        for label in (self.subscription, self.hint):
            label.setFont(small_font())
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(12, 6, 12, 0)
        column.setSpacing(6)
        address, state = QHBoxLayout(), QHBoxLayout()
        for layout, *widgets in (
            (address, self.uri, self.subscribe_button, self.read_button),
            (state, *self._states()),
        ):
            for number, widget in enumerate(widgets):
                layout.addWidget(widget, 0 if number else 1)
        column.addWidget(self.header)
        column.addWidget(self.form)
        column.addLayout(address)
        column.addWidget(self.hint)
        column.addLayout(state)
        column.addWidget(self.versions)
        column.addWidget(self.result, 1)
        self.tree.add_below(self.list_freshness)
        self.splitter.addWidget(right)
        self.splitter.setSizes([420, 820])

    def _states(self) -> tuple[QWidget, QWidget]:
        self.freshness.setWordWrap(False)
        return self.subscription, self.freshness

    def _connect(self) -> None:
        self.uri.returnPressed.connect(self.read)
        self.uri.textChanged.connect(self._show_all)
        self.read_button.clicked.connect(self._read_or_stop)
        self.subscribe_button.clicked.connect(self.toggle_subscription)
        self.versions.changed.connect(self._show_version)
        self.form.changed.connect(self._fill_in)
        self.form.submitted.connect(self.read)
        self.tree.item_taken.connect(self._take)
        self.tree.reading_wanted.connect(self._read_many)
        self.tree.subscription_wanted.connect(self._subscribe_many)
        self.tree.copy_wanted.connect(_copy)
        self.tree.is_busy = lambda: self.reader.waiting > 0
        self.tree.stop_wanted.connect(self.reader.stop_waiting)
        self.result.record_requested.connect(self.record_requested)
        self.result.again_wanted.connect(self.read)
        self.result.questions_wanted.connect(self.questions_wanted)
        self.result.resource_wanted.connect(self.resource_wanted)
        self.reader.changed.connect(self._hear)
        self._preferences.changed.connect(lambda _ident: self._show_state())

    @override
    def items(self, catalog: Catalog) -> list[Item]:
        return [items.resource(raw) for raw in catalog.resources] + [items.template(raw) for raw in catalog.templates]

    @override
    def set_server(self, server: SessionHandle | None) -> None:
        if self.server is not None:
            self.server.subscriptions_changed.disconnect(self._show_state_soon)
        super().set_server(server)
        if server is not None:
            server.subscriptions_changed.connect(self._show_state_soon)
            self.reader.watch(server)

    @override
    def show_item(self, item: Item | None) -> None:
        is_other = item is not None and (item.kind, item.key) != self._filled_from
        self._item = item
        self.form.setVisible(item is not None and item.kind == "template")
        if item is not None and is_other:
            self._take_up(item)
        self._show_all()

    def _take_up(self, item: Item) -> None:
        """Put the URI of another item into the line: not what the user types there whenever the list is read again."""
        self._filled_from = item.kind, item.key
        if item.kind == "template":
            self.form.show_template(self.server, item.key, self._typed.get(key_of(self.server, item.key), {}))
            self._fill_in()
        if item.kind != "template" or self.form.uri() is None:
            self.uri.setText(item.key)

    @override
    def state_changed(self) -> None:
        catalog = self.server.catalog if self.server is not None else Catalog()
        self.list_freshness.show_freshness(catalog.freshness.get("resources"))
        self._show_state()

    @override
    def server_changed(self) -> None:
        self._item = self._filled_from = None
        self.uri.clear()

    @override
    def save_state(self) -> bytes:
        columns = self.tree.save_state()
        return len(columns).to_bytes(4, "big") + columns + super().save_state()

    @override
    def restore_state(self, state: bytes) -> None:
        end = 4 + int.from_bytes(state[:4], "big")
        if end <= len(state):
            self.tree.restore_state(state[4:end])
            state = state[end:]
        super().restore_state(state)

    @property
    def _key(self) -> Key:
        return key_of(self.server, self.uri.text().strip())

    def open_uri(self, uri: str) -> None:
        """Show a resource by its URI and read it, listed or not."""
        self.list.search.clear()
        self.list.select("resource", uri)
        self.uri.setText(uri)
        self.read()

    # -- reading ------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the URI in the line."""
        if self._key[1] and self.can_send and self.server is not None:
            self._stopped = None
            self.versions.show_newest()
            self.reader.read(self.server, self._key[1])

    def _read_or_stop(self) -> None:
        if self.reader.is_reading(self._key):
            self._stopped = self._key
            self.reader.stop(self._key)
        else:
            self.read()

    def _take(self, item: Item) -> None:
        if item.kind == "template":
            self.form.focus_first()
        else:
            self.uri.setText(item.key)
            self.read()

    def _read_many(self, chosen: list[Item]) -> None:
        if self.server is not None and self.can_send:
            self.reader.read_many(self.server, [item.key for item in chosen])

    def _fill_in(self) -> None:
        """Show the URI the template makes of the values."""
        if self._item is None or self._item.kind != "template":
            return
        self._typed[key_of(self.server, self._item.key)] = self.form.values()
        uri = self.form.uri()
        if uri is not None:
            self.uri.setText(uri)

    # -- subscribing --------------------------------------------------------------------------------------------

    def toggle_subscription(self) -> None:
        """Subscribe to the URI in the line, or take the subscription back."""
        server, uri = self.server, self._key[1]
        if server is None or not self.can_send or not uri:
            return
        ask = server.unsubscribe if self._is_subscribed(uri) else server.subscribe
        self.tasks.start(ask(uri))

    def _subscribe_many(self, chosen: list[Item], on: bool) -> None:
        if self.server is not None and self.can_send:
            uris = [item.key for item in chosen if self._is_subscribed(item.key) != on]
            self.tasks.start(ask_for_each(self.server, uris, on=on))

    def _is_subscribed(self, uri: str) -> bool:
        subscription = self.server.subscription_to(uri) if self.server is not None else None
        return subscription is not None and subscription.state not in OVER

    def _mark_of(self, uri: str) -> Mark:
        subscription = self.server.subscription_to(uri) if self.server is not None else None
        is_unread = self.reader.versions.is_unread(key_of(self.server, uri))
        if subscription is None:
            return Mark(is_unread=is_unread)
        return Mark(short_words(subscription), subscription.state in OVER, is_unread)

    # -- showing ------------------------------------------------------------------------------------------------

    def _hear(self, key: Key) -> None:
        if key == self._key:
            self._show_all()
        else:
            self._show_state_soon()

    def _show_state_soon(self) -> None:
        if not self._state_timer.isActive():
            self._state_timer.start()

    def _show_all(self) -> None:
        self.reader.shown = self._key
        self._show_header()
        was_news = self.reader.versions.looked_at(self._key) and not self.reader.is_reading(self._key)
        self.versions.show_versions(self.reader.versions.of(self._key))
        self._show_version()
        self._show_state()
        subscribed = self._is_subscribed(self._key[1])
        if was_news and subscribed and not self._preferences.switch("resources.read-updates"):
            self._say("It has changed since it was read. Read it again to see how.")

    def _show_header(self) -> None:
        """Say what the selected item is, unless another URI stands in the line."""
        item = self._item
        is_other = item is not None and item.kind != "template" and item.key.strip() != self._key[1]
        self.header.show_item(self.tree.model.with_facts(item) if item is not None and not is_other else None)

    def _show_version(self) -> None:
        version, other = self.versions.current(), self.versions.compared()
        self.freshness.show_freshness(None)
        if version is None:
            is_reading = self.reader.is_reading(self._key)
            self.result.clear("Waiting for the server…" if is_reading else None)
            self.result.show_changes(None)
            return
        if version.size > _LARGE:
            self.tasks.start(self._show_large(version))
        else:
            self.result.show_outcome(version.outcome)
        if isinstance(version.outcome, ResultReply):
            self.freshness.show_freshness(version.outcome.freshness)
        both = other is not None and all(isinstance(one.outcome, ResultReply) for one in (version, other))
        if self._comparing is not None:
            self._comparing.cancel()
        if other is None or not both:
            self.result.show_changes(None)
            return
        before, after = sorted((version, other), key=lambda one: one.number)
        if before.size + after.size <= _COMPARED_AT_ONCE:
            self.result.show_changes(what_changed(before, after))
        else:
            self._comparing = self.tasks.start(self._compare(before, after))

    async def _show_large(self, version: Version) -> None:
        """Read large contents beside the window: decoding them takes longer than a frame may."""
        if self._large is None or self._large[0] is not version.outcome:
            self.result.clear("Reading the contents…")
            work = partial(views_of, version.outcome)
            self._large = version.outcome, await asyncio.get_running_loop().run_in_executor(None, work)
        if self.versions.current() == version:
            self.result.show_outcome(version.outcome, self._large[1])

    async def _compare(self, before: Version, after: Version) -> None:
        """Compare beside the window: in the worst case it takes seconds."""
        self.result.show_changes([_COMPARING])
        work = partial(what_changed, before, after)
        self.result.show_changes(await asyncio.get_running_loop().run_in_executor(None, work))

    def _show_state(self) -> None:
        uri = self._key[1]
        usable = self.can_send and bool(uri)
        is_reading = self.reader.is_reading(self._key)
        self.read_button.setEnabled(usable)
        self.read_button.setText("Stop" if is_reading else "Read")
        self.read_button.setToolTip("Wait no longer for the answer" if is_reading else "Read the resource (Enter)")
        self.subscribe_button.setEnabled(usable and not is_template(uri))
        self.subscribe_button.setText("Unsubscribe" if self._is_subscribed(uri) else "Subscribe")
        self._say(self._hint_for(uri))
        self._show_subscription()
        self.tree.marks_changed()

    def _hint_for(self, uri: str) -> str:
        if self._stopped == self._key and uri:
            return "The reading was stopped; its answer, if one comes, is in the log."
        if self._item is not None and self._item.kind == "template" and not self.form.problem.text():
            missing = self.form.missing()
            return f"Still without a value: {', '.join(missing)}." if missing else ""
        return "Put values in place of the {variables}, then read." if is_template(uri) else ""

    def _show_subscription(self) -> None:
        found = self.server.subscriptions if self.server is not None else ()
        own = next((one for one in found if one.uri == self._key[1]), None)
        others = [one for one in found if one.uri != self._key[1] and one.state not in OVER]
        unread = sum(self.reader.versions.is_unread(key_of(self.server, one.uri)) for one in others)
        rereads = self._preferences.switch("resources.read-updates")
        parts = [full_words(own, rereads=rereads)] if own is not None else []
        if others:
            parts.append(f"{len(others)} more subscribed" + (f", {unread} of them changed" if unread else ""))
        if self.reader.waiting:
            parts.append(f"{self.reader.waiting:,} more to be read")
        self.subscription.setText(visible_text(" · ".join(parts), 400))
        colours = colours_for(self.palette())
        wrong = own is not None and own.state in OVER
        self.subscription.setStyleSheet(f"color: {colours.error if wrong else colours.muted}")
        self.subscription.setVisible(bool(parts))

    def _say(self, sentence: str) -> None:
        self.hint.setText(visible_text(sentence, 400))
        self.hint.setStyleSheet(f"color: {colours_for(self.palette()).muted}")
        self.hint.setVisible(bool(sentence))


def _copy(chosen: list[Item]) -> None:
    QGuiApplication.clipboard().setText("\n".join(item.key for item in chosen))
