"""Named argument sets as files."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.ui.argument_sets import ArgumentSetError, ArgumentSets, Subject

ADD = Subject("my server", "tool", "add")


def test_a_set_is_a_readable_file_and_comes_back_as_it_was(tmp_path: Path) -> None:
    sets = ArgumentSets(tmp_path)
    arguments = {"a": 12345678901234567890, "b": 1.0, "name": "ümlaut", "none": None}
    sets.save(ADD, "Big Numbers", arguments)
    (file,) = tmp_path.rglob("*.json")
    assert json.loads(file.read_text(encoding="utf-8"))["tool"] == "add"
    assert "ümlaut" in file.read_text(encoding="utf-8")
    assert repr(sets.load(ADD, "Big Numbers")) == repr(arguments)


def test_sets_of_another_tool_or_server_are_not_offered(tmp_path: Path) -> None:
    sets = ArgumentSets(tmp_path)
    sets.save(ADD, "one", {})
    assert sets.names(ADD) == ["one"]
    assert sets.names(Subject("my server", "tool", "Add")) == []
    assert sets.names(Subject("my server", "prompt", "add")) == []
    assert sets.names(Subject("My Server", "tool", "add")) == []


def test_overwriting_replaces_and_deleting_removes(tmp_path: Path) -> None:
    sets = ArgumentSets(tmp_path)
    sets.save(ADD, "one", {"a": 1})
    sets.save(ADD, "one", {"a": 2})
    assert sets.load(ADD, "one") == {"a": 2}
    sets.delete(ADD, "one")
    assert sets.names(ADD) == []
    with pytest.raises(ArgumentSetError, match="could not be read"):
        sets.load(ADD, "one")


def test_a_foreign_file_in_the_folder_is_passed_over(tmp_path: Path) -> None:
    sets = ArgumentSets(tmp_path)
    sets.save(ADD, "one", {})
    (sets.folder_of(ADD) / "notes.json").write_text("not JSON")
    (sets.folder_of(ADD) / "list.json").write_text("[]")
    assert sets.names(ADD) == ["one"]


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArgumentSetError, match="could not be written"):
        ArgumentSets(tmp_path / "file").save(ADD, "one", {})


@given(st.text(min_size=1, max_size=300), st.text(max_size=300))
def test_any_name_of_tool_and_set_stays_below_the_folder(
    tmp_path_factory: pytest.TempPathFactory, tool: str, name: str
) -> None:
    folder = tmp_path_factory.mktemp("sets")
    sets, subject = ArgumentSets(folder), Subject("../..", "tool", tool)
    sets.save(subject, name, {"x": 1})
    assert sets.names(subject) == [name]
    assert [file.is_relative_to(folder) for file in folder.rglob("*.json")] == [True]
