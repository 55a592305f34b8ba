"""What a field is, in words: its type, its limits, what it is for."""

from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import write
from inspector.schema.fields import EnumField, Field, IntegerField, JsonField, NumberField, ObjectField, StringField

_SHORT: Final = 60


def about(field: Field) -> str:
    """Say in one line what kind of value is wanted, and what for."""
    words = [kind(field), "deprecated" if field.deprecated else "", "read-only" if field.read_only else ""]
    return " · ".join(filter(None, (*words, " ".join(field.description.split()))))


def full_story(field: Field) -> str:
    """Say everything there is to say, for the tool tip."""
    lines = [
        field.title or field.name,
        field.description,
        f"Pattern: {field.pattern}" if isinstance(field, StringField) and field.pattern else "",
        f"Default: {_short(field.default)}" if field.default is not MISSING else "",
        f"Examples: {', '.join(map(_short, field.examples))}" if field.examples else "",
        field.reason if isinstance(field, JsonField) else "",
    ]
    return "\n".join(filter(None, lines))


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
    if isinstance(field, JsonField):
        return field.kind
    return "object" if isinstance(field, ObjectField) else "" if isinstance(field, EnumField) else "boolean"


def _text(field: StringField) -> str:
    word = field.format or "text"
    low, high = field.min_length, field.max_length
    if low is not None and high is not None:
        return f"{word}, {low:,} to {high:,} characters"
    if low is not None:
        return f"{word}, at least {_characters(low)}"
    return f"{word}, at most {_characters(high)}" if high is not None else word


def _characters(count: int) -> str:
    return "1 character" if count == 1 else f"{count:,} characters"


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
