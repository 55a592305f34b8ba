"""Many calls: how many at once, how many a second, when it ends."""

import anyio
import pytest

from inspector.sessions.many import Plan, Tally, run_many
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome, ResultReply
from inspector.transports.failure import Failure, Reason

pytestmark = pytest.mark.anyio
OK = ResultReply({"content": []}, 1, 2, 3_000_000)


async def test_so_many_calls_are_made_and_so_many_at_once() -> None:
    running, most, heard = 0, 0, list[Outcome]()

    async def call() -> Outcome:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await anyio.lowlevel.checkpoint()
        running -= 1
        return OK

    await run_many(call, Plan(25, at_once=4), heard.append)
    assert len(heard) == 25
    assert most == 4


async def test_calls_keep_to_the_pace() -> None:
    begun = list[float]()

    async def call() -> Outcome:
        begun.append(anyio.current_time())
        return OK

    await run_many(call, Plan(5, at_once=5, per_second=100), lambda _outcome: None)
    assert begun[-1] - begun[0] >= 0.039  # the clock cannot run ahead; how much later it is says nothing


async def test_it_ends_where_nothing_can_be_sent() -> None:
    heard = list[Outcome]()

    async def call() -> Outcome:
        return NoReply(Failure(Reason.CLOSED, "Not open."), 0, 0)

    await run_many(call, Plan(1_000), heard.append)
    assert len(heard) == 1


async def test_a_timeout_of_one_does_not_end_the_others() -> None:
    heard = list[Outcome]()

    async def call() -> Outcome:
        return NoReply(Failure(Reason.TIMEOUT, "Too long."), 7, 0)

    await run_many(call, Plan(10), heard.append)
    assert len(heard) == 10


async def test_it_can_be_stopped_at_any_time() -> None:
    begun = 0

    async def call() -> Outcome:
        nonlocal begun
        begun += 1
        if begun == 3:
            stop.cancel()
        await anyio.sleep_forever()
        return OK

    with anyio.CancelScope() as stop:
        await run_many(call, Plan(1_000_000, at_once=3), lambda _outcome: None)
    assert begun == 3


def test_outcomes_are_counted_by_kind() -> None:
    tally = Tally()
    refused = ResultReply({"isError": True}, 1, 2, 1)
    for outcome in (OK, OK, refused, ErrorReply({}, 1, 2, 1), NoReply(Failure(Reason.TIMEOUT, ""), 1, 5)):
        tally.add(outcome)
    assert (tally.ok, tally.refused, tally.errors, tally.failures, tally.done) == (2, 1, 1, 1, 5)
    assert (tally.latencies.count, tally.latencies.most) == (4, 3.0)
    assert tally.first_wrong is refused
