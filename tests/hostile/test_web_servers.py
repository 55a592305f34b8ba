"""Hostile servers over HTTP: no head, body or stream ends a session that can go on."""

from pathlib import Path

import pytest

from inspector.servers.definition import HttpSettings, ServerDefinition
from tests.hostile.living import Log, Wrote, check_findings, go_through, listening, living
from tests.hostile.web_cases import WEB_CASES
from tests.servers.hostile import families  # noqa: F401 - registers the servers
from tests.servers.hostile.registry import WEB

CASES = [
    pytest.param(name, era, id=name if len(case.eras) == 1 else f"{name}-{era}")
    for name, case in WEB_CASES.items()
    for era in case.eras
]


def test_each_server_has_a_case() -> None:
    assert WEB_CASES.keys() == WEB.keys()


@pytest.mark.parametrize(("name", "era"), CASES)
async def test_the_session_lives_through_it(name: str, era: str, tmp_path: Path) -> None:
    case = WEB_CASES[name]
    wrote = Wrote(tmp_path / "wrote")
    capture = tmp_path / "session.mcpcap"
    with listening(name, "--http", wrote.path) as port:
        settings = HttpSettings(f"http://127.0.0.1:{port}/mcp")
        definition = ServerDefinition(name, settings, era=era, timeout=case.timeout, probe_timeout=0.5)
        async with living(definition, capture) as session:
            await go_through(session, case)
    check_findings(session, case)
    log = Log(capture)
    if case.cut:
        assert all(any(written.startswith(read) for written in wrote.answers) for read in log.answers())
    elif not case.unread:
        assert log.answers() == wrote.answers
    assert log.mishaps() == []
    log.close()
