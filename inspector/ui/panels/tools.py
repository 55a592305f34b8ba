"""Tools: the list, the form, and how the call ended."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.protocol import items, methods
from inspector.protocol.items import Item, is_destructive
from inspector.sessions.outcome import Outcome
from inspector.sessions.state import Catalog
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.catalog_panel import CatalogPanel
from inspector.ui.forms.arguments_editor import ArgumentsEditor
from inspector.ui.preferences import Preferences
from inspector.ui.widgets.item_header import ItemHeader
from inspector.ui.widgets.outcome_view import OutcomeView
from inspector.ui.widgets.plain_text import visible_text

_TICK_MS = 100


@dataclass
class _Bench:
    """What is kept for one tool: what was typed, how the last call ended, the call that runs."""

    typed: Any = None
    outcome: Outcome | None = None
    task: asyncio.Task[object] | None = None
    started: float = 0.0
    progress: dict[str, Any] = field(default_factory=dict)


class ToolsPanel(CatalogPanel):
    """Calls tools. Several may run at once; switching between tools loses nothing."""

    title = "Tools"
    noun = "tools"
    methods = (methods.LIST_TOOLS,)

    def __init__(self, tasks: Tasks, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self._preferences = preferences
        self._benches: dict[tuple[int, str], _Bench] = {}
        self._item: Item | None = None
        self.header = ItemHeader(self)
        self.editor = ArgumentsEditor(self)
        self.call_button = QPushButton("Call", self)
        self.cancel_button = QPushButton("Cancel", self)
        self.result = OutcomeView("The result of a call appears here.", self)
        self._running = QLabel(self)
        self._bar = QProgressBar(self)
        self._confirm = _ConfirmStrip(self)
        self._clock = QTimer(self)
        self._build()
        self._connect()
        self.show_item(None)

    def _build(self) -> None:
        self.call_button.setProperty("primary", True)
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)  # one of the button's own is lost when its text changes
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.call)
        self.call_button.setToolTip("Call the tool (Ctrl+Enter)")
        self._bar.setTextVisible(False)
        self._running.setTextFormat(Qt.TextFormat.PlainText)
        self._clock.setInterval(_TICK_MS)
        form = QWidget(self)
        column = QVBoxLayout(form)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.header)
        column.addWidget(self.editor, 1)
        column.addWidget(self._confirm)
        column.addWidget(self._bar)
        row = QHBoxLayout()
        row.addWidget(self.call_button)
        row.addWidget(self.cancel_button)
        row.addWidget(self._running, 1)
        row.addLayout(self.editor.switches())
        column.addLayout(row)
        self.splitter.addWidget(form)
        self.splitter.addWidget(self.result)
        self.splitter.setSizes([340, 420, 480])

    def _connect(self) -> None:
        self.list.item_taken.connect(lambda _item: self.editor.focus_first())
        self.call_button.clicked.connect(self.call)
        self.cancel_button.clicked.connect(self._cancel)
        self.editor.submitted.connect(self.call)
        self.editor.changed.connect(self._keep_typed)
        self.editor.checked.connect(self._show_buttons)
        self._confirm.confirmed.clicked.connect(self._send)
        self._clock.timeout.connect(self._show_progress)
        self.result.record_requested.connect(self.record_requested)

    # -- the catalog --------------------------------------------------------------------------------------------

    @override
    def items(self, catalog: Catalog) -> list[Item]:
        found = [items.tool(raw) for raw in catalog.tools]
        seen: set[str] = set()
        return [_without_twin(item, seen) for item in found]

    @override
    def show_item(self, item: Item | None) -> None:
        same = (
            item is not None
            and self._item is not None
            and item.raw == self._item.raw
            and self._shown_for is self.server
        )
        self._item = item
        self._shown_for = self.server
        self.header.show_item(item)
        self.editor.setVisible(item is not None)
        self._confirm.hide()
        if item is not None and not same:
            bench = self._bench(item)
            self.editor.set_schema(item.member("inputSchema"), bench.typed)
        self._show_bench()

    _shown_for: SessionHandle | None = None

    @override
    def state_changed(self) -> None:
        self._show_buttons()

    def _bench(self, item: Item) -> _Bench:
        return self._benches.setdefault((id(self.server), item.key), _Bench())

    def _current(self) -> _Bench | None:
        return self._bench(self._item) if self._item is not None else None

    def _keep_typed(self) -> None:
        bench = self._current()
        if bench is not None:
            bench.typed = self.editor.value()
        self._confirm.hide()

    # -- calling ------------------------------------------------------------------------------------------------

    def call(self) -> None:
        """Call the selected tool; one that may destroy something asks first."""
        bench = self._current()
        if self._item is None or bench is None or bench.task is not None or not self.can_send:
            return
        self.editor.check()
        if is_destructive(self._item) and self._preferences.switch("tools.ask-destructive"):
            self._confirm.ask(
                f'"{visible_text(self._item.name, 80, one_line=True)}" says that it may destroy something.'
            )
        else:
            self._send()

    def _send(self) -> None:
        self._confirm.hide()
        item, bench, server = self._item, self._current(), self.server
        if item is None or bench is None or bench.task is not None or server is None:
            return
        bench.started, bench.progress = time.monotonic(), {}
        bench.task = self.tasks.start(self._run(server, item, bench, self.editor.value()))
        self._show_bench()

    async def _run(self, server: SessionHandle, item: Item, bench: _Bench, arguments: Any) -> None:
        try:
            bench.outcome = await server.call_tool(item.key, arguments, bench.progress.update)
        finally:
            bench.task = None
            if self._current() is bench:
                self._show_bench()

    def _cancel(self) -> None:
        bench = self._current()
        if bench is not None and bench.task is not None:
            bench.task.cancel()

    # -- showing ------------------------------------------------------------------------------------------------

    def _show_bench(self) -> None:
        bench = self._current()
        if bench is None or bench.outcome is None or bench.task is not None:
            self.result.clear()
        else:
            self.result.show_outcome(bench.outcome)
        self._show_buttons()

    def _show_buttons(self) -> None:
        bench = self._current()
        running = bench is not None and bench.task is not None
        wrong = bool(self.editor.problems())
        self.call_button.setText("Call Anyway" if wrong else "Call")
        self.call_button.setVisible(self._item is not None)
        self.call_button.setEnabled(self.can_send and not running)
        self.cancel_button.setVisible(running)
        self._bar.setVisible(running)
        self.editor.form_button.setVisible(self._item is not None)
        self.editor.json_button.setVisible(self._item is not None)
        if running and not self._clock.isActive():
            self._clock.start()
        self._show_progress()

    def _show_progress(self) -> None:
        bench = self._current()
        if bench is None or bench.task is None:
            self._clock.stop()
            self._running.clear()
            return
        total, done = bench.progress.get("total"), bench.progress.get("progress")
        known = isinstance(total, (int, float)) and isinstance(done, (int, float)) and total > 0
        self._bar.setRange(0, 1000 if known else 0)
        if known:
            self._bar.setValue(min(1000, int(1000 * float(done or 0) / float(total or 1))))
        message = bench.progress.get("message")
        words = [f"{time.monotonic() - bench.started:.1f} s"]
        if known:
            words.append(f"{done:g} of {total:g}")
        if isinstance(message, str):
            words.append(visible_text(message, 80, one_line=True))
        self._running.setText(" · ".join(words))


class _ConfirmStrip(QWidget):
    """Asks, in place, before a tool that may destroy something is called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self.confirmed = QPushButton("Call It", self)
        back = QPushButton("Do Not Call", self)
        back.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self.confirmed)
        row.addWidget(back)
        self.hide()

    def ask(self, sentence: str) -> None:
        """Show the question; focus stays off the button that destroys."""
        self._text.setText(f"⚠ {sentence}")
        self.show()
        self.confirmed.setFocus()


def _without_twin(item: Item, seen: set[str]) -> Item:
    """Mark a tool whose name was there before."""
    if item.key and item.key in seen and not item.problem:
        return Item(
            item.raw, item.kind, item.name, item.title, item.description, item.key, item.badges,
            "Another tool has the same name; the server decides which one is called.",
        )  # fmt: skip
    seen.add(item.key)
    return item
