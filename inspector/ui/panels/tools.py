"""Tools: the list, the form, how the calls ended, and the definition, side by side."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.protocol import items, methods
from inspector.protocol.items import Item, is_destructive
from inspector.sessions.as_code import ToolCall
from inspector.sessions.outcome import NoReply
from inspector.sessions.state import Catalog
from inspector.sessions.task_support import task_support
from inspector.ui.argument_sets import ArgumentSets, Subject
from inspector.ui.bridge.exchanges import Exchanges
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.catalog_panel import CatalogPanel
from inspector.ui.dialogs.run_many import RunManyDialog
from inspector.ui.preferences import Preferences
from inspector.ui.results.history import Entry
from inspector.ui.results.result_view import ResultView
from inspector.ui.tools.bench import Bench, Run
from inspector.ui.tools.call_form import CallForm
from inspector.ui.tools.copy_menu import CopyMenu
from inspector.ui.tools.definition_view import DefinitionView
from inspector.ui.tools.tool_list import ToolList
from inspector.ui.tools.tool_marks import ToolMarks
from inspector.ui.tools.twins import without_twins
from inspector.ui.widgets.catalog_list import CatalogList
from inspector.ui.widgets.plain_text import visible_text

_TRAILING: Final = 50
"""Calls that are over, and of which a last log message may still be on its way into the capture."""


class ToolsPanel(CatalogPanel):
    """Calls tools. Several calls may run at once; switching between tools loses nothing."""

    title = "Tools"
    noun = "tools"
    methods = (methods.LIST_TOOLS,)

    def __init__(
        self,
        tasks: Tasks,
        preferences: Preferences,
        exchanges: Exchanges,
        sets: ArgumentSets,
        parent: QWidget | None = None,
    ) -> None:
        self._marks = ToolMarks()
        self._read_from: tuple[Any, ...] = ()
        self._read: list[Item] = []
        super().__init__(tasks, parent)
        self._preferences = preferences
        self._exchanges = exchanges
        self._benches: WeakKeyDictionary[SessionHandle, dict[str, Bench]] = WeakKeyDictionary()
        self._trailing: list[Run] = []
        self._item: Item | None = None
        self._shown_for: SessionHandle | None = None
        self.copy_menu = CopyMenu(tasks, self._call_to_copy, self)
        self.form = CallForm(sets, self._last_used, self.copy_menu, self)
        self.editor = self.kept_view = self.form.editor
        self.options, self.confirm, self.running = self.form.options, self.form.confirm, self.form.running
        self.result = ResultView("The result of a call appears here.", self)
        self.definition = DefinitionView(self)
        self._build()
        self._connect()
        self.show_item(None)

    @override
    def make_list(self) -> CatalogList:
        return ToolList(self._marks, self)

    def _build(self) -> None:
        self.right = QSplitter(Qt.Orientation.Vertical, self)
        self.right.setChildrenCollapsible(True)
        self.right.addWidget(self.result)
        self.right.addWidget(self.definition)
        self.right.setSizes([340, 200])
        self.splitter.addWidget(self.form)
        self.splitter.addWidget(self.right)
        self.splitter.setSizes([270, 405, 529])

    def _connect(self) -> None:
        self.list.item_taken.connect(lambda _item: self.editor.focus_first())
        self.form.call_wanted.connect(self.call)
        self.form.many_wanted.connect(self.open_many)
        self.options.changed.connect(self._keep_options)
        self.form.sets_button.value_chosen.connect(self.take_arguments)
        self.editor.changed.connect(self._keep_typed)
        self.editor.checked.connect(self._show_buttons)
        self.running.cancel_wanted.connect(self._cancel)
        self.running.chosen.connect(lambda run: self.list.select("tool", run.item.key))
        self.running.record_requested.connect(self.record_requested)
        self.running.ticked.connect(self._tell_running)
        self.result.record_requested.connect(self.record_requested)
        self.result.questions_wanted.connect(self.questions_wanted)
        self.result.resource_wanted.connect(self.resource_wanted)
        self.result.again_wanted.connect(lambda entry: self.call_with(entry.arguments))
        self.result.arguments_wanted.connect(lambda entry: self.take_arguments(entry.arguments))
        self.result.shown.connect(self._show_findings)
        self._exchanges.grown.connect(self._look_for_notes)
        self._exchanges.findings_grown.connect(self._look_for_findings)

    def commands(self) -> dict[str, Callable[[], None]]:
        """Give what the commands of the window do here, by their ids."""
        return {
            "tools.call": self.call,
            "tools.many": self.open_many,
            "tools.cancel": self.cancel_all,
            "tools.compare": self.result.compare_with_earlier,
            "tools.options": self.form.options_button.toggle,
            "tools.save-set": self.form.sets_button.ask_name,
            "tools.copy-message": partial(self.copy_menu.copy, "JSON-RPC Message"),
            "tools.copy-curl": partial(self.copy_menu.copy, "curl"),
            "tools.copy-python": partial(self.copy_menu.copy, "Python (SDK 2)"),
            "tools.copy-command": partial(self.copy_menu.copy, "mcp-loupe Command"),
        }

    @override
    def save_state(self) -> bytes:
        widths, heights = super().save_state(), bytes(self.right.saveState().data())
        return len(widths).to_bytes(4, "big") + widths + heights

    @override
    def restore_state(self, state: bytes) -> None:
        end = 4 + int.from_bytes(state[:4], "big")
        super().restore_state(state[4:end])
        self.right.restoreState(state[end:])

    # -- the catalog --------------------------------------------------------------------------------------------

    @override
    def items(self, catalog: Catalog) -> list[Item]:
        if self._read_from is not catalog.tools:  # it is asked for whenever the state changes
            self._read_from, self._read = catalog.tools, without_twins([items.tool(raw) for raw in catalog.tools])
        return self._read

    @override
    def server_changed(self) -> None:
        self._marks.take_findings(())
        self._look_for_findings()
        self._show_runs()

    @override
    def show_item(self, item: Item | None) -> None:
        before = self._item if self._shown_for is self.server else None
        same = item is not None and before is not None and item.raw == before.raw
        self._item, self._shown_for = item, self.server
        self.editor.setVisible(item is not None)
        self.confirm.hide()
        self.form.say("")
        if same:
            self._show_buttons()
            return
        self.form.show_header(item)
        self.definition.show_item(item)
        if item is not None:
            self.editor.set_schema(item.member("inputSchema"), text=self._bench(item).typed)
        self._show_options()
        self._show_result()
        self._show_definition_findings()
        self._show_runs()

    @override
    def state_changed(self) -> None:
        if self._item is not None:
            self._show_options()
        self._show_buttons()

    def _bench(self, item: Item) -> Bench:
        here = self._benches.setdefault(self.server, {}) if self.server is not None else {}
        return here.setdefault(item.key, Bench())

    def _current(self) -> Bench | None:
        return self._bench(self._item) if self._item is not None else None

    def _keep_typed(self) -> None:
        bench = self._current()
        if bench is not None:
            bench.typed = self.editor.text()
        self.confirm.hide()

    def _keep_options(self) -> None:
        bench = self._current()
        if bench is not None:
            bench.options = self.options.options()
        self._show_buttons()

    def _last_used(self) -> Any:
        bench = self._current()
        newest = bench.history.newest if bench is not None else None
        return newest.arguments if newest is not None else MISSING

    def take_arguments(self, arguments: Any) -> None:
        """Take arguments into the form."""
        self.editor.set_value(arguments)
        self._keep_typed()

    # -- calling ------------------------------------------------------------------------------------------------

    def call(self) -> None:
        """Call the selected tool with what is written in the form."""
        self.editor.check()
        self.call_with(self.editor.value())

    def call_with(self, arguments: Any) -> None:
        """Call the selected tool; one that may destroy something asks first."""
        if self._item is None or not self.can_send:
            return
        if self.form.show_options_problem():
            return
        if is_destructive(self._item) and self._preferences.switch("tools.ask-destructive"):
            name = visible_text(self._item.name, 80, one_line=True)
            self.confirm.ask(f'"{name}" says that it may destroy something.', lambda: self._send(arguments))
        else:
            self._send(arguments)

    def _send(self, arguments: Any) -> None:
        item, bench, server = self._item, self._current(), self.server
        if item is None or bench is None or server is None:
            return
        run = Run(item, arguments, self.options.options(), looked_to=self._exchanges.count)
        bench.runs.append(run)
        run.task = self.tasks.start(self._run(server, run))
        run.task.add_done_callback(lambda _task: self._end(bench, run))
        self._show_result()
        self._show_runs()

    async def _run(self, server: SessionHandle, run: Run) -> None:
        run.outcome = await server.call_tool(
            run.item.key, run.arguments, run.hear_progress, on_draft=run.records.append, options=run.options
        )

    def _end(self, bench: Bench, run: Run) -> None:
        """Take a call that is over: a task that was cancelled before its first step has no other way to say so."""
        bench.runs.remove(run)
        outcome = run.outcome or run.cancelled()
        run.ended_at = self._exchanges.count + 1 if isinstance(outcome, NoReply) else outcome.reply_seq
        self._trailing = [*self._trailing, run][-_TRAILING:]
        entry = bench.history.add(run.arguments, outcome, run.notes)
        if self._current() is bench:
            self._show_result(entry)
        self._show_runs()

    def open_many(self) -> None:
        """Open a window that calls the selected tool many times with what is written in the form."""
        if self._item is None or self.server is None or self.form.show_options_problem():
            return
        asks = self._preferences.switch("tools.ask-destructive")
        dialog = RunManyDialog(
            self.tasks, self.server, self._item, self.editor.value(), self.options.options(), asks=asks, parent=self
        )
        dialog.record_requested.connect(self.record_requested)
        dialog.show()

    def cancel_all(self) -> None:
        """Cancel the calls of the selected tool."""
        bench = self._current()
        for run in list(bench.runs) if bench is not None else ():
            self._cancel(run)

    def _cancel(self, run: Run) -> None:
        if run.task is not None:
            run.task.cancel()

    async def _call_to_copy(self) -> ToolCall | None:
        if self._item is None or self.server is None:
            return None
        return await self.server.tool_call(self._item.key, self.editor.value(), self.options.options())

    # -- what runs ----------------------------------------------------------------------------------------------

    def _runs(self) -> list[Run]:
        """Give the calls to this server that run: those of the selected tool first."""
        here = self._benches.get(self.server, {}).values() if self.server is not None else ()
        current = self._current()
        return [run for bench in sorted(here, key=lambda bench: bench is not current) for run in bench.runs]

    def _show_runs(self) -> None:
        runs = self._runs()
        self.running.show_runs(runs)
        self._marks.take_running(run.item.key for run in runs)
        if isinstance(self.list, ToolList):
            self.list.show_marks()
        self._show_buttons()

    def _look_for_notes(self) -> None:
        running = [run for here in self._benches.values() for bench in here.values() for run in bench.runs]
        for run in (*running, *self._trailing):
            if run.requests:
                run.take_notes(self._exchanges.notes(run.requests, run.looked_to), self._exchanges.count)
        self._trailing = [run for run in self._trailing if not run.is_settled]
        self.result.show_notes()

    def _tell_running(self) -> None:
        bench = self._current()
        if bench is not None and bench.runs and self.result.entry is None:
            newest = bench.runs[-1]
            several = f"{len(bench.runs)} calls run; the newest: " if len(bench.runs) > 1 else "Running: "
            self.result.show_running(f"{several}{newest.words()}", newest.notes, bench.history)

    # -- showing ------------------------------------------------------------------------------------------------

    def _show_result(self, entry: Entry | None = None) -> None:
        bench = self._current()
        if bench is not None and bench.runs and entry is None:
            self.result.show_history(None)
            self._tell_running()
        else:
            self.result.show_history(bench.history if bench is not None else None, entry)
        self._show_buttons()

    def _show_options(self) -> None:
        bench, item = self._current(), self._item
        if bench is None or item is None:
            return
        state = self.server.state if self.server is not None else None
        self.options.show_options(bench.options, task_support(item, state))

    def _show_buttons(self) -> None:
        item, server = self._item, self.server
        name = server.definition.name if server is not None else ""
        subject = Subject(name, "tool", item.key) if item is not None else None
        self.form.show_buttons(subject, can_send=self.can_send)

    def _look_for_findings(self) -> None:
        if self.server is None:
            return
        name = self.server.definition.name
        if self._marks.take_findings(self._exchanges.listed(name, methods.LIST_TOOLS, "tools")):
            self._show_definition_findings()
            self._show_runs()
        self._show_findings(self.result.entry)

    def _show_definition_findings(self) -> None:
        self.definition.show_findings(self._marks.findings(self._item.key) if self._item is not None else ())

    def _show_findings(self, entry: Entry | None) -> None:
        if entry is not None and not isinstance(entry.outcome, NoReply):
            self.result.show_findings(self._exchanges.findings(entry.outcome.reply_seq))
