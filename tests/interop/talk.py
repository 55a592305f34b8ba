"""A session with a real server, what was heard of it, and what its capture holds."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio

from inspector.lint.finding import Finding, Severity
from inspector.servers.definition import ServerDefinition
from inspector.sessions.client_profile import interactive_profile
from inspector.sessions.outcome import ErrorReply, ResultReply
from inspector.sessions.questions import Answer, Ask, Granted, Question
from inspector.sessions.session import Session
from inspector.sessions.state import Catalog, SessionState
from inspector.sessions.subscriptions import Subscription
from inspector.sessions.tasks import Task
from inspector.traffic.capture import CaptureReader, CaptureWriter, Row
from inspector.traffic.record import payload_of
from inspector.traffic.recorder import Recorder

PATIENCE = 30
"""Seconds after which a test gives up what it waits for; nothing here takes so long."""

CLIENT = interactive_profile()

ANSWERS: dict[str, dict[str, Any]] = {
    "sampling/createMessage": {"role": "assistant", "content": {"type": "text", "text": "Hm."}, "model": "none"},
    "elicitation/create": {"action": "accept", "content": {"colour": "green"}},
    "roots/list": {"roots": [{"uri": "file:///somewhere", "name": "somewhere"}]},
}
"""What the person in front of the program says, and the program itself where roots are asked for."""


async def agree(question: Question) -> Answer:
    """Answer every question; a link has no content to send back."""
    is_link = question.params.get("mode") == "url"
    return Granted({"action": "accept"} if is_link else ANSWERS[question.method])


@dataclass
class Talk:
    """A session under test. Whatever happens in it sets `news`."""

    path: Path
    ask: Ask = agree
    told: list[tuple[str, Any, int]] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    news: anyio.Event = field(default_factory=anyio.Event)
    session: Session = field(init=False)
    recorder: Recorder = field(init=False)

    # -- what the session tells ---------------------------------------------------------------------------------

    def state_changed(self, state: SessionState) -> None:
        self._wake()

    def catalog_changed(self, catalog: Catalog) -> None:
        self._wake()

    def notified(self, method: str, params: Any, seq: int) -> None:
        self.told.append((method, params, seq))
        self._wake()

    def subscriptions_changed(self, subscriptions: tuple[Subscription, ...]) -> None:
        self._wake()

    def task_changed(self, task: Task) -> None:
        self._wake()

    async def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        return await self.ask(question)

    def _wake(self) -> None:
        self.news.set()
        self.news = anyio.Event()

    async def until(self, fact: Callable[[], Any]) -> None:
        """Wait until something is so; whether it is, is asked again whenever something happened, and now and then."""
        with anyio.fail_after(PATIENCE):
            while not fact():
                with anyio.move_on_after(0.1):  # not all that is recorded is told
                    await self.news.wait()

    # -- what the capture holds ---------------------------------------------------------------------------------

    def count(self) -> int:
        self.recorder.flush()
        reader = CaptureReader(self.path)
        count = reader.count()
        reader.close()
        return count

    def rows(self, since: int = 0) -> list[Row]:
        self.recorder.flush()
        reader = CaptureReader(self.path)
        rows = reader.rows(since + 1, reader.count())
        reader.close()
        return rows

    def raw(self, row: Row) -> bytes:
        reader = CaptureReader(self.path)
        raw = reader.raw(row.seq)
        reader.close()
        return raw

    def value(self, row: Row) -> Any:
        """Give the message a record holds, read anew from its bytes."""
        return json.loads(payload_of(row.kind, self.raw(row)))

    def sent(self, method: str, since: int = 0) -> list[Row]:
        return [row for row in self.rows(since) if row.direction == "sent" and row.method == method]

    def received(self, method: str, since: int = 0) -> list[Row]:
        """Give what the server sent of a method by itself: requests and notifications."""
        rows = self.rows(since)
        kinds = ("request", "notification")
        return [r for r in rows if r.direction == "received" and r.method == method and r.shape in kinds]

    def check_exchange(self, outcome: object, method: str, subject: str | None, status: str) -> Any:
        """See that the capture holds an exchange as the session gave it; gives the result or the error."""
        assert isinstance(outcome, (ResultReply, ErrorReply)), outcome
        rows = {row.seq: row for row in self.rows()}
        sent, reply = rows[outcome.request_seq], rows[outcome.reply_seq]
        assert (sent.direction, sent.shape, sent.method, sent.subject) == ("sent", "request", method, subject)
        assert (reply.direction, reply.method, reply.subject) == ("received", method, subject)
        assert (sent.status, reply.status) == (status, status)
        assert sent.exchange == reply.exchange == sent.seq < reply.seq
        assert sent.rpc_id == reply.rpc_id
        assert sent.latency_ns == reply.latency_ns == outcome.duration_ns == reply.mono_ns - sent.mono_ns > 0
        member = "result" if isinstance(outcome, ResultReply) else "error"
        value = outcome.value if isinstance(outcome, ResultReply) else outcome.error
        assert self.value(reply)[member] == value
        params = self.value(sent).get("params", {})
        assert params.get("name", params.get("uri")) == subject
        return value

    def errors(self, justified: dict[str, str], since: int = 0) -> list[Finding]:
        """Give the findings of severity error that no table justifies."""
        return [found for found in self.unjustified(justified, since) if found.severity is Severity.ERROR]

    def unjustified(self, justified: dict[str, str], since: int = 0) -> list[Finding]:
        """Give the findings, notes aside, that no table justifies."""
        findings = self.session.findings()[since:]
        return [found for found in findings if found.severity is not Severity.NOTE and found.rule not in justified]


@asynccontextmanager
async def talk(definition: ServerDefinition, path: Path, *, ask: Ask = agree) -> AsyncIterator[Talk]:
    """Open a session on a real server and close it with all it has started."""
    heard = Talk(path, ask)
    heard.recorder = Recorder(CaptureWriter(path))
    heard.session = Session(definition, heard.recorder, heard, client=CLIENT, ask=heard.answer)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(heard.recorder.run)
        with anyio.fail_after(PATIENCE):
            await tasks.start(heard.session.run)
        try:
            yield heard
        finally:
            heard.session.close()
            with anyio.fail_after(PATIENCE, shield=True):
                await heard.session.ended.wait()
            tasks.cancel_scope.cancel()
    heard.recorder.close()
