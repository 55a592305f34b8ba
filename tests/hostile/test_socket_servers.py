"""Hostile servers over WebSockets and TCP: what ends a connection ends the session in order, nothing else does."""

from pathlib import Path

import pytest

from inspector.servers.definition import ServerDefinition, TcpSettings, WebSocketSettings
from tests.hostile.case import Case
from tests.hostile.living import Log, Wrote, check_findings, go_through, listening, living
from tests.hostile.socket_cases import TCP_CASES, WEBSOCKET_CASES
from tests.servers.hostile import families  # noqa: F401 - registers the servers
from tests.servers.hostile.registry import WEBSOCKET


def test_each_server_has_a_case() -> None:
    assert WEBSOCKET_CASES.keys() == WEBSOCKET.keys()


async def _live_through(definition: ServerDefinition, case: Case, capture: Path) -> Log:
    async with living(definition, capture) as session:
        await go_through(session, case)
    check_findings(session, case)
    log = Log(capture)
    assert log.mishaps() == []
    return log


@pytest.mark.parametrize("name", WEBSOCKET_CASES)
async def test_the_session_lives_through_it_over_a_websocket(name: str, tmp_path: Path) -> None:
    case = WEBSOCKET_CASES[name]
    for era in case.eras:
        with listening(name, "--ws", tmp_path / "wrote") as port:
            settings = WebSocketSettings(f"ws://127.0.0.1:{port}/mcp")
            definition = ServerDefinition(name, settings, era=era, timeout=case.timeout, probe_timeout=0.5)
            log = await _live_through(definition, case, tmp_path / f"{era}.mcpcap")
            log.close()


@pytest.mark.parametrize("name", TCP_CASES)
async def test_the_session_lives_through_it_over_tcp(name: str, tmp_path: Path) -> None:
    case = TCP_CASES[name]
    wrote = Wrote(tmp_path / "wrote")
    with listening(name, "--tcp", wrote.path) as port:
        definition = ServerDefinition(name, TcpSettings("127.0.0.1", port), era="2025-11-25", timeout=case.timeout)
        log = await _live_through(definition, case, tmp_path / "session.mcpcap")
    assert log.received("message") == wrote.raw
    log.close()
