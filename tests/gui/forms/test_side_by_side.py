"""Form and JSON beside each other: each follows the other, and neither loses what the other cannot show."""

import json

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip
from pytestqt.qtbot import QtBot

from inspector.jsonrpc.message import MISSING
from inspector.ui.forms.arguments_editor import ArgumentsEditor

from .conftest import read

SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "days": {"type": "integer", "minimum": 1, "maximum": 14},
        "unit": {"enum": ["celsius", "fahrenheit"]},
        "place": {"type": "object", "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}}},
        "tags": {"type": "array", "items": {"enum": ["red", "green"]}},
    },
    "required": ["city"],
}
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def both(editor: ArgumentsEditor, qtbot: QtBot) -> ArgumentsEditor:
    editor.resize(900, 500)
    editor.set_schema(SCHEMA, {"city": "Oslo"})
    qtbot.mouseClick(editor.both_button, Qt.MouseButton.LeftButton)
    return editor


def line(editor: ArgumentsEditor, name: str) -> QLineEdit:
    (found,) = [line for line in editor.form().findChildren(QLineEdit) if line.accessibleName() == name]
    return found


def put_cursor(editor: ArgumentsEditor, before: str) -> None:
    cursor = editor.json.textCursor()
    cursor.setPosition(editor.json.text().index(before))
    editor.json.setTextCursor(cursor)


def offered(editor: ArgumentsEditor) -> list[str]:
    completions = editor.json.completion
    if not completions.is_open:
        return []
    return [completions.list.item(row).text().split("   ")[0] for row in range(completions.list.count())]


def test_both_are_seen_and_follow_each_other(qtbot: QtBot, both: ArgumentsEditor) -> None:
    assert both.form().isVisible()
    assert both.json.isVisible()
    qtbot.keyClicks(line(both, "days"), "3")
    assert json.loads(both.json.text()) == {"city": "Oslo", "days": 3}
    put_cursor(both, "Oslo")
    qtbot.keyClicks(both.json, "New ")
    assert line(both, "city").text() == "New Oslo"


def test_where_there_is_no_room_beside_the_json_stands_below(both: ArgumentsEditor) -> None:
    assert both.splitter.orientation() == Qt.Orientation.Horizontal
    both.resize(400, 500)
    assert both.splitter.orientation() == Qt.Orientation.Vertical


def test_what_is_shown_is_remembered(qtbot: QtBot, both: ArgumentsEditor) -> None:
    other = ArgumentsEditor()
    qtbot.addWidget(other)
    other.set_schema(SCHEMA)
    assert other.restore_state(both.save_state())
    assert other.both_button.isChecked()
    assert not other.restore_state(b"nonsense")


def test_text_stays_as_it_was_written_until_a_field_changes_it(qtbot: QtBot, both: ArgumentsEditor) -> None:
    text = '{"days": 1.00, "city": "a",   "x": 1e2, "x": 12345678901234567890123}'
    both.json.setPlainText(text)
    assert both.text() == text
    qtbot.keyClicks(line(both, "city"), "b")
    assert both.text() == text.replace('"a"', '"ab"') or both.text() == text.replace('"a"', '"ba"')


def test_undo_goes_back_through_the_changes_of_both(qtbot: QtBot, both: ArgumentsEditor) -> None:
    qtbot.keyClicks(line(both, "days"), "3")
    put_cursor(both, "Oslo")
    qtbot.keyClicks(both.json, "X")
    assert both.value() == {"city": "XOslo", "days": 3}
    qtbot.keyClick(line(both, "days"), Qt.Key.Key_Z, CONTROL)
    assert both.value() == {"city": "Oslo", "days": 3}
    qtbot.keyClick(both.json, Qt.Key.Key_Z, CONTROL)
    assert both.value() == {"city": "Oslo"}
    qtbot.keyClick(both.json, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert line(both, "days").text() == "3"


def test_while_the_json_is_broken_the_form_shows_the_last_good_state_and_says_so(
    qtbot: QtBot, both: ArgumentsEditor
) -> None:
    put_cursor(both, "}")
    qtbot.keyClicks(both.json, ",")
    both.check()
    assert line(both, "city").text() == "Oslo"
    assert not line(both, "city").isEnabled()
    assert "The form shows what could last be read." in read(both)
    qtbot.keyClick(both.json, Qt.Key.Key_Backspace)
    both.check()
    assert line(both, "city").isEnabled()
    assert "last be read" not in read(both)


def test_what_is_wrong_is_underlined_where_it_stands_and_says_why(both: ArgumentsEditor) -> None:
    both.json.setPlainText('{"city": "😀", "days": 99, "place": {"lat": "x"}}')
    both.check()
    text = both.json.toPlainText()
    shifted = [text.encode("utf-16-le")[2 * mark.start : 2 * mark.end].decode("utf-16-le") for mark in both.json.marks]
    assert sorted(shifted) == ['"x"', "99"]
    mark = next(mark for mark in both.json.marks if "99" in mark.words)
    cursor = both.json.textCursor()
    cursor.setPosition(mark.start + 1)
    at = both.json.cursorRect(cursor).center()
    QApplication.sendEvent(
        both.json.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, both.json.viewport().mapToGlobal(at))
    )
    assert "99 is greater than the maximum of 14" in QToolTip.text()


def test_a_missing_member_is_marked_where_it_would_stand(both: ArgumentsEditor) -> None:
    both.json.setPlainText('{"days": 1}')
    both.check()
    (mark,) = both.json.marks
    assert (mark.start, mark.end, mark.words) == (0, 1, "This is required")


def test_names_are_completed_from_the_schema(qtbot: QtBot, both: ArgumentsEditor) -> None:
    put_cursor(both, "}")
    qtbot.keyClicks(both.json, ', "')
    assert offered(both) == ['"days"', '"unit"', '"place"', '"tags"']
    qtbot.keyClicks(both.json, "un")
    assert offered(both) == ['"unit"']
    qtbot.keyClick(both.json, Qt.Key.Key_Return)
    assert both.json.text().replace("\n", "") == '{  "city": "Oslo", "unit": }'
    assert offered(both) == ['"celsius"', '"fahrenheit"']
    qtbot.keyClick(both.json, Qt.Key.Key_Down)
    qtbot.keyClick(both.json, Qt.Key.Key_Tab)
    assert both.value() == {"city": "Oslo", "unit": "fahrenheit"}


def test_values_inside_lists_and_objects_are_completed_on_demand(qtbot: QtBot, both: ArgumentsEditor) -> None:
    both.json.setPlainText('{"tags": [], "place": {"lat": 1, }}')
    put_cursor(both, "]")
    qtbot.keyClick(both.json, Qt.Key.Key_Space, CONTROL)
    assert offered(both) == ['"red"', '"green"']
    qtbot.keyClick(both.json, Qt.Key.Key_Escape)
    assert offered(both) == []
    put_cursor(both, "}}")
    qtbot.keyClick(both.json, Qt.Key.Key_Space, CONTROL)
    assert offered(both) == ['"lon"']


def test_json_pasted_into_a_field_is_offered_as_what_it_says(qtbot: QtBot, both: ArgumentsEditor) -> None:
    QGuiApplication.clipboard().setText('{"city": "Bergen", "days": 2}')
    line(both, "city").selectAll()
    qtbot.keyClick(line(both, "city"), Qt.Key.Key_V, CONTROL)
    assert both.value() == {"city": '{"city": "Bergen", "days": 2}'}
    both.check()
    assert both.note.button.text() == "Take It as All Arguments"
    qtbot.mouseClick(both.note.button, Qt.MouseButton.LeftButton)
    assert both.value() == {"city": "Bergen", "days": 2}
    assert not both.note.button.isVisible()


def test_no_arguments_null_and_an_empty_object_are_three_things(both: ArgumentsEditor) -> None:
    for text, value in (("", MISSING), ("null", None), ("{}", {})):
        both.json.setPlainText(text)
        assert both.value() is value or both.value() == value
        assert both.text() == text


def test_values_are_filled_in_on_demand(qtbot: QtBot, both: ArgumentsEditor) -> None:
    def choose(words: str) -> None:
        (action,) = [action for action in both.fill_button.menu().actions() if action.text() == words]
        action.trigger()

    both.set_value({})
    choose("Examples for What Is Required")
    assert both.value() == {"city": "city"}
    choose("Examples for All")
    assert both.value() == {
        "city": "city",
        "days": 1,
        "unit": "celsius",
        "place": {"lat": 0, "lon": 0},
        "tags": ["red"],
    }
    choose("Clear")
    assert both.value() == {}


def test_a_long_document_follows_a_moment_after_the_last_key(qtbot: QtBot, both: ArgumentsEditor) -> None:
    both.set_schema(SCHEMA, {"city": "Oslo", "other": ["long"] * 20_000})
    put_cursor(both, "Oslo")
    qtbot.keyClicks(both.json, "New ")
    assert line(both, "city").text() == "Oslo"
    qtbot.waitUntil(lambda: line(both, "city").text() == "New Oslo", timeout=20_000)
    qtbot.keyClicks(line(both, "days"), "3")
    assert (both.value()["city"], both.value()["days"]) == ("New Oslo", 3)


def test_a_line_of_a_million_characters_is_shown(qtbot: QtBot, both: ArgumentsEditor) -> None:
    both.set_schema(SCHEMA, {"city": "x" * 1_000_000})
    both.json.grab()
    qtbot.keyClicks(line(both, "days"), "3")
    assert both.value() == {"city": "x" * 1_000_000, "days": 3}
