"""Questions of servers on their way to the user, and answers on their way back."""

import itertools
from dataclasses import dataclass, field

import anyio
from PySide6.QtCore import QObject, Signal

from inspector.sessions.questions import Answer, Question
from inspector.ui.bridge.engine_thread import EngineThread
from inspector.ui.bridge.news import News


@dataclass(eq=False)
class Pending:
    """A question that waits for its answer."""

    number: int
    question: Question
    answer: Answer | None = None
    answered: anyio.Event = field(default_factory=anyio.Event)


class QuestionDesk(QObject):
    """Holds the questions that wait. `ask` runs in the engine; everything else in the Qt thread."""

    asked = Signal(object)  # Pending
    withdrawn = Signal(object)  # Pending: answered, or its asker has gone

    def __init__(self, engine: EngineThread, news: News, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._news = news
        self._numbers = itertools.count(1)
        self.waiting: list[Pending] = []

    async def ask(self, question: Question) -> Answer:
        """Put a question to the user and wait; the question is withdrawn if the wait is cancelled."""
        pending = Pending(next(self._numbers), question)
        self._news.post(("asked", pending.number), self._add, pending)
        try:
            await pending.answered.wait()
        finally:
            self._news.post(("withdrawn", pending.number), self._remove, pending)
        assert pending.answer is not None  # noqa: S101 - set before the event
        return pending.answer

    def answer(self, pending: Pending, answer: Answer) -> None:
        """Send an answer on its way. A second answer to the same question is passed over."""
        if pending.answer is None:
            pending.answer = answer
            self._engine.soon(pending.answered.set)

    def _add(self, pending: Pending) -> None:
        self.waiting.append(pending)
        self.asked.emit(pending)

    def _remove(self, pending: Pending) -> None:
        if pending in self.waiting:
            self.waiting.remove(pending)
            self.withdrawn.emit(pending)
