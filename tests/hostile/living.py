"""A session with a hostile server: opened, used as the case says, closed, and looked over."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio

from inspector.schema.example import example_for
from inspector.schema.form import describe
from inspector.schema.validate import problems_with
from inspector.servers.definition import ServerDefinition
from inspector.sessions.client_profile import interactive_profile
from inspector.sessions.outcome import ErrorReply, Outcome, ResultReply
from inspector.sessions.questions import Answer, Declined, Granted, Question
from inspector.sessions.session import Session
from inspector.sessions.state import Catalog, SessionState
from inspector.traffic.capture import CaptureReader, CaptureWriter, Row
from inspector.traffic.recorder import Recorder
from tests.hostile.case import CALL, Case

ROOT = Path(__file__).parents[2]

OPENING = 25
CLOSING = 15
"""Seconds after which a test has failed."""


class Unheard:
    """An observer that takes everything and does nothing about it."""

    def state_changed(self, state: SessionState) -> None:
        pass

    def catalog_changed(self, catalog: Catalog) -> None:
        pass

    def notified(self, method: str, params: Any, seq: int) -> None:
        pass

    def subscriptions_changed(self, subscriptions: Any) -> None:
        pass

    def task_changed(self, task: Any) -> None:
        pass


async def fill_in(question: Question) -> Answer:
    """Answer as the window would: read the schema, make a form of it, give its example, and check that."""
    if question.method != "elicitation/create":
        return Declined(-1, "nobody is here")
    schema = question.params.get("requestedSchema")
    content = example_for(describe(schema))
    problems_with(content, schema)
    return Granted({"action": "accept", "content": content})


@asynccontextmanager
async def living(definition: ServerDefinition, path: Path) -> AsyncIterator[Session]:
    """Open a session, give it, close it in time; see that it leaves neither a task nor a descriptor."""
    tasks_before, descriptors_before = asyncio.all_tasks(), _descriptors()
    recorder = Recorder(CaptureWriter(path))
    session = Session(definition, recorder, Unheard(), client=interactive_profile(), ask=fill_in)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(recorder.run)
        with anyio.fail_after(OPENING):
            await tasks.start(session.run)
        yield session
        session.close()
        with anyio.fail_after(CLOSING):
            await session.ended.wait()
        tasks.cancel_scope.cancel()
    recorder.close()
    await asyncio.sleep(0)  # transports that were closed say so in the next round of the loop
    assert asyncio.all_tasks() == tasks_before, "the session left a task"
    assert _descriptors() <= descriptors_before, "the session left a descriptor open"


async def go_through(session: Session, case: Case) -> None:
    """Use a session as the case says, and see that each step came out as it must."""
    if case.end is not None:
        assert session.state.is_over
        failure = session.state.failure
        assert (failure.reason.value if failure is not None else "refusal") == case.end
        return
    assert session.state.failure is None or case.after == "closed", session.state.failure
    if case.tools is not None:
        assert len(session.catalog.tools) == case.tools
    silent = case.vice == "timeout"
    params = {"name": "vice", "arguments": {}} if case.method == CALL else {}
    outcome = await session.call(
        case.method, {**params, **(case.params or {})}, timeout=case.silence if silent else None
    )
    assert word(outcome) == case.vice
    outcome = await session.call_tool("echo", {}, timeout=case.silence if case.after == "timeout" else None)
    assert word(outcome) == case.after
    if case.again:
        outcome = await session.call_tool("echo", {})
        assert isinstance(outcome, ResultReply), outcome
    if isinstance(outcome, ResultReply):
        assert "content" in outcome.value
        assert session.state.is_open


def word(outcome: Outcome) -> str:
    """Name an outcome as a case does."""
    if isinstance(outcome, ResultReply):
        return "result"
    return "error" if isinstance(outcome, ErrorReply) else outcome.failure.reason.value


def check_findings(session: Session, case: Case) -> None:
    """See that what must be found is found, and that no rule broke."""
    rules = {finding.rule for finding in session.findings()}
    assert rules >= case.findings, f"not found: {sorted(case.findings - rules)}; found: {sorted(rules)}"
    assert "lint-failed" not in rules, [finding for finding in session.findings() if finding.rule == "lint-failed"]


class Log:
    """What the capture of a session holds."""

    def __init__(self, path: Path) -> None:
        self._reader = CaptureReader(path)
        self.rows: list[Row] = self._reader.rows(1, self._reader.count())

    def received(self, *kinds: str) -> bytes:
        """Give all bytes that came in, of these kinds of records."""
        return b"".join(
            self._reader.raw(row.seq) for row in self.rows if row.direction == "received" and row.kind in kinds
        )

    def answers(self) -> list[bytes]:
        """Give what came in answer to each HTTP request, head and body, in the order of their bytes."""
        parts: dict[int, bytes] = {}
        for row in self.rows:
            if row.direction == "received" and row.http is not None:
                parts[row.http] = parts.get(row.http, b"") + self._reader.raw(row.seq)
        return sorted(parts.values())

    def mishaps(self) -> list[str]:
        """Give what the program says of its own mistakes."""
        texts = [self._reader.raw(row.seq).decode() for row in self.rows if row.kind == "failure"]
        return [text for text in texts if "could not handle" in text]

    def close(self) -> None:
        self._reader.close()


@dataclass
class Wrote:
    """What a server says it has written."""

    path: Path

    @property
    def raw(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else b""

    @property
    def answers(self) -> list[bytes]:
        """What was written in each exchange, where there was anything, in the order of their bytes."""
        return sorted(written for file in self.path.glob("*") if (written := file.read_bytes()))


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0  # noqa: PTH208, PTH112 - no Path


@contextmanager
def listening(name: str, way: str, copy: Path) -> Iterator[int]:
    """Start a hostile server that is reached by a socket, and end it; gives its port."""
    command = [sys.executable, "-S", "-m", "tests.servers.hostile", way, name]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOSTILE_COPY": str(copy)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()
