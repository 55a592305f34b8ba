"""What the user says about a server is kept, unless its configuration says something new."""

from dataclasses import replace
from pathlib import Path

from inspector.protocol.capabilities import ClientCapability
from inspector.servers.definition import ClientSettings, Root, ServerDefinition, StdioSettings
from inspector.sessions.terms_memory import TermsFile

GIVEN = ServerDefinition("weather", StdioSettings("uvx", ("weather",)), roots=(Root("file:///given"),))
CLIENT = ClientSettings({"name": "other"}, {ClientCapability.SAMPLING: False}, {"x.org/a": {"b": 1}, "x.org/c": None})
SAID = replace(GIVEN, roots=(Root("file:///said", "said"),), client=CLIENT)


def test_roots_and_client_are_known_again(tmp_path: Path) -> None:
    TermsFile(tmp_path / "terms.json").remember(GIVEN, SAID)
    assert TermsFile(tmp_path / "terms.json").recall(
        replace(GIVEN, name="by another name", era="2025-06-18")
    ) == replace(SAID, name="by another name", era="2025-06-18")


def test_no_roots_at_all_are_known_again_too(tmp_path: Path) -> None:
    file = TermsFile(tmp_path / "terms.json")
    file.remember(GIVEN, replace(GIVEN, roots=()))
    assert file.recall(GIVEN).roots == ()


def test_a_configuration_that_says_something_new_holds(tmp_path: Path) -> None:
    file = TermsFile(tmp_path / "terms.json")
    file.remember(GIVEN, SAID)
    changed = replace(GIVEN, roots=(Root("file:///new"),))
    assert file.recall(changed) == changed
    other = replace(GIVEN, settings=StdioSettings("uvx", ("other",)))
    assert file.recall(other) == other


def test_what_is_as_configured_again_is_not_kept(tmp_path: Path) -> None:
    file = TermsFile(tmp_path / "terms.json")
    file.remember(GIVEN, SAID)
    file.remember(GIVEN, GIVEN)
    assert file.recall(GIVEN) == GIVEN
    assert (tmp_path / "terms.json").read_text() == "{}"


def test_a_broken_file_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "terms.json").write_text('{"x": [')
    file = TermsFile(tmp_path / "terms.json")
    assert file.recall(GIVEN) == GIVEN
    file.remember(GIVEN, SAID)
    assert file.recall(GIVEN) == SAID
