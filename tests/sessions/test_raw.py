"""Raw sending, and batches in both directions."""

import json
from typing import Any

import anyio
import pytest
from typing_extensions import override

from inspector.servers.definition import HttpSettings, ServerDefinition
from inspector.servers.demo import demo_definition
from inspector.sessions.outcome import ErrorReply, NoReply, ResultReply
from inspector.sessions.state import Phase
from inspector.traffic.capture import Row
from inspector.transports.failure import Reason
from tests.servers.scripted_http import Out, Request, Script, serving

from .conftest import Open, Watched

pytestmark = pytest.mark.anyio


def request(ident: Any, method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": ident, "method": method, "params": params}


def encode(value: Any) -> bytes:
    return json.dumps(value).encode()


def row_of(watched: Watched, seq: int) -> Row:
    return next(row for row in watched.rows() if row.seq == seq)


async def test_a_raw_request_goes_out_as_it_is_and_its_reply_is_paired(
    open_session: Open, plain_command: list[str]
) -> None:
    raw = b'{ "jsonrpc":"2.0",  "method":"tools/call","id":"mine", "params":{"name":"add","arguments":{"a":1}}, "x":1}'
    async with open_session(plain_command) as watched:
        sent = await watched.session.send_raw(raw)
        (outcome,) = sent.outcomes
        assert isinstance(outcome, ResultReply)
        assert watched.raw(sent.seq) == raw + b"\n"
        row = row_of(watched, sent.seq)
        assert (row.method, row.subject, row.rpc_id, row.status, row.own) == ("tools/call", "add", '"mine"', "ok", 0)
        reply = row_of(watched, outcome.reply_seq)
        assert (reply.exchange, reply.method, reply.latency_ns) == (sent.seq, "tools/call", outcome.duration_ns)


async def test_an_id_of_ours_that_the_user_takes_harms_neither(open_session: Open, plain_command: list[str]) -> None:
    outcomes: dict[str, Any] = {}

    async def call(watched: Watched) -> None:
        outcomes["ours"] = await watched.session.call_tool("add", {"a": 1})

    async def send(watched: Watched, ident: int) -> None:
        (outcomes["raw"],) = (await watched.session.send_raw(encode(request(ident, "tools/list")))).outcomes

    async with open_session(plain_command) as watched:
        last = int(watched.rows()[-1].rpc_id or 0)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call, watched)
            tasks.start_soon(send, watched, last + 1)
        assert isinstance(outcomes["ours"], ResultReply)
        assert "content" in outcomes["ours"].value
        assert isinstance(outcomes["raw"], ResultReply)
        assert "tools" in outcomes["raw"].value
        assert isinstance(await watched.session.call_tool("add", {"a": 1}), ResultReply)


async def test_an_id_the_user_took_is_passed_over_by_ours(open_session: Open, plain_command: list[str]) -> None:
    async with open_session([*plain_command, "--silent-on", "prompts/get"], timeout=5.0) as watched:
        last = int(watched.rows()[-1].rpc_id or 0)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(watched.session.send_raw, encode(request(last + 1, "prompts/get", name="ask")))
            await anyio.wait_all_tasks_blocked()
            outcome = await watched.session.call_tool("add", {"a": 1})
            tasks.cancel_scope.cancel()
        assert isinstance(outcome, ResultReply)
        assert row_of(watched, outcome.request_seq).rpc_id == str(last + 2)


async def test_what_is_no_json_goes_out_and_its_refusal_belongs_to_it(
    open_session: Open, asking_command: list[str]
) -> None:
    async with open_session(demo_definition("calculator")) as watched:
        sent = await watched.session.send_raw(b'{"jsonrpc": "2.0", "id": 7,', patience=10.0)
        assert watched.raw(sent.seq) == b'{"jsonrpc": "2.0", "id": 7,\n'
        for outcome in sent.outcomes:  # a server may also pass it over
            assert isinstance(outcome, ErrorReply)
            assert row_of(watched, outcome.reply_seq).exchange == sent.seq
        assert watched.session.state.phase is Phase.CONNECTED
        assert isinstance(await watched.session.ping(), ResultReply)


async def test_a_refusal_without_an_id_answers_what_was_sent_raw(open_session: Open, plain_command: list[str]) -> None:
    async with open_session([*plain_command, "--refuse-noise"]) as watched:
        sent = await watched.session.send_raw(b"hello", patience=10.0)
        (outcome,) = sent.outcomes
        assert isinstance(outcome, ErrorReply)
        assert outcome.error["code"] == -32700
        assert row_of(watched, sent.seq).status == "error"
        assert not {"reply-unknown-id", "reply-to-notification"} & {f.rule for f in watched.session.findings()}


class _RepliesToWhatItCannotName(Script):
    """Refuses what is not JSON without an id, and answers batches, each in the body of its own POST."""

    @override
    async def handle(self, request: Request, out: Out) -> None:
        if isinstance(request.message, list):
            await out.json([{"jsonrpc": "2.0", "id": one["id"], "result": {}} for one in request.message])
        elif request.method == "POST" and request.message is None:
            error = {"code": -32700, "message": "Parse error"}
            await out.json({"jsonrpc": "2.0", "id": None, "error": error}, status=400)
        else:
            await super().handle(request, out)


@pytest.mark.parametrize("raw", [b'{"jsonrpc": "2.0", "id": 7,', encode([request("a", "ping"), request("b", "ping")])])
async def test_over_http_a_reply_to_what_has_no_one_id_came_on_its_own_channel(open_session: Open, raw: bytes) -> None:
    async with serving(_RepliesToWhatItCannotName()) as server:
        definition = ServerDefinition("replies", HttpSettings(server.url), era="2025-03-26")
        async with open_session(definition) as watched:
            sent = await watched.session.send_raw(raw, patience=10.0)
            replies = [outcome for outcome in sent.outcomes if not isinstance(outcome, NoReply)]
            assert {row_of(watched, reply.reply_seq).exchange for reply in replies} == {sent.seq}
            assert "stream-reply-elsewhere" not in {finding.rule for finding in watched.session.findings()}


async def test_several_lines_are_several_messages_and_each_has_its_outcome(
    open_session: Open, plain_command: list[str]
) -> None:
    lines = [encode(request(71, "ping")), b"hello\r", b"", encode(request("b", "tools/list"))]
    async with open_session([*plain_command, "--refuse-noise"]) as watched:
        sent = await watched.session.send_raw(b"\n".join(lines) + b"\n", patience=0.5)
        rows = [row for row in watched.rows() if row.direction == "sent" and row.seq >= sent.seq]
        assert [watched.raw(row.seq) for row in rows] == [line + b"\n" for line in lines]
        assert [row.shape for row in rows] == ["request", "not JSON", "not JSON", "request"]
        first, last = sent.outcomes[0], sent.outcomes[-1]
        assert isinstance(first, ErrorReply | ResultReply)
        assert isinstance(last, ResultReply)
        assert (first.request_seq, last.request_seq) == (rows[0].seq, rows[-1].seq)
        assert row_of(watched, last.reply_seq).exchange == rows[-1].seq
        refused = {row.seq for row in rows if row.status == "error"}
        assert {outcome.request_seq for outcome in sent.outcomes[1:-1] if isinstance(outcome, ErrorReply)} <= refused
        found = {finding.rule for finding in watched.session.findings()}
        assert not {"reply-twice", "reply-unknown-id", "reply-to-notification"} & found


async def test_one_value_over_several_lines_stays_one_message(open_session: Open, plain_command: list[str]) -> None:
    raw = json.dumps(request(71, "ping"), indent=1).encode()
    async with open_session(plain_command, timeout=0.3) as watched:
        sent = await watched.session.send_raw(raw)
        assert watched.raw(sent.seq) == raw + b"\n"
        assert len(sent.outcomes) == 1


async def test_lines_after_the_one_that_ended_the_server_fail_each(
    open_session: Open, plain_command: list[str]
) -> None:
    crash = request(71, "tools/call", name="crash")
    raw = b"\n".join(encode(message) for message in (crash, request(72, "ping"), request(73, "ping")))
    async with open_session(plain_command) as watched:
        sent = await watched.session.send_raw(raw)
        assert [type(outcome) for outcome in sent.outcomes] == [NoReply] * 3
        assert {outcome.failure.reason for outcome in sent.outcomes if isinstance(outcome, NoReply)} == {Reason.CLOSED}


async def test_a_raw_notification_is_waited_for_by_nobody(open_session: Open, asking_command: list[str]) -> None:
    async with open_session(asking_command) as watched:
        sent = await watched.session.send_raw(b'{"jsonrpc":"2.0","method":"notifications/own"}', patience=60.0)
        assert sent.outcomes == ()
        heard = await watched.session.call_tool("heard", {})
        assert isinstance(heard, ResultReply)
        assert "notifications/own" in heard.value["structuredContent"]["heard"]


async def test_a_batch_goes_out_as_one_and_each_of_its_requests_has_its_outcome(
    open_session: Open, asking_command: list[str]
) -> None:
    batch = [
        request("a", "ping"),
        {"jsonrpc": "2.0", "method": "notifications/own"},
        request("b", "no/such"),
        request("c", "tools/call", name="heard"),
    ]
    async with open_session(asking_command, era="2025-03-26") as watched:
        sent = await watched.session.send_raw(encode(batch))
        first, second, third = sent.outcomes
        assert isinstance(first, ResultReply)
        assert isinstance(second, ErrorReply)
        assert isinstance(third, ResultReply)
        rows = watched.rows()
        assert len([row for row in rows if row.seq == sent.seq]) == 1
        row = row_of(watched, sent.seq)
        assert (row.shape, row.status) == ("batch", "error")
        assert row.latency_ns
        reply = row_of(watched, first.reply_seq)
        assert (reply.shape, reply.exchange) == ("batch", sent.seq)
        assert {first.reply_seq, second.reply_seq, third.reply_seq} == {reply.seq}


async def test_a_reply_within_a_batch_completes_the_row_of_its_request(
    open_session: Open, plain_command: list[str]
) -> None:
    async with open_session([*plain_command, "--reply-in-batch"], era="2025-03-26") as watched:
        outcome = await watched.session.call_tool("refuse", {})
        assert isinstance(outcome, ResultReply)
        row = row_of(watched, outcome.request_seq)
        assert (row.status, row.latency_ns) == ("error", outcome.duration_ns)
        assert not any(row.status is None for row in watched.rows() if row.shape == "request")
        assert watched.reply_to(outcome.request_seq) == outcome.reply_seq


async def test_a_raw_request_that_is_not_answered_fails_in_time_and_all_others_go_on(
    open_session: Open, plain_command: list[str]
) -> None:
    command = [*plain_command, "--silent-on", "prompts/get"]
    async with open_session(command, timeout=0.3) as watched:
        batch = encode(request(900, "prompts/get", name="ask"))
        (outcome,) = (await watched.session.send_raw(batch)).outcomes
        assert isinstance(outcome, NoReply)
        assert outcome.failure.reason is Reason.TIMEOUT
        assert isinstance(await watched.session.ping(), ErrorReply)


async def test_nothing_is_sent_raw_when_the_session_is_over(open_session: Open, plain_command: list[str]) -> None:
    async with open_session(["no-such-command-anywhere"]) as watched:
        sent = await watched.session.send_raw(b"{}")
        assert sent.seq == 0
        assert isinstance(sent.outcomes[0], NoReply)
