"""Prompts: the list, the arguments, and the messages a prompt makes."""

import asyncio
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.content.views import RawView, TextView, View, view_of_content
from inspector.protocol import items, methods
from inspector.protocol.items import Item
from inspector.sessions.outcome import Outcome, ResultReply
from inspector.sessions.state import Catalog
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.catalog_panel import CatalogPanel
from inspector.ui.forms.arguments_editor import ArgumentsEditor
from inspector.ui.widgets.item_header import ItemHeader
from inspector.ui.widgets.outcome_view import OutcomeView, views_of


class PromptsPanel(CatalogPanel):
    """Gets prompts and shows them as a conversation."""

    title = "Prompts"
    noun = "prompts"
    methods = (methods.LIST_PROMPTS,)

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self._typed: dict[tuple[int, str], Any] = {}
        self._outcomes: dict[tuple[int, str], Outcome] = {}
        self._task: asyncio.Task[object] | None = None
        self._item: Item | None = None
        self.header = ItemHeader(self)
        self.editor = self.kept_view = ArgumentsEditor(self)
        self.get_button = QPushButton("Get Prompt", self)
        self.get_button.setProperty("primary", True)
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.get)
        self.get_button.setToolTip("Get the prompt with these arguments (Ctrl+Enter)")
        self.result = OutcomeView("The messages of a prompt appear here.", self)
        self._build()
        self.get_button.clicked.connect(self.get)
        self.editor.submitted.connect(self.get)
        self.editor.changed.connect(self._keep_typed)
        self.list.item_taken.connect(lambda _item: self.editor.focus_first())
        self.result.record_requested.connect(self.record_requested)
        self.result.resource_wanted.connect(self.resource_wanted)
        self.show_item(None)

    def _build(self) -> None:
        form = QWidget(self)
        column = QVBoxLayout(form)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.header)
        column.addWidget(self.editor, 1)
        row = QHBoxLayout()
        row.addWidget(self.get_button)
        row.addStretch(1)
        row.addLayout(self.editor.switches())
        column.addLayout(row)
        self.splitter.addWidget(form)
        self.splitter.addWidget(self.result)
        self.splitter.setSizes([340, 420, 480])

    @override
    def items(self, catalog: Catalog) -> list[Item]:
        return [items.prompt(raw) for raw in catalog.prompts]

    @override
    def show_item(self, item: Item | None) -> None:
        if item is not None and (self._item is None or item.raw != self._item.raw):
            self.editor.set_schema(items.prompt_schema(item), self._typed.get(self._key(item)))
        self._item = item
        self.header.show_item(item)
        self.editor.setVisible(item is not None)
        for button in (self.get_button, self.editor.form_button, self.editor.json_button):
            button.setVisible(item is not None)
        self._show_outcome()
        self.state_changed()

    @override
    def state_changed(self) -> None:
        self.get_button.setEnabled(self.can_send and self._task is None)

    def _key(self, item: Item) -> tuple[int, str]:
        return id(self.server), item.key

    def _keep_typed(self) -> None:
        if self._item is not None:
            self._typed[self._key(self._item)] = self.editor.value()

    def get(self) -> None:
        """Get the selected prompt."""
        if self._item is None or self.server is None or not self.can_send or self._task is not None:
            return
        arguments = self.editor.value()
        self._task = self.tasks.start(
            self._get(self.server, self._item, arguments if isinstance(arguments, dict) else {})
        )
        self.state_changed()

    async def _get(self, server: SessionHandle, item: Item, arguments: dict[str, Any]) -> None:
        try:
            self._outcomes[(id(server), item.key)] = await server.get_prompt(item.key, arguments)
        finally:
            self._task = None
            self._show_outcome()
            self.state_changed()

    def _show_outcome(self) -> None:
        outcome = self._outcomes.get(self._key(self._item)) if self._item is not None else None
        if outcome is None:
            self.result.clear()
        else:
            self.result.show_outcome(outcome, conversation(outcome))


def conversation(outcome: Outcome) -> list[View]:
    """Read a prompt's messages, each under its role."""
    value = outcome.value if isinstance(outcome, ResultReply) else None
    messages = value.get("messages") if isinstance(value, dict) else None
    if not isinstance(messages, list):
        return views_of(outcome)
    views: list[View] = []
    description = value.get("description") if isinstance(value, dict) else None
    if isinstance(description, str) and description:
        views.append(TextView(label="description", text=description))
    for message in messages:
        views += _message_views(message)
    return views


def _message_views(message: Any) -> list[View]:
    if not isinstance(message, dict):
        return [RawView(label="message", text=repr(message), notes=("The message is not an object.",))]
    content = message.get("content")
    parts = content if isinstance(content, list) else [content]
    return [_under_role(str(message.get("role", "no role")), view_of_content(part)) for part in parts]


def _under_role(role: str, view: View) -> View:
    from dataclasses import replace

    return replace(view, label=f"{role} · {view.label}")
