"""Raw sending: bytes as the user wrote them, broken JSON and batches included."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import anyio

from inspector.jsonrpc.message import MISSING, Message, Shape, classify
from inspector.sessions.calls import Call, Limits
from inspector.sessions.outcome import NoReply, Outcome, ResultReply


@dataclass(frozen=True, slots=True)
class RawSent:
    """What became of bytes that were sent as they are.

    `seq` is the number of their record, 0 if they did not go out; `outcomes` are those of the requests they held, in
    order, or the reply without an id to what held none, if one came in time.
    """

    seq: int
    outcomes: tuple[Outcome, ...]


def requests_in(message: Message) -> list[Message]:
    """Give the requests a message holds: itself, or those of a batch."""
    items = [classify(item) for item in message.value] if message.shape is Shape.BATCH else [message]
    return [item for item in items if item.shape is Shape.REQUEST]


def can_be_refused(message: Message, requests: Sequence[Call]) -> bool:
    """Tell whether a server may answer without an id: what is no message, and no request it could name.

    See https://www.jsonrpc.org/specification#response_object, on `id`.
    """
    return not requests and message.shape in (Shape.NOT_JSON, Shape.OTHER_JSON, Shape.BATCH) and message.id is MISSING


async def send_and_wait(send: Callable[[], Awaitable[None]], calls: Sequence[Call], limits: Limits) -> None:
    """Send, and wait for the outcome of each call, up to the limits."""
    times = [seconds for seconds in (limits.quiet, limits.total) if seconds is not None]
    async with anyio.create_task_group() as waiting:
        for call in calls:
            waiting.start_soon(call.see_through)
        with anyio.move_on_after(min(times, default=None)):
            await send()


def worst_of(outcomes: Sequence[Outcome]) -> str:
    """Give one status for many outcomes: `failure`, `error` or `ok`."""
    if any(isinstance(outcome, NoReply) for outcome in outcomes):
        return "failure"
    granted = [outcome for outcome in outcomes if isinstance(outcome, ResultReply) and not _is_error(outcome)]
    return "ok" if len(granted) == len(outcomes) else "error"


def _is_error(outcome: ResultReply) -> bool:
    return isinstance(outcome.value, dict) and outcome.value.get("isError") is True
