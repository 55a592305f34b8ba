"""The workspace: the engine's thread, one capture, and the servers in the window."""

import asyncio
from pathlib import Path

import anyio
from anyio.abc import TaskStatus
from PySide6.QtCore import QObject, Signal

from inspector.servers.definition import ServerDefinition
from inspector.sessions.era_memory import EraMemory
from inspector.sessions.terms_memory import TermsFile
from inspector.traffic.capture import CaptureWriter
from inspector.traffic.recorder import Recorder
from inspector.ui.bridge.engine_thread import EngineThread
from inspector.ui.bridge.news import News
from inspector.ui.bridge.question_desk import QuestionDesk
from inspector.ui.bridge.session_handle import SessionHandle


class Workspace(QObject):
    """What a window works with. Made in the Qt thread; `start` before use, `await stop()` at the end.

    `path` is the capture's file; raises `CaptureError` from `start` if it cannot be made.
    """

    server_added = Signal(object)  # SessionHandle
    server_removed = Signal(object)  # SessionHandle
    committed = Signal(int)  # how many records readers of the capture now see
    recording_stopped = Signal(str)  # why

    def __init__(
        self,
        path: Path,
        parent: QObject | None = None,
        *,
        eras: EraMemory | None = None,
        terms: TermsFile | None = None,
    ) -> None:
        super().__init__(parent)
        self._eras = eras
        self._terms = terms
        self.path = path
        self.servers: list[SessionHandle] = []
        self._engine = EngineThread()
        self._news = News(self)
        self.questions = QuestionDesk(self._engine, self._news, self)
        self._recorder: Recorder | None = None
        self._stopping: anyio.Event | None = None

    def start(self) -> None:
        """Start the engine and open the capture."""
        self._engine.start()
        try:
            self._served, _ = self._engine.portal.start_task(self._serve)
        except BaseException:
            self._engine.stop()
            raise

    async def stop(self) -> None:
        """Close all sessions, the capture and the engine; afterwards nothing of them is left."""
        await self.close_sessions()
        if self._stopping is not None:
            self._engine.soon(self._stopping.set)
            await asyncio.wrap_future(self._served)
        self._engine.stop()

    async def close_sessions(self) -> None:
        """Close all sessions; what waits for them ends."""
        await asyncio.gather(*(server.close() for server in self.servers))

    def stop_now(self) -> None:
        """End a workspace in which no session was opened, without a Qt loop to wait on."""
        if self._stopping is not None:
            self._engine.soon(self._stopping.set)
            self._served.result()
        self._engine.stop()

    def add(self, definition: ServerDefinition) -> SessionHandle:
        """Add a server; nothing is started."""
        handle = SessionHandle(
            definition,
            engine=self._engine,
            news=self._news,
            recorder=self._open_recorder,
            ask=self.questions.ask,
            eras=self._eras,
            terms=self._terms,
            parent=self,
        )
        handle.elicitation_completed.connect(self.questions.complete)
        handle.page_required.connect(self.questions.require)
        handle.state_changed.connect(lambda: self._look_after_end(handle))
        self.servers.append(handle)
        self.server_added.emit(handle)
        return handle

    def _look_after_end(self, handle: SessionHandle) -> None:
        if handle.state is not None and handle.state.is_over:
            self.questions.forget_required(handle.definition.name)

    async def remove(self, handle: SessionHandle) -> None:
        """Close a server's session and take it off the list; its records stay."""
        await handle.close()
        self.servers.remove(handle)
        self.server_removed.emit(handle)

    def _open_recorder(self) -> Recorder:
        if self._recorder is None:
            raise RuntimeError("the workspace was not started")
        return self._recorder

    async def _serve(self, *, task_status: TaskStatus[None]) -> None:
        """In the engine: keep the recorder until told to stop."""
        self._recorder = Recorder(
            CaptureWriter(self.path),
            committed=lambda count: self._news.post("committed", self.committed.emit, count),
            stopped=lambda why: self._news.post("stopped", self.recording_stopped.emit, why),
        )
        self._stopping = anyio.Event()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._recorder.run)
            task_status.started()
            await self._stopping.wait()
            tasks.cancel_scope.cancel()
        self._recorder.close()
