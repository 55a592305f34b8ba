"""A session under test: opened on a real server, watched, and closed."""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
import pytest

from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.sessions.client_profile import ClientProfile
from inspector.sessions.era_memory import EraMemory
from inspector.sessions.questions import Answer, Question, ask_nobody
from inspector.sessions.session import Session
from inspector.sessions.state import Catalog, Phase, SessionState
from inspector.sessions.subscriptions import Subscription
from inspector.sessions.tasks import Task
from inspector.traffic.capture import CaptureReader, CaptureWriter, Row
from inspector.traffic.recorder import Recorder


@dataclass
class Watched:
    """A session and what was heard of it."""

    session: Session
    recorder: Recorder
    path: Path
    phases: list[Phase] = field(default_factory=list)
    told: list[tuple[str, Any]] = field(default_factory=list)
    subscriptions: list[tuple[Subscription, ...]] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    _heard: anyio.Event = field(default_factory=anyio.Event)

    def state_changed(self, state: SessionState) -> None:
        if not self.phases or self.phases[-1] is not state.phase:
            self.phases.append(state.phase)
        self._wake()

    def catalog_changed(self, catalog: Catalog) -> None:
        self._wake()

    def notified(self, method: str, params: Any, seq: int) -> None:
        self.told.append((method, params))
        self._wake()

    def _wake(self) -> None:
        heard, self._heard = self._heard, anyio.Event()
        heard.set()

    async def until(self, fact: Callable[[], Any]) -> None:
        """Wait until something is so; whether it is, is asked again whenever the session told something."""
        with anyio.fail_after(15):
            while not fact():
                await self._heard.wait()

    async def hear(self, method: str) -> Any:
        """Wait for a notification; gives its params."""
        while True:
            found = [params for told, params in self.told if told == method]
            if found:
                return found[0]
            await self._heard.wait()

    def subscriptions_changed(self, subscriptions: tuple[Subscription, ...]) -> None:
        self.subscriptions.append(subscriptions)
        self._wake()

    def task_changed(self, task: Task) -> None:
        self.tasks.append(task)
        self._wake()

    def rows(self) -> list[Row]:
        self.recorder.flush()
        reader = CaptureReader(self.path)
        rows = reader.rows(1, reader.count())
        reader.close()
        return rows

    def reply_to(self, seq: int) -> int | None:
        self.recorder.flush()
        reader = CaptureReader(self.path)
        reply = reader.reply_to(seq)
        reader.close()
        return reply

    def raw(self, seq: int) -> bytes:
        self.recorder.flush()
        reader = CaptureReader(self.path)
        raw = reader.raw(seq)
        reader.close()
        return raw


def definition_of(command: list[str], **options: Any) -> ServerDefinition:
    """Give the definition of a server that is started by a command."""
    return ServerDefinition("server", StdioSettings(command[0], tuple(command[1:])), **options)


Open = Callable[..., AbstractAsyncContextManager[Watched]]


@pytest.fixture
def open_session(tmp_path: Path) -> Open:
    numbers = itertools.count(1)

    @asynccontextmanager
    async def open_one(
        command: list[str] | ServerDefinition,
        *,
        client: ClientProfile | None = None,
        ask: Callable[[Question], Awaitable[Answer]] = ask_nobody,
        eras: EraMemory | None = None,
        **options: Any,
    ) -> AsyncIterator[Watched]:
        definition = command if isinstance(command, ServerDefinition) else definition_of(command, **options)
        path = tmp_path / f"session-{next(numbers)}.mcpcap"
        recorder = Recorder(CaptureWriter(path))
        watched = Watched.__new__(Watched)
        session = Session(definition, recorder, watched, client=client, ask=ask, eras=eras)
        watched.__init__(session, recorder, path)  # type: ignore[misc]  # the session needs its observer first
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(recorder.run)
            with anyio.fail_after(30):
                await tasks.start(session.run)
            yield watched
            session.close()
            with anyio.fail_after(15):
                await session.ended.wait()
            tasks.cancel_scope.cancel()
        recorder.close()

    return open_one
