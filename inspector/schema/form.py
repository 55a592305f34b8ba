"""From a JSON Schema to the description of a form.

The schema comes from a server and may be anything: `describe` never raises, follows only local references, and is
bounded in depth and size. What has no field of its own becomes a `JsonField`, which a JSON editor shows.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.schema.choices import MAX_OPTIONS, Choices, is_null
from inspector.schema.fields import (
    BooleanField,
    EnumField,
    Field,
    Form,
    IntegerField,
    JsonField,
    NumberField,
    ObjectField,
    StringField,
)
from inspector.schema.references import References, pointer_to

__all__ = [
    "BooleanField",
    "EnumField",
    "Field",
    "Form",
    "IntegerField",
    "JsonField",
    "NumberField",
    "ObjectField",
    "StringField",
    "describe",
]

MAX_DEPTH: Final = 12
MAX_FIELDS: Final = 1_000
MAX_EFFORT: Final = 300_000
"""Members of schemas that are looked at, those behind a reference each time it is followed; about 20 ms."""

_REFERENCES: Final = 32
_EXAMPLES: Final = 20
_LONGEST_TEXT: Final = 4_000
_OTHER_MEMBERS: Final = ("anyOf", "oneOf", "allOf", "patternProperties", "$ref", "if", "dependentSchemas")


def describe(schema: object) -> Form:
    """Describe the form for an object schema."""
    if schema is MISSING:
        return Form(problem="There is no input schema, so the arguments are written as JSON.")
    if schema is True:
        return Form(problem="The schema allows anything, so the arguments are written as JSON.")
    if schema is False:
        return Form(problem="The schema allows nothing. Arguments can be written as JSON all the same.")
    if not isinstance(schema, dict):
        return Form(problem="The schema is not an object, so the arguments are written as JSON.")
    describer = _Describer(References(schema))
    root = describer.resolve(schema)
    kind = root.schema.get("type", "object")
    if kind != "object" and not (isinstance(kind, list) and "object" in kind):
        wanted = f'"{_text(kind)}"' if isinstance(kind, str) else "something else"
        return Form(
            problem=f"The schema asks for {wanted} and not for an object, so the arguments are written as JSON."
        )
    return _form(describer, root, describer.members(root, "", 0))


def _form(describer: "_Describer", root: "_Resolved", fields: tuple[Field, ...]) -> Form:
    if not fields:
        return _without_fields(root)
    if describer.left_out:
        members = "member is" if describer.left_out == 1 else "members are"
        return Form(fields, note=f"{describer.left_out:,} more {members} written in the JSON view.")
    return Form(fields)


def _without_fields(root: "_Resolved") -> Form:
    properties = root.schema.get("properties")
    if root.reason:
        return Form(problem=f"{root.reason} The arguments are written as JSON.")
    if properties is not None and not isinstance(properties, dict):
        return Form(problem='"properties" of the schema is not an object, so the arguments are written as JSON.')
    if any(keyword in root.schema for keyword in _OTHER_MEMBERS):
        return Form(problem="The schema names no members of its own, so the arguments are written as JSON.")
    if root.schema.get("additionalProperties") not in (None, False) or not root.schema:
        return Form(problem="The schema allows members of any name, so the arguments are written as JSON.")
    return Form(note="There are no arguments.")


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A schema with its references followed. `trail` are the targets on the way here, which end recursion."""

    schema: dict[str, Any]
    nullable: bool = False
    reason: str = ""
    trail: tuple[int, ...] = ()


@dataclass
class _Describer:
    """Walks one schema; counts what it makes, so that a hostile schema ends early."""

    references: References
    choices: Choices = field(default_factory=Choices)
    effort: int = field(default=0)
    made: int = field(default=0)
    left_out: int = field(default=0)

    def resolve(self, schema: Any, trail: tuple[int, ...] = ()) -> _Resolved:
        """Follow local references, single `allOf` and unions with null, and give an object in any case."""
        if not isinstance(schema, dict):
            return _Resolved({}, reason=_why_no_schema(schema), trail=trail)
        found = _Resolved(schema, trail=trail)
        for _ in range(_REFERENCES):
            if self.effort > MAX_EFFORT:
                return _Resolved({}, found.nullable, "The schema is too large for more fields.", found.trail)
            further = self._step(found)
            if further is None:
                return found
            self.effort += len(found.schema) + len(further.schema)
            if further.reason:
                return further
            found = further
        return _Resolved(found.schema, found.nullable, "The references lead on and on.", found.trail)

    def _step(self, at: _Resolved) -> _Resolved | None:
        if "$ref" in at.schema:
            return self._referred(at)
        branches = at.schema.get("allOf")
        if isinstance(branches, list) and len(branches) == 1 and isinstance(branches[0], dict):
            return _merged(at, "allOf", branches[0])
        return _without_null(at)

    def _referred(self, at: _Resolved) -> _Resolved:
        reference = at.schema["$ref"]
        target = self.references.follow(reference)
        beside = {key: value for key, value in at.schema.items() if key != "$ref"}
        if target is None:
            away = isinstance(reference, str) and not reference.startswith("#")
            why = "leads elsewhere and is not followed" if away else "leads nowhere"
            return _Resolved(beside, at.nullable, f'The reference "{_text(str(reference), 200)}" {why}.', at.trail)
        if id(target) in at.trail:
            return _Resolved(beside, at.nullable, "The schema contains itself here.", at.trail)
        return _Resolved({**target, **beside}, at.nullable, trail=(*at.trail, id(target)))

    def members(self, parent: _Resolved, pointer: str, depth: int) -> tuple[Field, ...]:
        """Describe the members of an object schema, in the schema's order."""
        properties = parent.schema.get("properties")
        if not isinstance(properties, dict):
            return ()
        required = parent.schema.get("required")
        names = {name for name in required if isinstance(name, str)} if isinstance(required, list) else set()
        self.effort += len(required) if isinstance(required, list) else 0
        fields = []
        for name, part in properties.items():
            if self.made >= MAX_FIELDS:
                break
            resolved = self.resolve(part, parent.trail)
            fields.append(self.member(str(name), resolved, pointer_to(pointer, name), depth, required=name in names))
        self.left_out += len(properties) - len(fields)
        return tuple(fields)

    def member(self, name: str, found: _Resolved, pointer: str, depth: int, *, required: bool) -> Field:
        """Describe one member."""
        self.made += 1
        schema = found.schema
        common: dict[str, Any] = {
            "name": name,
            "pointer": pointer,
            "title": _text(schema.get("title")),
            "description": _text(schema.get("description")),
            "required": required,
            "nullable": found.nullable,
            "default": schema.get("default", MISSING),
            "examples": _examples(schema),
            "deprecated": schema.get("deprecated") is True,
            "read_only": schema.get("readOnly") is True,
            "schema": schema,
        }
        reason = found.reason or ("The schema is too deep for more fields." if depth >= MAX_DEPTH else "")
        if reason:
            return JsonField(reason=reason, kind=_kind(schema), **common)
        return self._typed(found, common, pointer, depth)

    def _typed(self, found: _Resolved, common: dict[str, Any], pointer: str, depth: int) -> Field:
        schema, kind = found.schema, found.schema.get("type")
        options, with_null = self.choices.of(schema)
        if options:
            return EnumField(options=options, **{**common, "nullable": found.nullable or with_null})
        if any(keyword in schema for keyword in ("anyOf", "oneOf", "allOf")):
            return JsonField(
                reason="This may take several forms, and is written as JSON.", kind=_kind(schema), **common
            )
        if kind == "string":
            return _string(schema, common)
        if kind in ("number", "integer"):
            return _number(schema, common)
        if kind == "boolean":
            return BooleanField(**common)
        properties = schema.get("properties")
        if kind in ("object", None) and isinstance(properties, dict) and properties:
            fields = self.members(found, pointer, depth + 1)
            if fields:
                return ObjectField(fields=fields, **common)
            return JsonField(reason="The schema is too large for more fields.", kind="object", **common)
        return JsonField(reason=_why_json(schema), kind=_kind(schema), **common)


def _merged(at: _Resolved, keyword: str, branch: dict[str, Any], *, nullable: bool = False) -> _Resolved:
    beside = {key: value for key, value in at.schema.items() if key != keyword}
    return _Resolved({**branch, **beside}, at.nullable or nullable, trail=at.trail)


def _without_null(at: _Resolved) -> _Resolved | None:
    """Take `null` out of a type, in the ways schemas write it; nothing if it is not there."""
    schema = at.schema
    kind = schema.get("type")
    if isinstance(kind, list) and "null" in kind and len(kind) == 2:
        other = next((item for item in kind if item != "null"), "null")
        return _Resolved({**schema, "type": other}, nullable=True, trail=at.trail)
    if isinstance(kind, list) and len(kind) == 1:
        return _Resolved({**schema, "type": kind[0]}, at.nullable, trail=at.trail)
    if schema.get("nullable") is True:  # OpenAPI 3.0, and what is generated from it
        return _Resolved({key: value for key, value in schema.items() if key != "nullable"}, True, trail=at.trail)
    for keyword in ("anyOf", "oneOf"):
        branches = schema.get(keyword)
        if isinstance(branches, list) and len(branches) <= MAX_OPTIONS:
            rest = [branch for branch in branches if not is_null(branch)]
            if len(rest) == 1 and isinstance(rest[0], dict) and "const" not in rest[0]:  # consts are choices
                return _merged(at, keyword, rest[0], nullable=len(branches) > 1)
    return None


def _text(value: object, limit: int = _LONGEST_TEXT) -> str:
    if not isinstance(value, str):
        return ""
    return value if len(value) <= limit else value[: limit - 1] + "…"


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _limit(value: object) -> int | float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _examples(schema: dict[str, Any]) -> tuple[Any, ...]:
    examples = schema.get("examples")
    return tuple(examples[:_EXAMPLES]) if isinstance(examples, list) else ()


def _string(schema: dict[str, Any], common: dict[str, Any]) -> StringField:
    max_length = _count(schema.get("maxLength"))
    return StringField(
        format=_text(schema.get("format"), 40) or None,
        pattern=_text(schema.get("pattern")) or None,
        min_length=_count(schema.get("minLength")),
        max_length=max_length,
        multiline=schema.get("contentMediaType") is not None or (max_length or 0) > 1_000,
        **common,
    )


def _number(schema: dict[str, Any], common: dict[str, Any]) -> NumberField:
    make = IntegerField if schema.get("type") == "integer" else NumberField
    return make(
        minimum=_limit(schema.get("minimum")),
        maximum=_limit(schema.get("maximum")),
        exclusive_minimum=_limit(schema.get("exclusiveMinimum")),
        exclusive_maximum=_limit(schema.get("exclusiveMaximum")),
        multiple_of=_limit(schema.get("multipleOf")),
        **common,
    )


def _kind(schema: dict[str, Any]) -> str:
    kind = schema.get("type")
    return _text(kind, 20) if isinstance(kind, str) else "JSON"


def _why_no_schema(schema: object) -> str:
    if schema is True:
        return "Anything is allowed here."
    return "Nothing is allowed here." if schema is False else "This part of the schema is not a schema."


def _why_json(schema: dict[str, Any]) -> str:
    kind = schema.get("type")
    if kind in ("array", "object"):
        return f"This {kind} is written as JSON."
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        return f"There are {len(schema['enum']):,} values to choose from, too many for a list."
    if isinstance(kind, list):
        return "This may be of several types, and is written as JSON."
    if isinstance(kind, str):
        return f'The type "{_text(kind, 40)}" is not known.'
    return "The schema says nothing about the type." if kind is None else "The type is not a word."
