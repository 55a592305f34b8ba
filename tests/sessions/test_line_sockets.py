import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest

from inspector.lint.situations import Situation
from inspector.servers.definition import ServerDefinition, Settings, TcpSettings, TlsSettings, UnixSettings
from inspector.sessions.outcome import ErrorReply, NoReply, ResultReply
from inspector.sessions.state import Phase
from inspector.transports.failure import Reason
from tests.sessions.certificates import make_certificates
from tests.sessions.conftest import Open
from tests.sessions.plain_replies import reply_to

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
UNIX = "unix"
LIMIT = 100_000_000
NO_TIME = struct.pack("ii", 1, 0)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        reply = reply_to(line)
        if reply is not None:
            writer.write(reply + b"\n")


@asynccontextmanager
async def serving(handler: Handler = answer, path: Path | None = None, **options: Any) -> AsyncIterator[Settings]:
    """Serve on a free port, or on a Unix socket; gives how to reach it."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    if path is not None:
        server = await asyncio.start_unix_server(handle, path, limit=LIMIT)
        settings: Settings = UnixSettings(str(path))
    else:
        server = await asyncio.start_server(handle, "127.0.0.1", 0, limit=LIMIT, **options)
        settings = TcpSettings("127.0.0.1", server.sockets[0].getsockname()[1])
    async with server:
        yield settings


def definition(settings: Settings) -> ServerDefinition:
    return ServerDefinition("lines", settings, era="2025-11-25")


@pytest.mark.parametrize("kind", ["tcp", UNIX])
async def test_several_lines_sent_raw_are_several_messages(open_session: Open, tmp_path: Path, kind: str) -> None:
    raw = b"".join(b'{"jsonrpc": "2.0", "id": "%d", "method": "ping"}\n' % number for number in range(3))
    path = tmp_path / "socket" if kind == UNIX else None
    async with serving(path=path) as settings, open_session(definition(settings)) as watched:
        sent = await watched.session.send_raw(raw)
        assert len({outcome.request_seq for outcome in sent.outcomes if isinstance(outcome, ErrorReply)}) == 3
        rows = [row for row in watched.rows() if row.direction == "sent" and row.seq >= sent.seq]
        assert b"".join(watched.raw(row.seq) for row in rows) == raw


@pytest.mark.parametrize("kind", ["tcp", UNIX])
async def test_lines_over_a_socket_carry_a_session(open_session: Open, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "socket" if kind == UNIX else None
    async with serving(path=path) as settings, open_session(definition(settings)) as watched:
        outcome = await watched.session.call_tool("echo", {"text": "Grüße"})
        assert isinstance(outcome, ResultReply)
        rows = watched.rows()
        assert rows[0].kind == "connection"
        assert json.loads(watched.raw(1))["message"] == f"connected to {settings.target}"
        sent = [watched.raw(row.seq) for row in rows if row.direction == "sent"]
        received = [watched.raw(row.seq) for row in rows if row.direction == "received"]
        assert [json.loads(raw)["method"] for raw in sent][:2] == ["initialize", "notifications/initialized"]
        assert all(raw.endswith(b"\n") for raw in (*sent, *received))
        assert watched.session.findings() == []
    closed = watched.rows()[-1]
    assert closed.kind == "connection"
    facts = {"event": "close", "message": "this program closed the connection"}
    assert json.loads(watched.raw(closed.seq)) == facts


async def test_a_line_may_be_fifty_megabytes_long(open_session: Open) -> None:
    async with serving() as settings, open_session(definition(settings)) as watched:
        outcome = await watched.session.call_tool("big", {"size": 50_000_000})
        assert isinstance(outcome, ResultReply)
        assert len(outcome.value["content"][0]["text"]) == 50_000_000


async def test_a_last_line_without_line_feed_is_read_and_noted(open_session: Open) -> None:
    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            reply = reply_to(line)
            if b"echo" in line and reply is not None:
                writer.write(reply)
                return
            if reply is not None:
                writer.write(reply + b"\n")

    async with serving(leave) as settings, open_session(definition(settings)) as watched:
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        await watched.session.ended.wait()
        assert Situation.LAST_LINE_UNENDED in {finding.rule for finding in watched.session.findings()}


@pytest.mark.parametrize("kind", ["tcp", UNIX])
async def test_a_server_that_goes_ends_the_call_with_a_failure(open_session: Open, tmp_path: Path, kind: str) -> None:
    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while b"never" not in (line := await reader.readline()):
            reply = reply_to(line)
            if reply is not None:
                writer.write(reply + b"\n")

    path = tmp_path / "socket" if kind == UNIX else None
    async with serving(leave, path) as settings, open_session(definition(settings)) as watched:
        outcome = await watched.session.call_tool("never", {})
        assert isinstance(outcome, NoReply)
        assert "closed the connection" in outcome.failure.sentence
        await watched.session.ended.wait()
        assert watched.session.state.phase is Phase.FAILED
        assert b"closed the connection" in watched.raw(watched.rows()[-1].seq)
        assert b"this program" not in watched.raw(watched.rows()[-1].seq)


async def test_a_connection_that_is_reset_is_said_to_be(open_session: Open) -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while b"never" not in (line := await reader.readline()):
            reply = reply_to(line)
            if reply is not None:
                writer.write(reply + b"\n")
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_TIME)  # gives an RST
        writer.transport.abort()

    async with serving(reset) as settings, open_session(definition(settings)) as watched:
        outcome = await watched.session.call_tool("never", {})
        assert isinstance(outcome, NoReply)
        assert "the other side reset it" in outcome.failure.sentence


async def test_a_cancelled_call_is_taken_back_at_the_server(open_session: Open) -> None:
    heard: list[Any] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            heard.append(json.loads(line)["method"])
            reply = reply_to(line)
            if reply is not None:
                writer.write(reply + b"\n")

    async with serving(listen) as settings, open_session(definition(settings)) as watched:
        with anyio.move_on_after(0.1):
            await watched.session.call_tool("never", {})
        await watched.session.call_tool("echo", {})
    assert "notifications/cancelled" in heard


async def test_nothing_at_the_address_is_a_failure_that_helps(open_session: Open, tmp_path: Path) -> None:
    async with serving() as settings:
        pass
    for nowhere, words in (
        (settings, "nothing listens there"),
        (UnixSettings(str(tmp_path / "none")), "there is no such socket"),
        (TcpSettings("no-such-host.invalid", 1), "could not be resolved"),
        (TcpSettings("a" * 80, 1), "address"),
        (TcpSettings("127.0.0.1", 99_999), "address"),
        (UnixSettings("/a\0b"), "there is no such socket"),
        (UnixSettings("/" + "a" * 200), "path too long"),
    ):
        async with open_session(definition(nowhere)) as watched:
            failure = watched.session.state.failure
            assert failure is not None
            assert failure.reason in (Reason.CONNECT, Reason.START)
            assert words in failure.sentence
            assert watched.rows() == []


async def test_a_private_authority_opens_an_encrypted_socket(open_session: Open, tmp_path: Path) -> None:
    made = make_certificates(tmp_path)
    async with serving(ssl=made.server_context(ask_for_client=True)) as settings:
        assert isinstance(settings, TcpSettings)
        tls = TlsSettings(ca_file=made.authority, certificate_file=made.certificate, key_file=made.key)
        async with open_session(definition(TcpSettings(settings.host, settings.port, tls))) as watched:
            assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
            assert watched.session.state.facts["TLS"] == "TLSv1.3"
        async with open_session(definition(TcpSettings(settings.host, settings.port, TlsSettings()))) as watched:
            assert watched.session.state.failure is not None
            assert "certificate is not trusted" in watched.session.state.failure.sentence


async def test_a_port_without_tls_is_said_to_have_none(open_session: Open) -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello, this is no TLS\n")
        await reader.read(1)

    async with serving(babble) as settings:
        assert isinstance(settings, TcpSettings)
        async with open_session(definition(TcpSettings(settings.host, settings.port, TlsSettings()))) as watched:
            assert watched.session.state.failure is not None
            assert "the TLS handshake failed" in watched.session.state.failure.sentence


@pytest.mark.parametrize("tls", [TlsSettings(ca_file="/nowhere.pem"), TlsSettings(certificate_file="/nowhere.pem")])
async def test_a_file_of_the_tls_settings_that_is_not_there_is_named(open_session: Open, tls: TlsSettings) -> None:
    async with open_session(definition(TcpSettings("127.0.0.1", 1, tls))) as watched:
        assert watched.session.state.failure is not None
        assert '"/nowhere.pem"' in watched.session.state.failure.sentence
        assert "no such file" in watched.session.state.failure.sentence


async def test_a_server_that_is_left_sees_the_end_of_the_stream(open_session: Open) -> None:
    left = anyio.Event()

    async def answer_to_the_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer(reader, writer)
        left.set()

    async with serving(answer_to_the_end) as settings:
        async with open_session(definition(settings)):
            pass
        with anyio.fail_after(5):
            await left.wait()


async def test_the_era_is_found_out_over_a_socket_too(open_session: Open) -> None:
    async with serving() as settings, open_session(ServerDefinition("lines", settings)) as watched:
        assert watched.session.state.revision == "2025-11-25"
