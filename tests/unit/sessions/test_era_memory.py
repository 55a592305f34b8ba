import json
import time
from pathlib import Path

import pytest

from inspector.protocol.revisions import Era
from inspector.servers.definition import HttpSettings, ServerDefinition, StdioSettings
from inspector.sessions.era_memory import EraFile
from inspector.sessions.memory_file import KEPT

ONE = ServerDefinition("one", StdioSettings("server", ("--key", "secret")))


def test_what_is_remembered_is_known_by_transport_and_target_and_not_by_name(tmp_path: Path) -> None:
    path = tmp_path / "state" / "eras.json"
    EraFile(path).remember(ONE, Era.LEGACY)
    again = EraFile(path)
    assert again.recall(ServerDefinition("other name", ONE.settings)) is Era.LEGACY
    assert again.recall(ServerDefinition("one", StdioSettings("server"))) is None
    assert again.recall(ServerDefinition("one", HttpSettings("http://host/"))) is None
    assert "secret" not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    again.remember(ONE, Era.MODERN)
    assert EraFile(path).recall(ONE) is Era.MODERN
    assert len(json.loads(path.read_text())) == 1


def test_what_was_long_ago_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "eras.json"
    EraFile(path).remember(ONE, Era.LEGACY)
    entries = json.loads(path.read_text())
    path.write_text(json.dumps({key: {**entry, "seen": time.time() - KEPT - 1} for key, entry in entries.items()}))
    assert EraFile(path).recall(ONE) is None


def test_who_wants_to_know_does_not_guess(tmp_path: Path) -> None:
    path = tmp_path / "eras.json"
    EraFile(path).remember(ONE, Era.LEGACY)
    assert EraFile(path, recalls=False).recall(ONE) is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 5}', "[" * 100_000, '{"x": {"era": "stone age", "seen": 1}}'])
def test_a_broken_file_is_done_without_and_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "eras.json"
    path.write_text(text)
    memory = EraFile(path)
    assert memory.recall(ONE) is None
    memory.remember(ONE, Era.MODERN)
    assert memory.recall(ONE) is Era.MODERN


def test_a_place_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = EraFile(tmp_path / "file" / "eras.json")
    memory.remember(ONE, Era.MODERN)
    assert memory.recall(ONE) is None


def test_the_file_stays_small(tmp_path: Path) -> None:
    path = tmp_path / "eras.json"
    path.write_text(json.dumps({str(number): {"era": "legacy", "seen": time.time()} for number in range(1_000)}))
    EraFile(path).remember(ONE, Era.LEGACY)
    entries = json.loads(path.read_text())
    assert len(entries) == 1_000
    assert "0" not in entries
