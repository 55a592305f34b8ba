"""Sampling: the conversation and what the server wishes on the left, the answer on the right.

https://modelcontextprotocol.io/specification/2025-11-25/client/sampling
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QSplitter, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.content.sampling import conversation_views, wishes
from inspector.content.views import SentenceView
from inspector.schema.cost import weight_of
from inspector.servers.keychain import NoKeychain
from inspector.sessions.answer_rules import USER_REJECTED
from inspector.sessions.questions import Declined, Granted
from inspector.transports.model_endpoint import ModelFailure
from inspector.ui.bridge.question_desk import Pending
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.dialogs.ask_model import AskModelDialog
from inspector.ui.dialogs.model_endpoint import ModelEndpointDialog
from inspector.ui.questions.answer_editor import AnswerEditor
from inspector.ui.questions.model import Model
from inspector.ui.questions.page import QuestionPage
from inspector.ui.theme import small_font
from inspector.ui.widgets.content_view import VIEWS_SHOWN, ContentView
from inspector.ui.widgets.json_tree import JsonTreeView
from inspector.ui.widgets.plain_label import plain_label
from inspector.ui.widgets.wrapped_text import WrappedText

_TICK_MS: Final = 500
_READ_AT_ONCE: Final = 200_000
"""Characters of messages that are read within a frame."""

_MESSAGES: Final = 8
"""How many messages are laid out at first; a hundred take half a second."""


class SamplingPage(QuestionPage):
    """A model's answer the server wants: written by hand, taken from a canned one, or fetched from a model."""

    endpoint_wanted = Signal()

    def __init__(self, pending: Pending, model: Model, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(pending, f"{pending.question.server} asks a model", parent)
        self._model = model
        self._tasks = tasks
        self._asking: asyncio.Task[object] | None = None
        self._since = 0.0
        self._is_left = False
        self._outcome = ""
        params = self.question.params
        tools = params.get("tools")
        self.editor = AnswerEditor(
            [tool for tool in tools if isinstance(tool, dict)] if isinstance(tools, list) else [],
            self.question.revision,
            self,
        )
        self.editor.problem_found.connect(self.say_problem)
        self.status = plain_label("", self)
        self.status.hide()
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._request(params))
        splitter.addWidget(self.editor)
        splitter.setSizes([520, 480])
        self.body.addWidget(splitter, 1)
        self.body.addWidget(self.status)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tell_time)
        self._add_buttons()

    def _request(self, params: dict[str, Any]) -> QWidget:
        side = QWidget(self)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(4)
        form = QFormLayout()
        form.setVerticalSpacing(2)
        for name, words in wishes(params):
            label = QLabel(name, side)
            label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
            form.addRow(label, WrappedText(words, side, lines=3))
        column.addLayout(form)
        self.request_tabs = QTabWidget(side)
        self.request_tabs.setDocumentMode(True)
        self.conversation = Conversation(params, self._tasks, side)
        self.request_tabs.addTab(self.conversation, "Conversation")
        tools = params.get("tools")
        if tools:
            named = partial(_by_name, tools)
            self.request_tabs.addTab(_Tree(named, "tools", side), f"Tools {len(tools)}" if _is_list(tools) else "Tools")
        self.request_tabs.addTab(_Tree(lambda: params, "request", side), "Raw")
        column.addWidget(self.request_tabs, 1)
        return side

    def _add_buttons(self) -> None:
        self.send_button = self.add_button("Send", self._send, "Send the answer on the right", primary=True)
        self.add_button(
            "Refuse",
            lambda: self.answer(Declined(USER_REJECTED, "User rejected sampling request")),
            "Answer with the error that says that you refused",
        )
        self.foot.addSpacing(16)
        self.model_button = self.add_button("Ask the Model…", self._ask, "Fetch an answer to look at from a model")
        self.stop_button: QPushButton = self.add_button("Stop Asking", self._stop, "Do not wait for the model any more")
        self.stop_button.hide()
        self.add_button("Model…", self._configure, "Which endpoint is asked, and with which key")
        self.foot.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.editor.json_button)
        self.foot.addLayout(row)

    def _send(self) -> None:
        result = self.editor.result()
        if result is not None:
            self.answer(Granted(result))

    @override
    def take(self, result: dict[str, Any]) -> None:
        self.editor.set_result(result)

    @override
    def written(self) -> dict[str, Any] | None:
        return self.editor.result()

    @override
    def focus_first(self) -> None:
        self.editor.focus_first()

    # -- asking a model -----------------------------------------------------------------------------------------

    def _configure(self) -> ModelEndpointDialog:
        dialog = ModelEndpointDialog(self._model, self._tasks, self)
        dialog.open()
        return dialog

    def _ask(self) -> None:
        """Show what would be sent, and to whom; the model is asked when the user agrees."""
        endpoint = self._model.endpoint
        if endpoint is None or endpoint.problem:
            self._configure().accepted.connect(self._ask)
            return
        dialog = AskModelDialog(endpoint, self.question.params, self)
        dialog.accepted.connect(partial(self._start, self.question.params))
        dialog.open()

    def _start(self, params: dict[str, Any]) -> None:
        if self._asking is None:
            self._since = time.monotonic()
            self._outcome = "The model is not asked any more."
            self._asking = self._tasks.start(self._fetch(params))
            # not by `finally` there: what is cancelled before it began never gets that far
            self._asking.add_done_callback(lambda _task: self._end_asking())
            self._clock.start()
            self._show_asking()

    async def _fetch(self, params: dict[str, Any]) -> None:
        try:
            result = await self._model.ask(params)
            self.take(result)
            seconds = time.monotonic() - self._since
            self._outcome = f"The model answered after {seconds:.1f} s. Look at it before you send it."
        except (ModelFailure, NoKeychain) as failure:
            self._outcome = ""
            self.say_problem(str(failure))

    def _end_asking(self) -> None:
        self._asking = None
        if not self._is_left:
            self._clock.stop()
            self._show_asking(self._outcome)

    def _show_asking(self, said: str = "") -> None:
        running = self._asking is not None
        self.stop_button.setVisible(running)
        self.model_button.setEnabled(not running)
        if running:
            self.say_problem("")
            self._tell_time()
        else:
            self.status.setText(said)
        self.status.setFont(small_font())
        self.status.setVisible(bool(self.status.text()))

    def _tell_time(self) -> None:
        host = self._model.endpoint.host if self._model.endpoint is not None else "the model"
        self.status.setText(f"Asking {host}: {time.monotonic() - self._since:.0f} s")

    def _stop(self) -> None:
        if self._asking is not None:
            self._asking.cancel()

    def leave(self) -> None:
        """Stop what runs for this page; its question is over, and the page may be gone when it has stopped."""
        self._is_left = True
        self._stop()
        self.conversation.stop()


class Conversation(QWidget):
    """The last messages of a conversation; those before them are a button away, for each takes time to lay out."""

    def __init__(self, params: dict[str, Any], tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._params = params
        self._tasks = tasks
        self._reading: asyncio.Task[object] | None = None
        self._shown = _MESSAGES
        self.earlier = QPushButton(self)
        self.earlier.clicked.connect(self._show_more)
        self.view = ContentView(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.view, 1)
        QTimer.singleShot(0, self, self._show)  # when the page stands: both together take too long for a frame

    def _show(self) -> None:
        listed = self._params.get("messages")
        hidden = len(listed) - self._shown if isinstance(listed, list) else 0
        self.earlier.setText(f"Show Earlier Messages ({hidden:,})")
        self.earlier.setVisible(hidden > 0)
        shown = [self._params.get("systemPrompt"), listed[-self._shown :] if isinstance(listed, list) else listed]
        if weight_of(shown, _READ_AT_ONCE) < _READ_AT_ONCE:
            self.view.show_views(conversation_views(self._params, self._shown))
        else:
            self.view.show_views([SentenceView(label="text", text="The messages are being read.")])
            self._reading = self._tasks.start(self._read())

    async def _read(self) -> None:
        """Read large messages beside the window: a picture of 20 MB takes a while to be decoded."""
        work = partial(conversation_views, self._params, self._shown)
        self.view.show_views(await asyncio.get_running_loop().run_in_executor(None, work))

    def stop(self) -> None:
        """Read no more: the page is about to go."""
        if self._reading is not None:
            self._reading.cancel()

    def _show_more(self) -> None:
        self.stop()
        self._shown = min(2 * self._shown, VIEWS_SHOWN)
        self._show()
        self.earlier.setEnabled(self._shown < VIEWS_SHOWN)


class _Tree(JsonTreeView):
    """A tree that is made when it is first looked at."""

    def __init__(self, value: Callable[[], Any], name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._value: Callable[[], Any] | None = value

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._value is not None:
            self.show_value(self._value())
            self._value = None


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _by_name(tools: Any) -> Any:
    """Give tools under their names, as they are easier to find; twins and oddities as they came."""
    named = {tool["name"]: tool for tool in tools if isinstance(tool, dict) and isinstance(tool.get("name"), str)}
    return named if isinstance(tools, list) and len(named) == len(tools) else tools
