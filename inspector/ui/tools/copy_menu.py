"""A call copied as something that makes the same call elsewhere."""

from collections.abc import Awaitable, Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from inspector.sessions.as_code import ToolCall, can_be_curl, can_be_python, curl, loupe, message_text, python
from inspector.ui.bridge.tasks import Tasks

Ask = Callable[[], Awaitable[ToolCall | None]]

_NO_CURL: Final = "curl can make a call over Streamable HTTP alone."
_NO_PYTHON: Final = "The official SDK speaks stdio and HTTP alone, and takes an object as arguments."


class CopyMenu(QMenu):
    """Copies the call that `ask` gives. `said` tells what was copied, or why it cannot be."""

    said = Signal(str)

    def __init__(self, tasks: Tasks, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__("Copy As", parent)
        self._tasks = tasks
        self._ask = ask
        self._add("JSON-RPC Message", message_text)
        self._add("curl", curl, can_be_curl, _NO_CURL)
        self._add("curl with Secrets", lambda call: curl(call, secrets=True), can_be_curl, _NO_CURL)
        self._add("Python (SDK 2)", python, can_be_python, _NO_PYTHON)
        self._add("Python (SDK 1)", lambda call: python(call, major=1), can_be_python, _NO_PYTHON)
        self._add("mcp-loupe Command", loupe)

    def copy(self, text: str) -> None:
        """Copy the call as the entry with this text does."""
        next(action for action in self.actions() if action.text() == text).trigger()

    def _add(
        self,
        text: str,
        write: Callable[[ToolCall], str],
        can: Callable[[ToolCall], bool] = lambda _call: True,
        why_not: str = "",
    ) -> None:
        async def copy() -> None:
            call = await self._ask()
            if call is None:
                return
            if not can(call):
                self.said.emit(why_not)
                return
            QGuiApplication.clipboard().setText(write(call))
            self.said.emit(f'The call of "{call.name}" was copied as {text}.')

        self.addAction(text, lambda: self._tasks.start(copy()))
