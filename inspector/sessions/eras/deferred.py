"""Calls that a server of the stateless era answers with a task, seen through to their result.

https://modelcontextprotocol.io/seps/2663-tasks-extension
"""

import dataclasses
from typing import Any, Final

import anyio
from anyio.abc import TaskGroup

from inspector.protocol import methods
from inspector.protocol.capabilities import has_extension
from inspector.protocol.meta import TASKS_EXTENSION
from inspector.sessions.eras.driver import Conversation
from inspector.sessions.eras.rounds import Asking, GivenUp, are_askable
from inspector.sessions.eras.sending import Manner, Sender
from inspector.sessions.eras.streams import Stream, Streams
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome, ResultReply
from inspector.sessions.peer import Limits
from inspector.sessions.questions import Cause, Declined
from inspector.sessions.tasks import Task, TaskStatus
from inspector.traffic.record import Record
from inspector.transports.failure import Failure, Reason

USUAL_PAUSE: Final = 1.0
SHORTEST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 60.0
"""Seconds between two looks at a task: what the server wishes, within reason."""

MAX_QUESTIONS: Final = 200
"""How many questions one task may put; what it asks beyond that goes unanswered."""

_CANCEL_LIMIT: Final = 1.0
_DEFERRED: Final = (methods.CALL_TOOL,)
"""The methods that may be answered with a task (Supported Methods)."""


class Deferred:
    """Sees tasks through: looks at them, hears of them, and answers what they ask."""

    def __init__(self, conversation: Conversation, sender: Sender, streams: Streams) -> None:
        self._it = conversation
        self._sender = sender
        self._streams = streams
        self._has_streams = True
        self._followed: dict[str, _Followed] = {}

    def is_created(self, method: str, outcome: Outcome) -> bool:
        """Tell whether a call was answered with a task; without the extension being declared it cannot be."""
        if method not in _DEFERRED or not isinstance(outcome, ResultReply) or not isinstance(outcome.value, dict):
            return False
        is_named = isinstance(outcome.value.get("taskId"), str)
        return (
            outcome.value.get("resultType") == "task"
            and is_named
            and has_extension(self._sender.capabilities, TASKS_EXTENSION)
        )

    def told(self, params: Any, record: Record) -> None:
        """Take a status notification: it holds all that looking at the task would give."""
        task = self._it.tasks.hear(params)
        followed = self._followed.get(task.id) if task is not None else None
        if followed is not None:
            followed.hear(params, record.seq)

    def is_followed(self, ident: str) -> bool:
        """Tell whether somebody sees to a task already."""
        return ident in self._followed

    async def follow(
        self, created: ResultReply, method: str, params: dict[str, Any], limits: Limits, *, leaves: bool = False
    ) -> Outcome:
        """See a task through; gives its result as if the call had been answered with it.

        Whoever cancels the wait, or lets the total limit pass, wants the task cancelled, unless who `leaves` it.
        """
        task = self._it.tasks.hear(
            created.value, method=method, subject=methods.subject_of(params) or "", request_seq=created.request_seq
        )
        if task is None:
            return created
        started = anyio.current_time()
        outcome: Outcome | None = None
        stream = self._streams.open({"taskIds": [task.id]}, own=True) if self._has_streams else None
        cause = Cause(method, params, created.request_seq)
        self._followed[task.id] = followed = _Followed(task.id, created.value, created.reply_seq, cause)
        try:
            with anyio.move_on_after(limits.total):
                outcome = await self._to_the_end(followed, limits)
        finally:
            del self._followed[task.id]
            self._leave(stream)
            if (outcome is None and not leaves) or followed.given_up is not None:
                await self._cancel_unless_over(task)
        duration = created.duration_ns + int((anyio.current_time() - started) * 1e9)
        outcome = outcome or NoReply(_too_long(task, limits), 0, 0)
        return dataclasses.replace(outcome, request_seq=created.request_seq, duration_ns=duration)

    def _leave(self, stream: Stream | None) -> None:
        """Close the stream of a task; a server that refused one is not asked for another."""
        if stream is not None:
            if isinstance(stream.outcome, ErrorReply) or stream.refused("taskIds"):
                self._has_streams = False
            self._streams.close(stream)

    async def _to_the_end(self, followed: "_Followed", limits: Limits) -> Outcome:
        async with anyio.create_task_group() as asking:
            outcome = await self._attend(followed, limits, asking)
            asking.cancel_scope.cancel()  # what is still asked serves nothing any more
        return outcome

    async def _attend(self, followed: "_Followed", limits: Limits, asking: TaskGroup) -> Outcome:
        while (outcome := _ending(followed)) is None:
            self._ask_what_is_new(asking, followed, limits)
            wrong = await self._look(followed, limits)
            if wrong is not None:
                return wrong
        return outcome

    async def _look(self, followed: "_Followed", limits: Limits) -> Outcome | None:
        """Wait for news as long as the server wishes, then ask; gives what went wrong if asking did."""
        if not followed.is_over:
            with anyio.move_on_after(_pause(followed.raw)):
                await followed.news.wait()
                return None
        manner = Manner(Limits(limits.quiet), own=True)
        outcome = await self._sender.send(methods.GET_TASK, {"taskId": followed.ident}, manner)
        if not isinstance(outcome, ResultReply) or not isinstance(outcome.value, dict):
            return outcome
        self._it.tasks.hear(outcome.value)
        followed.hear(outcome.value, outcome.reply_seq)
        followed.looked_at_end = followed.is_over
        return None

    def _ask_what_is_new(self, asking: TaskGroup, followed: "_Followed", limits: Limits) -> None:
        """Put the questions that were not put before: a key means one question in a task's life (tasks/update)."""
        requests: Any = followed.raw.get("inputRequests")
        if followed.raw.get("status") != TaskStatus.INPUT_REQUIRED or not are_askable(requests):
            return
        for key, request in requests.items():
            if key not in followed.asked and len(followed.asked) < MAX_QUESTIONS:
                followed.asked.add(key)
                asking.start_soon(self._answer, followed, key, request, followed.seq, limits)

    async def _answer(self, followed: "_Followed", key: str, request: Any, seq: int, limits: Limits) -> None:
        asking = Asking(self._it, seq, followed.cause, self._sender.revision)
        answer = await asking.ask(key, request, len(followed.asked))
        if isinstance(answer, Declined):
            followed.give_up(GivenUp(answer.message).failure)
            return
        params = {"taskId": followed.ident, "inputResponses": {key: answer.result}}
        outcome = await self._sender.send(methods.UPDATE_TASK, params, Manner(Limits(limits.quiet), own=answer.own))
        if not isinstance(outcome, ResultReply):
            followed.give_up(GivenUp("The server did not take the answer.").failure)

    async def _cancel_unless_over(self, task: Task) -> None:
        """Take a task back whose result nobody waits for any more; the extension has a request of its own for it."""
        now = self._it.tasks.of(task.id)
        if now is not None and now.is_over:
            return
        with anyio.move_on_after(_CANCEL_LIMIT, shield=True):
            manner = Manner(Limits(_CANCEL_LIMIT), own=True, cancellable=False)
            await self._sender.send(methods.CANCEL_TASK, {"taskId": task.id}, manner)


class _Followed:
    """A task that is being followed: what was last heard of it, and what it has asked."""

    def __init__(self, ident: str, raw: dict[str, Any], seq: int, cause: Cause) -> None:
        self.ident = ident
        self.cause = cause
        self.raw = raw
        self.seq = seq
        self.asked: set[str] = set()
        self.looked_at_end = False
        self.given_up: Failure | None = None
        self.news = anyio.Event()

    @property
    def is_over(self) -> bool:
        return self.raw.get("status") in (TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED)

    def hear(self, raw: dict[str, Any], seq: int) -> None:
        """Take a later state; one that is final stays, whatever overtakes it."""
        if not self.is_over or raw.get("status") == self.raw.get("status"):
            self.raw, self.seq = raw, seq
        self._wake()

    def give_up(self, failure: Failure) -> None:
        """Take word that one of its questions cannot be answered."""
        self.given_up = failure
        self._wake()

    def _wake(self) -> None:
        self.news.set()
        self.news = anyio.Event()


def _ending(followed: _Followed) -> Outcome | None:
    """Give the outcome of a task that is over and has said all, None while there is more to come."""
    raw, seq = followed.raw, followed.seq
    if followed.given_up is not None:
        return NoReply(followed.given_up, 0, 0)
    status = raw.get("status")
    if status == TaskStatus.COMPLETED and isinstance(raw.get("result"), dict):
        return ResultReply(raw["result"], 0, seq, 0)
    if status == TaskStatus.FAILED and "error" in raw:
        return ErrorReply(raw["error"], 0, seq, 0)
    if status == TaskStatus.CANCELLED:
        return NoReply(_cancelled(followed), 0, 0)
    if followed.looked_at_end:
        return ResultReply(raw, 0, seq, 0)  # over, without what it has to hold: shown as it came
    return None


def _pause(raw: dict[str, Any]) -> float:
    """Give the seconds until the next look (Task Polling)."""
    wished = raw.get("pollIntervalMs")
    if not isinstance(wished, (int, float)) or isinstance(wished, bool) or not wished >= 0:  # as NaN is not
        return USUAL_PAUSE
    return min(max(wished / 1000, SHORTEST_PAUSE), LONGEST_PAUSE)


def _cancelled(followed: _Followed) -> Failure:
    said = followed.raw.get("statusMessage")
    why = f": {said[:500]}" if isinstance(said, str) and said else "."
    return Failure(Reason.CANCELLED, f'The task "{followed.ident[:100]}" was cancelled{why}')


def _too_long(task: Task, limits: Limits) -> Failure:
    return Failure(
        Reason.TIMEOUT,
        f'The task "{task.id[:100]}" was not done within {limits.total or 0:g} seconds in all, and was taken back.',
        "Give it a longer total limit.",
    )
