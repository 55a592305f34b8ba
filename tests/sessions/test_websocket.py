import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from inspector.lint.situations import Situation
from inspector.protocol.revisions import AUTO
from inspector.servers.definition import ServerDefinition, TlsSettings, WebSocketSettings
from inspector.sessions.outcome import NoReply, ResultReply
from inspector.sessions.state import Phase
from inspector.transports.failure import Reason
from tests.sessions.certificates import make_certificates
from tests.sessions.conftest import Open, Watched
from tests.sessions.plain_replies import reply_to

Handler = Callable[[ServerConnection], Awaitable[None]]


async def answer(socket: ServerConnection) -> None:
    async for message in socket:
        reply = reply_to(message)
        if reply is not None:
            await socket.send(reply, text=True)


@asynccontextmanager
async def serving(handler: Handler = answer, **options: Any) -> AsyncIterator[int]:
    """Serve on a free port, which is given."""
    options = {"subprotocols": ["mcp"], "max_size": None, **options}
    async with serve(handler, "127.0.0.1", 0, **options) as server:
        yield port_of(server)


def port_of(server: Server) -> int:
    port: int = next(iter(server.sockets)).getsockname()[1]
    return port


def definition(port: int, *, scheme: str = "ws", path: str = "/", **options: Any) -> ServerDefinition:
    settings = WebSocketSettings(f"{scheme}://127.0.0.1:{port}{path}", **options)
    return ServerDefinition("socket", settings, era="2025-11-25")


def rules(watched: Watched) -> set[str]:
    return {finding.rule for finding in watched.session.findings()}


async def test_a_websocket_carries_a_session_and_every_byte_of_its_heads_is_recorded(open_session: Open) -> None:
    async with serving() as port, open_session(definition(port, headers=(("X-Key", "k"),))) as watched:
        assert watched.session.state.phase is Phase.CONNECTED
        assert watched.session.state.facts["subprotocol"] == "mcp"
        outcome = await watched.session.call_tool("echo", {"text": "Grüße"})
        assert isinstance(outcome, ResultReply)
        rows = watched.rows()
        assert [(row.kind, row.direction) for row in rows[:2]] == [
            ("http-request", "sent"),
            ("http-response", "received"),
        ]
        request, response = watched.raw(1), watched.raw(2)
        assert request.startswith(b"GET / HTTP/1.1\r\nHost: 127.0.0.1:")
        assert b"\r\nX-Key: k\r\n" in request
        assert b"\r\nSec-WebSocket-Protocol: mcp\r\n" in request
        assert request.endswith(b"\r\n\r\n")
        assert response.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
        assert response.endswith(b"\r\n\r\n")
        assert (rows[1].status, rows[1].http) == ("101", 1)
        messages = [watched.raw(row.seq) for row in rows if row.kind == "message"]
        assert json.loads(messages[0])["method"] == "initialize"
        assert not any(raw.endswith(b"\n") for raw in messages)
        assert rules(watched) == set()
    closed = json.loads(watched.raw(watched.rows()[-1].seq))
    assert closed == {"event": "close", "code": 1000, "reason": "", "message": "this program closed the WebSocket"}


@pytest.mark.parametrize(("server", "client", "said"), [(None, "mcp", True), (None, None, False), (["x"], "x", False)])
async def test_a_server_that_does_not_agree_on_the_subprotocol_works_and_is_noted(
    open_session: Open, server: Any, client: str | None, said: bool
) -> None:
    async with (
        serving(subprotocols=server) as port,
        open_session(definition(port, subprotocol=client)) as watched,
    ):
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        assert (Situation.WEBSOCKET_SUBPROTOCOL in rules(watched)) is said


async def test_a_subprotocol_nobody_offered_is_noted_too(open_session: Open) -> None:
    def choose(socket: ServerConnection, request: Request, response: Response) -> None:
        response.headers["Sec-WebSocket-Protocol"] = "surprise"

    async with (
        serving(subprotocols=None, process_response=choose) as port,
        open_session(definition(port)) as watched,
    ):
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        found = next(f for f in watched.session.findings() if f.rule == Situation.WEBSOCKET_SUBPROTOCOL)
        assert "surprise" in found.message


async def test_binary_frames_are_read_as_messages_and_noted(open_session: Open) -> None:
    async def in_binary(socket: ServerConnection) -> None:
        async for message in socket:
            reply = reply_to(message)
            if reply is not None:
                await socket.send(reply, text=False)

    async with serving(in_binary) as port, open_session(definition(port)) as watched:
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        assert Situation.WEBSOCKET_BINARY in rules(watched)


@pytest.mark.parametrize("compression", [None, "deflate"])
async def test_a_message_in_fragments_is_one_record_of_its_whole_payload(
    open_session: Open, compression: str | None
) -> None:
    async def in_pieces(socket: ServerConnection) -> None:
        async for message in socket:
            reply = reply_to(message)
            if reply is not None:
                text = reply.decode()
                await socket.send([text[:10], text[10:11], text[11:]])

    async with serving(in_pieces, compression=compression) as port, open_session(definition(port)) as watched:
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        received = [
            watched.raw(row.seq) for row in watched.rows() if row.kind == "message" and row.direction == "received"
        ]
        assert [set(json.loads(raw)) for raw in received] == [{"jsonrpc", "id", "result"}] * len(received)


async def test_fifty_megabytes_come_in_one_message(open_session: Open) -> None:
    async with serving(compression=None) as port, open_session(definition(port)) as watched:
        outcome = await watched.session.call_tool("big", {"size": 50_000_000})
        assert isinstance(outcome, ResultReply)
        assert len(outcome.value["content"][0]["text"]) == 50_000_000


async def test_what_is_no_text_at_all_is_recorded_and_harms_nobody(open_session: Open) -> None:
    async def mutter(socket: ServerConnection) -> None:
        await socket.send(b"\xff\xfe{", text=True)
        await socket.send("")
        await answer(socket)

    async with serving(mutter) as port, open_session(definition(port)) as watched:
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        assert b"\xff\xfe{" in [watched.raw(row.seq) for row in watched.rows()]


async def test_a_cancelled_call_is_taken_back_at_the_server(open_session: Open) -> None:
    heard: list[Any] = []

    async def listen(socket: ServerConnection) -> None:
        async for message in socket:
            heard.append(json.loads(message))
            reply = reply_to(message)
            if reply is not None:
                await socket.send(reply, text=True)

    async with serving(listen) as port, open_session(definition(port)) as watched:
        with anyio.move_on_after(0.1):
            await watched.session.call_tool("never", {})
        await watched.session.call_tool("echo", {})
    assert "notifications/cancelled" in [message["method"] for message in heard]


async def test_code_and_reason_of_a_close_are_said_and_recorded(open_session: Open) -> None:
    async def leave(socket: ServerConnection) -> None:
        async for message in socket:
            if b"never" in (message if isinstance(message, bytes) else message.encode()):
                await socket.close(4321, "closing time")
                return
            reply = reply_to(message)
            if reply is not None:
                await socket.send(reply, text=True)

    async with serving(leave) as port, open_session(definition(port)) as watched:
        outcome = await watched.session.call_tool("never", {})
        assert isinstance(outcome, NoReply)
        assert outcome.failure.reason is Reason.CLOSED
        assert "4321" in outcome.failure.sentence
        assert '"closing time"' in outcome.failure.sentence
        await watched.session.ended.wait()
        assert watched.session.state.phase is Phase.FAILED
        closes = [json.loads(watched.raw(row.seq)) for row in watched.rows() if row.kind == "connection"]
        assert (closes[-1]["code"], closes[-1]["reason"]) == (4321, "closing time")
        assert "the server closed it" in closes[-1]["message"]


async def test_a_connection_that_breaks_off_is_a_failure_that_says_so(open_session: Open) -> None:
    async def drop(socket: ServerConnection) -> None:
        async for message in socket:
            if "never" in str(message):
                socket.transport.abort()
                return
            reply = reply_to(message)
            if reply is not None:
                await socket.send(reply, text=True)

    async with serving(drop) as port, open_session(definition(port)) as watched:
        outcome = await watched.session.call_tool("never", {})
        assert isinstance(outcome, NoReply)
        assert "has ended" in outcome.failure.sentence


async def test_frames_against_the_protocol_end_the_connection_with_the_reason(open_session: Open) -> None:
    async def babble(socket: ServerConnection) -> None:
        async for message in socket:
            if "never" in str(message):
                socket.transport.write(b"\xf3\x00")
                continue
            reply = reply_to(message)
            if reply is not None:
                await socket.send(reply, text=True)

    async with serving(babble) as port, open_session(definition(port)) as watched:
        outcome = await watched.session.call_tool("never", {})
        assert isinstance(outcome, NoReply)
        assert "broke the WebSocket protocol" in outcome.failure.sentence


@pytest.mark.parametrize(("status", "reason"), [(404, Reason.HTTP), (401, Reason.AUTHORIZATION), (503, Reason.HTTP)])
async def test_another_status_than_101_is_data(open_session: Open, status: int, reason: Reason) -> None:
    def refuse(socket: ServerConnection, request: Request) -> Response:
        response = socket.respond(status, "not here\n")
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    async with serving(process_request=refuse) as port, open_session(definition(port, path="/wrong")) as watched:
        failure = watched.session.state.failure
        assert failure is not None
        assert (failure.reason, failure.status, failure.detail) == (reason, status, "not here\n")
        assert ("WWW-Authenticate", "Bearer") in failure.headers
        assert [row.kind for row in watched.rows()] == ["http-request", "http-response", "body"]
        assert watched.raw(3) == b"not here\n"


async def test_a_redirect_is_not_followed(open_session: Open) -> None:
    def redirect(socket: ServerConnection, request: Request) -> Response:
        response = socket.respond(307, "")
        response.headers["Location"] = "ws://elsewhere.invalid/"
        return response

    async with serving(process_request=redirect) as port, open_session(definition(port)) as watched:
        assert watched.session.state.failure is not None
        assert '"ws://elsewhere.invalid/"' in watched.session.state.failure.sentence


async def test_a_port_where_nothing_listens_is_a_failure_that_helps(open_session: Open) -> None:
    async with serving() as port:
        pass
    async with open_session(definition(port)) as watched:
        failure = watched.session.state.failure
        assert failure is not None
        assert failure.reason is Reason.CONNECT
        assert "nothing listens there" in failure.sentence


async def test_a_port_that_speaks_something_else_is_said_to(open_session: Open) -> None:
    async def babble(stream: anyio.abc.SocketStream) -> None:
        async with stream:
            await stream.send(b"220 mail.example ESMTP\r\n")
            await stream.receive()

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, babble)
        port = listener.extra(anyio.abc.SocketAttribute.local_port)
        async with open_session(definition(port)) as watched:
            failure = watched.session.state.failure
            assert failure is not None
            assert "did not answer the WebSocket handshake with HTTP" in failure.sentence
            assert b"220 mail.example ESMTP\r\n" in [watched.raw(row.seq) for row in watched.rows()]
        tasks.cancel_scope.cancel()


async def test_a_server_that_never_answers_the_handshake_is_given_up(open_session: Open) -> None:
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, _keep_silent)
        port = listener.extra(anyio.abc.SocketAttribute.local_port)
        async with open_session(definition(port, connect_timeout=0.2)) as watched:
            failure = watched.session.state.failure
            assert failure is not None
            assert "within 0.2 seconds" in failure.sentence
        tasks.cancel_scope.cancel()


async def _keep_silent(stream: anyio.abc.SocketStream) -> None:
    async with stream:
        await anyio.sleep_forever()


async def test_a_private_authority_and_a_client_certificate_open_an_encrypted_socket(
    open_session: Open, tmp_path: Path
) -> None:
    made = make_certificates(tmp_path)
    context = made.server_context(ask_for_client=True)
    tls = TlsSettings(ca_file=made.authority, certificate_file=made.certificate, key_file=made.key)
    async with serving(ssl=context) as port, open_session(definition(port, scheme="wss", tls=tls)) as watched:
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        assert watched.session.state.facts["TLS"] == "TLSv1.3"


@pytest.mark.parametrize("verify", [True, False])
async def test_an_unknown_authority_is_refused_unless_verification_is_off(
    open_session: Open, tmp_path: Path, verify: bool
) -> None:
    context = make_certificates(tmp_path).server_context()
    tls = TlsSettings(verify=verify)
    async with serving(ssl=context) as port, open_session(definition(port, scheme="wss", tls=tls)) as watched:
        assert (watched.session.state.phase is Phase.CONNECTED) is not verify
        if verify:
            assert watched.session.state.failure is not None
            assert "certificate is not trusted" in watched.session.state.failure.sentence


async def test_a_header_that_http_does_not_allow_is_refused_before_anything_is_sent(open_session: Open) -> None:
    async with open_session(definition(1, headers=(("X", "a\r\nY: b"),))) as watched:
        assert watched.session.state.failure is not None
        assert "characters that HTTP does not allow" in watched.session.state.failure.sentence
        assert watched.rows() == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (WebSocketSettings("ws://host:1/", subprotocol="a\r\nb"), "cannot be offered"),
        (WebSocketSettings("ws://host:1/", subprotocol="two words"), "cannot be offered"),
        (WebSocketSettings("http://host:1/"), "no address of a WebSocket"),
        (WebSocketSettings("ws://[::1/"), "no address of a WebSocket"),
        (WebSocketSettings("ws://" + "a" * 80 + "/"), "address"),
        (WebSocketSettings("ws://127.0.0.1:1/", proxy="http://127.0.0.1:1"), 'The proxy at "127.0.0.1:1"'),
        (WebSocketSettings("ws://127.0.0.1:1/", proxy="socks5://127.0.0.1:1"), "SOCKS5"),
    ],
)
async def test_settings_that_cannot_be_are_a_failure_in_a_sentence(
    open_session: Open, settings: WebSocketSettings, words: str
) -> None:
    async with open_session(ServerDefinition("socket", settings)) as watched:
        assert watched.session.state.failure is not None
        assert words in watched.session.state.failure.sentence
        assert watched.rows() == []


async def test_a_header_beyond_ascii_is_sent_as_latin_1(open_session: Open) -> None:
    heard: list[str] = []

    def listen(socket: ServerConnection, request: Request) -> None:
        heard.append(request.headers["X-Name"])

    async with (
        serving(process_request=listen) as port,
        open_session(definition(port, headers=(("X-Name", "Zoë"),))) as watched,
    ):
        assert watched.session.state.phase is Phase.CONNECTED
        assert b"X-Name: Zo\xeb\r\n" in watched.raw(watched.rows()[0].seq)
    assert len(heard) == 1


@pytest.mark.parametrize("encrypted", [True, False])
async def test_a_proxy_is_asked_for_a_tunnel(open_session: Open, tmp_path: Path, encrypted: bool) -> None:
    made = make_certificates(tmp_path)
    options: dict[str, Any] = {"ssl": made.server_context()} if encrypted else {}
    tls = TlsSettings(ca_file=made.authority)
    async with serving(**options) as port, proxying() as (proxy, asked):
        there = definition(
            port, scheme="wss" if encrypted else "ws", tls=tls, proxy=f"http://me:secret@127.0.0.1:{proxy}"
        )
        async with open_session(there) as watched:
            assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
            assert watched.rows()[0].kind == "http-request"
            assert watched.raw(1).startswith(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n".encode())
    assert b"Proxy-Authorization: Basic bWU6c2VjcmV0\r\n" in asked[0]


async def test_a_proxy_that_refuses_is_named_without_its_password(open_session: Open) -> None:
    async with (
        proxying(refuse=True) as (proxy, _),
        open_session(definition(1, proxy=f"http://me:secret@127.0.0.1:{proxy}")) as watched,
    ):
        failure = watched.session.state.failure
        assert failure is not None
        assert failure.status == 407
        assert "secret" not in str(failure)


@asynccontextmanager
async def proxying(*, refuse: bool = False) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Run an HTTP proxy; gives its port and what it was asked."""
    asked: list[bytes] = []

    async def tunnel(stream: anyio.abc.SocketStream) -> None:
        async with stream:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += await stream.receive()
            asked.append(head)
            if refuse:
                await stream.send(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
                return
            host, _, port = head.split(b" ")[1].decode().rpartition(":")
            async with await anyio.connect_tcp(host, int(port)) as there, anyio.create_task_group() as both:
                await stream.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
                both.start_soon(_pump, stream, there)
                both.start_soon(_pump, there, stream)

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, tunnel)
        yield listener.extra(anyio.abc.SocketAttribute.local_port), asked
        tasks.cancel_scope.cancel()


async def _pump(source: anyio.abc.SocketStream, target: anyio.abc.SocketStream) -> None:
    try:
        async for chunk in source:
            await target.send(chunk)
        await target.send_eof()
    except (anyio.BrokenResourceError, anyio.ClosedResourceError, ssl.SSLError):
        pass


async def test_the_era_is_found_out_over_a_websocket_too(open_session: Open) -> None:
    async with serving() as port, open_session(replace(definition(port), era=AUTO)) as watched:
        assert watched.session.state.revision == "2025-11-25"


async def test_a_sloppy_server_without_subprotocol_works_fully(open_session: Open) -> None:
    async def improvise(socket: ServerConnection) -> None:
        async for message in socket:
            asked = json.loads(message)
            await socket.send(json.dumps({"id": asked.get("id"), "error": None, "result": _improvised(asked)}))

    async with (
        serving(improvise, subprotocols=None) as port,
        open_session(replace(definition(port), era=AUTO)) as watched,
    ):
        session = watched.session
        assert session.state.phase is Phase.CONNECTED
        assert [tool["name"] for tool in session.catalog.tools] == ["greet"]
        outcome = await session.call_tool("greet", {})
        assert isinstance(outcome, ResultReply)
        assert outcome.value == {"content": "hello"}
        assert {"error-null", Situation.WEBSOCKET_SUBPROTOCOL} <= rules(watched)


def _improvised(asked: Any) -> Any:
    if asked["method"] == "initialize":
        return {"protocolVersion": "2024-11-05", "capabilities": {"tools": True}, "serverInfo": {"name": "sloppy"}}
    if asked["method"] == "tools/list":
        return {"tools": [{"name": "greet"}]}
    return {"content": "hello"} if asked["method"] == "tools/call" else {}


async def test_a_server_that_hangs_up_on_the_probe_is_connected_again(open_session: Open) -> None:
    async def strict(socket: ServerConnection) -> None:
        async for message in socket:
            if b"server/discover" in str(message).encode():
                await socket.close(1008, "unknown method")
                return
            reply = reply_to(message)
            if reply is not None:
                await socket.send(reply, text=True)

    async with serving(strict) as port, open_session(replace(definition(port), era=AUTO)) as watched:
        assert watched.session.state.phase is Phase.CONNECTED
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        heads = [row for row in watched.rows() if row.kind == "http-response"]
        assert len(heads) == 2
