"""What single keywords of a schema say to a form."""

import re
from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import write

_EXAMPLES: Final = 20
_LONGEST_TEXT: Final = 4_000
_TYPES: Final = frozenset(("string", "number", "integer", "boolean", "null", "object", "array"))
_SECRET: Final = re.compile(r"password|passwd|passphrase|secret|api[-_]?key|token$", re.IGNORECASE)

# A schema without a type may mean any; these words tell which one its writer had in mind (core, section 7.6.1).
_TOLD_BY: Final = (
    ("object", ("properties", "patternProperties", "additionalProperties", "required", "minProperties",
                "maxProperties", "propertyNames", "unevaluatedProperties")),
    ("array", ("items", "prefixItems", "additionalItems", "minItems", "maxItems", "uniqueItems", "contains",
               "unevaluatedItems")),
    ("string", ("minLength", "maxLength", "pattern", "format", "contentMediaType", "contentEncoding")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)  # fmt: skip
_DEMANDS: Final = frozenset(("required", "not", "title", "description", "$comment", "minProperties", "maxProperties"))


def common_words(schema: dict[str, Any]) -> dict[str, Any]:
    """Give what every kind of field takes from a schema."""
    examples = schema.get("examples", schema.get("example", MISSING))
    many = examples if isinstance(examples, list) else [examples]
    return {
        "title": text_of(schema.get("title")),
        "description": text_of(schema.get("description")),
        "default": schema.get("default", MISSING),
        "examples": tuple(many[:_EXAMPLES]) if examples is not MISSING else (),
        "deprecated": schema.get("deprecated") is True,
        "read_only": schema.get("readOnly") is True,
        "write_only": schema.get("writeOnly") is True,
        "notes": tuple(_notes(schema)),
    }


def text_of(value: object, limit: int = _LONGEST_TEXT) -> str:
    """Give a text, cut; nothing for what is none."""
    if not isinstance(value, str):
        return ""
    return value if len(value) <= limit else value[: limit - 1] + "…"


def kind_of(schema: dict[str, Any]) -> str:
    """Give the one type a schema asks for, or the one its words are about; nothing if that is not to be told."""
    kind = schema.get("type")
    if kind is not None:
        return kind if isinstance(kind, str) and kind in _TYPES else ""
    return next((kind for kind, words in _TOLD_BY if any(word in schema for word in words)), "")


def json_kind(schema: dict[str, Any]) -> str:
    """Give the word for what is written as JSON."""
    kind = schema.get("type")
    return text_of(kind, 20) if isinstance(kind, str) else "JSON"


def string_words(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """Give what a text takes from its schema."""
    max_length = _count(schema.get("maxLength"))
    form = text_of(schema.get("format"), 40) or None
    return {
        "format": form,
        "pattern": text_of(schema.get("pattern")) or None,
        "min_length": _count(schema.get("minLength")),
        "max_length": max_length,
        "encoding": text_of(schema.get("contentEncoding"), 40) or None,
        "multiline": schema.get("contentMediaType") is not None or (max_length or 0) > 1_000,
        "secret": form == "password" or schema.get("writeOnly") is True or _SECRET.search(name) is not None,
    }


def number_words(schema: dict[str, Any]) -> dict[str, Any]:
    """Give the limits of a number."""
    return {
        "minimum": _limit(schema.get("minimum")),
        "maximum": _limit(schema.get("maximum")),
        "exclusive_minimum": _limit(schema.get("exclusiveMinimum")),
        "exclusive_maximum": _limit(schema.get("exclusiveMaximum")),
        "multiple_of": _limit(schema.get("multipleOf")),
    }


def items_of(schema: dict[str, Any]) -> tuple[list[Any], Any, dict[str, Any]]:
    """Give the schemas of the first items, that of all further ones, and the limits of a list.

    `prefixItems` as 2020-12 has it, a list of `items` as the drafts before had it; some schemas mix them.
    """
    prefix, items = schema.get("prefixItems"), schema.get("items", True)
    if isinstance(items, list):
        prefix, items = items, schema.get("additionalItems", True)
    if items is True:
        items = schema.get("unevaluatedItems", True)
    limits = {
        "min_items": _count(schema.get("minItems")),
        "max_items": _count(schema.get("maxItems")),
        "unique": schema.get("uniqueItems") is True,
    }
    return prefix if isinstance(prefix, list) else [], items, limits


def member_limits(schema: dict[str, Any]) -> dict[str, Any]:
    """Give how many members an object may have."""
    return {"min_members": _count(schema.get("minProperties")), "max_members": _count(schema.get("maxProperties"))}


def has_only_demands(branches: list[Any]) -> bool:
    """Tell whether the branches of a union only ask for members and describe nothing: there is nothing to choose."""
    return all(isinstance(branch, dict) and branch.keys() <= _DEMANDS for branch in branches)


def why_json(schema: dict[str, Any]) -> str:
    """Say why there is no better field."""
    kind = schema.get("type")
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        return f"There are {len(schema['enum']):,} values to choose from, too many for a list."
    if isinstance(kind, str):
        return f'The type "{text_of(kind, 40)}" is not known.'
    return "The schema says nothing about the type." if kind is None else "The type is not a word."


def _notes(schema: dict[str, Any]) -> list[str]:
    """Say what is checked and has no place in the form."""
    notes = []
    if isinstance(schema.get("not"), (dict, bool)):
        notes.append(f"Not allowed: {_short(schema['not'])}")
    if isinstance(schema.get("contains"), (dict, bool)):
        notes.append(f"Contains: {_short(schema['contains'])}")
    for keyword, word in (("oneOf", "Exactly one of"), ("anyOf", "At least one of")):
        branches = schema.get(keyword)
        if isinstance(branches, list) and branches and has_only_demands(branches):
            notes.append(f"{word}: {'; '.join(_demand(branch) for branch in branches[:10])}")
    return notes


def _demand(branch: dict[str, Any]) -> str:
    names = branch.get("required")
    if branch.keys() <= {"required"} and isinstance(names, list):
        return " with ".join(str(name)[:40] for name in names[:6])
    return text_of(branch.get("title"), 60) or _short(branch)


def _short(value: Any) -> str:
    text = write(value, indent=None)
    return text if len(text) <= 200 else text[:199] + "…"


def _count(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _limit(value: object) -> int | float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
