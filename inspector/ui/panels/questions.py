"""Questions: what servers ask the user, and the answers."""

import json
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from inspector.content.views import TextView, view_of_content
from inspector.protocol import methods
from inspector.schema.form import describe
from inspector.schema.validate import problems_with
from inspector.sessions.questions import Answer, Declined, Granted, Question
from inspector.ui.bridge.question_desk import Pending, QuestionDesk
from inspector.ui.forms.form_view import FormView
from inspector.ui.tab_panel import TabPanel
from inspector.ui.theme import colours_for, heading_font, monospaced_font
from inspector.ui.widgets.plain_text import visible_text

_KINDS: Final = {methods.ELICIT: "Elicitation", methods.CREATE_MESSAGE: "Sampling", methods.LIST_ROOTS: "Roots"}
_REJECTED: Final = -1
Send = Callable[[Answer], None]


class QuestionsPanel(TabPanel):
    """The questions that wait, and the selected one. None blocks another, and none takes the focus."""

    title = "Questions"

    def __init__(self, desk: QuestionDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pages: dict[int, QWidget] = {}
        self.count = 0
        self.list = QListWidget(self)
        self.list.setAccessibleName("questions")
        self.list.setSpacing(2)
        self.list.currentRowChanged.connect(self._show)
        self._page = QScrollArea(self)
        self._page.setWidgetResizable(True)
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._empty = QLabel(
            "No server asks anything. When one does, with an elicitation or a sampling request, it waits here.", self
        )
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(12, 12, 12, 12)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(self.list)
        splitter.addWidget(self._page)
        splitter.setSizes([340, 900])
        self._splitter = splitter
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty)
        layout.addWidget(splitter)
        desk.asked.connect(self._refresh)
        desk.withdrawn.connect(self._withdraw)
        self._refresh()

    def _refresh(self) -> None:
        row = max(0, self.list.currentRow())
        self.list.clear()
        for pending in self._desk.waiting:
            question = pending.question
            kind = _KINDS.get(question.method, question.method)
            self.list.addItem(visible_text(f"{kind} · {question.server}", 200, one_line=True))
        self._empty.setVisible(not self._desk.waiting)
        self._splitter.setVisible(bool(self._desk.waiting))
        self.list.setCurrentRow(min(row, len(self._desk.waiting) - 1))
        self.count = len(self._desk.waiting)
        self.count_changed.emit(self.count)

    def _withdraw(self, pending: Pending) -> None:
        page = self._pages.pop(pending.number, None)
        if page is not None:
            if self._page.widget() is page:
                self._page.takeWidget()
            page.deleteLater()
        self._refresh()

    def _show(self, row: int) -> None:
        if not 0 <= row < len(self._desk.waiting):
            return
        pending = self._desk.waiting[row]
        page = self._pages.get(pending.number)
        if page is None:
            page = self._pages[pending.number] = _page_for(
                pending.question, lambda answer: self._desk.answer(pending, answer), self
            )
        if self._page.widget() is not page:
            self._page.takeWidget()  # a page that is left keeps what was typed
            self._page.setWidget(page)
            page.show()


def _page_for(question: Question, send: Send, parent: QWidget) -> QWidget:
    if question.method == methods.ELICIT and question.params.get("mode", "form") == "form":
        return ElicitationPage(question, send, parent)
    if question.method == methods.CREATE_MESSAGE and not question.params.get("tools"):
        return SamplingPage(question, send, parent)
    return JsonPage(question, send, parent)


class _Page(QWidget):
    """A question with its heading and its buttons."""

    def __init__(self, question: Question, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.question = question
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 6, 12, 8)
        self.column.setSpacing(6)
        heading = QLabel(visible_text(title, 200, one_line=True), self)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setFont(heading_font())
        self.column.addWidget(heading)

    def say(self, text: str) -> QLabel:
        """Add a paragraph of plain text."""
        label = QLabel(visible_text(text), self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.addWidget(label)
        return label

    def add_buttons(self, *buttons: tuple[str, Callable[[], None]]) -> None:
        """Add the ways to answer; the first is the usual one."""
        row = QHBoxLayout()
        for number, (text, slot) in enumerate(buttons):
            button = QPushButton(text, self)
            button.setProperty("primary", number == 0)
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)


class ElicitationPage(_Page):
    """A form the server wants filled in (elicitation, form mode)."""

    def __init__(self, question: Question, send: Send, parent: QWidget) -> None:
        super().__init__(question, f"{question.server} asks for input", parent)
        self._schema = question.params.get("requestedSchema")
        self._send = send
        self.say(str(question.params.get("message", "")))
        self.form = FormView(describe(self._schema), self)
        self.form.set_value(_defaults(self._schema))
        self.column.addWidget(self.form)
        self._problem = self.say("")
        self._problem.setStyleSheet(f"color: {colours_for(parent.palette()).error}")
        self._problem.hide()
        self.add_buttons(
            ("Accept", self._accept),
            ("Decline", lambda: send(Granted({"action": "decline"}))),
            ("Cancel", lambda: send(Granted({"action": "cancel"}))),
        )
        self.column.addStretch(1)

    def _accept(self) -> None:
        """Send what was filled in; what is wrong is said once, and sent when the user insists."""
        value = self.form.value()
        problems = problems_with(value, self._schema)
        self.form.show_problems(problems)
        if problems and self._problem.isHidden():
            self._problem.setText("Not all of it is as the server wants it. Accept once more to send it all the same.")
            self._problem.show()
            return
        self._send(Granted({"action": "accept", "content": value}))


class SamplingPage(_Page):
    """A model's answer the server wants (sampling), written by hand."""

    def __init__(self, question: Question, send: Send, parent: QWidget) -> None:
        super().__init__(question, f"{question.server} asks a model", parent)
        params = question.params
        if isinstance(params.get("systemPrompt"), str):
            self.say(f"system: {params['systemPrompt']}")
        for message in _messages(params):
            self.say(message)
        limit = params.get("maxTokens")
        if limit is not None:
            self.say(f"at most {limit} tokens")
        self.answer = QPlainTextEdit(self)
        self.answer.setProperty("field", True)
        self.answer.setAccessibleName("answer")
        self.answer.setPlaceholderText("Answer as the model would")
        self.answer.setTabChangesFocus(True)
        self.answer.setMinimumHeight(80)
        self.column.addWidget(self.answer, 1)
        self.add_buttons(
            ("Send", lambda: send(Granted(self._result()))),
            ("Refuse", lambda: send(Declined(_REJECTED, "User rejected sampling request"))),
        )

    def _result(self) -> dict[str, Any]:
        text = {"type": "text", "text": self.answer.toPlainText()}
        return {"role": "assistant", "content": text, "model": "human", "stopReason": "endTurn"}


class JsonPage(_Page):
    """Any other question: the request as JSON, and the result written as JSON."""

    def __init__(self, question: Question, send: Send, parent: QWidget) -> None:
        super().__init__(question, f"{question.server} sends {question.method}", parent)
        self._send = send
        self.say(json.dumps(question.params, ensure_ascii=False, indent=2)).setFont(monospaced_font())
        self.result = QPlainTextEdit(self)
        self.result.setProperty("field", True)
        self.result.setFont(monospaced_font())
        self.result.setAccessibleName("result")
        self.result.setPlainText(_STARTS.get(question.method, "{}"))
        self.column.addWidget(self.result, 1)
        self._problem = self.say("")
        self.add_buttons(
            ("Send", self._send_result),
            ("Refuse", lambda: send(Declined(_REJECTED, "The user refused."))),
        )

    def _send_result(self) -> None:
        try:
            value = json.loads(self.result.toPlainText())
        except (ValueError, RecursionError) as error:
            self._problem.setText(f"This is not JSON: {error}.")
            return
        if isinstance(value, dict):
            self._send(Granted(value))
        else:
            self._problem.setText("A result is an object; write it in braces.")


_STARTS: Final = {
    methods.CREATE_MESSAGE: '{"role": "assistant", "content": {"type": "text", "text": ""}, "model": "human"}',
    methods.ELICIT: '{"action": "decline"}',
    methods.LIST_ROOTS: '{"roots": []}',
}


def _messages(params: dict[str, Any]) -> list[str]:
    listed = params.get("messages")
    texts = []
    for message in listed if isinstance(listed, list) else []:
        if isinstance(message, dict):
            content = message.get("content")
            for part in content if isinstance(content, list) else [content]:
                view = view_of_content(part)
                texts.append(f"{message.get('role')}: {view.text if isinstance(view, TextView) else view.label}")
    return texts


def _defaults(schema: Any) -> dict[str, Any]:
    """Give what the schema's members begin with (elicitation, defaults)."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict):
        return {}
    return {name: part["default"] for name, part in properties.items() if isinstance(part, dict) and "default" in part}
