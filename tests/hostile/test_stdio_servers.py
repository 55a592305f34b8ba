"""Hostile servers over stdio: the session lives as long as the process, and everything odd is told."""

import sys
from pathlib import Path

import pytest

from inspector.servers.definition import ServerDefinition, StdioSettings
from tests.hostile.living import Log, Wrote, check_findings, go_through, living
from tests.hostile.stdio_cases import STDIO_CASES
from tests.servers.hostile import families  # noqa: F401 - registers the servers
from tests.servers.hostile.registry import STDIO

ROOT = Path(__file__).parents[2]


CASES = [
    pytest.param(name, era, id=name if len(case.eras) == 1 else f"{name}-{era}")
    for name, case in STDIO_CASES.items()
    for era in case.eras
]


def test_each_server_has_a_case_and_there_are_many() -> None:
    assert STDIO_CASES.keys() == STDIO.keys()
    assert len(STDIO_CASES) >= 80


@pytest.mark.parametrize(("name", "era"), CASES)
async def test_the_session_lives_through_it(
    name: str, era: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    case = STDIO_CASES[name]
    if case.stays:
        request.getfixturevalue("short_graces")
    wrote = Wrote(tmp_path / "wrote")
    settings = StdioSettings(
        sys.executable,
        ("-S", "-m", "tests.servers.hostile", name),
        {"PYTHONPATH": str(ROOT), "HOSTILE_COPY": str(wrote.path)},
    )
    definition = ServerDefinition(name, settings, era=era, timeout=case.timeout, probe_timeout=0.5)
    capture = tmp_path / "session.mcpcap"
    async with living(definition, capture) as session:
        await go_through(session, case)
    check_findings(session, case)
    if name == "good-after-all":
        assert session.findings() == []
    log = Log(capture)
    received = log.received("message")
    assert wrote.raw.startswith(received) if case.cut else received == wrote.raw
    assert log.mishaps() == []
    log.close()
