"""Tasks the other way round: questions of a server of 2025-11-25 that it wants answered later.

https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/tasks
"""

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final

import anyio

from inspector.protocol import methods
from inspector.protocol.capabilities import ClientCapability
from inspector.protocol.errors import INTERNAL_ERROR, INVALID_PARAMS
from inspector.protocol.meta import RELATED_TASK, with_meta
from inspector.sessions.questions import Answer, Declined, Granted
from inspector.sessions.tasks import TERMINAL, TaskStatus

MAX_TASKS: Final = 100
"""How many tasks a server may have here; the oldest that are over make room."""

_POLL_INTERVAL: Final = 1_000
_KNOWN: Final = {
    methods.CREATE_MESSAGE: ClientCapability.TASKS_SAMPLING,
    methods.ELICIT: ClientCapability.TASKS_ELICITATION,
}
_OPERATIONS: Final = (methods.GET_TASK, methods.TASK_RESULT, methods.LIST_TASKS, methods.CANCEL_TASK)


class _Asked:
    """One question that is answered as a task."""

    def __init__(self, params: dict[str, Any]) -> None:
        wish = params["task"].get("ttl") if isinstance(params.get("task"), dict) else None
        self.ident = secrets.token_hex(16)
        self.status = TaskStatus.WORKING
        self.ttl = wish if isinstance(wish, (int, float)) and not isinstance(wish, bool) else None
        self.created = self.updated = _now()
        self.answer: Answer | None = None
        self.over = anyio.Event()
        self.scope = anyio.CancelScope()

    def end(self, status: TaskStatus, answer: Answer) -> None:
        if self.status not in TERMINAL:
            self.status, self.answer, self.updated = status, answer, _now()
            self.over.set()

    def shown(self) -> dict[str, Any]:
        return {
            "taskId": self.ident,
            "status": self.status.value,
            "createdAt": self.created,
            "lastUpdatedAt": self.updated,
            "ttl": self.ttl,
            "pollInterval": _POLL_INTERVAL,
        }


class AskedTasks:
    """The tasks one server has here. Answers are given as results and errors, ready to be sent."""

    def __init__(self) -> None:
        self._tasks: dict[str, _Asked] = {}

    @staticmethod
    def capability_for(method: str, params: dict[str, Any]) -> ClientCapability | None:
        """Give the capability a question asks for by wanting to be a task; None where it does not want that."""
        return _KNOWN.get(method) if "task" in params else None

    @staticmethod
    def is_operation(method: str) -> bool:
        """Tell whether a request of the server is about tasks."""
        return method in _OPERATIONS

    async def answer(self, method: str, params: dict[str, Any]) -> Answer:
        """Answer a request about tasks; a result is held back until the task is over (Result Retrieval)."""
        if method == methods.LIST_TASKS:
            return Granted({"tasks": [task.shown() for task in self._tasks.values()]}, own=True)
        task = self._tasks.get(str(params.get("taskId")))
        if task is None:
            return Declined(INVALID_PARAMS, "There is no such task.", own=True)
        if method == methods.GET_TASK:
            return Granted(task.shown(), own=True)
        if method == methods.CANCEL_TASK:
            return self._cancel(task)
        await task.over.wait()
        return _with_task(task)

    def _cancel(self, task: _Asked) -> Answer:
        if task.status in TERMINAL:
            return Declined(INVALID_PARAMS, f"The task is over: it is {task.status.value}.", own=True)
        task.end(TaskStatus.CANCELLED, Declined(INTERNAL_ERROR, "The task was cancelled.", own=True))
        task.scope.cancel()
        return Granted(task.shown(), own=True)

    async def run(
        self,
        params: dict[str, Any],
        ask: Callable[[], Awaitable[Answer]],
        created: Callable[[Answer], Awaitable[None]],
        changed: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        """Answer a question as a task: say that it was `created`, `ask`, and say that it `changed`."""
        if not self._make_room():
            await created(Declined(INTERNAL_ERROR, f"There are {MAX_TASKS} tasks already.", own=True))
            return
        task = _Asked(params)
        self._tasks[task.ident] = task
        await created(Granted({"task": task.shown()}, own=True))
        with task.scope:
            answer = await ask()
            task.end(TaskStatus.COMPLETED if isinstance(answer, Granted) else TaskStatus.FAILED, answer)
        await changed(task.shown())

    def _make_room(self) -> bool:
        if len(self._tasks) < MAX_TASKS:
            return True
        over = next((ident for ident, task in self._tasks.items() if task.status in TERMINAL), None)
        if over is not None:
            del self._tasks[over]
        return over is not None


def _with_task(task: _Asked) -> Answer:
    """Give the answer of a task that is over; a result names the task (Related Task Metadata)."""
    answer = task.answer
    if isinstance(answer, Granted):
        return Granted(with_meta(answer.result, {RELATED_TASK: {"taskId": task.ident}}), own=answer.own)
    return answer or Declined(INTERNAL_ERROR, "The task has no answer.", own=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
