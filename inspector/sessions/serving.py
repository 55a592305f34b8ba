"""A session for a program without a window: opened, used, closed, with its capture."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
from typing_extensions import override

from inspector.servers.definition import ServerDefinition
from inspector.sessions.client_profile import ClientProfile
from inspector.sessions.era_memory import EraMemory
from inspector.sessions.observer import SessionObserver
from inspector.sessions.questions import Ask, ask_nobody
from inspector.sessions.session import Session
from inspector.sessions.state import Catalog, SessionState
from inspector.sessions.subscriptions import Subscription
from inspector.sessions.tasks import Task
from inspector.traffic.capture import CaptureWriter
from inspector.traffic.recorder import Recorder


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a session is held: what the program can do, who answers questions, and what is known of eras."""

    client: ClientProfile = field(default_factory=ClientProfile)
    ask: Ask = ask_nobody
    eras: EraMemory | None = None


@asynccontextmanager
async def serving(
    definition: ServerDefinition,
    capture: Path | None,
    *,
    lists: bool,
    terms: Terms | None = None,
    observer: SessionObserver | None = None,
) -> AsyncIterator[Session]:
    """Open a session, give it, and close it with all it has started.

    The session is open or has failed; its state says which. Without `capture` the records go to a file that
    is deleted at the end. Without `lists` the server's lists are not read when the session opens. Raises
    `CaptureError` if the capture cannot be made.
    """
    terms = terms or Terms()
    with tempfile.TemporaryDirectory(prefix="mcp-loupe-") as folder:
        recorder = Recorder(CaptureWriter(capture or Path(folder) / "session.mcpcap"))
        try:
            async with anyio.create_task_group() as tasks:
                session = Session(
                    definition,
                    recorder,
                    observer or Unheard(),
                    client=terms.client,
                    ask=terms.ask,
                    eras=terms.eras,
                    lists=lists,
                )
                tasks.start_soon(recorder.run)
                await tasks.start(session.run)
                try:
                    yield session
                finally:
                    session.close()
                    with anyio.CancelScope(shield=True):
                        await session.ended.wait()
                    tasks.cancel_scope.cancel()
        finally:
            recorder.close()


class Unheard(SessionObserver):
    """An observer for a program that asks the session itself; a base for one that wants to hear of some things."""

    @override
    def state_changed(self, state: SessionState) -> None:
        pass

    @override
    def catalog_changed(self, catalog: Catalog) -> None:
        pass

    @override
    def notified(self, method: str, params: Any, seq: int) -> None:
        pass

    @override
    def subscriptions_changed(self, subscriptions: tuple[Subscription, ...]) -> None:
        pass

    @override
    def task_changed(self, task: Task) -> None:
        pass
