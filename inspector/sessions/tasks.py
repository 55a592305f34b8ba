"""Tasks: requests whose result comes later, in the words of 2025-11-25 and of the later extension.

https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/tasks
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

MAX_TASKS: Final = 1_000
"""How many tasks of a session are remembered; the oldest that are over are forgotten first."""


_EARLY_KEPT: Final = 50


class TaskStatus(StrEnum):
    """The states the specification knows (Tasks, Task Status). A server may send others."""

    WORKING = "working"
    INPUT_REQUIRED = "input_required"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNKNOWN: Final = "unknown"
"""The state, of ours, of a task of an earlier session that the server does not know any more."""

TERMINAL: Final = (TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """The wish that a call be run as a task; `ttl` is how long it shall be kept, in milliseconds."""

    ttl: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One moment of a task.

    `status` is as sent, so it may be none of `TaskStatus`; `ttl` and `poll_interval` are milliseconds; `method`,
    `subject` and `request_seq` are those of the call it came from, empty and 0 if it was only listed; `raw` is the
    task as the server sent it last; `progress` and `total` are those of its last progress notification.
    """

    id: str
    status: str
    message: str = ""
    ttl: float | None = None
    poll_interval: float | None = None
    method: str = ""
    subject: str = ""
    request_seq: int = 0
    raw: Any = field(default=None, repr=False)
    progress: float | None = None
    total: float | None = None

    @property
    def created(self) -> str:
        """When it was created, as sent (ISO 8601); empty where the server does not tell."""
        return _text(self.raw, "createdAt")

    @property
    def updated(self) -> str:
        """When its state last changed, as sent (ISO 8601); empty where the server does not tell."""
        return _text(self.raw, "lastUpdatedAt")

    @property
    def is_over(self) -> bool:
        """Whether its status will not change again."""
        return self.status in TERMINAL

    @property
    def wants_input(self) -> bool:
        """Whether the server waits for answers to questions."""
        return self.status == TaskStatus.INPUT_REQUIRED


def is_task(result: Any) -> bool:
    """Tell whether a call was answered with a task: that of 2025-11-25, or that of the extension."""
    return isinstance(result, dict) and (result.get("resultType") == "task" or isinstance(result.get("task"), dict))


def read_task(raw: Any, *, method: str = "", subject: str = "", request_seq: int = 0) -> Task | None:
    """Read a task object as the server sent it; None if it names no task."""
    ident = raw.get("taskId") if isinstance(raw, dict) else None
    if not isinstance(ident, str):
        return None
    message = raw.get("statusMessage")
    return Task(
        ident,
        str(raw.get("status", "")),
        message if isinstance(message, str) else "",
        _number(raw.get("ttl", raw.get("ttlMs"))),
        _number(raw.get("pollInterval", raw.get("pollIntervalMs"))),
        method,
        subject,
        request_seq,
        raw,
    )


def _with_progress(task: Task, params: dict[str, Any]) -> Task:
    return replace(task, progress=_number(params.get("progress")), total=_number(params.get("total")))


def _text(raw: Any, name: str) -> str:
    value = raw.get(name) if isinstance(raw, dict) else None
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 else None


class TaskBoard:
    """The tasks of one session as last heard of; `changed` hears of every change."""

    def __init__(self, changed: Callable[[Task], None] = lambda _task: None) -> None:
        self._changed = changed
        self._by_id: dict[str, Task] = {}
        self._progress: dict[int, Any] = {}
        """The last progress of calls, which may come before the task of the call is heard of."""

    @property
    def all(self) -> tuple[Task, ...]:
        """All there are, oldest first."""
        return tuple(self._by_id.values())

    def of(self, ident: str) -> Task | None:
        """Give one task."""
        return self._by_id.get(ident)

    def hear(self, raw: Any, *, method: str = "", subject: str = "", request_seq: int = 0) -> Task | None:
        """Take a task object that came in; gives the task, or None if it names none.

        What is known of the call it came from is kept when a later message does not tell. A state that is final stays
        (Tasks, Task Status Lifecycle), and one that was overtaken on its way changes nothing.
        """
        task = read_task(raw, method=method, subject=subject, request_seq=request_seq)
        if task is None:
            return None
        before = self._by_id.get(task.id)
        if before is not None:
            newest = before if before.is_over or _is_overtaken(raw, before.raw) else task
            origin = task if request_seq else before
            task = replace(
                newest,
                method=origin.method,
                subject=origin.subject,
                request_seq=origin.request_seq,
                progress=before.progress,
                total=before.total,
            )
        early = self._progress.pop(request_seq, None) if request_seq else None
        if early is not None:
            task = _with_progress(task, early)
        if task != before:
            self._by_id[task.id] = task
            self._forget_some()
            self._changed(task)
        return task

    def progressed(self, request_seq: int | None, params: Any) -> None:
        """Take a progress notification for the call of this number; that of a call without a task changes nothing."""
        if not request_seq or not isinstance(params, dict):
            return
        before = next((task for task in self._by_id.values() if task.request_seq == request_seq), None)
        if before is None:
            self._progress.pop(request_seq, None)
            self._progress[request_seq] = params
            if len(self._progress) > _EARLY_KEPT:
                del self._progress[next(iter(self._progress))]
            return
        task = self._by_id[before.id] = _with_progress(before, params)
        self._changed(task)

    def recall(self, ident: str, method: str, subject: str) -> None:
        """Take up a task of an earlier session by its id, before the server was asked about it."""
        if ident not in self._by_id:
            task = self._by_id[ident] = Task(ident, "", method=method, subject=subject)
            self._changed(task)

    def lose(self, ident: str, why: str) -> None:
        """Take word that the server does not know a task any more."""
        before = self._by_id.get(ident)
        if before is not None:
            task = self._by_id[ident] = replace(before, status=UNKNOWN, message=why)
            self._changed(task)

    def _forget_some(self) -> None:
        while len(self._by_id) > MAX_TASKS:
            over = next((ident for ident, task in self._by_id.items() if task.is_over), next(iter(self._by_id)))
            del self._by_id[over]


def _is_overtaken(raw: Any, newest: Any) -> bool:
    """Tell whether a task object is older than the one before; times of the same form compare as texts."""
    time, last = raw.get("lastUpdatedAt"), newest.get("lastUpdatedAt") if isinstance(newest, dict) else None
    return isinstance(time, str) and isinstance(last, str) and len(time) == len(last) and time < last
