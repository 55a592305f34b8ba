"""Answers that come at once are taken at once, and nobody else starves meanwhile."""

import sys

import anyio
import pytest

from inspector.sessions.outcome import ResultReply
from tests.sessions.conftest import Open

SERVER = [sys.executable, "-m", "tests.bench.flood_server"]


@pytest.mark.anyio
async def test_calls_in_a_row_let_others_have_their_turn(open_session: Open) -> None:
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            await anyio.lowlevel.checkpoint()
            turns += 1

    async with open_session(SERVER, era="2025-11-25") as watched, anyio.create_task_group() as tasks:
        tasks.start_soon(take_turns)
        outcomes = [await watched.session.call("tools/call", {"name": "x", "arguments": {}}) for _ in range(500)]
        tasks.cancel_scope.cancel()
    assert all(isinstance(outcome, ResultReply) for outcome in outcomes)
    assert turns >= 5


@pytest.mark.anyio
async def test_an_answer_in_pieces_is_put_together_wherever_it_is_read(open_session: Open) -> None:
    async with open_session(SERVER, era="2025-11-25") as watched:
        for size in (10, 300_000, 5):
            outcome = await watched.session.call("tools/call", {"name": "x", "arguments": {"size": size}})
            assert isinstance(outcome, ResultReply)
            assert len(outcome.value["content"][0]["text"]) == size
