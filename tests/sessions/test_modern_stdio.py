"""What the stateless era does differently where there is one channel for all."""

import json
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest

from inspector.sessions.client_profile import interactive_profile
from inspector.sessions.eras.rounds import MAX_ROUNDS
from inspector.sessions.outcome import ErrorReply, NoReply, ResultReply
from inspector.sessions.questions import Answer, Granted, Question
from inspector.sessions.state import Phase
from inspector.sessions.subscriptions import SubscriptionState
from inspector.transports.failure import Reason

from .conftest import Open, Watched

pytestmark = pytest.mark.anyio

SERVER = str(Path(__file__).parent.parent / "servers/modern_stdio.py")
LEVEL = "io.modelcontextprotocol/logLevel"


def command(*vices: str) -> list[str]:
    return [sys.executable, SERVER, *vices]


def rules(watched: Watched) -> set[str]:
    return {finding.rule for finding in watched.session.findings()}


async def heard(watched: Watched, method: str) -> list[dict[str, Any]]:
    """Give what the server heard of a method."""
    outcome = await watched.session.call("heard", {})
    assert isinstance(outcome, ResultReply)
    return [one for one in outcome.value["heard"] if one.get("method") == method]


async def echoed(watched: Watched, **params: Any) -> Any:
    outcome = await watched.session.call("tools/call", {"name": "echo", "arguments": {}, **params})
    assert isinstance(outcome, ResultReply)
    return json.loads(outcome.value["content"][0]["text"])


async def test_a_changed_wish_cancels_the_old_stream_with_a_notification(open_session: Open) -> None:
    async with open_session(command()) as watched:
        session = watched.session
        await watched.until(lambda: session.subscriptions.channel.state is SubscriptionState.GRANTED)
        await session.subscribe("file:///a")
        assert await watched.hear("notifications/resources/updated")
        first, second = await heard(watched, "subscriptions/listen")
        (cancelled,) = await heard(watched, "notifications/cancelled")
        assert cancelled["params"]["requestId"] == first["id"] != second["id"]
        assert not {"error", "warning"} & {finding.severity for finding in session.findings()}


async def test_a_server_that_cancels_the_stream_has_ended_it(open_session: Open) -> None:
    async with open_session(command("--cancel-listen")) as watched:
        session = watched.session
        await watched.until(lambda: session.subscriptions.channel.state is SubscriptionState.ENDED)
        assert session.subscriptions.channel.why == "The server cancelled the subscription."
        assert await heard(watched, "notifications/cancelled") == []
        await session.subscribe("file:///a")
        await watched.until(lambda: session.subscriptions.all[0].state is SubscriptionState.ENDED)


async def test_a_stream_nobody_acknowledges_is_a_finding_over_stdio_too(open_session: Open) -> None:
    async with open_session(command("--mute"), timeout=0.5) as watched:
        await watched.until(lambda: watched.session.subscriptions.channel.why)
        assert "subscription-unacknowledged" in rules(watched)


async def test_a_level_goes_with_every_request_and_sends_nothing(open_session: Open) -> None:
    async with open_session(command()) as watched:
        assert (await echoed(watched))["level"] is None
        assert await watched.session.set_level("warning") is None
        assert (await echoed(watched))["level"] == "warning"
        assert (await echoed(watched, _meta={LEVEL: "debug"}))["level"] == "debug"
        await watched.session.set_level(None)
        assert (await echoed(watched))["level"] is None
        assert await heard(watched, "logging/setLevel") == []


async def test_a_log_message_nobody_asked_for_is_a_finding(open_session: Open) -> None:
    async with open_session(command("--chatty")) as watched:
        await watched.session.set_level("info")
        await echoed(watched)
        assert not {"log-unrequested", "log-below-level"} & rules(watched)
        await watched.session.set_level("error")
        await echoed(watched)
        assert "log-below-level" in rules(watched)
        assert "log-unrequested" not in rules(watched)
        await watched.session.set_level(None)
        await echoed(watched)


async def test_a_log_message_without_any_level_is_a_finding(open_session: Open) -> None:
    async with open_session(command("--chatty")) as watched:
        await watched.until(lambda: watched.session.subscriptions.channel.state is SubscriptionState.GRANTED)
        await echoed(watched)
        assert "log-unrequested" in rules(watched)


async def test_a_server_that_asks_without_end_is_stopped_after_its_rounds(open_session: Open) -> None:
    asked: list[Question] = []

    async def answer(question: Question) -> Answer:
        asked.append(question)
        return Granted({"action": "accept", "content": {}})

    async with open_session(command("--ask-forever"), client=interactive_profile(), ask=answer) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, NoReply)
        assert f"after {MAX_ROUNDS} rounds" in outcome.failure.sentence
        assert "input-rounds" in rules(watched)
        calls = await heard(watched, "tools/call")
        assert watched.session.state.phase is Phase.CONNECTED
    assert [question.round for question in asked] == list(range(1, MAX_ROUNDS + 1))
    assert [call["params"].get("requestState") for call in calls] == [None, *map(str, range(1, MAX_ROUNDS + 1))]
    assert len({call["id"] for call in calls}) == MAX_ROUNDS + 1


async def test_a_call_can_be_cancelled_while_its_question_waits(open_session: Open) -> None:
    waiting = anyio.Event()

    async def never(question: Question) -> Answer:
        waiting.set()
        await anyio.sleep_forever()
        raise AssertionError

    async with open_session(command("--ask-forever"), client=interactive_profile(), ask=never) as watched:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(watched.session.call_tool, "echo", {})
            await waiting.wait()
            tasks.cancel_scope.cancel()
        assert len(await heard(watched, "tools/call")) == 1
        assert await heard(watched, "notifications/cancelled") == []  # the call itself was answered
        assert watched.session.state.phase is Phase.CONNECTED


async def test_a_call_that_takes_too_long_is_cancelled_with_a_notification(open_session: Open) -> None:
    async with open_session(command("--silent-on", "tools/call")) as watched:
        outcome = await watched.session.call("tools/call", {"name": "echo"}, timeout=0.2)
        assert isinstance(outcome, NoReply)
        assert outcome.failure.reason is Reason.TIMEOUT
        (cancelled,) = await heard(watched, "notifications/cancelled")
        (call,) = await heard(watched, "tools/call")
        assert cancelled["params"]["requestId"] == call["id"]


async def test_a_probe_that_takes_too_long_is_not_cancelled(open_session: Open) -> None:
    silent = command("--silent-on", "server/discover")
    async with open_session(silent, era="2026-07-28", timeout=0.2) as watched:
        assert watched.session.state.phase is Phase.FAILED
        sent = [row.method for row in watched.rows() if row.direction == "sent" and row.kind == "message"]
    assert sent == ["server/discover"]


async def test_a_version_nobody_shares_is_the_reason_why_a_pinned_session_fails(open_session: Open) -> None:
    async with open_session(command("--versions", "2031-01-01"), era="modern") as watched:
        assert watched.session.state.phase is Phase.FAILED
        assert watched.session.state.refusal["data"]["supported"] == ["2031-01-01"]


async def test_a_request_of_a_server_is_refused_and_is_a_finding(open_session: Open) -> None:
    async with open_session(command("--request"), era="2026-07-28") as watched:
        replies = [row for row in watched.rows() if row.method == "roots/list" and row.direction == "sent"]
        assert [row.status for row in replies] == ["error"]
        assert "request-from-server" in rules(watched)


async def test_an_unknown_method_is_an_error_as_sent(open_session: Open) -> None:
    async with open_session(command()) as watched:
        outcome = await watched.session.call("no/such", {})
        assert isinstance(outcome, ErrorReply)
        assert outcome.error["code"] == -32601


async def test_a_bad_header_annotation_hinders_nobody_where_there_are_no_headers(open_session: Open) -> None:
    async with open_session(command("--bad-header")) as watched:
        assert await echoed(watched) == {"arguments": {}, "level": None}
