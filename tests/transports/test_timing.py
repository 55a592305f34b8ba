"""How long the steps of an HTTP request took, and what of it leaves the capture."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from inspector.servers.definition import HttpSettings, ServerDefinition, TlsSettings, WebSocketSettings
from inspector.sessions.outcome import ResultReply
from inspector.traffic.capture import CaptureReader
from inspector.traffic.crossing import HttpCrossing, read_crossing
from inspector.traffic.export.har import to_har
from inspector.traffic.export.json_lines import json_lines
from inspector.traffic.export.selection import Selection
from inspector.traffic.timing import Timing
from tests.servers.scripted_http import Script, serving
from tests.sessions.certificates import make_certificates
from tests.sessions.test_websocket import serving as websocket
from tests.transports.conftest import Open, Watched
from tests.transports.test_http_tls import Proxy, proxying

pytestmark = pytest.mark.anyio


@contextmanager
def reading(watched: Watched) -> Iterator[CaptureReader]:
    watched.recorder.flush()
    reader = CaptureReader(watched.path)
    yield reader
    reader.close()


def requests(reader: CaptureReader) -> list[HttpCrossing]:
    rows = [row for row in reader.rows(1, reader.count()) if row.kind == "http-request"]
    return [crossing for row in rows if (crossing := read_crossing(reader, row)) is not None]


def define(url: str, **settings: Any) -> ServerDefinition:
    return ServerDefinition("server", HttpSettings(url, older_too=False, **settings), era="2025-11-25", timeout=10)


async def test_the_first_request_resolves_connects_and_shakes_hands_and_the_next_does_not(
    open_session: Open, tmp_path: Path
) -> None:
    made = make_certificates(tmp_path, hosts=("localhost",))
    async with serving(Script(), made.server_context()) as script:
        url = script.url.replace("127.0.0.1", "localhost")
        async with open_session(define(url, tls=TlsSettings(ca_file=made.authority))) as watched:
            assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
            with reading(watched) as reader:
                first, *others = requests(reader)
                entries = to_har(Selection(reader)).document["log"]["entries"]
                lines = [line for line in json_lines(Selection(reader)) if '"timing"' in line]
    assert all(step is not None and step > 0 for step in first.timing.steps)
    assert not first.timing.reused
    again = [crossing.timing for crossing in others if crossing.timing.reused]
    assert again
    assert all((timing.dns_ns, timing.connect_ns, timing.tls_ns) == (None, None, None) for timing in again)
    assert first.whole_ns >= sum(first.timing.steps)
    assert len(lines) == len(entries)
    assert entries[0]["timings"]["connect"] >= entries[0]["timings"]["ssl"] > 0
    assert entries[0]["timings"]["dns"] > 0
    kept = entries[0]["timings"]
    assert entries[0]["time"] == pytest.approx(sum(max(kept[step], 0) for step in kept if step != "ssl"))
    assert any(entry["timings"]["connect"] == -1 for entry in entries)


async def test_an_address_is_not_resolved_and_what_is_plain_shakes_no_hands(open_session: Open) -> None:
    async with serving(Script()) as script, open_session(define(script.url)) as watched:
        with reading(watched) as reader:
            timing = requests(reader)[0].timing
    assert (timing.dns_ns, timing.tls_ns) == (None, None)
    assert timing.connect_ns is not None
    assert timing.wait_ns is not None


async def test_the_opening_of_a_tunnel_belongs_to_the_connecting(open_session: Open, tmp_path: Path) -> None:
    made = make_certificates(tmp_path)
    async with serving(Script(), made.server_context()) as script, proxying(Proxy()) as proxy:
        definition = define(script.url, proxy=proxy.url, tls=TlsSettings(ca_file=made.authority))
        async with open_session(definition) as watched:
            with reading(watched) as reader:
                timing = requests(reader)[0].timing
    assert timing.connect_ns is not None
    assert timing.tls_ns is not None
    assert timing.wait_ns is not None


async def test_what_a_failed_connection_took_is_known_all_the_same(open_session: Open) -> None:
    async with open_session(define("http://localhost:1/mcp")) as watched:
        with reading(watched) as reader:
            first = requests(reader)[0]
    assert first.response is None
    assert first.timing.dns_ns is not None
    assert first.timing.connect_ns is not None
    assert first.timing.send_ns is None
    assert first.timing != Timing()


async def test_the_handshake_of_a_websocket_is_timed_as_well(open_session: Open, tmp_path: Path) -> None:
    made = make_certificates(tmp_path, hosts=("localhost",))
    async with websocket(ssl=made.server_context()) as port:
        settings = WebSocketSettings(f"wss://localhost:{port}/", tls=TlsSettings(ca_file=made.authority))
        async with open_session(ServerDefinition("server", settings, era="2025-11-25")) as watched:
            with reading(watched) as reader:
                (handshake,) = requests(reader)
    assert all(step is not None for step in handshake.timing.steps)
    assert handshake.response is not None
    assert handshake.response.status == "101"
