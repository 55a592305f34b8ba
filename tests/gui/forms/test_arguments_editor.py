"""Form and JSON as one document."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from inspector.jsonrpc.message import MISSING
from inspector.ui.forms.arguments_editor import ArgumentsEditor

from .conftest import read

SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "examples": ["Tokyo"]},
        "days": {"type": "integer", "minimum": 1, "maximum": 14},
        "unit": {"enum": ["c", "f"], "default": "c"},
        "place": {"type": "object", "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}}},
    },
    "required": ["city", "unit"],
}


def line(editor: ArgumentsEditor, name: str) -> QLineEdit:
    (found,) = [line for line in editor.form().findChildren(QLineEdit) if line.accessibleName() == name]
    return found


def click(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_begins_with_the_defaults_that_have_to_be_sent(editor: ArgumentsEditor) -> None:
    editor.set_schema(SCHEMA)
    assert editor.value() == {"unit": "c"}


def test_what_is_written_in_one_way_stands_in_the_other(qtbot: QtBot, editor: ArgumentsEditor) -> None:
    editor.set_schema(SCHEMA)
    qtbot.keyClicks(line(editor, "days"), "12345678901234567890")
    click(qtbot, editor.json_button)
    assert json.loads(editor.json.toPlainText()) == {"unit": "c", "days": 12345678901234567890}
    editor.json.setPlainText('{"days": "five", "other": [1.0], "place": null}')
    click(qtbot, editor.form_button)
    assert "This is text, and the schema wants integer 1 to 14" in read(editor) or '"five" is not' in read(editor)
    assert json.dumps(editor.value()) == '{"days": "five", "other": [1.0], "place": null}'


def test_broken_json_keeps_its_view_and_says_where(qtbot: QtBot, editor: ArgumentsEditor) -> None:
    editor.set_schema(SCHEMA, {"city": "Oslo"})
    click(qtbot, editor.json_button)
    editor.json.setPlainText('{\n  "city": Oslo\n}')
    click(qtbot, editor.form_button)
    assert "at line 2, column 11" in read(editor)
    assert "The form shows what could last be read." in read(editor)
    assert editor.json.error_line == 2
    assert editor.value() == '{\n  "city": Oslo\n}'
    assert line(editor, "city").text() == "Oslo"
    assert not line(editor, "city").isEnabled()
    click(qtbot, editor.note.button)
    assert editor.value() == {"city": "Oslo"}
    assert line(editor, "city").isEnabled()
    assert "not JSON" not in read(editor)
    editor.sheet.undo()
    assert editor.value() == '{\n  "city": Oslo\n}'


def test_what_is_no_object_is_shown_as_what_it_is(qtbot: QtBot, editor: ArgumentsEditor) -> None:
    editor.set_schema(SCHEMA)
    click(qtbot, editor.json_button)
    editor.json.setPlainText("[1]")
    click(qtbot, editor.form_button)
    assert "This is a list" in read(editor) or '[1] is not of type "object"' in read(editor)
    assert editor.value() == [1]


def test_a_name_that_stands_twice_is_said(qtbot: QtBot, editor: ArgumentsEditor) -> None:
    editor.set_schema({"type": "object", "properties": {"a": {}}})
    click(qtbot, editor.json_button)
    editor.json.setPlainText('{"a": 1, "a": 2}')
    editor.check()
    assert '"a" stands twice' in read(editor)


def test_checking_follows_typing_and_never_stands_in_the_way(qtbot: QtBot, editor: ArgumentsEditor) -> None:
    editor.set_schema(SCHEMA, {"city": "Oslo", "unit": "c"})
    assert editor.problems() == []
    with qtbot.waitSignal(editor.checked, timeout=5_000):
        qtbot.keyClicks(line(editor, "days"), "99")
    assert [problem.pointer for problem in editor.problems()] == ["/days"]
    assert "99 is greater than the maximum of 14" in read(editor)
    assert editor.value() == {"city": "Oslo", "unit": "c", "days": 99}


def test_examples_go_where_nothing_is_written(qtbot: QtBot, editor: ArgumentsEditor) -> None:
    editor.set_schema(SCHEMA)
    qtbot.keyClicks(line(editor, "days"), "7")
    click(qtbot, editor.fill_button)
    assert editor.value() == {"unit": "c", "days": 7, "city": "Tokyo", "place": {"lat": 0, "lon": 0}}
    editor.sheet.undo()
    assert editor.value() == {"unit": "c", "days": 7}
    editor.sheet.redo()
    assert editor.problems() == []


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (MISSING, "There is no input schema"),
        (None, "is not an object"),
        (True, "allows anything"),
        ({"anyOf": []}, "says nothing about the type"),
        ({"properties": [1]}, '"properties" of the schema is not an object'),
    ],
)
def test_any_schema_gives_an_editor_and_says_what_is_wrong(
    qtbot: QtBot, editor: ArgumentsEditor, schema: object, words: str
) -> None:
    editor.set_schema(schema)
    assert editor.json.isVisible()
    assert not editor.form_button.isEnabled()
    assert words in read(editor)
    editor.json.setPlainText('{"a": 1}')
    assert editor.value() == {"a": 1}


def test_a_schema_that_cannot_check_is_said_and_blames_no_argument(editor: ArgumentsEditor) -> None:
    editor.set_schema({"type": "object", "properties": {"a": {"$ref": "https://example.org/a"}}})
    assert "leads elsewhere and is not followed" in read(editor)
    assert editor.problems() == []


def test_a_tool_without_arguments_says_so(editor: ArgumentsEditor) -> None:
    editor.set_schema({"type": "object"})
    assert "There are no arguments." in read(editor)
    assert editor.value() == {}


def test_a_number_that_loses_digits_in_the_json_view_is_said(qtbot: QtBot, editor: ArgumentsEditor) -> None:
    editor.set_schema({"properties": {"n": {"type": "number"}}})
    qtbot.mouseClick(editor.json_button, Qt.MouseButton.LeftButton)
    editor.json.setPlainText('{"n": 0.12345678901234567890123}')
    editor.check()
    assert "0.12345678901234567890123 is sent as 0.12345678901234568" in read(editor)


def test_examples_of_a_schema_with_impossible_numbers_are_still_numbers(qtbot: QtBot, editor: ArgumentsEditor) -> None:
    editor.set_schema({"properties": {"n": {"type": "number", "minimum": 10**400, "multipleOf": 0.5}}})
    qtbot.mouseClick(editor.fill_button, Qt.MouseButton.LeftButton)
    assert editor.value() == {"n": 10**400}
