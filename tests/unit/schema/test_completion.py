"""What is offered at a place of a text that is still being written."""

from typing import Any

import pytest

from inspector.jsonrpc.message import MISSING
from inspector.schema.completion import spot_at, suggestions
from inspector.schema.form import describe

SCHEMA = {
    "properties": {
        "kind": {"enum": ["circle", "square"]},
        "list": {"type": "array", "items": {"$ref": "#"}},
        "either": {"anyOf": [{"properties": {"left": {}}}, {"properties": {"right": {}}}]},
        "on": {"type": ["boolean", "null"], "default": True},
        "size": {"type": "integer", "examples": [3]},
    },
    "required": ["kind"],
}


def offered(text: str, value: Any = MISSING) -> list[str]:
    """Give what is offered at the bar."""
    before, _, after = text.partition("|")
    spot = spot_at(before + after, len(before))
    root = describe(SCHEMA).root
    assert root is not None
    return [each.lexeme for each in suggestions(root, value, spot)] if spot is not None else []


ALL = ['"kind"', '"list"', '"either"', '"on"', '"size"']


@pytest.mark.parametrize(
    ("text", "lexemes"),
    [
        ("{|", ALL),
        ("{|}", ALL),
        ('{"kind": "circle", |', ALL[1:]),
        ('{"ki|', ['"kind"']),
        ('{"i|', ['"kind"', '"list"', '"either"', '"size"']),
        ('{"kind": |}', ['"circle"', '"square"']),
        ('{"kind": "s|"}', ['"square"']),
        ('{"kind"|', []),
        ('{"kind": "circle"|', []),
        ('{"list": [{"kind": "circle"}, {|', ALL),
        ('{"list": [{"list": [{"kind": |', ['"circle"', '"square"']),
        ('{"either": {|', ['"left"', '"right"']),
        ('{"on": |', ["true", "false", "null"]),
        ('{"on": f|', ["false"]),
        ('{"size": |', ["3"]),
        ('{"unknown": {|', []),
        ("|", []),
        ("]]]}|", []),
    ],
)
def test_what_the_schema_has_for_a_place_is_offered(text: str, lexemes: list[str]) -> None:
    assert sorted(offered(text)) == sorted(lexemes)


def test_what_begins_with_what_is_typed_comes_first() -> None:
    assert offered('{"s|')[0] == '"size"'


def test_names_that_stand_behind_the_cursor_are_not_offered() -> None:
    assert offered('{|"on": true}', {"on": True}) == ['"kind"', '"list"', '"either"', '"size"']


def test_the_place_tells_what_is_written_already() -> None:
    text = '{"kind": "squ are"}'
    spot = spot_at(text, 13)
    assert spot is not None
    assert (spot.path, spot.typed, text[spot.start : spot.end]) == (("kind",), "squ", '"squ are"')


def test_a_very_long_text_is_left_alone() -> None:
    assert spot_at("[" * 1_000_000, 5) is None
