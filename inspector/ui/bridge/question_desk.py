"""Questions of servers on their way to the user, and answers on their way back."""

import itertools
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import anyio
from PySide6.QtCore import QObject, Signal

from inspector.sessions.questions import Answer, Granted, Question
from inspector.ui.bridge.engine_thread import EngineThread
from inspector.ui.bridge.news import News

T = TypeVar("T")

PAST_KEPT: Final = 100
"""How many questions that are over are kept to be looked at; all of them are in the message log."""

GONE: Final = "The server does not wait for it any more."


@dataclass(eq=False)
class Pending:
    """A question, and what becomes of it. `asked_at` is seconds since the epoch.

    `rule` names the rule that sees to it, empty where the user does. `ended` says in a sentence how it ended, empty
    while it waits.
    """

    number: int
    question: Question
    asked_at: float = field(default_factory=time.time)
    answer: Answer | None = None
    rule: str = ""
    ended: str = ""
    is_complete: bool = False
    answered: anyio.Event = field(default_factory=anyio.Event)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it ended without an answer."""
        return bool(self.ended) and self.answer is None


class QuestionDesk(QObject):
    """Holds the questions that wait, and those that are over. `ask` runs in the engine; all else in the Qt thread."""

    asked = Signal(object)  # Pending: waits for the user
    ended = Signal(object)  # Pending: answered, or withdrawn because its asker has gone

    def __init__(self, engine: EngineThread, news: News, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._news = news
        self._numbers = itertools.count(1)
        self.waiting: dict[int, Pending] = {}
        """The questions that wait, by number, in the order they came."""
        self.past: deque[Pending] = deque(maxlen=PAST_KEPT)
        """Those that are over, the newest last."""
        self.sees_to: Callable[[Pending], bool] = lambda _pending: False
        """Tells whether a rule takes care of a question, in which case the user is not called."""

    async def ask(self, question: Question) -> Answer:
        """Put a question to the user and wait; the question is withdrawn if the wait is cancelled."""
        pending = Pending(next(self._numbers), question)
        self._news.post(("asked", pending.number), self._add, pending)
        is_heard = False
        try:
            await pending.answered.wait()
            is_heard = True
        finally:
            self._news.post(("ended", pending.number), self._leave, pending, is_heard)
        assert pending.answer is not None  # noqa: S101 - set before the event
        return pending.answer

    def require(self, question: Question) -> None:
        """Put a question that awaits no answer, unless the same one waits already."""
        known = (_page_of(pending.question) for pending in self.waiting.values())
        if _page_of(question) not in known:
            pending = Pending(next(self._numbers), question)
            self.waiting[pending.number] = pending
            self.asked.emit(pending)

    def forget_required(self, server: str) -> None:
        """Take back what a server whose session is over needed."""
        for pending in list(self.waiting.values()):
            if pending.question.server == server and not pending.question.awaits_answer:
                self._end(pending, "Withdrawn: the session is over.")

    async def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do something that takes the network to find an answer, in the engine."""
        return await self._engine.run(work)

    def answer(self, pending: Pending, answer: Answer) -> None:
        """Send an answer on its way. A second answer to the same question is passed over, and one that is too late."""
        if pending.answer is not None or pending.ended:
            return
        pending.answer = answer
        if pending.question.awaits_answer:
            self._end(pending, say_answer(answer, pending.rule))
            self._engine.soon(pending.answered.set)
        else:
            is_open = isinstance(answer, Granted) and answer.result.get("action") == "accept"
            self._end(pending, "Opened. Call again when it is done." if is_open else "Dismissed.")

    def _add(self, pending: Pending) -> None:
        self.waiting[pending.number] = pending
        if not self.sees_to(pending):
            self.asked.emit(pending)

    def complete(self, server: str, ident: str) -> None:
        """Hear that what an address was opened for is done (Elicitation, Completion Notifications)."""
        for pending in list(self.waiting.values()):
            if not pending.question.awaits_answer and _page_of(pending.question) == (server, ident):
                pending.is_complete = True
                self._end(pending, "Over: the server says that it is done.")
        for pending in self.past:
            question = pending.question
            if question.server == server and question.params.get("elicitationId") == ident and not pending.is_complete:
                pending.is_complete = True
                pending.ended = f"{pending.ended} The server says that it is done."
                self.ended.emit(pending)

    def hand_over(self, pending: Pending) -> None:
        """Put a question to the user after all, which its rule could not answer."""
        pending.rule = ""
        if pending.number in self.waiting:
            self.asked.emit(pending)

    def _leave(self, pending: Pending, is_heard: bool) -> None:
        """Hear that nobody waits in the engine any more; an answer may have come too late to be sent."""
        if is_heard or pending.is_withdrawn:
            return
        why = pending.question.withdrawal.why or GONE
        if pending.ended:
            pending.answer, pending.ended = None, f"Withdrawn before the answer was sent: {why}"
            self.ended.emit(pending)
        else:
            self._end(pending, f"Withdrawn: {why}")

    def _end(self, pending: Pending, sentence: str) -> None:
        pending.ended = sentence
        self.waiting.pop(pending.number, None)
        self.past.append(pending)
        self.ended.emit(pending)


def _page_of(question: Question) -> tuple[str, Any]:
    return question.server, question.params.get("elicitationId")


def say_answer(answer: Answer, rule: str = "") -> str:
    """Say how a question was answered, and by which rule if by one."""
    by = f" by the rule “{rule}”" if rule else ""
    if not isinstance(answer, Granted):
        return f"Refused{by}: {answer.message.rstrip('.')}."
    action = answer.result.get("action")
    words = {"accept": "Accepted", "decline": "Declined", "cancel": "Cancelled"}
    return f"{words.get(action, 'Answered') if isinstance(action, str) else 'Answered'}{by}."
