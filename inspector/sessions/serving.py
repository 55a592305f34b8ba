"""A session for a program without a window: opened, used, closed, with its capture."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio

from inspector.servers.definition import ServerDefinition
from inspector.sessions.session import Session
from inspector.sessions.state import Catalog, SessionState
from inspector.sessions.subscriptions import Subscription
from inspector.sessions.tasks import Task
from inspector.traffic.capture import CaptureWriter
from inspector.traffic.recorder import Recorder


@asynccontextmanager
async def serving(definition: ServerDefinition, capture: Path | None, *, lists: bool) -> AsyncIterator[Session]:
    """Open a session, give it, and close it with all it has started.

    The session is open or has failed; its state says which. Without `capture` the records go to a file that
    is deleted at the end. Raises `CaptureError` if the capture cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix="mcp-loupe-") as folder:
        recorder = Recorder(CaptureWriter(capture or Path(folder) / "session.mcpcap"))
        try:
            async with anyio.create_task_group() as tasks:
                session = Session(definition, recorder, _Unheard(), lists=lists)
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


class _Unheard:
    """An observer for a program that asks the session itself."""

    def state_changed(self, state: SessionState) -> None:
        pass

    def catalog_changed(self, catalog: Catalog) -> None:
        pass

    def notified(self, method: str, params: Any, seq: int) -> None:
        pass

    def subscriptions_changed(self, subscriptions: tuple[Subscription, ...]) -> None:
        pass

    def task_changed(self, task: Task) -> None:
        pass
