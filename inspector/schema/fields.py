"""What a form is made of: plain descriptions of input fields, and of where their values go."""

from dataclasses import dataclass, field
from typing import Any

from inspector.jsonrpc.message import MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What all fields have.

    `pointer` is the place of the value in the arguments (RFC 6901). `default` is `MISSING` where the schema has none,
    for null is a default of its own. `schema` is the resolved schema of the value, for checks, examples and completion.
    """

    name: str
    pointer: str
    title: str = ""
    description: str = ""
    required: bool = False
    nullable: bool = False
    default: Any = MISSING
    examples: tuple[Any, ...] = ()
    deprecated: bool = False
    read_only: bool = False
    schema: Any = field(default=None, repr=False, compare=False)


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
    """A number with its limits; those that are `exclusive` may not be reached."""

    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegerField(NumberField):
    """A whole number of any size."""


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
    """Any JSON; `reason` says why there is no better field, `kind` what is wanted ("array", "object", "JSON")."""

    reason: str = ""
    kind: str = "JSON"


@dataclass(frozen=True, slots=True)
class Form:
    """A form for the arguments of a tool or prompt, or for what a server asks.

    `problem` says what is wrong with a schema that gives no fields; a JSON editor is then all there is. `note` says
    what the fields leave out.
    """

    fields: tuple[Field, ...] = ()
    problem: str = ""
    note: str = ""
