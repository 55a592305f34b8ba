"""Resources and templates: the list, an address line, and what was read."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.protocol import items, methods
from inspector.protocol.items import Item
from inspector.sessions.outcome import Outcome
from inspector.sessions.state import Catalog
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.catalog_panel import CatalogPanel
from inspector.ui.theme import colours_for, monospaced_font
from inspector.ui.widgets.item_header import ItemHeader
from inspector.ui.widgets.outcome_view import OutcomeView


class ResourcesPanel(CatalogPanel):
    """Reads resources: those listed, those a template makes, and any URI that is typed."""

    noun = "resources"
    methods = (methods.LIST_RESOURCES, methods.LIST_TEMPLATES)

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self._outcomes: dict[tuple[int, str], Outcome] = {}
        self._task: asyncio.Task[object] | None = None
        self.header = ItemHeader(self)
        self.uri = QLineEdit(self)
        self.uri.setFont(monospaced_font())
        self.uri.setPlaceholderText("URI to read")
        self.uri.setAccessibleName("URI")
        self.read_button = QPushButton("Read", self)
        self.read_button.setProperty("primary", True)
        self.read_button.setToolTip("Read the resource (Enter)")
        self._hint = QLabel(self)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self.result = OutcomeView("What is read appears here.", self)
        self._build()
        self.uri.returnPressed.connect(self.read)
        self.uri.textChanged.connect(self._show_state)
        self.read_button.clicked.connect(self.read)
        self.list.item_taken.connect(lambda _item: self.read())
        self.result.record_requested.connect(self.record_requested)
        self.show_item(None)

    def _build(self) -> None:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(12, 6, 12, 0)
        column.setSpacing(6)
        column.addWidget(self.header)
        row = QHBoxLayout()
        row.addWidget(self.uri, 1)
        row.addWidget(self.read_button)
        column.addLayout(row)
        column.addWidget(self._hint)
        column.addWidget(self.result, 1)
        self.splitter.addWidget(right)
        self.splitter.setSizes([400, 840])

    @override
    def items(self, catalog: Catalog) -> list[Item]:
        return [items.resource(raw) for raw in catalog.resources] + [items.template(raw) for raw in catalog.templates]

    @override
    def show_item(self, item: Item | None) -> None:
        self.header.show_item(item)
        if item is not None:
            self.uri.setText(item.key)
        self._show_outcome()
        self._show_state()

    @override
    def state_changed(self) -> None:
        self._show_state()

    @override
    def server_changed(self) -> None:
        self.uri.clear()

    @override
    def resource_updated(self, uri: str) -> None:
        if uri == self.uri.text():
            self._say(f'"{uri}" has changed since it was read. Read it again to see how.')

    def read(self) -> None:
        """Read the URI in the line."""
        uri = self.uri.text().strip()
        if uri and self.can_send and self._task is None and self.server is not None:
            self._say("Reading…")
            self._task = self.tasks.start(self._read(self.server, uri))
            self.read_button.setEnabled(False)

    async def _read(self, server: SessionHandle, uri: str) -> None:
        try:
            self._outcomes[(id(server), uri)] = await server.read_resource(uri)
        finally:
            self._task = None
            self._show_outcome()
            self._show_state()

    def _show_outcome(self) -> None:
        outcome = self._outcomes.get((id(self.server), self.uri.text().strip()))
        if outcome is None:
            self.result.clear()
        else:
            self.result.show_outcome(outcome)

    def _show_state(self) -> None:
        uri = self.uri.text()
        self.read_button.setEnabled(self.can_send and bool(uri.strip()) and self._task is None)
        in_braces = "{" in uri and "}" in uri
        self._say("Put values in place of the {variables}, then read." if in_braces else "")

    def _say(self, sentence: str) -> None:
        self._hint.setText(sentence)
        self._hint.setStyleSheet(f"color: {colours_for(self.palette()).muted}")
        self._hint.setVisible(bool(sentence))
