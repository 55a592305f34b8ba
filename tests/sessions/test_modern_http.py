"""What else the stateless era has over HTTP: caching hints, statuses, errors, versions, levels, rounds."""

from pathlib import Path
from typing import Any

import anyio
import pytest

from inspector.protocol.errors import missing_capabilities
from inspector.servers.definition import Root
from inspector.sessions.client_profile import interactive_profile
from inspector.sessions.eras import sending
from inspector.sessions.outcome import ErrorReply, NoReply, ResultReply
from inspector.sessions.questions import Answer, Granted, Question
from inspector.sessions.serving import serving
from inspector.sessions.state import Phase
from inspector.transports.failure import Reason

from .conftest import Open, Watched
from .modern_server import VERSION, Posted, Reply, modern_server

pytestmark = pytest.mark.anyio

LEVEL = "io.modelcontextprotocol/logLevel"
FORM = {"method": "elicitation/create", "params": {"message": "Who?", "requestedSchema": {"type": "object"}}}
URL = {
    "method": "elicitation/create",
    "params": {"mode": "url", "message": "Sign in", "url": "https://example.org", "elicitationId": "e1"},
}
SAMPLE = {"method": "sampling/createMessage", "params": {"messages": [], "maxTokens": 10}}
ROOTS = {"method": "roots/list"}


def rules(watched: Watched) -> set[str]:
    return {finding.rule for finding in watched.session.findings()}


async def test_the_catalog_keeps_how_long_its_parts_are_fresh_and_a_refresh_asks_anyway(open_session: Open) -> None:
    async with modern_server() as server:

        async def pages(posted: Posted, reply: Reply) -> None:
            if posted.params.get("cursor") is None:
                await reply.result({"tools": [], "nextCursor": "2", "ttlMs": 3_600_000, "cacheScope": "public"})
            else:
                await reply.result({"tools": [], "ttlMs": 60_000, "cacheScope": "public"})

        server.on["tools/list"] = pages
        async with open_session(server.definition) as watched:
            fresh = watched.session.catalog.freshness["tools"]
            assert (fresh.scope, round((fresh.expires_ns - fresh.received_ns) / 1e9)) == ("public", 60)
            assert "resources" not in watched.session.catalog.freshness  # it was not announced, and so not read
            await watched.session.refresh("tools")
            assert watched.session.catalog.freshness["tools"].received_ns > fresh.received_ns
        assert len(server.posted("tools/list")) == 4


async def test_a_resource_that_was_read_tells_how_long_it_is_fresh(open_session: Open) -> None:
    async with modern_server() as server:

        async def read(posted: Posted, reply: Reply) -> None:
            await reply.result({"contents": [], "ttlMs": 0, "cacheScope": "private"})

        server.on["resources/read"] = read
        async with open_session(server.definition) as watched:
            outcome = await watched.session.read_resource("a:b")
        assert isinstance(outcome, ResultReply)
        assert outcome.freshness is not None
        assert outcome.freshness.expires_ns == outcome.freshness.received_ns == outcome.received_ns > 0


async def test_pages_of_different_scopes_are_a_finding(open_session: Open) -> None:
    async with modern_server() as server:

        async def pages(posted: Posted, reply: Reply) -> None:
            if posted.params.get("cursor") is None:
                await reply.result({"tools": [], "nextCursor": "2", "ttlMs": 1, "cacheScope": "public"})
            else:
                await reply.result({"tools": [], "ttlMs": 1, "cacheScope": "private"})

        server.on["tools/list"] = pages
        async with open_session(server.definition) as watched:
            assert "list-cache-scope" in rules(watched)


async def test_a_missing_capability_is_an_error_that_names_it(open_session: Open) -> None:
    async with modern_server() as server:

        async def demand(posted: Posted, reply: Reply) -> None:
            await reply.error(-32021, "Missing", 400, {"requiredCapabilities": {"sampling": {}}})

        server.on["tools/call"] = demand
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("x", {})
        assert isinstance(outcome, ErrorReply)
        assert missing_capabilities(outcome.error) == ["sampling"]
        assert len(server.posted("tools/call")) == 1


@pytest.mark.parametrize("offered", [["2031-01-01"], ["2025-11-25"], [], None])
async def test_a_version_that_is_no_longer_spoken_is_the_outcome_of_the_call(open_session: Open, offered: Any) -> None:
    async with modern_server() as server:

        async def outgrown(posted: Posted, reply: Reply) -> None:
            await reply.error(-32022, "Unsupported protocol version", 400, {"supported": offered, "requested": VERSION})

        server.on["tools/call"] = outgrown
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("x", {})
            assert watched.session.state.is_open
        assert isinstance(outcome, ErrorReply)
        assert outcome.error["code"] == -32022
        assert len(server.posted("tools/call")) == 1


async def test_an_unknown_method_with_its_status_is_the_error_as_sent(open_session: Open) -> None:
    async with modern_server() as server, open_session(server.definition) as watched:
        outcome = await watched.session.call("no/such", {})
        assert isinstance(outcome, ErrorReply)
        assert outcome.error == {"code": -32601, "message": "no no/such"}


@pytest.mark.parametrize(("status", "reason"), [(404, Reason.HTTP), (405, Reason.HTTP), (401, Reason.AUTHORIZATION)])
async def test_a_status_without_a_message_is_a_failure_that_names_it(
    open_session: Open, status: int, reason: Reason
) -> None:
    async with modern_server() as server:

        async def bare(posted: Posted, reply: Reply) -> None:
            await reply.body(status, b"<html>nothing here</html>", "text/html")

        server.on["tools/call"] = bare
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("x", {})
            assert watched.session.state.is_open
        assert isinstance(outcome, NoReply)
        assert (outcome.failure.reason, outcome.failure.status) == (reason, status)


async def test_an_error_without_an_id_belongs_to_the_request_it_answers(open_session: Open) -> None:
    async with modern_server() as server:

        async def anonymous(posted: Posted, reply: Reply) -> None:
            await reply.body(400, {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Bad"}})

        server.on["tools/call"] = anonymous
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("x", {})
        assert isinstance(outcome, ErrorReply)
        assert outcome.error["message"] == "Bad"


async def test_a_request_on_a_response_stream_is_refused_and_a_finding(open_session: Open) -> None:
    async with modern_server() as server:

        async def ask(posted: Posted, reply: Reply) -> None:
            await reply.event({"id": "q", "method": "roots/list", "params": {}})
            await reply.event({"id": posted.message["id"], "result": {"resultType": "complete", "content": []}})
            await reply.end_stream()

        server.on["tools/call"] = ask
        async with open_session(server.definition) as watched:
            assert isinstance(await watched.session.call_tool("x", {}), ResultReply)
            await server.until_true(lambda: [post for post in server.posts if post.message.get("id") == "q"])
            assert "request-from-server" in rules(watched)
        (answer,) = [post for post in server.posts if post.message.get("id") == "q"]
        assert answer.message["error"]["code"] == -32601


async def test_a_cancelled_call_closes_its_stream_and_says_nothing_else(open_session: Open) -> None:
    async with modern_server() as server:
        working, gone = anyio.Event(), anyio.Event()

        async def work(posted: Posted, reply: Reply) -> None:
            await reply.open_stream()
            working.set()
            await reply.wait_until_gone()
            gone.set()

        server.on["tools/call"] = work
        async with open_session(server.definition) as watched:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(watched.session.call_tool, "x", {})
                await working.wait()
                tasks.cancel_scope.cancel()
            with anyio.fail_after(10):
                await gone.wait()
            assert isinstance(await watched.session.call("prompts/list", {}), ResultReply)
        assert server.posted("notifications/cancelled") == []


async def test_a_level_is_carried_by_calls_and_not_by_the_stream_of_changes(open_session: Open) -> None:
    async with modern_server() as server:
        server.capabilities = {"tools": {}, "logging": {}}
        async with open_session(server.definition) as watched:
            assert await watched.session.set_level("info") is None
            await watched.session.call_tool("x", {})
            await watched.session.call("tools/call", {"name": "x", "_meta": {LEVEL: "debug"}})
            with anyio.move_on_after(0.5):
                await watched.session.subscribe("file:///a")
        assert [post.meta.get(LEVEL) for post in server.posted("tools/call")] == ["info", "debug"]
        assert LEVEL not in server.posted("subscriptions/listen")[0].meta


async def test_log_messages_belong_to_the_request_on_whose_stream_they_come(open_session: Open) -> None:
    async with modern_server() as server:
        released = anyio.Event()

        async def chat(posted: Posted, reply: Reply) -> None:
            await reply.tell("notifications/message", {"level": "info", "data": "x"})
            await released.wait()
            await reply.event({"id": posted.message["id"], "result": {"resultType": "complete", "content": []}})
            await reply.end_stream()

        server.on["tools/call"] = chat
        async with open_session(server.definition) as watched, anyio.create_task_group() as tasks:
            tasks.start_soon(watched.session.call, "tools/call", {"name": "loud", "_meta": {LEVEL: "debug"}})
            await watched.until(lambda: len(watched.told) == 1)
            assert "log-unrequested" not in rules(watched)
            tasks.start_soon(watched.session.call, "tools/call", {"name": "quiet"})
            await watched.until(lambda: len(watched.told) == 2)
            assert "log-unrequested" in rules(watched)
            released.set()


async def test_questions_of_every_kind_are_asked_in_their_round_and_their_answers_go_back(open_session: Open) -> None:
    asked: list[Question] = []

    async def answer(question: Question) -> Answer:
        asked.append(question)
        return Granted({"action": "accept", "about": question.key})

    states: list[Any] = ["opaque ✓ \u0000", None, {"odd": [1, 2.5]}]

    async with modern_server() as server:

        async def interview(posted: Posted, reply: Reply) -> None:
            number = len(server.posted("tools/call"))
            if number == 1:
                both = {"form": FORM, "url": URL, "model": SAMPLE, "where": ROOTS}
                await reply.result({"resultType": "input_required", "inputRequests": both, "requestState": states[0]})
            elif number in (2, 3):
                await reply.result({"resultType": "input_required", "requestState": states[number - 1]})
            elif number == 4:
                await reply.result({"resultType": "input_required", "inputRequests": {"more": FORM}})
            else:
                await reply.result({"content": []})

        server.on["tools/call"] = interview
        definition = server.definition
        async with open_session(definition, client=interactive_profile(), ask=answer) as watched:
            await watched.session.set_roots((Root("file:///here", "here"),))
            outcome = await watched.session.call_tool("x", {"a": 1})
        assert isinstance(outcome, ResultReply)
        calls = [post.params for post in server.posted("tools/call")]
        assert sorted((one.round, one.key) for one in asked) == [(1, "form"), (1, "model"), (1, "url"), (4, "more")]
        assert calls[1]["inputResponses"]["url"] == {"action": "accept", "about": "url"}
        assert calls[1]["inputResponses"]["where"] == {"roots": [{"uri": "file:///here", "name": "here"}]}
        assert [call.get("requestState", "absent") for call in calls] == ["absent", *states, "absent"]
        assert ["inputResponses" in call for call in calls] == [False, True, False, False, True]
        assert all(call["arguments"] == {"a": 1} for call in calls)


@pytest.mark.parametrize(
    "requests",
    [[FORM], "text", 7, {"a": "text"}, {"a": {"method": "tools/call"}}, {str(n): FORM for n in range(101)}],
)
async def test_questions_that_cannot_be_asked_are_shown_as_they_came(open_session: Open, requests: Any) -> None:
    async with modern_server() as server:

        async def odd(posted: Posted, reply: Reply) -> None:
            await reply.result({"resultType": "input_required", "inputRequests": requests})

        server.on["tools/call"] = odd
        async with open_session(server.definition, client=interactive_profile()) as watched:
            outcome = await watched.session.call_tool("x", {})
        assert isinstance(outcome, ResultReply)
        assert outcome.value["inputRequests"] == requests
        assert len(server.posted("tools/call")) == 1


async def test_a_server_that_is_gone_is_a_failed_call_and_not_the_end_of_the_session(open_session: Open) -> None:
    async with modern_server() as server:

        async def cut(posted: Posted, reply: Reply) -> None:
            await reply.open_stream()

        server.on["tools/call"] = cut
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("x", {})
            assert isinstance(outcome, NoReply)
            assert watched.session.state.phase is Phase.CONNECTED


async def test_a_session_without_lists_does_not_listen_for_their_changes(tmp_path: Path) -> None:
    async with modern_server() as server:
        server.capabilities = {"tools": {"listChanged": True}}
        async with serving(server.definition, tmp_path / "a.mcpcap", lists=False) as session:
            assert isinstance(await session.call_tool("x", {}), ResultReply)
            assert isinstance(await session.call_tool("x", {}), ResultReply)
        assert server.posted("subscriptions/listen") == []


async def test_another_version_that_both_sides_speak_is_taken_up(
    open_session: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MODERN_REVISIONS", (VERSION, "2027-01-01"))
    async with modern_server() as server:

        async def newer(posted: Posted, reply: Reply) -> None:
            if posted.header("MCP-Protocol-Version") == VERSION:
                data = {"supported": ["2026-01-01", "2027-01-01"], "requested": VERSION}
                await reply.error(-32022, "Unsupported protocol version", 400, data)
            else:
                await reply.result({"content": []})

        server.on["tools/call"] = newer
        async with open_session(server.definition) as watched:
            assert isinstance(await watched.session.call_tool("x", {}), ResultReply)
            assert isinstance(await watched.session.call_tool("y", {}), ResultReply)
        versions = [post.header("MCP-Protocol-Version") for post in server.posted("tools/call")]
        assert versions == [VERSION, "2027-01-01", "2027-01-01"]
        in_meta = [post.meta["io.modelcontextprotocol/protocolVersion"] for post in server.posted("tools/call")]
        assert in_meta == versions
