"""Answers by rule: what a rule is for is answered without calling the user, and is told among the earlier ones."""

from PySide6.QtCore import QObject, Signal

from inspector.servers.keychain import NoKeychain
from inspector.sessions.answer_rules import AnswerRule, Deed, answer_by, first_fitting
from inspector.sessions.canned_answers import CannedError
from inspector.sessions.questions import Granted
from inspector.transports.model_endpoint import ModelFailure
from inspector.ui.bridge.question_desk import Pending, QuestionDesk
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.questions.model import Model


class AnswersByRule(QObject):
    """Sees to the questions of a desk by the rules of the answer book. `failed` says why a rule could not answer."""

    failed = Signal(str)

    def __init__(self, desk: QuestionDesk, model: Model, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._model = model
        self._tasks = tasks
        desk.sees_to = self.see_to

    def see_to(self, pending: Pending) -> bool:
        """Answer a question that a rule is for; tells whether the user need not be called."""
        rule = first_fitting(self._model.book.rules, pending.question)
        if rule is None:
            return False
        pending.rule = rule.words
        if rule.deed is Deed.MODEL:
            self._tasks.start(self._ask_model(pending, rule))
            return True
        try:
            answer = answer_by(rule, pending.question, self._model.book.canned)
        except CannedError as error:
            self._say(rule, str(error))
            answer = None
        if answer is None:
            pending.rule = ""
            return False
        self._desk.answer(pending, answer)
        return True

    async def _ask_model(self, pending: Pending, rule: AnswerRule) -> None:
        try:
            self._desk.answer(pending, Granted(await self._model.ask(pending.question.params)))
        except (ModelFailure, NoKeychain) as failure:
            self._say(rule, str(failure))
            self._desk.hand_over(pending)

    def _say(self, rule: AnswerRule, why: str) -> None:
        self.failed.emit(f"The rule “{rule.words}” could not answer: {why}")
