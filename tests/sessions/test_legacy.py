"""What the handshake revisions have beside calls: subscriptions, log levels, tasks, roots, questions."""

import json
from typing import Any

import anyio
import pytest

from inspector.protocol.capabilities import ClientCapability
from inspector.servers.definition import ClientSettings, Root
from inspector.sessions.client_profile import interactive_profile
from inspector.sessions.outcome import ErrorReply, NoReply, ResultReply
from inspector.sessions.questions import Answer, Granted, Question
from inspector.sessions.subscriptions import Subscription, SubscriptionState
from inspector.transports.failure import Reason

from .conftest import Open, Watched, definition_of

pytestmark = pytest.mark.anyio


async def ask(watched: Watched, method: str, params: dict[str, Any] | None = None) -> Any:
    """Let the asking server ask something; gives what it was answered."""
    outcome = await watched.session.call_tool("ask", {"method": method, "params": params or {}})
    assert isinstance(outcome, ResultReply)
    return outcome.value["structuredContent"]["reply"]


async def told(watched: Watched) -> Any:
    """Give what the asking server has heard so far."""
    outcome = await watched.session.call_tool("heard", {})
    assert isinstance(outcome, ResultReply)
    return outcome.value["structuredContent"]


async def nobody_must_be_asked(question: Question) -> Answer:
    raise AssertionError(f"the user was asked {question.method}")


URI = "demo://resource/dynamic/text/1"


async def test_a_subscription_is_granted_and_updates_come_until_it_is_taken_back(
    open_session: Open, everything_command: list[str]
) -> None:
    async with open_session(everything_command) as watched:
        session = watched.session
        assert isinstance(await session.subscribe(URI), ResultReply)
        assert watched.subscriptions[-2:] == [
            (Subscription(URI, SubscriptionState.ASKED),),
            (Subscription(URI, SubscriptionState.GRANTED),),
        ]
        await session.call_tool("toggle-subscriber-updates", {})
        with anyio.fail_after(20):
            await watched.hear("notifications/resources/updated")
        assert isinstance(await session.unsubscribe(URI), ResultReply)
        assert session.subscriptions.all == ()


async def test_a_refused_subscription_says_why(open_session: Open, plain_command: list[str]) -> None:
    async with open_session(plain_command) as watched:
        outcome = await watched.session.subscribe("plain://text")
        assert isinstance(outcome, ErrorReply)
        (subscription,) = watched.session.subscriptions.all
        assert subscription.state is SubscriptionState.REFUSED
        assert "not found" in subscription.why
        assert watched.session.subscriptions.uris == ()


async def test_a_log_level_is_asked_for(open_session: Open, everything_command: list[str]) -> None:
    async with open_session(everything_command) as watched:
        assert isinstance(await watched.session.set_level("debug"), ResultReply)
        assert await watched.session.set_level(None) is None


async def test_a_ping_is_answered_both_ways(open_session: Open, asking_command: list[str]) -> None:
    async with open_session(asking_command) as watched:
        assert isinstance(await watched.session.ping(), ResultReply)
        assert await ask(watched, "ping") == {}


async def test_arguments_are_completed_in_the_light_of_those_already_filled_in(
    open_session: Open, asking_command: list[str]
) -> None:
    async with open_session(asking_command) as watched:
        outcome = await watched.session.complete({"type": "ref/prompt", "name": "p"}, "city", "Li", {"country": "Peru"})
        assert isinstance(outcome, ResultReply)
        assert json.loads(outcome.value["completion"]["values"][0]) == {
            "ref": {"type": "ref/prompt", "name": "p"},
            "argument": {"name": "city", "value": "Li"},
            "context": {"arguments": {"country": "Peru"}},
        }


async def test_the_reference_server_completes_an_argument(open_session: Open, everything_command: list[str]) -> None:
    async with open_session(everything_command) as watched:
        ref = {"type": "ref/prompt", "name": "completable-prompt"}
        outcome = await watched.session.complete(ref, "department", "E")
        assert isinstance(outcome, ResultReply)
        assert outcome.value["completion"]["values"] == ["Engineering"]


async def test_roots_are_declared_given_and_their_change_is_told(open_session: Open, asking_command: list[str]) -> None:
    definition = definition_of(asking_command, roots=(Root("file:///srv", "Srv"), Root("file:///tmp")))
    async with open_session(definition) as watched:
        session = watched.session
        declared = (await told(watched))["greeting"]["capabilities"]
        assert declared == {"roots": {"listChanged": True}}
        assert await ask(watched, "roots/list") == {
            "roots": [{"uri": "file:///srv", "name": "Srv"}, {"uri": "file:///tmp"}]
        }
        answer = [row for row in watched.rows() if row.method == "roots/list" and row.direction == "sent"]
        assert [bool(row.own) for row in answer] == [True]
        await session.set_roots(session.roots)
        assert "notifications/roots/list_changed" not in (await told(watched))["heard"]
        await session.set_roots((Root("file:///new"),))
        assert "notifications/roots/list_changed" in (await told(watched))["heard"]
        assert await ask(watched, "roots/list") == {"roots": [{"uri": "file:///new"}]}


async def test_the_reference_server_reads_the_roots(open_session: Open, everything_command: list[str]) -> None:
    definition = definition_of(everything_command, roots=(Root("file:///home/me", "Mine"),))
    async with open_session(definition) as watched:
        outcome = await watched.session.call_tool("get-roots-list", {})
        assert isinstance(outcome, ResultReply)
        assert "file:///home/me" in json.dumps(outcome.value)


async def test_what_was_not_declared_is_refused_without_asking_anybody(
    open_session: Open, asking_command: list[str]
) -> None:
    async with open_session(asking_command, ask=nobody_must_be_asked) as watched:
        for method in ("roots/list", "sampling/createMessage", "elicitation/create"):
            assert (await ask(watched, method))["code"] == -32601
    client = interactive_profile()
    off = (ClientCapability.ELICITATION_URL, ClientCapability.SAMPLING_TOOLS)
    settings = ClientSettings(switched=dict.fromkeys(off, False))
    definition = definition_of(asking_command, client=settings)
    async with open_session(definition, client=client, ask=nobody_must_be_asked) as watched:
        assert (await ask(watched, "elicitation/create", {"mode": "url"}))["code"] == -32602
        assert (await ask(watched, "sampling/createMessage", {"tools": [{"name": "t"}]}))["code"] == -32602


async def test_sampling_with_tools_and_elicitation_by_url_are_questions(
    open_session: Open, asking_command: list[str]
) -> None:
    asked: list[Question] = []

    async def answer(question: Question) -> Answer:
        asked.append(question)
        return Granted({"action": "accept"})

    async with open_session(asking_command, client=interactive_profile(), ask=answer) as watched:
        params: dict[str, Any] = {"messages": [], "tools": [{"name": "t", "inputSchema": {"type": "object"}}]}
        assert await ask(watched, "sampling/createMessage", params) == {"action": "accept"}
        related = {"io.modelcontextprotocol/related-task": {"taskId": "t1"}}
        params = {"mode": "url", "url": "https://example.com", "elicitationId": "e1", "message": "m", "_meta": related}
        assert await ask(watched, "elicitation/create", params) == {"action": "accept", "_meta": related}
        assert [question.params.get("url") for question in asked] == [None, "https://example.com"]


async def test_a_question_the_server_takes_back_is_withdrawn_and_not_answered(
    open_session: Open, asking_command: list[str]
) -> None:
    withdrawn = anyio.Event()

    async def answer(question: Question) -> Answer:
        try:
            await anyio.sleep_forever()
        finally:
            withdrawn.set()
        raise AssertionError

    async with open_session(asking_command, client=interactive_profile(), ask=answer) as watched:
        await watched.session.call_tool("take_back", {})
        with anyio.fail_after(5):
            await withdrawn.wait()
        await watched.session.ping()
        sent = [row for row in watched.rows() if row.direction == "sent"]
        assert not any(row.method == "sampling/createMessage" for row in sent)


async def test_a_server_that_cancels_what_it_never_asked_is_a_finding(
    open_session: Open, asking_command: list[str]
) -> None:
    async with open_session(asking_command) as watched:
        lines = [{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 99}}]
        await watched.session.call_tool("say", {"lines": lines})
        assert "cancelled-unknown" in {finding.rule for finding in watched.session.findings()}


def complete(ident: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": "notifications/elicitation/complete", "params": {"elicitationId": ident}}


async def test_the_end_of_an_elicitation_that_an_error_required_is_no_finding_and_of_another_is(
    open_session: Open, asking_command: list[str]
) -> None:
    async with open_session(asking_command) as watched:
        required = [{"mode": "url", "elicitationId": "e1", "url": "https://example.com/", "message": "Sign in"}]
        error = {"code": -32042, "message": "needed", "data": {"elicitations": required}}
        outcome = await watched.session.call_tool("refuse", {"error": error})
        assert isinstance(outcome, ErrorReply)
        assert outcome.error == error
        await watched.session.call_tool("say", {"lines": [complete("e1")]})
        assert "elicitation-unknown" not in {finding.rule for finding in watched.session.findings()}
        await watched.session.call_tool("say", {"lines": [complete("e1"), complete("e2")]})
        assert [f.rule for f in watched.session.findings()].count("elicitation-unknown") == 2


async def test_identity_capabilities_and_extensions_are_switched_per_server(
    open_session: Open, asking_command: list[str]
) -> None:
    settings = ClientSettings(
        identity={"name": "other", "title": "", "websiteUrl": "https://example.com/"},
        switched={ClientCapability.SAMPLING: False, ClientCapability.TASKS_SAMPLING: True},
        extensions={"com.example/x": {"a": 1}},
    )
    definition = definition_of(asking_command, client=settings, era="2025-06-18")
    async with open_session(definition, client=interactive_profile()) as watched:
        greeting = (await told(watched))["greeting"]
        assert greeting["clientInfo"].keys() == {"name", "version", "websiteUrl"}
        assert greeting["clientInfo"]["name"] == "other"
        assert greeting["capabilities"] == {
            "elicitation": {"form": {}},
            "roots": {"listChanged": True},
            "tasks": {"requests": {"sampling": {"createMessage": {}}}},
        }


async def test_the_total_limit_ends_a_call_that_only_ever_reports_progress(
    open_session: Open, everything_command: list[str]
) -> None:
    definition = definition_of(everything_command, timeout=30.0, total_timeout=1.0)
    reports: list[dict[str, Any]] = []
    async with open_session(definition) as watched:
        arguments = {"duration": 20, "steps": 100}
        outcome = await watched.session.call_tool(
            "trigger-long-running-operation", arguments, on_progress=reports.append
        )
        assert isinstance(outcome, NoReply)
        assert outcome.failure.reason is Reason.TIMEOUT
        assert "1 second" in outcome.failure.sentence
        assert reports
