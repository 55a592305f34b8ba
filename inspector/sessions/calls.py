"""Calls: the requests of ours that wait for their replies."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import anyio

from inspector.jsonrpc.message import Message, id_key
from inspector.sessions.outcome import Outcome
from inspector.sessions.questions import Cause
from inspector.traffic.record import Record
from inspector.transports.failure import Failure, Reason

Progress = Callable[[dict[str, Any]], None]
Drafted = Callable[[Record], None]
"""Hears of a request that is about to go out; its record has a number once it went."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds. `quiet` may pass without answer or progress, `total` in all; None is no limit."""

    quiet: float | None = 60.0
    total: float | None = None


_NEVER: Final = float("inf")

NO_WISH: Final = Limits()
"""What holds where nobody wished otherwise."""


class Call:
    """A request that waits for its reply. Those that went out in one batch share its record.

    A bare future and a bare timer, because an event in a cancel scope costs as much as all the rest of a call.
    """

    __slots__ = (
        "_deadline",
        "_done",
        "_sending",
        "_timer",
        "hard_deadline",
        "key",
        "limits",
        "on_progress",
        "outcome",
        "progress",
        "record",
        "request",
    )

    def __init__(self, request: Message, record: Record, limits: Limits, on_progress: Progress | None) -> None:
        self.request = request
        self.key = id_key(request.id)
        self.record = record
        self.limits = limits
        self.on_progress = on_progress
        self.outcome: Outcome | None = None
        self.progress: float | None = None
        self.hard_deadline = _NEVER
        self._deadline = _NEVER
        self._done: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._sending: anyio.CancelScope | None = None

    def stop_sending(self) -> None:
        """Give up the sending, if that is still under way: there is nobody any more to send to."""
        if self._sending is not None:
            self._sending.cancel()

    def settle(self, outcome: Outcome) -> None:
        """Take how the call ended; the first outcome stays."""
        if self.outcome is None:
            self.outcome = outcome
            self._wake()

    def _wake(self) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_result(None)

    def push_back(self) -> None:
        """Let progress push the time-out back, up to the total limit."""
        if self._timer is not None and self.limits.quiet is not None:
            self._deadline = min(asyncio.get_running_loop().time() + self.limits.quiet, self.hard_deadline)

    async def see_through(
        self, send: Callable[[], Awaitable[None]] | None = None, *, sends_at_once: bool = False
    ) -> None:
        """Send, and wait within the limits; to a server that does not read, sending takes for ever too.

        `sends_at_once` says that it does not: then the wait alone has to be watched.
        """
        if send is not None and sends_at_once:
            await send()
        if self.outcome is not None:  # the answer was there before any time could pass
            return
        loop, limits = asyncio.get_running_loop(), self.limits
        now, self._done = loop.time(), loop.create_future()
        if limits.total is not None:
            self.hard_deadline = self._deadline = now + limits.total
        if limits.quiet is not None:
            self._deadline = min(now + limits.quiet, self.hard_deadline)
        self._watch_time()
        try:
            if send is not None and not sends_at_once:
                with anyio.CancelScope(deadline=self._deadline) as self._sending:
                    await send()
            await self._done
        finally:
            if self._timer is not None:
                self._timer.cancel()

    def _watch_time(self) -> None:
        """End the wait when its time is over; the timer looks again where progress has pushed that back."""
        loop = asyncio.get_running_loop()
        if self._deadline <= loop.time():
            self._wake()
        elif self._deadline < _NEVER:
            self._timer = loop.call_at(self._deadline, self._watch_time)

    def timed_out(self) -> Failure:
        """Say which of the limits has passed."""
        limits, method = self.limits, self.request.method
        if limits.quiet is None or (limits.total is not None and anyio.current_time() >= self.hard_deadline):
            return Failure(
                Reason.TIMEOUT,
                f'"{method}" was not done within {limits.total:g} seconds in all.',
                "Give it a longer total limit; what it reported meanwhile is in the message log.",
            )
        return Failure(
            Reason.TIMEOUT,
            f'The server did not answer "{method}" within {limits.quiet:g} seconds.',
            "Give it a longer time limit, or look at its standard error in the message log.",
        )


class Calls:
    """The calls that wait, by id. A user who sends raw text may use an id that is taken: such calls queue up."""

    def __init__(self) -> None:
        self.by_key: dict[tuple[str, Any], Call] = {}
        """The first call of each id."""
        self._behind: dict[tuple[str, Any], list[Call]] = {}

    def __iter__(self) -> Iterator[Call]:
        """Go through all calls, as they are now."""
        yield from list(self.by_key.values())
        for calls in list(self._behind.values()):
            yield from calls

    def causes_of(self, record: Record) -> tuple[Cause, ...]:
        """Give the user's calls for which a request of the server may have come.

        Over HTTP it is the one whose stream it came in (Transports, Sending Messages to the Server, 6); elsewhere it
        may be any that runs.
        """
        running = [call for call in self if call.outcome is None and not call.record.own and call.record.seq]
        same = [call for call in running if record.http is not None and call.record.http == record.http]
        return tuple(
            Cause(call.request.method or "", call.request.params, call.record.seq) for call in (same or running)
        )

    def add(self, call: Call) -> None:
        """Take a call."""
        if self.by_key.setdefault(call.key, call) is not call:
            self._behind.setdefault(call.key, []).append(call)

    def discard(self, call: Call) -> None:
        """Forget a call; the next one of the same id moves up."""
        key, behind = call.key, self._behind.get(call.key)
        if self.by_key.get(key) is call:
            del self.by_key[key]
            if behind:
                self.by_key[key] = behind.pop(0)
        elif behind and call in behind:
            behind.remove(call)
        if behind is not None and not behind:
            del self._behind[key]

    def get(self, key: tuple[str, Any]) -> Call | None:
        """Give the call of an id that waits longest, or one that is settled already if none waits."""
        first = self.by_key.get(key)
        if first is None or first.outcome is None:
            return first
        return next((call for call in self._behind.get(key, ()) if call.outcome is None), first)
