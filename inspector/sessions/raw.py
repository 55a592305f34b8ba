"""Raw sending: bytes as the user wrote them, broken JSON and batches included."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import anyio

from inspector.jsonrpc.message import MISSING, Message, Shape, classify, parse
from inspector.sessions.calls import Call, Limits
from inspector.sessions.outcome import NoReply, Outcome, ResultReply
from inspector.traffic.record import Record


@dataclass(frozen=True, slots=True)
class RawSent:
    """What became of bytes that were sent as they are.

    `seq` is the number of their record, of the first if they were several lines, 0 if they did not go out. `outcomes`
    are those of the requests they held, in order; a line that held none has the reply without an id to it, if one
    came in time.
    """

    seq: int
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of what is sent raw, and what waits for its replies.

    `calls` are its requests. `lone` stands for a message without any that may be refused without an id.
    """

    message: Message
    record: Record
    calls: tuple[Call, ...]
    lone: Call | None

    @classmethod
    def of(cls, message: Message, record: Record, limits: Limits, patience: float) -> "Piece":
        """Make the calls of a drafted message; `patience` is how many seconds it may take to refuse one."""
        calls = tuple(Call(request, record, limits, None) for request in requests_in(message))
        lone = Call(message, record, Limits(patience), None) if can_be_refused(message, calls) else None
        return cls(message, record, calls, lone)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """How its requests ended, or the reply to what holds none."""
        waited = self.calls if self.lone is None else (self.lone,)
        return tuple(call.outcome for call in waited if call.outcome is not None)

    def sum_up(self) -> bool:
        """Let the record of a batch tell how its requests ended: as badly as the worst. Tells whether it changed."""
        outcomes = tuple(call.outcome for call in self.calls if call.outcome is not None)
        if self.message.shape is not Shape.BATCH or not outcomes or not self.record.seq:
            return False
        self.record.status = worst_of(outcomes)
        self.record.latency_ns = max(outcome.duration_ns for outcome in outcomes)
        return True


def messages_in(raw: bytes, *, in_lines: bool) -> list[tuple[bytes, Message]]:
    """Give the messages that the other side will see in bytes: one, or `in_lines` one a line, each without its end.

    One JSON value over several lines stays one: it is meant as one. The line feed that the bytes end with is the one
    that such a transport writes itself.
    """
    message = parse(raw)
    if not in_lines:
        return [(raw, message)]
    raw = raw.removesuffix(b"\n")
    if message.shape is not Shape.NOT_JSON:
        return [(raw, message)]
    return [(line, parse(line)) for line in raw.split(b"\n")]


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
