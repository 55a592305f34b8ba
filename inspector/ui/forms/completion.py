"""Completion of a form's lines by the server, with what stands in the other fields as context."""

from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from inspector.protocol import methods
from inspector.protocol.capabilities import allows
from inspector.sessions.suggestions import CONTEXT_SINCE, Suggestions, read_suggestions
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.forms.form_view import FormView
from inspector.ui.widgets.line_completer import LineCompleter

_CAPABILITY_SINCE: Final = "2025-03-26"
"""The first revision whose servers declare that they complete (its schema, ServerCapabilities)."""


class FormCompletion(QObject):
    """Lets a server complete the lines of a form. `said` has a sentence about the last answer, or an empty text."""

    said = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._server: SessionHandle | None = None
        self._ref: dict[str, Any] = {}
        self._form: FormView | None = None
        self._unknown = False

    def attach(self, server: SessionHandle | None, ref: dict[str, Any], form: FormView) -> None:
        """Complete the lines of this form; `ref` is as the specification has it."""
        self._server, self._ref, self._form = server, ref, form
        self._unknown = False
        form.changed.connect(self._look_for_lines)
        self.said.emit("")
        self._look_for_lines()

    def _look_for_lines(self) -> None:
        """Complete lines that came since, such as those of another item of a list."""
        if self._form is None:
            return
        for pointer, editor in self._form.editors().items():
            name = pointer.split("/")[1].replace("~1", "/").replace("~0", "~")
            for line in editor.findChildren(QLineEdit):
                if line.findChild(LineCompleter) is None:
                    self._complete(line, name)

    def _complete(self, line: QLineEdit, name: str) -> None:
        async def ask(text: str) -> Suggestions | None:
            return await self._ask(name, text)

        LineCompleter(line, ask, self._tasks).said.connect(self.said)

    async def _ask(self, name: str, text: str) -> Suggestions | None:
        server, form = self._server, self._form
        if server is None or form is None or not server.is_open or server.state is None or not self._may_ask(server):
            return None
        context = {}
        if (server.state.revision or "") >= CONTEXT_SINCE:
            context = {other: value for other, value in form.value().items() if other != name and _is_said(value)}
        found = read_suggestions(await server.complete(self._ref, name, text, context))
        self._unknown = found.is_unknown
        return found

    def _may_ask(self, server: SessionHandle) -> bool:
        """Tell whether the server is to be asked; what said once that it does not know the method is left alone."""
        state = server.state
        if state is None or self._unknown:
            return False
        return (state.revision or "") < _CAPABILITY_SINCE or allows(state.capabilities, methods.COMPLETE)


def _is_said(value: Any) -> bool:
    return isinstance(value, str) and value != ""
