"""Any other question: the request as JSON, and the result written as JSON."""

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget
from typing_extensions import override

from inspector.protocol import methods
from inspector.schema.document import read, write
from inspector.sessions.answer_rules import USER_REJECTED
from inspector.sessions.questions import Declined, Granted
from inspector.ui.bridge.question_desk import Pending
from inspector.ui.questions.page import QuestionPage
from inspector.ui.widgets.json_editor import JsonEditor
from inspector.ui.widgets.json_tree import JsonTreeView

_STARTS: Final[dict[str, Any]] = {methods.ELICIT: {"action": "decline"}, methods.LIST_ROOTS: {"roots": []}}


class JsonPage(QuestionPage):
    """A question of a kind that has no page of its own."""

    def __init__(self, pending: Pending, parent: QWidget | None = None) -> None:
        super().__init__(pending, f"{pending.question.server} sends {pending.question.method}", parent)
        request = JsonTreeView(self)
        request.show_value(self.question.params)
        self.result = JsonEditor(self)
        self.result.setAccessibleName("result")
        self.result.setPlainText(write(_STARTS.get(self.question.method, {})))
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(request)
        splitter.addWidget(self.result)
        self.body.addWidget(splitter, 1)
        self.add_button("Send", self._send, "Send the result on the right", primary=True)
        self.add_button("Refuse", lambda: self.answer(Declined(USER_REJECTED, "The user refused.")), "Answer an error")
        self.foot.addStretch(1)

    def _send(self) -> None:
        document = read(self.result.text())
        self.result.mark_error(document.line)
        if isinstance(document.value, dict):
            self.answer(Granted(document.value))
        else:
            self.say_problem(document.problem or "A result is an object; write it in braces.")

    @override
    def take(self, result: dict[str, Any]) -> None:
        self.result.setPlainText(write(result))

    @override
    def written(self) -> dict[str, Any] | None:
        value = read(self.result.text()).value
        return value if isinstance(value, dict) else None

    @override
    def focus_first(self) -> None:
        self.result.setFocus()
