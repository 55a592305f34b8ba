"""From a JSON Schema to the description of a form.

The schema comes from a server and may be anything: `describe` never raises, follows only local references, and is
bounded in depth and size. What has no field of its own becomes a `JsonField`, which a JSON editor shows.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from inspector.jsonrpc.message import MISSING

MAX_DEPTH: Final = 12
MAX_FIELDS: Final = 2_000
_REFERENCES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What all fields have. `pointer` is the place of the value in the arguments (RFC 6901)."""

    name: str
    pointer: str
    title: str = ""
    description: str = ""
    required: bool = False
    nullable: bool = False
    default: Any = MISSING
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StringField(Field):
    """A text; `multiline` where the schema suggests more than a line."""

    format: str | None = None
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    multiline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField(Field):
    """A number; `integer` if only whole ones will do."""

    integer: bool = False
    minimum: Any = None
    maximum: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BooleanField(Field):
    """True or false."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumField(Field):
    """One of several values, of any JSON type, each with a label."""

    options: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectField(Field):
    """An object with fields of its own."""

    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonField(Field):
    """Any JSON; `reason` says why there is no better field."""

    reason: str = ""
    kind: str = "JSON"


@dataclass(frozen=True, slots=True)
class Form:
    """A form for the arguments of a tool or prompt, or for what a server asks.

    `problem` says what is wrong with a schema that gives no fields; a JSON editor is then all there is.
    """

    fields: tuple[Field, ...] = ()
    problem: str = ""


def describe(schema: object) -> Form:
    """Describe the form for an object schema."""
    if schema is MISSING:
        return Form(problem="There is no input schema, so the arguments are written as JSON.")
    if not isinstance(schema, dict):
        return Form(problem="The schema is not an object, so the arguments are written as JSON.")
    describer = _Describer(schema)
    root = describer.resolve(schema)
    kind = root.get("type", "object")
    if kind != "object" and not (isinstance(kind, list) and "object" in kind):
        return Form(
            problem=f"The schema asks for {_words(kind)} and not for an object, so the arguments are written as JSON."
        )
    return Form(describer.members(root, "", 0))


def _words(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else "something else"


@dataclass
class _Describer:
    """Walks one schema; counts what it makes, so that a hostile schema ends early."""

    root: dict[str, Any]
    made: int = field(default=0)

    def resolve(self, schema: Any) -> dict[str, Any]:
        """Follow local references, and give an object: `true`, garbage and remote references become an empty one."""
        for _ in range(_REFERENCES):
            reference = schema.get("$ref") if isinstance(schema, dict) else None
            if not isinstance(reference, str):
                break
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            target = self._look_up(reference)
            if not isinstance(target, dict):
                return {"description": f'The reference "{reference}" is not followed.', **beside}
            schema = {**target, **beside}
        return schema if isinstance(schema, dict) else {}

    def _look_up(self, reference: str) -> Any:
        if not reference.startswith("#"):
            return None
        found: Any = self.root
        for part in reference[1:].split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def members(self, schema: dict[str, Any], pointer: str, depth: int) -> tuple[Field, ...]:
        """Describe the members of an object schema, in the schema's order."""
        properties = schema.get("properties")
        required = schema.get("required")
        names = required if isinstance(required, list) else []
        if not isinstance(properties, dict):
            return ()
        return tuple(
            self.member(str(name), part, f"{pointer}/{_escape(str(name))}", depth, required=name in names)
            for name, part in properties.items()
        )

    def member(self, name: str, schema: Any, pointer: str, depth: int, *, required: bool) -> Field:
        """Describe one member."""
        self.made += 1
        schema, nullable = self._without_null(self.resolve(schema))
        common: dict[str, Any] = {
            "name": name,
            "pointer": pointer,
            "title": _text(schema.get("title")),
            "description": _text(schema.get("description")),
            "required": required,
            "nullable": nullable,
            "default": schema.get("default", MISSING),
            "deprecated": schema.get("deprecated") is True,
        }
        if self.made > MAX_FIELDS or depth > MAX_DEPTH:
            return JsonField(reason="The schema is too large or too deep for more fields.", **common)
        return self._typed(schema, common, pointer, depth)

    def _typed(self, schema: dict[str, Any], common: dict[str, Any], pointer: str, depth: int) -> Field:
        options = _options(schema)
        if options:
            return EnumField(options=options, **common)
        kind = schema.get("type")
        if kind == "string":
            return _string(schema, common)
        if kind in ("number", "integer"):
            low, high = schema.get("minimum"), schema.get("maximum")
            return NumberField(integer=kind == "integer", minimum=low, maximum=high, **common)
        if kind == "boolean":
            return BooleanField(**common)
        if kind == "object" and isinstance(schema.get("properties"), dict) and schema["properties"]:
            return ObjectField(fields=self.members(schema, pointer, depth + 1), **common)
        return JsonField(reason=_why_json(schema), kind=kind if isinstance(kind, str) else "JSON", **common)

    def _without_null(self, schema: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """Take `null` out of a type, in the three ways schemas write it."""
        kind = schema.get("type")
        if isinstance(kind, list) and len(kind) == 2 and "null" in kind:
            other = next((item for item in kind if item != "null"), "null")
            return {**schema, "type": other}, True
        if schema.get("nullable") is True:
            return schema, True
        for keyword in ("anyOf", "oneOf"):
            branches = schema.get(keyword)
            if isinstance(branches, list) and len(branches) == 2:
                rest = [branch for branch in branches if branch != {"type": "null"}]
                if len(rest) == 1:
                    beside = {key: value for key, value in schema.items() if key != keyword}
                    return {**self.resolve(rest[0]), **beside}, True
        return schema, False


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _string(schema: dict[str, Any], common: dict[str, Any]) -> StringField:
    max_length = _whole(schema.get("maxLength"))
    return StringField(
        format=_text(schema.get("format")) or None,
        pattern=_text(schema.get("pattern")) or None,
        min_length=_whole(schema.get("minLength")),
        max_length=max_length,
        multiline=schema.get("contentMediaType") is not None or (max_length or 0) > 1_000,
        **common,
    )


def _options(schema: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Read the values of an enum, a const, or a `oneOf`/`anyOf` of titled consts."""
    values = schema.get("enum")
    if isinstance(values, list) and values:
        names = schema.get("enumNames")
        labels = names if isinstance(names, list) and len(names) == len(values) else values
        return tuple((_label(label), value) for label, value in zip(labels, values, strict=True))
    if "const" in schema:
        return ((_label(schema["const"]), schema["const"]),)
    for keyword in ("oneOf", "anyOf"):
        branches = schema.get(keyword)
        if isinstance(branches, list) and branches and all(isinstance(b, dict) and "const" in b for b in branches):
            return tuple((_text(b.get("title")) or _label(b["const"]), b["const"]) for b in branches)
    return ()


def _label(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _why_json(schema: dict[str, Any]) -> str:
    kind = schema.get("type")
    if kind in ("array", "object"):
        return f"This {kind} is written as JSON."
    return "This part of the schema is written as JSON."
