"""Keeps the ids of tasks from one run to the next, and asks about them when their server is connected again."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer

from inspector.sessions.state import Phase
from inspector.sessions.task_memory import TaskFile
from inspector.sessions.tasks import Task
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.bridge.workspace import Workspace

_PAUSE_MS: Final = 300


class TaskKeeper(QObject):
    """Follows all servers of a workspace."""

    def __init__(self, workspace: Workspace, file: TaskFile, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._tasks = tasks
        self._asked: dict[SessionHandle, int] = {}
        self._changed: set[SessionHandle] = set()
        self._is_closed = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self.keep)
        for server in workspace.servers:
            self._follow(server)
        workspace.server_added.connect(self._follow)

    def _follow(self, server: SessionHandle) -> None:
        server.state_changed.connect(partial(self._look, server))
        server.task_changed.connect(partial(self._note, server))

    def _look(self, server: SessionHandle) -> None:
        """Ask about the tasks that are remembered, once in each session."""
        if self._is_closed:
            return
        is_connected = server.state is not None and server.state.phase is Phase.CONNECTED
        if not is_connected or self._asked.get(server) == server.sessions:
            return
        self._asked[server] = server.sessions
        self.keep()
        remembered = self._file.recall(server.definition)
        if remembered:
            self._tasks.start(server.recall_tasks(remembered))

    def _note(self, server: SessionHandle, _task: Task) -> None:
        if not self._is_closed:
            self._changed.add(server)
            self._later.start()

    def keep(self) -> None:
        """Write what changed now."""
        self._later.stop()
        for server in self._changed:
            self._file.remember(server.definition, list(server.tasks.values()))
        self._changed.clear()

    def close(self) -> None:
        """Write what changed, and follow nothing any more: the last news of servers come when the window is gone."""
        self.keep()
        self._is_closed = True
