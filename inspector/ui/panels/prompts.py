"""Prompts: the list, the arguments, and the messages a prompt makes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.content.conversation import Conversation, read_conversation
from inspector.content.json_writing import write_large
from inspector.content.views import View
from inspector.jsonrpc.message import MISSING
from inspector.protocol import items, methods
from inspector.protocol.items import Item
from inspector.schema.cost import weight_of
from inspector.schema.document import write
from inspector.sessions.outcome import NoReply, Outcome, ResultReply
from inspector.sessions.state import Catalog
from inspector.transports.failure import Failure, Reason
from inspector.ui.argument_sets import ArgumentSets, Subject
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.catalog_panel import CatalogPanel
from inspector.ui.copying import copy_large, copy_text
from inspector.ui.figures import format_size
from inspector.ui.forms.arguments_editor import ArgumentsEditor
from inspector.ui.forms.completion import FormCompletion
from inspector.ui.results.history import Entry, ResultHistory
from inspector.ui.results.result_view import ResultView
from inspector.ui.theme import small_font
from inspector.ui.widgets.argument_set_button import ArgumentSetButton
from inspector.ui.widgets.content_view import VIEWS_SHOWN
from inspector.ui.widgets.item_header import ItemHeader
from inspector.ui.widgets.outcome_view import views_of
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.tinted_label import TintedLabel

_READ_AT_ONCE: Final = 300_000
"""Characters of a result that is read within a frame."""

_LARGE_KEPT: Final = 10

_LARGE: Final = 1_000_000
"""Characters that are copied beside the window; of a result of so many bytes the JSON is on one line."""


@dataclass
class _Desk:
    """What belongs to one prompt of one server."""

    typed: str | None = None
    """The arguments as they were written."""

    history: ResultHistory = field(default_factory=ResultHistory)
    task: asyncio.Task[object] | None = None


class PromptsPanel(CatalogPanel):
    """Gets prompts and shows them as a conversation; what was got before stays a step away."""

    title = "Prompts"
    noun = "prompts"
    methods = (methods.LIST_PROMPTS,)

    def __init__(self, tasks: Tasks, sets: ArgumentSets, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self._desks: dict[tuple[int, str], _Desk] = {}
        self._item: Item | None = None
        self._shown_for: SessionHandle | None = None
        self.header = ItemHeader(self)
        self.editor = self.kept_view = ArgumentsEditor(self)
        self.completion = FormCompletion(tasks, self)
        self._large: dict[int, tuple[Outcome, _Said | None]] = {}
        """What was read of large results, by the identity of each."""
        self.get_button = QPushButton("Get Prompt", self)
        self.sets_button = ArgumentSetButton(sets, self.editor.value, self._last_used, self)
        self.said = TintedLabel(lambda colours: colours.muted, self)
        self.result = ResultView("The messages of a prompt appear here.", self, read=self._views_of)
        self.about = TintedLabel(lambda colours: colours.muted, self)
        self.copy_button = QToolButton(self)
        self._build()
        self._connect()
        self.show_item(None)

    def _build(self) -> None:
        self.get_button.setProperty("primary", True)
        self.get_button.setToolTip("Get the prompt with these arguments (Ctrl+Enter)")
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.get)
        for label in (self.said, self.about):
            label.setFont(small_font())
            label.hide()
        self.about.setToolTip("Tokens are estimated as a quarter of the characters; each model counts otherwise.")
        form = QWidget(self)
        column = QVBoxLayout(form)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.header)
        column.addWidget(self.editor, 1)
        column.addWidget(self.said)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.get_button)
        row.addWidget(self.sets_button)
        row.addStretch(1)
        row.addLayout(self.editor.switches())
        column.addLayout(row)
        right = QWidget(self)
        below = QVBoxLayout(right)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.result, 1)
        below.addLayout(self._footer())
        self.splitter.addWidget(form)
        self.splitter.addWidget(right)
        self.splitter.setSizes([230, 330, 680])

    def _footer(self) -> QHBoxLayout:
        self.copy_button.setText("Copy Conversation")
        self.copy_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.copy_button)
        for name, words in (("As Text", Conversation.as_text), ("As Markdown", Conversation.as_markdown)):
            menu.addAction(name, partial(self._copy, words))
        menu.addAction("As JSON", self._copy_json)
        self.copy_button.setMenu(menu)
        self.copy_button.hide()
        row = QHBoxLayout()
        row.setContentsMargins(8, 2, 8, 4)
        row.addWidget(self.about, 1)
        row.addWidget(self.copy_button)
        return row

    def _connect(self) -> None:
        self.get_button.clicked.connect(self._get_or_stop)
        self.editor.submitted.connect(self.get)
        self.editor.changed.connect(self._keep_typed)
        self.completion.said.connect(self._say)
        self.sets_button.value_chosen.connect(self.take_arguments)
        self.sets_button.failed.connect(self._say)
        self.list.item_taken.connect(lambda _item: self.editor.focus_first())
        self.result.record_requested.connect(self.record_requested)
        self.result.questions_wanted.connect(self.questions_wanted)
        self.result.resource_wanted.connect(self.resource_wanted)
        self.result.again_wanted.connect(lambda entry: self.get_with(entry.arguments))
        self.result.arguments_wanted.connect(lambda entry: self.take_arguments(entry.arguments))
        self.result.shown.connect(self._show_about)

    # -- the catalog --------------------------------------------------------------------------------------------

    @override
    def items(self, catalog: Catalog) -> list[Item]:
        return [items.prompt(raw) for raw in catalog.prompts]

    @override
    def show_item(self, item: Item | None) -> None:
        before = self._item if self._shown_for is self.server else None
        same = item is not None and before is not None and item.raw == before.raw
        self._item, self._shown_for = item, self.server
        self.header.show_item(item)
        for widget in (self.editor, self.get_button, self.sets_button):
            widget.setVisible(item is not None)
        if item is not None and not same:
            self.editor.set_schema(items.prompt_schema(item), text=self._desk(item).typed)
            self._complete(item)
            name = self.server.definition.name if self.server is not None else ""
            self.sets_button.set_subject(Subject(name, "prompt", item.name))
        if not same:
            self._say("")
            self._show_result()
        self.state_changed()

    def _complete(self, item: Item) -> None:
        self.completion.attach(self.server, {"type": "ref/prompt", "name": item.key}, self.editor.form())

    @override
    def state_changed(self) -> None:
        desk = self._current()
        running = desk is not None and desk.task is not None
        self.get_button.setText("Stop" if running else "Get Prompt")
        self.get_button.setEnabled(self.can_send)

    def _desk(self, item: Item) -> _Desk:
        return self._desks.setdefault((id(self.server), item.key), _Desk())

    def _current(self) -> _Desk | None:
        return self._desk(self._item) if self._item is not None else None

    def _keep_typed(self) -> None:
        desk = self._current()
        if desk is not None:
            desk.typed = self.editor.text()

    def _last_used(self) -> Any:
        desk = self._current()
        newest = desk.history.newest if desk is not None else None
        return newest.arguments if newest is not None else MISSING

    def take_arguments(self, arguments: Any) -> None:
        """Take arguments into the form."""
        self.editor.set_value(arguments)
        self._keep_typed()
        if self._item is not None:
            self._complete(self._item)

    # -- getting ------------------------------------------------------------------------------------------------

    def get(self) -> None:
        """Get the selected prompt with what is written in the form."""
        self.get_with(self.editor.value())

    def get_with(self, arguments: Any) -> None:
        """Get the selected prompt with these arguments, unless that is under way."""
        desk = self._current()
        if self._item is None or desk is None or self.server is None or not self.can_send or desk.task is not None:
            return
        given = arguments if isinstance(arguments, dict) else {}
        desk.task = self.tasks.start(self._get(self.server, self._item.key, desk, given))
        self.result.show_running("Waiting for the prompt.", (), desk.history)
        self.state_changed()

    def _get_or_stop(self) -> None:
        desk = self._current()
        if desk is not None and desk.task is not None:
            desk.task.cancel()
        else:
            self.get()

    async def _get(self, server: SessionHandle, name: str, desk: _Desk, arguments: dict[str, Any]) -> None:
        try:
            outcome = await server.get_prompt(name, arguments)
            await self._read_beside(outcome)
            desk.history.add(arguments, outcome)
        except asyncio.CancelledError:
            failure = Failure(Reason.CANCELLED, "It was waited for no longer.")
            desk.history.add(arguments, NoReply(failure, 0, 0))
            raise
        finally:
            desk.task = None
            if self._current() is desk:
                self._show_result()
                self.state_changed()

    # -- showing ------------------------------------------------------------------------------------------------

    async def _read_beside(self, outcome: Outcome) -> None:
        """Read a large conversation beside the window: a picture of 20 MB in it takes a while to be decoded."""
        value = outcome.value if isinstance(outcome, ResultReply) else None
        if weight_of(value, _READ_AT_ONCE) >= _READ_AT_ONCE:
            self._large[id(outcome)] = outcome, await asyncio.get_running_loop().run_in_executor(None, _said, outcome)
            while len(self._large) > _LARGE_KEPT:
                del self._large[next(iter(self._large))]

    def _read(self, outcome: Outcome) -> "_Said | None":
        kept = self._large.get(id(outcome))
        return kept[1] if kept is not None else _said(outcome)

    def _views_of(self, outcome: Outcome) -> list[View]:
        read = self._read(outcome)
        return views_of(outcome) if read is None else read.views

    def _show_result(self) -> None:
        desk = self._current()
        self.result.show_history(desk.history if desk is not None else None)

    def _show_about(self, entry: Entry | None) -> None:
        read = self._read(entry.outcome) if entry is not None else None
        self.copy_button.setVisible(read is not None)
        self.about.setVisible(read is not None)
        if read is not None:
            self.about.setText(read.words)

    def _copy(self, words: Callable[[Conversation], str]) -> None:
        entry = self.result.entry
        read = self._read(entry.outcome) if entry is not None else None
        if read is None:
            return
        if read.conversation.characters > _LARGE:
            copy_large(partial(words, read.conversation), self)
        else:
            copy_text(words(read.conversation), self)

    def _copy_json(self) -> None:
        entry = self.result.entry
        if entry is not None and isinstance(entry.outcome, ResultReply):
            value = entry.outcome.value
            if entry.outcome.size > _LARGE:
                copy_large(partial(write_large, value), self)
            else:
                copy_text(write(value), self)

    def _say(self, sentence: str) -> None:
        self.said.setText(visible_text(sentence, 300))
        self.said.setVisible(bool(sentence))


def words_for(conversation: Conversation) -> str:
    """Say how large a conversation is."""
    count = len(conversation.messages)
    rest = conversation.uncounted
    words = (
        f"{count} message{'s' * (count != 1)}",
        format_size(conversation.size),
        f"{conversation.characters:,} characters",
        f"about {conversation.tokens:,} tokens (estimate)",
        f"without {rest} part{'s' * (rest != 1)} that {'are' if rest != 1 else 'is'} no text" if rest else "",
    )
    return " · ".join(filter(None, words))


@dataclass(frozen=True, slots=True)
class _Said:
    """A conversation, how large it is in words, and its contents as far as they are shown."""

    conversation: Conversation
    words: str
    views: list[View]


def _said(outcome: Outcome) -> _Said | None:
    conversation = read_conversation(outcome.value) if isinstance(outcome, ResultReply) else None
    if conversation is None:
        return None
    return _Said(conversation, words_for(conversation), conversation.views(VIEWS_SHOWN))
