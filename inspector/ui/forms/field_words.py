"""What a field is, in words: its type, its limits, what it is for."""

from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import write
from inspector.schema.fields import (
    ArrayField,
    BooleanField,
    EnumField,
    Field,
    IntegerField,
    JsonField,
    NullField,
    NumberField,
    ObjectField,
    StringField,
    UnionField,
)

_SHORT: Final = 60


def about(field: Field) -> str:
    """Say in one line what kind of value is wanted, and what for."""
    marks = (
        "deprecated" if field.deprecated else "",
        "read-only" if field.read_only else "",
        "write-only" if field.write_only else "",
    )
    words = (kind(field), *marks, *field.notes, " ".join(field.description.split()))
    return " · ".join(filter(None, words))


def full_story(field: Field) -> str:
    """Say everything there is to say, for the tool tip."""
    lines = [
        field.title or field.name,
        kind(field),
        field.description,
        *field.notes,
        f"Pattern: {field.pattern}" if isinstance(field, StringField) and field.pattern else "",
        f"Default: {_short(field.default)}" if field.default is not MISSING else "",
        f"Examples: {', '.join(map(_short, field.examples))}" if field.examples else "",
        f"Alternatives: {_titles(field)}" if isinstance(field, UnionField) else "",
        field.reason if isinstance(field, JsonField) else "",
    ]
    return "\n".join(filter(None, lines))


def _titles(field: UnionField) -> str:
    return ", ".join(branch.title for branch in field.branches)


def kind(field: Field) -> str:
    """Give the word for the type, with the limits."""
    word = _word(field)
    if field.nullable:
        word = f"{word} or null" if word else "or null"
    return word


def _word(field: Field) -> str:
    if isinstance(field, NumberField):
        return _number(field)
    if isinstance(field, StringField):
        return _text(field)
    if isinstance(field, ArrayField):
        return _list(field)
    if isinstance(field, ObjectField):
        return f"object{_between(field.min_members, field.max_members, 'member')}"
    if isinstance(field, JsonField):
        return field.kind
    return {BooleanField: "boolean", NullField: "null", EnumField: ""}.get(type(field), "")


def _list(field: ArrayField) -> str:
    item = None if field.first() else field.item()
    plain = isinstance(item, (StringField, NumberField, BooleanField))
    bounded = field.min_items is not None or field.max_items is not None
    what = f" of {_word(item)}" if item is not None and plain and not bounded else ""
    word = f"list{what}{_between(field.min_items, field.max_items, 'item')}"
    return f"{word}, all different" if field.unique else word


def _between(low: int | None, high: int | None, what: str) -> str:
    if low is not None and high is not None:
        return f" of {_counted(low, what)}" if low == high else f" of {low:,} to {_counted(high, what)}"
    if low is not None:
        return f" of at least {_counted(low, what)}" if low else ""
    return f" of at most {_counted(high, what)}" if high is not None else ""


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what if count == 1 else what + 's'}"


def items_allowed(field: ArrayField, count: int) -> str:
    """Say that a list has too few or too many items."""
    if field.min_items is not None and count < field.min_items:
        return f"{_counted(field.min_items - count, 'item')} more to come"
    if field.max_items is not None and count >= field.max_items:
        return "as many as there may be" if count == field.max_items else "more than there may be"
    return ""


def _text(field: StringField) -> str:
    word = field.format or (f"text in {field.encoding}" if field.encoding else "text")
    if field.pattern and len(field.pattern) <= _SHORT:
        return f"{word}{_length(field)}, {field.pattern}"
    return f"{word}{_length(field)}"


def _length(field: StringField) -> str:
    low, high = field.min_length, field.max_length
    if low is not None and high is not None:
        return f", {low:,} to {_counted(high, 'character')}"
    if low is not None:
        return f", at least {_counted(low, 'character')}"
    return f", at most {_counted(high, 'character')}" if high is not None else ""


def _number(field: NumberField) -> str:
    word = "integer" if isinstance(field, IntegerField) else "number"
    step = f", in steps of {_short(field.multiple_of)}" if field.multiple_of is not None else ""
    if field.minimum is not None and field.maximum is not None:
        return f"{word} {_short(field.minimum)} to {_short(field.maximum)}{step}"
    limits = (
        ("from", field.minimum),
        ("above", field.exclusive_minimum),
        ("up to", field.maximum),
        ("below", field.exclusive_maximum),
    )
    said = "".join(f" {words} {_short(limit)}" for words, limit in limits if limit is not None)
    return f"{word}{said}{step}"


def _short(value: Any) -> str:
    text = write(value, indent=None)
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def hint_when_absent(field: Field) -> str:
    """Say what it means that nothing is sent."""
    known = field.default is not MISSING and not (field.nullable and field.default is None)
    if field.required:
        return f"required, not set; the default is {_short(field.default)}" if known else "required, not set"
    return f"not sent; the server takes {_short(field.default)}" if known else "not sent"
