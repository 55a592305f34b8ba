"""The menu from which log messages are asked for."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from inspector.protocol.capabilities import has
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.log_levels import LEVELS, ask_for_level


class LogLevelMenu(QMenu):
    """Offers the levels; the one that was asked for last is ticked. `said` tells how the asking went."""

    said = Signal(str)

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__("Log Level", parent)
        self._tasks = tasks
        self._server: SessionHandle | None = None
        group = QActionGroup(self)
        self._places: dict[str | None, int] = {}
        for level in (None, *LEVELS):
            action = self.addAction(level or "None", partial(self._choose, level))
            action.setCheckable(True)
            group.addAction(action)
            self._places[level] = len(self._places)

    def show_server(self, server: SessionHandle | None) -> None:
        """Follow the selected server."""
        self._server = server
        is_open = server is not None and server.is_open
        self.setEnabled(is_open)
        if server is None or server.state is None:
            return
        announced = has(server.state.capabilities, "logging")
        self.setTitle("Log Level" if announced or not is_open else "Log Level (not announced)")
        self.actions()[self._places[server.log_level]].setChecked(True)

    def _choose(self, level: str | None) -> None:
        if self._server is not None and self._server.is_open:
            self._tasks.start(self._ask(self._server, level))

    async def _ask(self, server: SessionHandle, level: str | None) -> None:
        self.said.emit(await ask_for_level(server, level))
