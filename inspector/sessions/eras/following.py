"""Following a task of 2025-11-25 from its creation to its result.

https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/tasks
"""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any, Final

import anyio

from inspector.protocol import methods
from inspector.sessions.outcome import NoReply, Outcome, ResultReply
from inspector.sessions.peer import Limits
from inspector.sessions.tasks import Task, TaskBoard
from inspector.transports.failure import Failure, Reason

_USUAL_PAUSE: Final = 1.0
_SHORTEST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 30.0
"""Seconds between two looks at a task: what the server wishes, within reason."""

_CANCEL_LIMIT: Final = 1.0

Request = Callable[[str, dict[str, Any], Limits], Awaitable[Outcome]]


def created_task(result: Any) -> Any:
    """Give the task object of a `CreateTaskResult`, or None where a result is none."""
    task = result.get("task") if isinstance(result, dict) else None
    return task if isinstance(task, dict) and isinstance(task.get("taskId"), str) else None


class Follower:
    """Follows tasks. `request` sends on the program's own account; `board` keeps what is known of each task."""

    def __init__(self, board: TaskBoard, request: Request) -> None:
        self._board = board
        self._request = request
        self._news = anyio.Event()

    def told(self, params: Any) -> None:
        """Take a status notification, which spares nobody the asking but brings the news earlier."""
        if self._board.hear(params) is not None:
            self._news.set()
            self._news = anyio.Event()

    async def follow(self, task: Task, created: ResultReply, limits: Limits, *, leaves: bool = False) -> Outcome:
        """See a task through; gives its result as if the call that created it had been answered with it.

        Whoever cancels the wait, or lets the total limit pass, wants the task cancelled, unless who `leaves` it.
        """
        started = anyio.current_time()
        outcome: Outcome = NoReply(_too_long(task, limits), created.request_seq, 0)
        try:
            with anyio.move_on_after(limits.total) as scope:
                outcome = await self._to_the_end(task, limits)
        except anyio.get_cancelled_exc_class():
            if not leaves:
                await self._cancel(task)
            raise
        if scope.cancelled_caught:
            await self._cancel(task)
        duration = created.duration_ns + int((anyio.current_time() - started) * 1e9)
        return dataclasses.replace(outcome, request_seq=created.request_seq, duration_ns=duration)

    async def _to_the_end(self, task: Task, limits: Limits) -> Outcome:
        refusal = await self._wait_while(task.id, limits, lambda now: not (now.is_over or now.wants_input))
        return refusal if refusal is not None else await self._result(task.id, limits)

    async def _wait_while(self, ident: str, limits: Limits, waiting: Callable[[Task], bool]) -> Outcome | None:
        """Look at a task again and again while it is so; gives what went wrong if a look did (Getting Tasks)."""
        while True:
            task = self._board.of(ident)
            if task is None or not waiting(task):
                return None
            with anyio.move_on_after(_pause(task)):
                await self._news.wait()
                continue
            outcome = await self._request(methods.GET_TASK, {"taskId": ident}, limits)
            if not isinstance(outcome, ResultReply):
                return outcome
            self._board.hear(outcome.value)

    async def _result(self, ident: str, limits: Limits) -> Outcome:
        """Fetch the result. A server holds it back until the task is over, and asks its questions meanwhile."""
        outcome: Outcome | None = None
        async with anyio.create_task_group() as asking:

            async def look_on() -> None:
                refusal = await self._wait_while(ident, limits, lambda task: not task.is_over)
                if refusal is None and limits.quiet is not None:
                    await anyio.sleep(limits.quiet)  # over, so the result is due
                    asking.cancel_scope.cancel()

            asking.start_soon(look_on)
            outcome = await self._request(methods.TASK_RESULT, {"taskId": ident}, Limits(None))
            asking.cancel_scope.cancel()
        return outcome or NoReply(_no_result(ident), 0, 0)

    async def _cancel(self, task: Task) -> None:
        now = self._board.of(task.id)
        if now is not None and now.is_over:
            return
        with anyio.move_on_after(_CANCEL_LIMIT, shield=True):
            outcome = await self._request(methods.CANCEL_TASK, {"taskId": task.id}, Limits(_CANCEL_LIMIT))
            if isinstance(outcome, ResultReply):
                self._board.hear(outcome.value)


def _pause(task: Task) -> float:
    wished = _USUAL_PAUSE if task.poll_interval is None else task.poll_interval / 1000
    return min(max(wished, _SHORTEST_PAUSE), _LONGEST_PAUSE)


def _too_long(task: Task, limits: Limits) -> Failure:
    return Failure(
        Reason.TIMEOUT,
        f'The task "{task.id}" was not done within {limits.total or 0:g} seconds in all, and was cancelled.',
        "Give it a longer total limit.",
    )


def _no_result(ident: str) -> Failure:
    return Failure(
        Reason.TIMEOUT,
        f'The task "{ident}" is over, but the server did not give its result.',
        "Its states are in the message log.",
    )
