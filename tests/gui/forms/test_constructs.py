"""Each construct of a schema, used as a person does: lists, tuples, maps, unions, conditions, recursion."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QPlainTextEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from inspector.schema.form import describe
from inspector.schema.validate import problems_with
from inspector.ui.forms.desk import pointer_of
from inspector.ui.forms.form_view import FormView
from inspector.ui.forms.row import Row

from .conftest import read

Open = Callable[..., FormView]


@pytest.fixture
def opened(qtbot: QtBot) -> Open:
    def show(schema: Any, value: Any = None) -> FormView:
        form = FormView(describe(schema))
        qtbot.addWidget(form)
        form.resize(520, 700)
        if value is not None:
            form.set_value(value)
        form.show()
        return form

    return show


def row(form: FormView, pointer: str) -> Row:
    (found,) = [row for row in form.rows() if pointer_of(row.path) == pointer]
    return found


def field(form: FormView, pointer: str) -> QLineEdit:
    (found,) = [line for line in row(form, pointer).findChildren(QLineEdit) if line.accessibleName()[:7] != "name of"]
    return found


def pointers(form: FormView) -> list[str]:
    return [pointer_of(row.path) for row in form.rows() if row.isVisible()][1:]


def press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    buttons = [each for each in inside.findChildren(QToolButton) if each.accessibleName().startswith(name)]
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


def point_at(widget: Row) -> None:
    at = QPointF(5, 5)
    QApplication.sendEvent(widget, QEnterEvent(at, at, at))


def choose(form: FormView, pointer: str, words: str) -> None:
    combo = row(form, pointer).findChildren(QComboBox)[0]
    combo.setCurrentIndex(combo.findText(words))
    combo.activated.emit(combo.currentIndex())


def take(form: FormView, pointer: str, words: str) -> None:
    """Choose from the menu of a row."""
    (action,) = [action for action in row(form, pointer).states.menu().actions() if action.text() == words]
    action.trigger()


TAGS = {"properties": {"tags": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3}}}


def test_items_are_added_filled_in_moved_duplicated_and_removed(qtbot: QtBot, opened: Open) -> None:
    form = opened(TAGS, {"tags": ["a"]})
    press(qtbot, row(form, "/tags"), "Add Item")
    qtbot.keyClicks(field(form, "/tags/1"), "b")
    assert form.value() == {"tags": ["a", "b"]}
    for action, after in (("Move Up", ["b", "a"]), ("Duplicate", ["b", "b", "a"]), ("Remove", ["b", "a"])):
        item = row(form, "/tags/1" if action == "Move Up" else "/tags/0")
        point_at(item)
        press(qtbot, item, action)
        assert form.value() == {"tags": after}
    form.sheet.undo()
    assert form.value() == {"tags": ["b", "b", "a"]}


def test_the_buttons_of_an_item_come_with_the_pointer_and_go_with_it(opened: Open) -> None:
    form = opened(TAGS, {"tags": ["a", "b"]})
    buttons = [each for each in row(form, "/tags/0").findChildren(QToolButton) if "Remove" in each.accessibleName()]
    assert not buttons[0].isVisible()
    point_at(row(form, "/tags/0"))
    assert buttons[0].isVisible()
    QApplication.sendEvent(row(form, "/tags/0"), QEvent(QEvent.Type.Leave))
    assert not buttons[0].isVisible()


def test_the_first_item_of_a_list_that_is_absent_makes_the_list(qtbot: QtBot, opened: Open) -> None:
    form = opened(TAGS)
    qtbot.mouseClick(row(form, "/tags").name, Qt.MouseButton.LeftButton)
    press(qtbot, row(form, "/tags"), "Add Item")
    assert form.value() == {"tags": [""]}
    take(form, "/tags", "Absent")
    assert form.value() == {}


def test_how_many_items_there_may_be_is_said(opened: Open) -> None:
    form = opened(TAGS, {"tags": ["a", "b", "c"]})
    assert "list of 1 to 3 items" in read(form)
    assert "as many as there may be" in read(form)
    form.set_value({"tags": []})
    row(form, "/tags").open(True)
    assert "1 item more to come" in read(form)


def test_a_list_of_objects_has_rows_inside_its_rows(qtbot: QtBot, opened: Open) -> None:
    person = {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}
    form = opened({"properties": {"people": {"type": "array", "items": person}}}, {"people": [{"name": "Ann"}]})
    qtbot.keyClicks(field(form, "/people/0/age"), "7")
    press(qtbot, row(form, "/people"), "Add Item")
    qtbot.keyClicks(field(form, "/people/1/name"), "Bob")
    assert form.value() == {"people": [{"name": "Ann", "age": 7}, {"name": "Bob"}]}
    qtbot.mouseClick(row(form, "/people/0").name, Qt.MouseButton.LeftButton)
    assert 'name: "Ann", age: 7' in read(form)


@pytest.mark.parametrize(
    "tuple_",
    [
        {"prefixItems": [{"type": "number"}, {"type": "string"}], "items": False},
        {"items": [{"type": "number"}, {"type": "string"}], "additionalItems": False},
    ],
)
def test_the_items_of_a_tuple_have_fields_of_their_own(qtbot: QtBot, opened: Open, tuple_: dict[str, Any]) -> None:
    form = opened({"properties": {"t": tuple_}}, {"t": []})
    row(form, "/t").open(True)
    press(qtbot, row(form, "/t"), "Add Item")
    press(qtbot, row(form, "/t"), "Add Item")
    field(form, "/t/0").selectAll()
    qtbot.keyClicks(field(form, "/t/0"), "1.50")
    qtbot.keyClicks(field(form, "/t/1"), "x")
    assert form.value() == {"t": [1.5, "x"]}
    (button,) = [each for each in row(form, "/t").findChildren(QToolButton) if each.text() == "Add Item"]
    assert not button.isEnabled()


MAP = {
    "properties": {
        "labels": {
            "type": "object",
            "patternProperties": {"^n-": {"type": "integer"}},
            "additionalProperties": {"type": "string"},
        }
    }
}


def test_members_of_a_map_are_added_renamed_and_removed(qtbot: QtBot, opened: Open) -> None:
    form = opened(MAP, {"labels": {"a": "1"}})
    (name,) = [
        each for each in form.findChildren(QLineEdit) if each.accessibleName() == "name of a new member of labels"
    ]
    qtbot.keyClicks(name, "b")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.keyClicks(field(form, "/labels/b"), "x")
    assert form.value() == {"labels": {"a": "1", "b": "x"}}
    (key,) = [each for each in form.findChildren(QLineEdit) if each.accessibleName() == "name of a"]
    qtbot.keyClicks(key, "2")
    qtbot.keyClick(key, Qt.Key.Key_Return)
    assert list(form.value()["labels"]) == ["2a", "b"]
    point_at(row(form, "/labels/b"))
    press(qtbot, row(form, "/labels/b"), "Remove")
    assert form.value() == {"labels": {"2a": "1"}}


def test_the_pattern_of_its_name_says_what_a_member_is(qtbot: QtBot, opened: Open) -> None:
    form = opened(MAP, {"labels": {"n-x": 1, "a": "1"}})
    qtbot.keyClick(field(form, "/labels/n-x"), Qt.Key.Key_Up)
    assert form.value() == {"labels": {"n-x": 2, "a": "1"}}


def test_a_name_that_is_taken_is_not_given_twice(qtbot: QtBot, opened: Open) -> None:
    form = opened(MAP, {"labels": {"a": "1", "b": "2"}})
    (key,) = [each for each in form.findChildren(QLineEdit) if each.accessibleName() == "name of b"]
    key.selectAll()
    qtbot.keyClicks(key, "a")
    qtbot.keyClick(key, Qt.Key.Key_Return)
    assert form.value() == {"labels": {"a": "1", "b": "2"}}
    assert key.text() == "b"


SHAPES = {
    "$defs": {"square": {"type": "object", "properties": {"kind": {"const": "square"}, "side": {"type": "number"}}}},
    "properties": {
        "shape": {
            "oneOf": [
                {
                    "title": "Circle",
                    "type": "object",
                    "properties": {"kind": {"const": "circle"}, "radius": {"type": "number"}},
                    "required": ["kind", "radius"],
                },
                {"$ref": "#/$defs/square"},
                {"type": "string"},
            ]
        }
    },
}


def test_the_branch_that_fits_the_data_is_found(opened: Open) -> None:
    form = opened(SHAPES, {"shape": {"kind": "square", "side": 2}})
    combo = row(form, "/shape").findChildren(QComboBox)[0]
    assert combo.currentText() == "kind: square"
    for value, words in (("a name", "text"), ({"kind": "circle"}, "Circle"), (7, "none of these")):
        form.set_value({"shape": value})
        assert row(form, "/shape").findChildren(QComboBox)[0].currentText() == words
        assert form.value() == {"shape": value}


def test_a_union_that_is_a_branch_offers_its_branches_though_conditions_stand_beside_them(opened: Open) -> None:
    inner = {
        "oneOf": [{"title": "Word", "type": "string"}, {"title": "Person", "type": "object"}],
        "if": {"type": "object"},
        "then": {"properties": {"name": {"type": "string"}}},
    }
    union = {"oneOf": [inner, {"title": "Flag", "type": "boolean"}]}
    form = opened({"type": "object", "properties": {"v": union}}, {"v": {"name": "Ada"}})
    combo = row(form, "/v").findChildren(QComboBox)[0]
    assert [combo.itemText(number) for number in range(combo.count())][-3:] == ["Word", "Person", "Flag"]
    assert combo.currentText() == "Person"
    assert "/v/name" in form.editors()


def test_another_branch_keeps_what_it_can_and_brings_back_what_was_there(qtbot: QtBot, opened: Open) -> None:
    form = opened(SHAPES)
    choose(form, "/shape", "Circle")
    assert form.value() == {"shape": {"kind": "circle"}}
    qtbot.keyClicks(field(form, "/shape/radius"), "5")
    choose(form, "/shape", "kind: square")
    assert form.value() == {"shape": {"kind": "square", "radius": 5}}
    choose(form, "/shape", "text")
    assert form.value() == {"shape": ""}
    choose(form, "/shape", "kind: square")
    assert form.value() == {"shape": {"kind": "square", "radius": 5}}
    choose(form, "/shape", "not sent")
    assert form.value() == {}


def test_types_in_a_list_are_a_choice(qtbot: QtBot, opened: Open) -> None:
    form = opened({"properties": {"x": {"type": ["string", "integer", "null"]}}})
    choose(form, "/x", "integer")
    qtbot.keyClicks(field(form, "/x"), "12")
    assert form.value() == {"x": 12}
    choose(form, "/x", "null")
    assert form.value() == {"x": None}


def test_parts_of_all_of_are_one_form(opened: Open) -> None:
    parts = [{"properties": {"a": {"type": "string"}}, "required": ["a"]}, {"$ref": "#/$defs/b"}]
    form = opened({"allOf": parts, "$defs": {"b": {"properties": {"b": {"type": "integer", "minimum": 1}}}}})
    assert pointers(form) == ["/a", "/b"]
    assert "integer from 1" in read(form)
    assert "a *" in read(form)


def test_members_come_and_go_with_their_condition_and_data_stays(qtbot: QtBot, opened: Open) -> None:
    form = opened(
        {
            "type": "object",
            "properties": {"country": {"enum": ["us", "ca"]}, "card": {"type": "string"}},
            "if": {"properties": {"country": {"const": "us"}}, "required": ["country"]},
            "then": {"properties": {"zip": {"type": "string"}}, "required": ["zip"]},
            "else": {"properties": {"postcode": {"type": "string"}}},
            "dependentRequired": {"card": ["address"]},
            "dependentSchemas": {"card": {"properties": {"address": {"type": "string"}}}},
        },
        {"country": "ca"},
    )
    assert pointers(form) == ["/country", "/card", "/postcode"]
    choose(form, "/country", "us")
    assert pointers(form) == ["/country", "/card", "/zip"]
    qtbot.keyClicks(field(form, "/zip"), "1")
    choose(form, "/country", "ca")
    assert form.value() == {"country": "ca", "zip": "1"}
    assert "/zip" in pointers(form)
    qtbot.keyClicks(field(form, "/card"), "7")
    assert "/address" in pointers(form)
    assert "address *" in read(form)


def test_draft_07_dependencies_work_too(qtbot: QtBot, opened: Open) -> None:
    form = opened(
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "properties": {"card": {"type": "string"}},
            "dependencies": {"card": {"properties": {"address": {"type": "string"}}, "required": ["address"]}},
        }
    )
    assert pointers(form) == ["/card"]
    qtbot.keyClicks(field(form, "/card"), "7")
    assert pointers(form) == ["/card", "/address"]


def test_recursion_is_opened_on_demand(qtbot: QtBot, opened: Open) -> None:
    node = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#"}}},
    }
    form = opened(node)
    for depth in range(3):
        at = "".join(f"/children/{0}" for _ in range(depth))
        qtbot.mouseClick(row(form, f"{at}/children").name, Qt.MouseButton.LeftButton)
        press(qtbot, row(form, f"{at}/children"), "Add Item")
        qtbot.keyClicks(field(form, f"{at}/children/0/name"), "x")
    inner = {"name": "x", "children": [{"name": "x", "children": [{"name": "x"}]}]}
    assert form.value() == {"children": [inner]}


def test_what_is_not_allowed_is_said_and_checked(qtbot: QtBot, opened: Open) -> None:
    schema = {"properties": {"x": {"type": "string", "not": {"const": "no"}}}}
    form = opened(schema)
    assert 'Not allowed: {"const": "no"}' in read(form)
    qtbot.keyClicks(field(form, "/x"), "no")
    form.show_problems(problems_with(form.value(), schema))
    assert '{"const":"no"} is not allowed for "no"' in read(form)


@pytest.mark.parametrize(
    ("schema", "value", "after"),
    [
        ({"type": "array", "items": {"type": "integer"}}, [1], [2]),
        ({"type": "integer"}, 1, 2),
        ({"anyOf": [{"type": "integer"}, {"type": "object"}]}, 1, 2),
    ],
)
def test_a_schema_that_asks_for_no_object_has_a_form_too(
    qtbot: QtBot, opened: Open, schema: Any, value: Any, after: Any
) -> None:
    form = opened(schema, value)
    line = next(line for line in form.findChildren(QLineEdit) if line.isVisible())
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert form.value() == after


def test_a_value_of_another_kind_is_shown_as_json_with_the_finding_and_kept(qtbot: QtBot, opened: Open) -> None:
    schema = {"properties": {"n": {"type": "number"}, "s": {"type": "string"}}}
    form = opened(schema, {"n": "5", "s": 5})
    form.show_problems(problems_with(form.value(), schema))
    boxes = form.findChildren(QPlainTextEdit)
    assert [box.toPlainText() for box in boxes] == ['"5"', "5"]
    assert '"5" is not of type "number"' in read(form)
    boxes[0].selectAll()
    qtbot.keyClicks(boxes[0], "6")
    assert form.value() == {"n": 6, "s": 5}
    assert field(form, "/n").text() == "6"


def test_default_and_examples_are_offered(opened: Open) -> None:
    form = opened({"properties": {"x": {"type": "string", "default": "d", "examples": ["e", "f"]}}})
    take(form, "/x", 'Example: "f"')
    assert form.value() == {"x": "f"}
    take(form, "/x", 'Default: "d"')
    assert form.value() == {"x": "d"}


def test_a_secret_is_hidden_until_it_is_to_be_read(opened: Open) -> None:
    form = opened({"properties": {"api_key": {"type": "string"}, "p": {"type": "string", "format": "password"}}})
    for pointer in ("/api_key", "/p"):
        assert field(form, pointer).echoMode() == QLineEdit.EchoMode.Password
        take(form, pointer, "Show")
        assert field(form, pointer).echoMode() == QLineEdit.EchoMode.Normal


def test_today_is_a_word_away(opened: Open) -> None:
    schema = {"properties": {"day": {"type": "string", "format": "date"}, "id": {"type": "string", "format": "uuid"}}}
    form = opened(schema)
    take(form, "/day", "Today")
    take(form, "/id", "New UUID")
    assert problems_with(form.value(), schema) == []
    assert set(form.value()) == {"day", "id"}


def test_any_part_can_be_written_as_json_and_back(qtbot: QtBot, opened: Open) -> None:
    form = opened(SHAPES, {"shape": {"kind": "circle", "radius": 1.0}})
    take(form, "/shape", "Edit as JSON")
    (box,) = form.findChildren(QPlainTextEdit)
    assert json.loads(box.toPlainText()) == {"kind": "circle", "radius": 1.0}
    box.setPlainText('{"kind": "square", "side": 1.00}')
    assert '"side": 1.00' in form.sheet.text
    take(form, "/shape", "Edit in Fields")
    assert field(form, "/shape/side").text() == "1.0"


def test_undo_takes_back_what_was_typed_in_one_field_at_once(qtbot: QtBot, opened: Open) -> None:
    form = opened({"properties": {"a": {"type": "string"}, "b": {"type": "string"}}})
    qtbot.keyClicks(field(form, "/a"), "hello")
    qtbot.keyClicks(field(form, "/b"), "world")
    qtbot.keyClick(field(form, "/b"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.value() == {"a": "hello"}
    assert field(form, "/b").text() == ""
    qtbot.keyClick(field(form, "/b"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.value() == {}
    qtbot.keyClick(
        field(form, "/b"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert form.value() == {"a": "hello"}


def test_lines_that_are_pasted_stay_lines(qtbot: QtBot, opened: Open) -> None:
    form = opened({"properties": {"a": {"type": "string"}}})
    QGuiApplication.clipboard().setText("one\ntwo")
    qtbot.keyClick(field(form, "/a"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert form.value() == {"a": "one\ntwo"}


def test_json_pasted_where_there_is_no_field_is_the_whole(qtbot: QtBot, opened: Open) -> None:
    form = opened({"properties": {"a": {"type": "string"}}}, {"a": "x"})
    QGuiApplication.clipboard().setText('{"a": "y", "b": 1.0}')
    form.setFocus()
    qtbot.keyClick(form, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert form.sheet.text == '{"a": "y", "b": 1.0}'
    form.sheet.undo()
    assert form.value() == {"a": "x"}


def test_a_change_of_one_field_leaves_the_text_around_it_as_it_was(qtbot: QtBot, opened: Open) -> None:
    form = opened({"properties": {"a": {"type": "integer"}}})
    form.sheet.start('{ "z":1.0,"a" : 1,\n "z": 2e3 }')
    qtbot.keyClick(field(form, "/a"), Qt.Key.Key_Up)
    assert form.sheet.text == '{ "z":1.0,"a" : 2,\n "z": 2e3 }'


def test_what_a_union_is_for_is_said_before_and_after_a_choice(qtbot: QtBot, opened: Open) -> None:
    union = {"description": "How to pay", "anyOf": [{"type": "string"}, {"type": "object", "properties": {"a": {}}}]}
    form = opened({"properties": {"x": union}})
    for words in ("not sent", "text", "object with a"):
        choose(form, "/x", words)
        qtbot.waitUntil(lambda: "How to pay" in read(form))


def test_the_menu_of_a_row_opens_where_the_pointer_is(qtbot: QtBot, opened: Open) -> None:
    form = opened(TAGS, {"tags": ["a"]})
    heading = row(form, "/tags")
    at = heading.name.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, heading.name.mapToGlobal(at))
    QApplication.sendEvent(heading.name, event)
    (menu,) = [menu for menu in form.findChildren(QMenu) if menu.isVisible()]
    assert [action.text() for action in menu.actions()][:2] == ["Value", "Absent"]
    menu.close()
