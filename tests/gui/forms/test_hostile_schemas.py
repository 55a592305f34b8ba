"""Schemas that are made to hurt: they are opened, say what is left out, and can be filled in and sent all the same."""

from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from inspector.ui.forms.arguments_editor import ArgumentsEditor

from .conftest import read


def nested(levels: int, **words: Any) -> Any:
    schema: Any = {"type": "string"}
    for _ in range(levels):
        schema = {
            word: [schema] if part is list else {"x": schema} if part is dict else schema
            for word, part in words.items()
        }
    return schema


def doubling(keyword: str) -> dict[str, Any]:
    steps = {f"d{n}": {keyword: [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)}
    return {"properties": {"x": {"$ref": "#/$defs/d0"}}, "$defs": {**steps, "d40": {"type": "string"}}}


TOO_DEEP = "nested more than 200 levels deep"
TOO_INVOLVED = "too involved to be checked"
SCHEMAS: dict[str, tuple[Any, str]] = {
    "objects": (nested(10_000, properties=dict), TOO_DEEP),
    "lists": ({"properties": {"x": nested(10_000, items=object)}}, TOO_DEEP),
    "any_of": ({"properties": {"x": nested(10_000, anyOf=list)}}, TOO_DEEP),
    "all_of": ({"properties": {"x": nested(10_000, allOf=list)}}, TOO_DEEP),
    "doubled_any_of": (doubling("anyOf"), TOO_INVOLVED),
    "doubled_all_of": (doubling("allOf"), TOO_INVOLVED),
    "itself": ({"$ref": "#"}, "refers to itself"),
    "itself_in_union": ({"anyOf": [{"$ref": "#"}, {"properties": {"x": {"type": "string"}}}]}, ""),
    "itself_required": ({"properties": {"x": {"$ref": "#"}}, "required": ["x"]}, ""),
    "many_members": ({"properties": {f"m{n}": {"type": "string"} for n in range(5_000)}}, "written in the JSON view"),
    "long_words": ({"properties": {"x": {"type": "string", "title": "t" * 10**6, "description": "d" * 10**6}}}, ""),
    "huge_limits": ({"properties": {"x": {"type": "array", "minItems": 10**9, "items": {"minLength": 10**9}}}}, ""),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_opens_says_so_and_takes_arguments(qtbot: QtBot, editor: ArgumentsEditor, name: str) -> None:
    schema, words = SCHEMAS[name]
    editor.set_schema(schema, {"x": {"x": ["a"]}})
    qtbot.waitUntil(
        lambda: words in read(editor) or words in " ".join(p.message for p in editor.problems()), timeout=30_000
    )
    assert editor.value() == {"x": {"x": ["a"]}}
    editor.fill_in()
    assert editor.value()["x"]
    editor.set_value({"x": "b"})
    assert editor.value() == {"x": "b"}


def test_a_pattern_that_takes_for_ever_elsewhere_is_checked_at_once(qtbot: QtBot, editor: ArgumentsEditor) -> None:
    evil = "^(a+)+$"
    schema = {
        "properties": {"p": {"type": "string", "pattern": evil}},
        "patternProperties": {evil: {"type": "integer"}},
    }
    editor.set_schema(schema, {"a" * 60 + "!": 1})
    line = next(line for line in editor.form().findChildren(QLineEdit) if line.accessibleName() == "p")
    qtbot.keyClicks(line, "a" * 60 + "!")
    editor.check()
    assert "does not match" in read(editor)


def test_what_takes_longer_to_check_is_checked_beside(qtbot: QtBot, editor: ArgumentsEditor) -> None:
    schema = {"properties": {f"m{n}": {"type": "integer", "minimum": 0, "title": f"{n}"} for n in range(3_000)}}
    editor.set_schema(schema, {"m7": -1, "m8": "x"})
    qtbot.waitUntil(lambda: {problem.pointer for problem in editor.problems()} == {"/m7", "/m8"}, timeout=30_000)
    assert "-1 is less than the minimum of 0" in read(editor)
    editor.set_value({"m7": 1})
    qtbot.waitUntil(lambda: editor.problems() == [], timeout=30_000)
