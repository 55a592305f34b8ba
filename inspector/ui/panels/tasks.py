"""Tasks: calls whose result comes later, of this session and of earlier ones."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.protocol.capabilities import has
from inspector.protocol.errors import text_of
from inspector.protocol.revisions import Era
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome
from inspector.sessions.task_memory import speaks_of_tasks
from inspector.sessions.tasks import Task
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.models.tasks_model import CREATED, EXPIRES, MESSAGE, POLL, PROGRESS, STATUS, UPDATED, WHAT, TasksModel
from inspector.ui.tab_panel import SplitPanel
from inspector.ui.widgets.json_tree import JsonTreeView
from inspector.ui.widgets.outcome_view import OutcomeView
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.rows_view import RowsView
from inspector.ui.widgets.tinted_label import TintedLabel

_ROW: Final = 22
_TICK_MS: Final = 1_000
_WIDTHS: Final = {STATUS: 110, WHAT: 130, MESSAGE: 120, PROGRESS: 66, CREATED: 78, UPDATED: 78, EXPIRES: 76, POLL: 48}
_RESULTS_KEPT: Final = 100
_PAUSE_MS: Final = 50


class TasksPanel(SplitPanel):
    """Lists the tasks of the selected server; fetching a result answers what the task asks on the way."""

    title = "Tasks"

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._server: SessionHandle | None = None
        self._fetching: dict[tuple[int, str], asyncio.Task[object]] = {}
        self._results: dict[tuple[int, str], Outcome] = {}
        self.model = TasksModel(self)
        self.table = RowsView(_ROW, self)
        self.empty = QLabel(self)
        self.search = QLineEdit(self)
        self.said = TintedLabel(lambda colours: colours.finding, self)
        self.list_button = QPushButton("List Tasks", self)
        self.result_button = QPushButton("Get Result", self)
        self.stop_button = QPushButton("Stop Waiting", self)
        self.refresh_button = QPushButton("Refresh", self)
        self.cancel_button = QPushButton("Cancel Task", self)
        self.log_button = QPushButton("Show in Log", self)
        self.copy_button = QPushButton("Copy Id", self)
        self.result = OutcomeView("The result of the task appears here when it is fetched.", self)
        self.raw = JsonTreeView(self)
        self._clock = QTimer(self)
        self._heard: dict[str, Task] = {}
        self._later = QTimer(self)
        self._build()
        self._connect()
        self.set_server(None)

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.search.setPlaceholderText("Search tasks")
        self.search.setAccessibleName("Search tasks")
        self.search.setClearButtonEnabled(True)
        self.list_button.setToolTip("Ask the server for all tasks it has for this client (2025-11-25)")
        self.result_button.setProperty("primary", True)
        self.result_button.setToolTip("Wait for the result; what the task asks comes under Questions")
        self.stop_button.setToolTip("Do not wait any more; the task goes on")
        self.refresh_button.setToolTip("Ask the server how the task stands")
        self.cancel_button.setToolTip("Ask the server to give the task up")
        self.log_button.setToolTip("Select the call that made the task in the message log")
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 4, 0, 0)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.list_button)
        column.addLayout(top)
        column.addWidget(self.empty, 1)
        column.addWidget(self.table, 1)
        column.addWidget(self.said)
        self._build_table()
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._build_detail())
        self.splitter.setSizes([800, 440])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    def _build_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Tasks")
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setDefaultSectionSize(80)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(4, 8, 8, 8)

    def _build_detail(self) -> QWidget:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        for button in (self.result_button, self.stop_button, self.refresh_button, self.cancel_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.log_button)
        row.addWidget(self.copy_button)
        column.addLayout(row)
        parts = QSplitter(Qt.Orientation.Vertical, right)
        parts.setChildrenCollapsible(False)
        self.raw.setAccessibleName("Task as the server sent it last")
        parts.addWidget(self.raw)
        parts.addWidget(self.result)
        parts.setSizes([180, 320])
        column.addWidget(parts, 1)
        return right

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_task())
        self.list_button.clicked.connect(lambda: self._do(self._list()))
        self.result_button.clicked.connect(self._fetch)
        self.stop_button.clicked.connect(self._stop)
        self.refresh_button.clicked.connect(lambda: self._do(self._ask("get_task", "how the task stands")))
        self.cancel_button.clicked.connect(lambda: self._do(self._ask("cancel_task", "to cancel the task")))
        self.log_button.clicked.connect(self._show_call)
        self.copy_button.clicked.connect(self._copy_id)
        self.result.record_requested.connect(self.record_requested)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self.model.tick)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._take_heard)

    # -- the server ---------------------------------------------------------------------------------------------

    @override
    def set_server(self, server: SessionHandle | None) -> None:
        if self._server is not None:
            self._server.task_changed.disconnect(self._take)
            self._server.state_changed.disconnect(self._show_state)
        self._server = server
        if server is not None:
            server.task_changed.connect(self._take)
            server.state_changed.connect(self._show_state)
        self.said.setText("")
        self._heard.clear()
        self.model.set_tasks(server.tasks if server is not None else {})
        self._select(0)
        self._show_state()

    def _take(self, task: Task) -> None:
        self._heard[task.id] = task
        if not self._later.isActive():
            self._later.start()

    def _take_heard(self) -> None:
        """Take what was heard in the meantime: a thousand tasks that come at once are one change of the list."""
        heard, self._heard = self._heard, {}
        was_none = self.model.rowCount() == 0
        self.model.take(heard.values())
        if was_none:
            self._select(0)
        current = self._current()
        if current is not None and current.id in heard:
            self._show_task()
        self._show_state()

    def _show_state(self) -> None:
        server = self._server
        state = server.state if server is not None else None
        is_open = server is not None and server.is_open
        lists = is_open and state is not None and state.era is Era.LEGACY and has(state.capabilities, "tasks", "list")
        self.list_button.setVisible(lists)
        shown = self.model.rowCount()
        self.table.setVisible(shown > 0)
        self.empty.setVisible(shown == 0)
        self.empty.setText(self._why_empty())
        self.said.setVisible(bool(self.said.text()))
        self.count_changed.emit(sum(not task.is_over for task in server.tasks.values()) if server is not None else 0)
        self._show_buttons()

    def _why_empty(self) -> str:
        server = self._server
        if self.model.total:
            return f"None of the {self.model.total} tasks match."
        if server is None or server.state is None or not server.is_open:
            return "The tasks of the selected server appear here when it is connected."
        if not speaks_of_tasks(server.state.era, server.state.capabilities):
            return "This server declares no tasks: it answers every call at once."
        return (
            "There is no task yet. A call becomes one when it is asked to run as a task, or, since 2026-07-28, "
            "when the server decides so."
        )

    def _search(self, text: str) -> None:
        current = self._current()
        self.model.search(text)
        self._select(max(0, self.model.row_of(current.id)) if current is not None else 0)
        self._show_state()

    # -- the selected task --------------------------------------------------------------------------------------

    def _current(self) -> Task | None:
        return self.model.task(self.table.currentIndex().row())

    def _select(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.model.index(row, 0), flags)
        self._show_task()

    def _key(self, task: Task) -> tuple[int, str]:
        return id(self._server), task.id

    def _show_task(self) -> None:
        task = self._current()
        self.raw.show_value(task.raw if task is not None else None)
        self.raw.setVisible(task is not None)
        outcome = self._results.get(self._key(task)) if task is not None else None
        if outcome is not None:
            self.result.show_outcome(outcome)
        else:
            self.result.clear()
        self._show_buttons()

    def _show_buttons(self) -> None:
        task = self._current()
        is_open = self._server is not None and self._server.is_open
        can = task is not None and is_open
        fetches = task is not None and self._key(task) in self._fetching
        asks = task is not None and task.wants_input
        self.result_button.setText("Answer and Get Result" if asks else "Get Result")
        self.result_button.setEnabled(can and not fetches)
        self.stop_button.setVisible(fetches)
        self.refresh_button.setEnabled(can)
        self.cancel_button.setEnabled(can and task is not None and not task.is_over)
        self.log_button.setEnabled(task is not None and task.request_seq > 0)
        self.copy_button.setEnabled(task is not None)

    def _show_call(self) -> None:
        task = self._current()
        if task is not None:
            self.record_requested.emit(task.request_seq)

    def _copy_id(self) -> None:
        task = self._current()
        if task is not None:
            QGuiApplication.clipboard().setText(task.id)

    # -- asking the server --------------------------------------------------------------------------------------

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        if self._server is not None and self._server.is_open:
            self._tasks.start(work)
        else:
            work.close()

    async def _list(self) -> None:
        if self._server is not None:
            listed = await self._server.list_tasks()
            self._say("The tasks could not be listed.", listed.error)

    async def _ask(self, what: str, words: str) -> None:
        server, task = self._server, self._current()
        if server is None or task is None:
            return
        outcome = await (server.get_task(task.id) if what == "get_task" else server.cancel_task(task.id))
        refused = outcome if isinstance(outcome, (ErrorReply, NoReply)) else None
        self._say(f"The server was asked {words}, and said no.", refused)

    def _say(self, sentence: str, refused: object) -> None:
        """Say what went wrong, if anything did."""
        why = ""
        if isinstance(refused, ErrorReply):
            why = text_of(refused.error)
        elif isinstance(refused, NoReply):
            why = str(refused.failure)
        elif refused is not None:
            why = str(refused)
        self.said.setText(visible_text(f"{sentence} {why}", 600) if refused is not None else "")
        self._show_state()

    def _fetch(self) -> None:
        server, task = self._server, self._current()
        if server is not None and task is not None and server.is_open and self._key(task) not in self._fetching:
            key = self._key(task)
            self._fetching[key] = self._tasks.start(self._wait_for(server, task.id))
            # not by `finally` there: what is cancelled before it began never gets that far
            self._fetching[key].add_done_callback(lambda _task: self._end_fetching(key))
            self._show_buttons()

    async def _wait_for(self, server: SessionHandle, ident: str) -> None:
        self._results[id(server), ident] = await server.follow_task(ident)
        while len(self._results) > _RESULTS_KEPT:
            del self._results[next(iter(self._results))]

    def _end_fetching(self, key: tuple[int, str]) -> None:
        self._fetching.pop(key, None)
        self._show_task()

    def _stop(self) -> None:
        task = self._current()
        running = self._fetching.get(self._key(task)) if task is not None else None
        if running is not None:
            running.cancel()

    # -- what every panel does ----------------------------------------------------------------------------------

    @override
    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()
