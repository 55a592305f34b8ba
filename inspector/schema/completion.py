"""What could be written at a place of a JSON text that is still being written, by the schema."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.schema.branches import is_likely
from inspector.schema.document import write
from inspector.schema.fields import (
    ArrayField,
    BooleanField,
    EnumField,
    Field,
    NullField,
    ObjectField,
    UnionField,
    settled,
)
from inspector.schema.text_places import Path

_LEXEME: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[\[\]{},:]|[^\s\[\]{},:"]+')
_MOST: Final = 300
_LONGEST: Final = 500_000


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text: what it is inside of, and what of it is written already (`start` to `end`).

    `names` are those of the members there are, where a name is to be written; `is_name` tells that it is one.
    """

    path: Path
    is_name: bool
    typed: str
    start: int
    end: int
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to write: the JSON, and what it is."""

    lexeme: str
    about: str = ""


@dataclass(slots=True)
class _Frame:
    is_object: bool
    step: str | int
    names: set[str]
    wants: str


def spot_at(text: str, at: int) -> Spot | None:
    """Tell what is to be written at a place; `None` where that is nothing a schema has a word for."""
    if len(text) > _LONGEST:
        return None
    stack: list[_Frame] = [_Frame(False, 0, set(), "value")]
    for lexeme in _LEXEME.finditer(text, 0):
        if lexeme.end() > at or (lexeme.end() == at and _is_open(lexeme[0])):
            start = min(lexeme.start(), at)
            goes_on = start < at and not (lexeme[0][0] == '"' and _is_open(lexeme[0]))
            return _spot(stack, text, at, start, lexeme.end() if goes_on else at)
        _take(stack, lexeme[0])
    return _spot(stack, text, at, at, at)


def _is_open(lexeme: str) -> bool:
    """Tell whether a lexeme may go on where it ends: a word, a number, a string that is not closed."""
    return lexeme not in ("{", "}", "[", "]", ",", ":") and not (len(lexeme) > 1 and lexeme[0] == lexeme[-1] == '"')


def _take(stack: list[_Frame], lexeme: str) -> None:
    frame = stack[-1]
    if lexeme in ("{", "["):
        stack.append(_Frame(lexeme == "{", "" if lexeme == "{" else 0, set(), "name" if lexeme == "{" else "value"))
    elif lexeme in ("}", "]"):
        if len(stack) > 1:
            stack.pop()
        stack[-1].wants = "comma"
    elif lexeme == ":":
        frame.wants = "value"
    elif lexeme == ",":
        frame.wants = "name" if frame.is_object else "value"
        frame.step = frame.step + 1 if isinstance(frame.step, int) else frame.step
    elif frame.is_object and frame.wants == "name":
        frame.step, frame.wants = _string(lexeme), "colon"
        frame.names.add(str(frame.step))
    else:
        frame.wants = "comma"


def _spot(stack: list[_Frame], text: str, at: int, start: int, end: int) -> Spot | None:
    frame = stack[-1]
    if frame.wants not in ("name", "value"):
        return None
    path = tuple(each.step for each in stack[1:])
    typed = text[start:at].removeprefix('"')
    if frame.wants == "name":
        return Spot(path[:-1], True, typed, start, end, frozenset(frame.names))
    return Spot(path, False, typed, start, end)


def _string(lexeme: str) -> str:
    try:
        found = json.loads(lexeme)
    except ValueError:
        return lexeme.strip('"')
    return found if isinstance(found, str) else lexeme


def suggestions(root: Field, value: Any, spot: Spot) -> list[Suggestion]:
    """Give what the schema has for a place, what begins with what is typed first. `value` is the document so far."""
    found: dict[str, Suggestion] = {}
    for field, part in _fields_at(root, value, spot.path):
        taken = spot.names | (frozenset(part) - {spot.typed} if isinstance(part, dict) else frozenset())
        for each in _names(field, taken) if spot.is_name else _values(field):
            found.setdefault(each.lexeme, each)
            if len(found) >= _MOST:
                break
    typed = spot.typed.lower()
    fitting = [each for each in found.values() if typed in each.lexeme.lower()]
    return sorted(fitting, key=lambda each: not each.lexeme.lower().lstrip('"').startswith(typed))


def _fields_at(root: Field, value: Any, path: Path) -> list[tuple[Field, Any]]:
    """Give the fields a place may have: more than one only where a union is undecided."""
    found = list(_open(root, value))
    for step in path:
        below: list[tuple[Field, Any]] = []
        for field, here in found[:_MOST]:
            part = _part(here, step)
            inner = _below(field, step)
            if inner is not None:
                below += _open(inner, part)
        found = below
    return found


def _open(field: Field, value: Any) -> Iterator[tuple[Field, Any]]:
    """Give a field, or the branches of a union that a value may be."""
    shown = settled(field, value)
    if not isinstance(shown, UnionField):
        yield shown, value
        return
    kind_known = value is not MISSING and value is not None
    likely = [one.field for one in shown.branches if not kind_known or is_likely(one.field, value)]
    for branch in likely or [one.field for one in shown.branches]:
        yield settled(branch, value), value


def _part(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step, MISSING)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return MISSING


def _below(field: Field, step: str | int) -> Field | None:
    if isinstance(field, ObjectField) and isinstance(step, str):
        return next((member for member in field.fields if member.name == step), None) or field.other(step)
    return field.at(step) if isinstance(field, ArrayField) and isinstance(step, int) else None


def _names(field: Field, taken: frozenset[str]) -> Iterator[Suggestion]:
    if isinstance(field, ObjectField):
        for member in field.fields:
            if member.name not in taken:
                about = "required" if member.required else "deprecated" if member.deprecated else ""
                yield Suggestion(write(member.name, indent=None), about)


def _values(field: Field) -> Iterator[Suggestion]:
    if isinstance(field, EnumField):
        yield from (_suggestion(value, label) for label, value in field.options)
    if isinstance(field, BooleanField):
        yield from (Suggestion("true"), Suggestion("false"))
    if isinstance(field, NullField) or field.nullable:
        yield Suggestion("null")
    if field.default is not MISSING:
        yield _suggestion(field.default, "default")
    yield from (_suggestion(value, "example") for value in field.examples)


def _suggestion(value: Any, about: str) -> Suggestion:
    lexeme = write(value, indent=None)
    return Suggestion(lexeme, "" if about == lexeme.strip('"') else about[:60])
