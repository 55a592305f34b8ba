"""Conversations of real sessions, put together from what was recorded."""

import sys
from pathlib import Path
from typing import Any

import pytest

from inspector.sessions.client_profile import interactive_profile
from inspector.sessions.outcome import ResultReply
from inspector.sessions.questions import Answer, Granted, Question
from inspector.sessions.tasks import TaskRequest
from inspector.traffic.capture import CaptureReader
from inspector.traffic.conversation import conversation
from tests.sessions.modern_server import Posted, Reply, modern_server

from .conftest import Open, Watched

pytestmark = pytest.mark.anyio

FORM = {"method": "elicitation/create", "params": {"message": "Who?", "requestedSchema": {"type": "object"}}}


async def accept(question: Question) -> Answer:
    return Granted({"action": "accept", "content": {}})


def told(watched: Watched, exchange: int) -> list[tuple[int, str]]:
    """Give the messages of a conversation: how far each is indented, and what it is."""
    watched.recorder.flush()
    reader = CaptureReader(watched.path)
    story = conversation(reader, exchange)
    reader.close()
    assert [one.row.seq for one in story] == sorted({one.row.seq for one in story})
    return [
        (one.depth, f"{one.row.direction} {one.row.shape} {one.row.method}")
        for one in story
        if one.row.kind in ("message", "sse")
    ]


async def test_the_rounds_of_a_call_are_one_conversation_from_wherever_it_is_looked_at(open_session: Open) -> None:
    states: list[Any] = ["opaque", None, {"odd": [1]}]
    async with modern_server() as server:

        async def interview(posted: Posted, reply: Reply) -> None:
            number = len(server.posted("tools/call"))
            result: dict[str, Any] = {"content": []}
            if number <= len(states):
                result = {
                    "resultType": "input_required",
                    "inputRequests": {"q": FORM},
                    "requestState": states[number - 1],
                }
            await reply.result(result)

        server.on["tools/call"] = interview
        async with open_session(server.definition, client=interactive_profile(), ask=accept) as watched:
            outcome = await watched.session.call_tool("x", {"a": 1})
            assert isinstance(outcome, ResultReply)
            requests = [row.seq for row in watched.rows() if row.method == "tools/call" and row.direction == "sent"]
            stories = [told(watched, seq) for seq in requests]
    assert len(requests) == 4
    assert stories[0] == [(0, "sent request tools/call"), (0, "received result tools/call")] * 4
    assert all(story == stories[0] for story in stories)


async def test_questions_and_logs_stand_in_the_call_they_came_with(
    open_session: Open, asking_command: list[str]
) -> None:
    log = {"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": "busy"}}
    async with open_session(asking_command, era="2025-11-25", client=interactive_profile(), ask=accept) as watched:
        asked = await watched.session.call_tool("ask", {"method": "elicitation/create", "params": FORM["params"]})
        said = await watched.session.call_tool("say", {"lines": [log, log]})
        assert isinstance(asked, ResultReply)
        assert isinstance(said, ResultReply)
        question = next(row for row in watched.rows() if row.method == "elicitation/create")
        with_question = [
            (0, "sent request tools/call"),
            (1, "received request elicitation/create"),
            (1, "sent result elicitation/create"),
            (0, "received result tools/call"),
        ]
        assert told(watched, asked.request_seq) == with_question
        assert told(watched, question.seq) == with_question
        assert told(watched, said.request_seq) == [
            (0, "sent request tools/call"),
            *[(1, "received notification notifications/message")] * 2,
            (0, "received result tools/call"),
        ]


async def test_the_polls_and_the_result_of_a_task_are_told_with_its_call(
    open_session: Open, task_command: list[str]
) -> None:
    async with open_session(task_command, era="2025-11-25") as watched:
        outcome = await watched.session.call_tool(
            "work", {}, task=TaskRequest(ttl=60_000), on_progress=lambda _report: None
        )
        assert isinstance(outcome, ResultReply)
        poll = next(row for row in watched.rows() if row.method == "tasks/get")
        story = told(watched, outcome.request_seq)
        assert story[0] == (0, "sent request tools/call")
        assert (0, "received result tools/call") in story
        assert (1, "sent request tasks/get") in story
        assert (1, "received result tasks/get") in story
        assert (1, "received result tasks/result") in story
        assert (1, "received notification notifications/progress") in story
        assert told(watched, poll.seq) == story
        assert "tools/list" not in str(story)


async def test_logs_of_a_chatty_server_of_the_stateless_era_stand_in_their_call(open_session: Open) -> None:
    server = str(Path(__file__).parent.parent / "servers/modern_stdio.py")
    async with open_session([sys.executable, server, "--chatty"], era="modern") as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, ResultReply)
        assert (1, "received notification notifications/message") in told(watched, outcome.request_seq)
