"""TLS, proxies and time limits of an address: what works, and what is said when it does not."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from inspector.servers.definition import ServerDefinition, SseSettings, TlsSettings
from inspector.sessions.outcome import NoReply, ResultReply
from inspector.sessions.state import Phase
from inspector.transports.failure import Failure, Reason
from tests.servers.scripted_http import Script, SseScript, serving
from tests.sessions.certificates import Certificates, make_certificates

from .conftest import Define, Open, Watched

pytestmark = pytest.mark.anyio


@pytest.fixture
def made(tmp_path: Path) -> Certificates:
    return make_certificates(tmp_path)


@pytest.fixture
def both(made: Certificates, tmp_path: Path) -> str:
    """Give a file that holds certificate and key."""
    path = tmp_path / "both.pem"
    path.write_text(Path(made.key).read_text() + Path(made.certificate).read_text())
    return str(path)


def why(watched: Watched) -> Failure:
    failure = watched.session.state.failure
    assert failure is not None
    return failure


async def test_a_private_authority_is_trusted_when_it_is_named(
    open_session: Open, over_http: Define, made: Certificates
) -> None:
    async with serving(Script(), made.server_context()) as script:
        async with open_session(over_http(script.url)) as watched:
            assert "an authority that is not known here" in why(watched).sentence
            assert "TLS settings" in why(watched).help
        async with open_session(over_http(script.url, tls=TlsSettings(ca_file=made.authority))) as watched:
            assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)


async def test_http_with_sse_takes_the_same_settings(open_session: Open, made: Certificates) -> None:
    async with serving(SseScript(), made.server_context()) as script:
        settings = SseSettings(script.url, tls=TlsSettings(ca_file=made.authority))
        async with open_session(ServerDefinition("server", settings)) as watched:
            assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)


async def test_a_certificate_is_not_checked_where_the_settings_say_so(
    open_session: Open, over_http: Define, tmp_path: Path
) -> None:
    context = make_certificates(tmp_path, hosts=("other.example",), expired=True).server_context()
    tls = TlsSettings(verify=False)
    async with serving(Script(), context) as script, open_session(over_http(script.url, tls=tls)) as watched:
        assert watched.session.state.phase is Phase.CONNECTED


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"hosts": ("other.example",)}, "is for another address"),
        ({"hosts": ("10.0.0.1",)}, "is for another address"),
        ({"expired": True}, "has expired"),
    ],
)
async def test_a_certificate_for_another_host_or_out_of_date_says_so(
    open_session: Open, over_http: Define, tmp_path: Path, options: dict[str, Any], words: str
) -> None:
    made = make_certificates(tmp_path, **options)
    tls = TlsSettings(ca_file=made.authority)
    async with (
        serving(Script(), made.server_context()) as script,
        open_session(over_http(script.url, tls=tls)) as watched,
    ):
        assert words in why(watched).sentence


async def test_a_client_certificate_is_shown_and_its_want_is_said(
    open_session: Open, over_http: Define, made: Certificates, both: str
) -> None:
    async with serving(Script(), made.server_context(ask_for_client=True)) as script:
        for cert, key in ((made.certificate, made.key), (both, None)):
            tls = TlsSettings(ca_file=made.authority, certificate_file=cert, key_file=key)
            async with open_session(over_http(script.url, tls=tls)) as watched:
                assert watched.session.state.phase is Phase.CONNECTED
        async with open_session(over_http(script.url, tls=TlsSettings(ca_file=made.authority))) as watched:
            assert "client certificate" in str(why(watched))


@pytest.mark.parametrize(
    ("member", "content", "words"),
    [
        ("ca_file", None, "there is no such file"),
        ("ca_file", "not a certificate", "certificate authority"),
        ("certificate_file", None, "there is no such file"),
        ("certificate_file", "not a certificate", "client certificate"),
    ],
)
async def test_files_that_cannot_be_used_are_named(
    open_session: Open, over_http: Define, tmp_path: Path, member: str, content: str | None, words: str
) -> None:
    path = tmp_path / "file.pem"
    if content is not None:
        path.write_text(content)
    tls = TlsSettings(**{member: str(path)})  # type: ignore[arg-type]
    async with open_session(over_http("https://127.0.0.1:1/mcp", tls=tls)) as watched:
        assert why(watched).reason is Reason.START
        assert words in why(watched).sentence
        assert str(path) in why(watched).sentence


@asynccontextmanager
async def listening(connected: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]) -> AsyncIterator[int]:
    """Listen on a free port, which is given."""
    tasks: set[Any] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        try:
            await connected(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone, or the test is over
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks)


async def test_a_port_without_tls_says_so(open_session: Open, over_http: Define) -> None:
    async def speak_plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
        await writer.drain()

    async with listening(speak_plainly) as port, open_session(over_http(f"https://127.0.0.1:{port}/mcp")) as watched:
        assert "does not speak TLS" in why(watched).sentence
    async with serving(Script()) as script, open_session(over_http(script.url.replace("http:", "https:"))) as watched:
        assert "closed the connection during the TLS handshake" in why(watched).sentence


async def test_where_nothing_listens_or_nobody_answers_it_is_said(open_session: Open, over_http: Define) -> None:
    async with open_session(over_http("http://127.0.0.1:1/mcp")) as watched:
        assert "nothing listens there" in why(watched).sentence
    async with open_session(over_http("http://no-such-host.invalid/mcp")) as watched:
        assert why(watched).reason is Reason.CONNECT


async def test_the_time_to_connect_is_a_setting(open_session: Open, over_http: Define) -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with listening(say_nothing) as port:
        url = f"https://127.0.0.1:{port}/mcp"
        async with open_session(over_http(url, connect_timeout=0.3)) as watched:
            assert "within 0.3 seconds" in why(watched).sentence


# -- proxies ------------------------------------------------------------------------------------------------------


class Proxy:
    """A proxy that passes on what it is sent, or refuses with a status."""

    def __init__(self, status: str | None = None) -> None:
        self.status = status
        self.url = ""
        self.heads: list[bytes] = []

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        if self.status is not None:
            writer.write(f"HTTP/1.1 {self.status}\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            return
        method, target, _ = head.split(b" ", 2)
        place = target.removeprefix(b"http://").partition(b"/")[0].decode()
        host, _, port = place.rpartition(":")
        onward = await asyncio.open_connection(host, int(port))
        if method == b"CONNECT":
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        else:
            onward[1].write(head.replace(f"http://{place}".encode(), b"", 1))
        await asyncio.gather(_pour(reader, onward[1]), _pour(onward[0], writer))


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


@asynccontextmanager
async def proxying(proxy: Proxy) -> AsyncIterator[Proxy]:
    async with listening(proxy.connected) as port:
        proxy.url = f"http://127.0.0.1:{port}"
        yield proxy


@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_proxy_is_gone_through(
    open_session: Open, over_http: Define, made: Certificates, encrypted: bool
) -> None:
    context = made.server_context() if encrypted else None
    async with serving(Script(), context) as script, proxying(Proxy()) as proxy:
        tls = TlsSettings(ca_file=made.authority)
        place = proxy.url.replace("//", "//user:secret@")
        async with open_session(over_http(script.url, proxy=place, tls=tls)) as watched:
            assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        assert proxy.heads[0].startswith(b"CONNECT " if encrypted else b"POST http://")
        assert b"basic dxnlcjpzzwnyzxq=" in proxy.heads[0].lower()
        asked = [watched.raw(row.seq) for row in watched.rows() if row.kind == "http-request"]
        assert encrypted or asked[0] == proxy.heads[0]


async def test_a_proxy_that_wants_a_password_is_told_apart_and_no_password_is_shown(
    open_session: Open, over_http: Define
) -> None:
    async with proxying(Proxy("407 Proxy Authentication Required")) as proxy:
        place = proxy.url.replace("//", "//user:secret@")
        for url in ("https://server.invalid/mcp", "http://server.invalid/mcp"):
            async with open_session(over_http(url, proxy=place)) as watched:
                assert "407" in why(watched).sentence
                assert "proxy" in str(why(watched)).lower()
                assert "secret" not in str(why(watched))


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "ftp://x", "http://", "http://x:99999"])
async def test_a_proxy_that_cannot_be_used_is_named(open_session: Open, over_http: Define, proxy: str) -> None:
    async with open_session(over_http("http://127.0.0.1:1/mcp", proxy=proxy)) as watched:
        assert why(watched).reason is Reason.START
        assert "cannot be used" in why(watched).sentence


async def test_where_no_proxy_listens_the_proxy_is_named(open_session: Open, over_http: Define) -> None:
    async with open_session(over_http("http://server.invalid/mcp", proxy="http://127.0.0.1:1")) as watched:
        assert 'through the proxy "http://127.0.0.1:1"' in why(watched).sentence


async def test_the_proxy_of_the_environment_is_for_other_machines(
    open_session: Open, over_http: Define, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "passed.invalid")
    async with serving(Script()) as script, open_session(over_http(script.url)) as watched:
        assert watched.session.state.phase is Phase.CONNECTED
    async with open_session(over_http("http://server.invalid/mcp")) as watched:
        assert "through the proxy" in why(watched).sentence
    for definition in (
        over_http("http://passed.invalid/mcp"),
        over_http("http://server.invalid/mcp", proxy=""),
    ):
        async with open_session(definition) as watched:
            assert "proxy" not in why(watched).sentence


async def test_headers_that_cannot_be_sent_are_named_before_anything_is(open_session: Open, over_http: Define) -> None:
    for headers in ((("X Y", "v"),), (("X", "a\r\nInjected: b"),)):
        async with serving(Script()) as script:
            async with open_session(over_http(script.url, headers=headers)) as watched:
                assert "cannot be sent" in why(watched).sentence
            assert script.seen == []


async def test_a_header_beyond_ascii_goes_out_as_utf_8(open_session: Open, over_http: Define) -> None:
    async with serving(Script()) as script:
        async with open_session(over_http(script.url, headers=(("X-Name", "Jürgen"),))) as watched:
            outcome = await watched.session.call_tool("echo", {})
            assert not isinstance(outcome, NoReply)
        assert script.seen[0].headers["x-name"].encode("latin-1").decode() == "Jürgen"
