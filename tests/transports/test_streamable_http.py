"""Streamable HTTP of the handshake revisions: sessions, streams, what is lost and found again."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest

from inspector.sessions.outcome import ErrorReply, NoReply, ResultReply
from inspector.sessions.state import Phase
from inspector.transports.failure import Reason
from tests.servers.scripted_http import Out, Request, Script, result, serving, text

from .conftest import Define, Open, rules, until

pytestmark = pytest.mark.anyio

DYING = """
import json, os
from http.server import BaseHTTPRequestHandler, HTTPServer

class Dying(BaseHTTPRequestHandler):
    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        result = {"protocolVersion": "2025-11-25", "capabilities": {}, "serverInfo": {"name": "dying", "version": "1"}}
        dies = message["method"] == "tools/call"
        body = json.dumps({"jsonrpc": "2.0", "id": message.get("id"), "result": result}).encode()
        body = b"id: 1\\nretry: 50\\ndata:\\n\\n" if dies else body if "id" in message else b""
        self.send_response(200 if "id" in message else 202)
        self.send_header("Content-Type", "text/event-stream" if dies else "application/json")
        if not dies:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if dies:
            os._exit(1)
    def do_GET(self):
        self.send_error(405)

server = HTTPServer(("127.0.0.1", 0), Dying)
print(server.server_port, flush=True)
server.serve_forever()
"""


async def test_the_session_id_goes_with_every_request_and_the_session_is_ended(
    open_session: Open, over_http: Define
) -> None:
    async with serving(Script()) as script:
        async with open_session(over_http(script.url)) as watched:
            assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
            assert watched.session.state.facts["session id"] == "session-0000000001"
        first, *others = script.seen
        assert "mcp-session-id" not in first.headers
        assert {request.headers["mcp-session-id"] for request in others} == {"session-0000000001"}
        assert {request.headers["mcp-protocol-version"] for request in others} == {"2025-11-25"}
        assert script.closed == ["session-0000000001"]


async def test_a_server_without_session_ids_is_a_note_and_gets_no_delete(open_session: Open, over_http: Define) -> None:
    class Stateless(Script):
        session_ids = ()

    async with serving(Stateless()) as script:
        async with open_session(over_http(script.url)) as watched:
            assert "session-id-missing" in rules(watched)
        assert script.got("DELETE") == []


async def test_a_server_that_does_not_let_sessions_be_ended_is_no_trouble(
    open_session: Open, over_http: Define
) -> None:
    class Endless(Script):
        async def delete(self, request: Request, out: Out) -> None:
            await out.answer(status=405)

    async with serving(Endless()) as script, open_session(over_http(script.url)) as watched:
        pass
    assert watched.phases[-1] is Phase.CLOSED
    assert watched.rows()[-1].status == "405"


class Forgetful(Script):
    """Forgets the first session when a tool is called."""

    lost = 0

    async def handle(self, request: Request, out: Out) -> None:
        known = request.headers.get("mcp-session-id")
        if request.rpc == "tools/call" and self.opened == 1:
            self.lost = 1
        if known == self.session_ids[0] and self.lost:
            error = {"code": -32001, "message": "Session not found"}
            await out.json({"jsonrpc": "2.0", "id": None, "error": error}, status=404)
        else:
            await super().handle(request, out)


async def test_a_lost_session_is_opened_anew_and_the_request_sent_again(open_session: Open, over_http: Define) -> None:
    async with serving(Forgetful()) as script:
        async with open_session(over_http(script.url)) as watched:
            outcome = await watched.session.call_tool("echo", {"a": 1})
            assert isinstance(outcome, ResultReply)
            assert outcome.value == text("done")
            assert watched.session.state.facts["session id"] == "session-0000000002"
            assert "session-lost" in rules(watched)
        lost, again = script.posted("tools/call")
        assert lost.body == again.body
        assert "mcp-session-id" not in script.posted("initialize")[1].headers
        assert script.closed == ["session-0000000002"]
    said = [json.loads(watched.raw(row.seq))["message"] for row in watched.rows() if row.kind == "failure"]
    assert [sentence for sentence in said if "no longer knows the session" in sentence]
    calls = [row for row in watched.rows() if row.method == "tools/call" and row.shape == "request"]
    assert len(calls) == 2
    assert calls[0].exchange == calls[1].exchange


async def test_a_new_session_is_asked_for_what_the_lost_one_was_asked_for(
    open_session: Open, over_http: Define
) -> None:
    class Subscribed(Forgetful):
        capabilities = ("tools", "resources", "logging")

        async def call(self, request: Request, out: Out) -> None:
            await out.json(result(request, {} if request.rpc != "tools/call" else text("done")))

    async with serving(Subscribed()) as script, open_session(over_http(script.url)) as watched:
        await watched.session.subscribe("test://one")
        await watched.session.set_level("info")
        await watched.session.call_tool("echo", {})
        await until(lambda: len(script.posted("resources/subscribe")) == 2)
        await until(lambda: len(script.posted("tools/list")) == 2)
        first, again = (json.loads(request.body)["params"] for request in script.posted("logging/setLevel"))
        assert first == again == {"level": "info"}
        asked = script.posted("resources/subscribe")[1]
        assert (asked.message["params"], asked.headers["mcp-session-id"]) == (
            {"uri": "test://one"},
            "session-0000000002",
        )


async def test_many_requests_that_meet_a_lost_session_open_one_new_one(open_session: Open, over_http: Define) -> None:
    outcomes: list[Any] = []
    async with serving(Forgetful()) as script, open_session(over_http(script.url)) as watched:

        async def call(number: int) -> None:
            outcomes.append(await watched.session.call_tool("echo", {"n": number}))

        async with anyio.create_task_group() as calls:
            for number in range(20):
                calls.start_soon(call, number)
        assert [type(outcome) for outcome in outcomes] == [ResultReply] * 20
        assert script.opened == 2


async def test_a_server_that_is_gone_for_good_says_404_after_one_attempt(open_session: Open, over_http: Define) -> None:
    class Moved(Script):
        async def handle(self, request: Request, out: Out) -> None:
            if self.posted("tools/call"):
                await out.answer(b"gone", 404, "text/plain")
            else:
                await super().handle(request, out)

    async with serving(Moved()) as script, open_session(over_http(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, NoReply)
        assert (outcome.failure.status, outcome.failure.detail) == (404, "gone")
        assert len(script.posted("initialize")) == 2
        assert watched.session.state.phase is Phase.CONNECTED


async def test_a_404_that_says_the_method_is_not_found_is_an_answer(open_session: Open, over_http: Define) -> None:
    class Strict(Script):
        async def call(self, request: Request, out: Out) -> None:
            error = {"code": -32601, "message": "Method not found"}
            await out.json({"jsonrpc": "2.0", "id": request.id, "error": error}, status=404)

    async with serving(Strict()) as script, open_session(over_http(script.url)) as watched:
        outcome = await watched.session.call("no/such", {})
        assert isinstance(outcome, ErrorReply)
        assert script.opened == 1
        assert "session-lost" not in rules(watched)


async def test_another_session_id_in_mid_session_is_found_and_sent(open_session: Open, over_http: Define) -> None:
    class Changing(Script):
        async def call(self, request: Request, out: Out) -> None:
            await out.json(result(request, text("done")), Mcp_Session_Id="another-session-id")

    async with serving(Changing()) as script:
        async with open_session(over_http(script.url)) as watched:
            await watched.session.call_tool("echo", {})
            assert "session-id-changed" in rules(watched)
            assert watched.session.state.facts["session id"] == "another-session-id"
        assert script.closed == ["another-session-id"]


# -- streams ------------------------------------------------------------------------------------------------------


async def test_a_stream_that_is_closed_before_the_reply_is_asked_for_again_from_its_last_event(
    open_session: Open, over_http: Define
) -> None:
    class Polled(Script):
        async def call(self, request: Request, out: Out) -> None:
            self.asked = request
            await out.events()
            await out.event("", ident="e-1", retry=60)

        async def get(self, request: Request, out: Out) -> None:
            last = request.headers.get("last-event-id")
            if last is None:
                await out.answer(status=405)
            elif last == "e-1":
                await out.events()
                await out.event({"jsonrpc": "2.0", "method": "notifications/message", "params": {}}, ident="e-2")
            else:
                await out.events()
                await out.event(result(self.asked, text("late")), ident="e-3")

    async with serving(Polled()) as script, open_session(over_http(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, ResultReply)
        assert outcome.value == text("late")
        asked = [
            request.headers["last-event-id"] for request in script.got("GET") if "last-event-id" in request.headers
        ]
        assert asked == ["e-1", "e-2"]
        assert {request.headers["mcp-session-id"] for request in script.got("GET")} == {"session-0000000001"}
        assert not rules(watched) & {"stream-without-reply", "stream-reply-elsewhere"}


async def test_a_stream_that_breaks_is_taken_up_and_one_that_cannot_be_ends_the_call(
    open_session: Open, over_http: Define
) -> None:
    class Broken(Script):
        async def call(self, request: Request, out: Out) -> None:
            await out.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            await out.raw(b"17\r\nid: x\nretry: 50\ndata:\n\n\r\n")
            out.close = True  # without the last chunk

        async def get(self, request: Request, out: Out) -> None:
            await out.answer(b"no", 400 if "last-event-id" in request.headers else 405, "text/plain")

    async with serving(Broken()) as script, open_session(over_http(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, NoReply)
        assert outcome.failure.reason is Reason.CLOSED
        assert [r.headers["last-event-id"] for r in script.got("GET") if "last-event-id" in r.headers] == ["x"]
        assert "stream-without-reply" in rules(watched)


def started(program: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE)


async def test_a_server_that_dies_in_its_stream_is_given_up_soon_and_the_call_says_that_nobody_listens(
    open_session: Open, over_http: Define, tmp_path: Path
) -> None:
    program = tmp_path / "server.py"
    program.write_text(DYING)
    with started(program) as server:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{int(server.stdout.readline())}/mcp"
        async with open_session(over_http(url)) as watched:
            outcome = await watched.session.call_tool("echo", {})
            assert isinstance(outcome, NoReply)
            assert "nothing listens there" in outcome.failure.sentence
            assert [row.kind for row in watched.rows() if row.seq > outcome.request_seq].count("http-request") == 3


async def test_a_stream_without_ids_that_ends_without_the_reply_is_a_finding(
    open_session: Open, over_http: Define
) -> None:
    class Empty(Script):
        async def call(self, request: Request, out: Out) -> None:
            await out.events()
            await out.event({"jsonrpc": "2.0", "method": "notifications/message", "params": {}})

    async with serving(Empty()) as script, open_session(over_http(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, NoReply)
        assert outcome.failure.status == 200
        assert "stream-without-reply" in rules(watched)


async def test_odd_streams_are_found(open_session: Open, over_http: Define) -> None:
    notice = {"jsonrpc": "2.0", "method": "notifications/message", "params": {}}

    class Odd(Script):
        async def call(self, request: Request, out: Out) -> None:
            await out.events()
            await out.event(notice, ident="same")
            await out.event(notice, ident="same")
            await out.event(result(request, text("done")))
            await out.event(notice)

    async with serving(Odd()) as script, open_session(over_http(script.url)) as watched:
        await watched.session.call_tool("echo", {})
        await until(lambda: "stream-after-reply" in rules(watched))
        assert "stream-event-id-twice" in rules(watched)
        assert "stream-sent-twice" not in rules(watched)


async def test_a_reply_on_the_stream_for_what_is_unasked_is_taken_and_found(
    open_session: Open, over_http: Define
) -> None:
    class Elsewhere(Script):
        def __init__(self) -> None:
            super().__init__()
            self.stream = anyio.Event()

        async def get(self, request: Request, out: Out) -> None:
            await out.events()
            self.out = out
            self.stream.set()
            await out.gone()

        async def call(self, request: Request, out: Out) -> None:
            await self.stream.wait()
            await out.answer(status=202)
            question = {"jsonrpc": "2.0", "id": 77, "method": "ping"}
            await self.out.event(question)
            await self.out.event(result(request, text("there")))

    async with serving(Elsewhere()) as script, open_session(over_http(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, ResultReply)
        assert "stream-reply-elsewhere" in rules(watched)
        await until(lambda: 77 in [request.id for request in script.seen])


async def test_a_message_that_is_sent_on_two_streams_is_found(open_session: Open, over_http: Define) -> None:
    class Broadcasting(Script):
        def __init__(self) -> None:
            super().__init__()
            self.stream = anyio.Event()

        async def get(self, request: Request, out: Out) -> None:
            await out.events()
            self.out = out
            self.stream.set()
            await out.gone()

        async def call(self, request: Request, out: Out) -> None:
            await self.stream.wait()
            notice = {"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": 1}}
            await self.out.event(notice)
            await out.events()
            await out.event(notice)
            await out.event(result(request, text("done")))

    async with serving(Broadcasting()) as script, open_session(over_http(script.url)) as watched:
        await watched.session.call_tool("echo", {})
        assert len([method for method, _ in watched.told if method == "notifications/message"]) == 2
        assert "stream-sent-twice" in rules(watched)


async def test_the_stream_for_what_is_unasked_is_opened_again_from_its_last_event(
    open_session: Open, over_http: Define
) -> None:
    class Listening(Script):
        async def get(self, request: Request, out: Out) -> None:
            await out.events()
            count = len(self.got("GET"))
            await out.event({"jsonrpc": "2.0", "method": f"notifications/n{count}"}, ident=f"g{count}", retry=50)

    async with serving(Listening()) as script, open_session(over_http(script.url)) as watched:
        await until(lambda: len(watched.told) >= 3)
        assert [request.headers.get("last-event-id") for request in script.got("GET")][:3] == [None, "g1", "g2"]


async def test_a_get_that_is_answered_oddly_is_found_and_asked_no_more(open_session: Open, over_http: Define) -> None:
    class Sloppy(Script):
        async def get(self, request: Request, out: Out) -> None:
            await out.answer(b"<html>hello</html>", 200, "text/html")

    async with serving(Sloppy()) as script, open_session(over_http(script.url)) as watched:
        await until(lambda: "listen-refused" in rules(watched))
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        assert len(script.got("GET")) == 1
        assert b"<html>hello</html>" in [watched.raw(row.seq) for row in watched.rows() if row.kind == "body"]


async def test_a_notification_whose_post_is_never_answered_holds_up_nothing_for_ever(
    open_session: Open, over_http: Define, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.transports.http_base._ACCEPTED_LIMIT", 0.2)

    class Silent(Script):
        async def post(self, request: Request, out: Out) -> None:
            if request.rpc == "notifications/initialized":
                await out.gone()
            else:
                await super().post(request, out)

    async with serving(Silent()) as script, open_session(over_http(script.url)) as watched:
        assert watched.session.state.phase is Phase.CONNECTED
