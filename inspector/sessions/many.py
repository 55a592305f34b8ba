"""One call, made many times: so many at once, so many a second, until it is enough."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import anyio

from inspector.sessions.outcome import ErrorReply, NoReply, Outcome
from inspector.traffic.latencies import Latencies

MOST_CALLS: Final = 1_000_000
MOST_AT_ONCE: Final = 256


@dataclass(frozen=True, slots=True)
class Plan:
    """How many calls, how many of them at once, and how many are begun in a second at most; None as fast as it goes."""

    count: int
    at_once: int = 1
    per_second: float | None = None


@dataclass(slots=True)
class Tally:
    """What became of many calls. `latencies` are those of the ones that were answered."""

    ok: int = 0
    refused: int = 0
    """Results with `isError`."""

    errors: int = 0
    failures: int = 0
    latencies: Latencies = field(default_factory=Latencies)
    first_wrong: Outcome | None = None
    """The first that was no success."""

    @property
    def done(self) -> int:
        """How many have ended."""
        return self.ok + self.refused + self.errors + self.failures

    def add(self, outcome: Outcome) -> None:
        """Count one call."""
        if isinstance(outcome, NoReply):
            self.failures += 1
        elif isinstance(outcome, ErrorReply):
            self.errors += 1
        elif isinstance(outcome.value, dict) and outcome.value.get("isError") is True:
            self.refused += 1
        else:
            self.ok += 1
        if not isinstance(outcome, NoReply):
            self.latencies.add(outcome.duration_ns / 1e6)
        if self.first_wrong is None and self.done > self.ok:
            self.first_wrong = outcome


async def run_many(call: Callable[[], Awaitable[Outcome]], plan: Plan, heard: Callable[[Outcome], None]) -> None:
    """Make the calls; `heard` gets each outcome. Ends early where a call could not even be sent. Cancel to stop."""
    begun, started, useless = 0, anyio.current_time(), False

    async def work() -> None:
        nonlocal begun, useless
        while begun < plan.count and not useless:
            number, begun = begun, begun + 1
            if plan.per_second is not None:
                await anyio.sleep_until(started + number / plan.per_second)
            outcome = await call()
            heard(outcome)
            if isinstance(outcome, NoReply) and not outcome.request_seq:
                useless = True

    async with anyio.create_task_group() as workers:
        for _ in range(min(plan.at_once, plan.count, MOST_AT_ONCE)):
            workers.start_soon(work)
