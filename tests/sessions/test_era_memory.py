"""`auto` with a memory: the probe is spared where it had no answer, and made where the memory turns out wrong."""

import sys
from pathlib import Path

import pytest

from inspector.protocol.revisions import Era
from inspector.sessions.era_memory import EraFile
from inspector.sessions.state import Phase
from tests.conftest import TESTS

from .conftest import Open, Watched, definition_of

pytestmark = pytest.mark.anyio


def sent(watched: Watched) -> list[str | None]:
    return [row.method for row in watched.rows() if row.direction == "sent"]


async def test_a_server_that_had_no_answer_to_the_probe_is_not_probed_again(
    open_session: Open, plain_command: list[str], tmp_path: Path
) -> None:
    eras = EraFile(tmp_path / "eras.json")
    async with open_session(plain_command, eras=eras) as watched:
        assert sent(watched)[0] == "server/discover"
    async with open_session(plain_command, eras=eras) as watched:
        assert sent(watched)[:2] == ["initialize", "notifications/initialized"]
        assert Phase.PROBING not in watched.phases
        assert watched.session.state.phase is Phase.CONNECTED


@pytest.mark.parametrize("vice", [[], ["--exit-on", "initialize"]], ids=["refuses", "exits"])
async def test_a_memory_that_turns_out_wrong_is_corrected(open_session: Open, tmp_path: Path, vice: list[str]) -> None:
    eras = EraFile(tmp_path / "eras.json")
    definition = definition_of([sys.executable, str(TESTS / "servers/modern_stdio.py"), *vice])
    eras.remember(definition, Era.LEGACY)
    async with open_session(definition, eras=eras) as watched:
        assert watched.session.state.phase is Phase.CONNECTED
        assert watched.session.state.revision == "2026-07-28"
        assert [method for method in sent(watched) if method != "tools/list"][:2] == ["initialize", "server/discover"]
    assert eras.recall(definition) is Era.MODERN


async def test_a_pinned_era_neither_recalls_nor_remembers(
    open_session: Open, plain_command: list[str], tmp_path: Path
) -> None:
    eras = EraFile(tmp_path / "eras.json")
    async with open_session(definition_of(plain_command, era="2025-06-18"), eras=eras) as watched:
        assert watched.session.state.revision == "2025-06-18"
    assert eras.recall(definition_of(plain_command)) is None
