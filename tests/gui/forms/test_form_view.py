"""Each kind of field, filled in as a person does."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from inspector.schema.document import same
from inspector.schema.form import describe
from inspector.schema.validate import Problem, problems_with
from inspector.ui.forms.form_view import FormView
from inspector.ui.forms.row_parts import NameButton
from inspector.ui.forms.state_button import StateButton
from inspector.ui.theme import DARK_COLOURS, LIGHT_COLOURS, make_palette

from .conftest import read

Show = Callable[..., FormView]


def line(form: FormView, name: str) -> QLineEdit:
    (found,) = [line for line in form.findChildren(QLineEdit) if line.accessibleName() == name]
    return found


def choose_state(form: FormView, name: str, word: str) -> None:
    (button,) = line(form, name).findChildren(StateButton)
    (action,) = [action for action in button.menu().actions() if action.text() == word]
    action.trigger()


def states(form: FormView, name: str) -> list[str]:
    (button,) = line(form, name).findChildren(StateButton)
    return [action.text() for action in button.menu().actions()]


def test_nothing_is_sent_that_nobody_wrote(show_form: Show) -> None:
    form = show_form(
        "a", "b", "c", a={"type": "string"}, b={"type": "boolean"}, c={"enum": [1]}, d={"type": "integer"}, e={}
    )
    assert form.value() == {}


def test_absent_null_and_empty_are_three_things_a_person_sees_and_chooses(qtbot: QtBot, show_form: Show) -> None:
    form = show_form(note={"anyOf": [{"type": "string"}, {"type": "null"}]})
    assert line(form, "note").placeholderText() == "not sent"
    qtbot.keyClicks(line(form, "note"), "x")
    assert form.value() == {"note": "x"}
    qtbot.keyClick(line(form, "note"), Qt.Key.Key_Backspace)
    assert form.value() == {"note": ""}
    assert line(form, "note").placeholderText() == "empty text"
    choose_state(form, "note", "Null")
    assert form.value() == {"note": None}
    assert line(form, "note").placeholderText() == "null"
    choose_state(form, "note", "Absent")
    assert form.value() == {}


def test_null_is_offered_only_where_the_schema_allows_it(show_form: Show) -> None:
    form = show_form(plain={"type": "string"}, nullable={"type": ["string", "null"]})
    assert "Null" not in states(form, "plain")
    assert "Null" in states(form, "nullable")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("5", 5), ("5.0", 5.0), ("-12345678901234567890123", -12345678901234567890123), ("1e3", 1000.0), ("abc", "abc")],
)
def test_a_number_is_sent_as_it_was_typed(qtbot: QtBot, show_form: Show, typed: str, value: Any) -> None:
    form = show_form(n={"type": "number"})
    qtbot.keyClicks(line(form, "n"), typed)
    assert same(form.value(), {"n": value})


def test_what_is_no_number_is_said_at_the_field(qtbot: QtBot, show_form: Show) -> None:
    form = show_form(n={"type": "number"})
    qtbot.keyClicks(line(form, "n"), "1e400")
    form.show_problems([])
    assert "too large to be sent unchanged. It is sent as text." in read(form)
    assert [problem.pointer for problem in form.complaints()] == ["/n"]


def test_arrow_keys_step_an_integer_of_any_size(qtbot: QtBot, show_form: Show) -> None:
    form = show_form(n={"type": "integer"}, tens={"type": "integer", "multipleOf": 10})
    qtbot.keyClicks(line(form, "n"), "99999999999999999999")
    qtbot.keyClick(line(form, "n"), Qt.Key.Key_Up)
    qtbot.keyClick(line(form, "tens"), Qt.Key.Key_Down)
    assert form.value() == {"n": 100000000000000000000, "tens": -10}


def test_a_required_boolean_is_a_box_that_is_half_checked_until_it_is_clicked(qtbot: QtBot, show_form: Show) -> None:
    form = show_form("on", on={"type": "boolean"})
    (box,) = form.findChildren(QCheckBox)
    assert box.text() == "required, not set"
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert (form.value(), box.text()) == ({"on": True}, "true")
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert (form.value(), box.text()) == ({"on": False}, "false")


def pick(qtbot: QtBot, combo: QComboBox, text: str) -> None:
    combo.setFocus()
    while combo.currentText() != text:
        before = combo.currentIndex()
        qtbot.keyClick(combo, Qt.Key.Key_Down)
        assert combo.currentIndex() > before, f"there is no {text}"


def test_an_optional_boolean_has_three_states_and_null_where_allowed(qtbot: QtBot, show_form: Show) -> None:
    form = show_form(on={"type": ["boolean", "null"]})
    (combo,) = form.findChildren(QComboBox)
    assert [combo.itemText(row) for row in range(combo.count())] == ["not sent", "true", "false", "null"]
    for text, value in (("true", True), ("false", False), ("null", None)):
        pick(qtbot, combo, text)
        assert form.value() == {"on": value}


def test_the_values_of_a_choice_keep_their_types(qtbot: QtBot, show_form: Show) -> None:
    form = show_form(x={"enum": ["1", 1, 1.5, None]})
    (combo,) = form.findChildren(QComboBox)
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert same(form.value(), {"x": "1"})
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert same(form.value(), {"x": 1})


def test_a_value_that_is_no_choice_is_shown_and_kept(show_form: Show) -> None:
    form = show_form(x={"enum": ["a", "b"]})
    form.set_value({"x": "c"})
    (combo,) = form.findChildren(QComboBox)
    assert combo.currentText() == '"c"  (not among the choices)'
    assert form.value() == {"x": "c"}
    form.set_value({"x": "a"})
    assert combo.count() == 3


def test_what_has_no_field_of_its_own_is_json(qtbot: QtBot, show_form: Show) -> None:
    form = show_form(tags={})
    (box,) = form.findChildren(QPlainTextEdit)
    assert box.placeholderText() == "JSON  not sent"
    qtbot.keyClicks(box, '"x"')
    assert form.value() == {"tags": "x"}
    box.selectAll()
    qtbot.keyClicks(box, '["a", 1')
    assert "This is not JSON" in read(form)
    assert form.value() == {"tags": "x"}
    qtbot.keyClicks(box, "]")
    form.show_problems([])
    assert "This is not JSON" not in read(form)
    assert form.value() == {"tags": ["a", 1]}


def test_a_text_of_several_lines_gets_a_box(show_form: Show) -> None:
    form = show_form(text={"type": "string"})
    form.set_value({"text": "one\ntwo\u00a0three"})
    (box,) = form.findChildren(QPlainTextEdit)
    assert box.isVisible()
    assert form.value() == {"text": "one\ntwo\u00a0three"}


def test_several_lines_can_be_written_where_there_was_one(qtbot: QtBot, show_form: Show) -> None:
    form = show_form(text={"type": "string"})
    qtbot.keyClicks(line(form, "text"), "one")
    choose_state(form, "text", "Several Lines")
    (box,) = form.findChildren(QPlainTextEdit)
    box.moveCursor(box.textCursor().MoveOperation.End)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClicks(box, "two")
    assert form.value() == {"text": "one\ntwo"}


def opener(form: FormView, name: str) -> NameButton:
    (found,) = [button for button in form.findChildren(NameButton) if button.accessibleName() == name]
    return found


def test_an_inner_object_is_opened_filled_in_and_taken_away(qtbot: QtBot, show_form: Show) -> None:
    form = show_form(place={"type": "object", "properties": {"lat": {"type": "number"}}})
    assert form.findChildren(QLineEdit) == []
    qtbot.keyClick(opener(form, "place"), Qt.Key.Key_Space)
    assert form.value() == {}
    qtbot.keyClicks(line(form, "lat"), "1")
    assert form.value() == {"place": {"lat": 1}}
    button = opener(form, "place").states
    assert button is not None
    next(action for action in button.menu().actions() if action.text() == "Absent").trigger()
    assert form.value() == {}


def test_a_problem_stands_at_its_field_and_goes_with_its_cause(qtbot: QtBot, show_form: Show) -> None:
    schema = {"type": "object", "properties": {"lat": {"type": "number", "maximum": 90}}}
    form = show_form("place", place=schema)
    qtbot.keyClicks(line(form, "lat"), "91")
    form.show_problems(problems_with(form.value(), {"properties": {"place": schema}}))
    assert "91 is greater than the maximum of 90" in read(form)
    form.show_problems([])
    assert "maximum of 90" not in read(form)


def test_a_problem_no_field_stands_for_is_handed_back(show_form: Show) -> None:
    form = show_form(a={"type": "string"})
    problems = problems_with({"b": 1}, {"required": ["c"], "additionalProperties": False})
    assert form.show_problems(problems) == problems


def test_a_required_field_says_so_itself_and_not_twice(show_form: Show) -> None:
    form = show_form("a", a={"type": "string"})
    form.show_problems(problems_with({}, {"required": ["a"]}))
    assert line(form, "a").placeholderText() == "required, not set"
    assert "This is required" not in read(form)


def test_enter_in_a_line_submits(qtbot: QtBot, show_form: Show) -> None:
    form = show_form(a={"type": "string"})
    with qtbot.waitSignal(form.submitted, timeout=1_000):
        qtbot.keyClick(line(form, "a"), Qt.Key.Key_Return)


def test_tab_goes_from_field_to_field(qtbot: QtBot, show_form: Show) -> None:
    form = show_form(a={"type": "string"}, b={}, c={"type": "integer"})
    with qtbot.waitActive(form):
        form.activateWindow()
    form.focus_first()
    seen = []
    for _ in range(3):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == ["a", "b", "c"]


def test_every_input_has_an_accessible_name(show_form: Show) -> None:
    form = show_form("d", a={"type": "string"}, b={}, c={"enum": [1]}, d={"type": "boolean"}, e={"type": "number"})
    kinds = (QLineEdit, QPlainTextEdit, QComboBox, QCheckBox)
    names = {widget.accessibleName() for kind in kinds for widget in form.findChildren(kind)}
    assert names == {"a", "b", "c", "d", "e"}


def test_words_from_a_server_are_never_markup(show_form: Show) -> None:
    form = show_form(**{"<b>name</b>": {"type": "string", "description": "<img src='file:///x'>\x1b"}})
    for label in form.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText
        assert "<img" not in label.toolTip()
    assert "<b>name</b>" in read(form)
    assert "⟨ESC⟩" in read(form)


def test_members_the_schema_does_not_name_have_rows_too(qtbot: QtBot, show_form: Show) -> None:
    form = show_form(a={"type": "string"})
    form.set_value({"z": [1], "a": "x"})
    assert list(form.value()) == ["z", "a"]
    assert line(form, "name of z").text() == "z"
    (box,) = form.findChildren(QPlainTextEdit)
    assert box.toPlainText() == "[\n    1\n  ]"


def test_a_long_form_is_made_a_few_rows_at_a_time_and_is_whole_from_the_start(qtbot: QtBot, show_form: Show) -> None:
    given_values = {f"m{number}": number for number in range(300)}
    form = show_form(**{name: {"type": "integer"} for name in given_values})
    form.set_value(given_values)
    assert form.value() == given_values
    assert len(form.findChildren(QLineEdit)) < 300
    qtbot.waitUntil(lambda: len(form.findChildren(QLineEdit)) == 300, timeout=20_000)
    assert line(form, "m299").text() == "299"
    assert form.value() == given_values


SCHEMAS: dict[str, Any] = {
    "text": {"type": "string"},
    "null_or_text": {"type": ["string", "null"]},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "yes": {"type": "boolean"},
    "must": {"type": "boolean"},
    "choice": {"enum": ["a", 1, None, 2.5]},
    "list": {"type": "array"},
    "anything": {},
    "inner": {"type": "object", "properties": {"text": {"type": "string"}, "must": {"type": "boolean"}}},
}
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([5.0, 1.0, 0.1, 1e22, 10**30, "1", "a", "", "\n", "\r\n", "\t", "\u00a0", "\u2028", "[", "\x00"])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*SCHEMAS, "other"]), inner, max_size=3)
    ),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*SCHEMAS, "other"]), values, max_size=6))
def test_whatever_is_put_in_comes_out_unchanged(qapp: QApplication, value: dict[str, Any]) -> None:
    form = FormView(describe({"properties": SCHEMAS, "required": ["must", "inner"]}))
    form.set_value(value)
    assert same(form.value(), value)
    form.set_value({})
    assert form.value() == {}


@pytest.mark.parametrize("name", ["line", "box", "object"])
def test_the_choice_of_states_opens_by_key_wherever_there_is_one(qtbot: QtBot, show_form: Show, name: str) -> None:
    form = show_form(
        line={"type": ["string", "null"]},
        box={"type": ["string", "null"], "contentMediaType": "text/plain"},
        object={"type": ["object", "null"], "properties": {"x": {"type": "string"}}},
    )
    inputs = (QLineEdit, QPlainTextEdit, NameButton)
    (field,) = [
        field
        for kind in inputs
        for field in form.findChildren(kind)
        if field.accessibleName() == name and field.isVisible() and field.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    (menu,) = [menu for menu in form.findChildren(QMenu) if menu.isVisible()]
    (null,) = [action for action in menu.actions() if action.text() == "Null"]
    null.trigger()
    menu.close()
    assert form.value() == {name: None}


def test_the_state_stands_at_the_right_end_of_a_box(show_form: Show) -> None:
    form = show_form(box={"type": "string", "contentMediaType": "text/plain"})
    (box,) = form.findChildren(QPlainTextEdit)
    (button,) = box.findChildren(StateButton)
    assert box.width() > 300
    assert box.width() - 40 < button.geometry().right() < box.width()
    form.resize(700, 600)
    form.grab()  # sends what resizing is due, to hidden widgets too
    assert box.width() - 40 < button.geometry().right() < box.width()


def test_a_problem_takes_the_colours_of_the_theme_chosen_last(qtbot: QtBot, show_form: Show) -> None:
    form = show_form(count={"type": "integer"})
    form.show_problems([Problem("/count", "This is wrong", "type")])
    (label,) = [label for label in form.findChildren(QLabel) if label.text() == "This is wrong"]
    for theme in (DARK_COLOURS, LIGHT_COLOURS):
        form.setPalette(make_palette(theme))
        assert label.palette().color(label.foregroundRole()).name() == theme.error


def test_many_long_lists_of_choices_are_not_measured_before_they_are_shown(show_form: Show) -> None:
    form = show_form(choice={"enum": [f"choice number {number}" * 20 for number in range(900)]})
    (combo,) = form.findChildren(QComboBox)
    assert combo.count() == 901
    assert combo.sizeHint().width() < 300
