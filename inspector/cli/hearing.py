"""What the program hears while a command runs, and tells the person."""

import json
from typing import Any

import anyio
from typing_extensions import override

from inspector.cli.outcomes import say
from inspector.protocol import methods
from inspector.sessions.serving import Unheard
from inspector.sessions.state import SessionState
from inspector.sessions.subscriptions import Subscription
from inspector.sessions.tasks import MAX_TASKS, Task


class Hearing(Unheard):
    """Tells of log messages and tasks if they were asked for, and wakes those who wait for news."""

    def __init__(self, *, logs: bool, tasks: bool) -> None:
        self._logs = logs
        self._tasks = tasks
        self._said: dict[str, tuple[str, str]] = {}
        self.updated: list[str] = []
        """The URIs of resources that changed, oldest first; who acts on one takes it out."""
        self._news = anyio.Event()

    async def news(self) -> None:
        """Wait until something has happened."""
        await self._news.wait()

    @override
    def notified(self, method: str, params: Any, seq: int) -> None:
        body = params if isinstance(params, dict) else {}
        if method == methods.LOG_MESSAGE and self._logs:
            say(_log_line(body))
        if method == methods.RESOURCE_UPDATED and isinstance(body.get("uri"), str):
            if body["uri"] not in self.updated:
                self.updated.append(body["uri"])
            self._wake()

    @override
    def state_changed(self, state: SessionState) -> None:
        self._wake()

    @override
    def subscriptions_changed(self, subscriptions: tuple[Subscription, ...]) -> None:
        self._wake()

    @override
    def task_changed(self, task: Task) -> None:
        state = task.status, task.message
        if self._tasks and self._said.get(task.id) != state:  # its progress is told elsewhere
            self._said[task.id] = state
            if len(self._said) > MAX_TASKS:
                del self._said[next(iter(self._said))]
            say(f"task {task.id}  {task.status}  {task.message}".rstrip())

    def _wake(self) -> None:
        news, self._news = self._news, anyio.Event()
        news.set()


def tell_progress(params: dict[str, Any]) -> None:
    """Tell of one progress notification."""
    progress, total, message = params.get("progress"), params.get("total"), params.get("message")
    done = f"{progress} of {total}" if total is not None else f"{progress}"
    say(f"progress  {done}  {message or ''}".rstrip())


def pass_over_progress(params: dict[str, Any]) -> None:
    """Show no progress; a request whose progress is heard is one the server is asked to report progress of."""


def _log_line(params: dict[str, Any]) -> str:
    data = params.get("data")
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    logger = params.get("logger")
    return f"{params.get('level')}  {logger}: {text}" if logger else f"{params.get('level')}  {text}"
