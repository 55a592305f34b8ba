"""What a form is made of: plain descriptions of values. What stands below a value is described when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from inspector.jsonrpc.message import MISSING

Made = TypeVar("Made")


class Later(Generic[Made]):
    """Something that is made when it is first asked for, and then kept."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make: Callable[[], Made] | None = make
        self._made: list[Made] = []

    def __call__(self) -> Made:
        """Give it."""
        if self._make is not None:
            self._made.append(self._make())
            self._make = None
        return self._made[0]


def nothing() -> tuple["Field", ...]:
    """Give no fields."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """What all fields have.

    `default` is `MISSING` where the schema has none, for null is a default of its own. `notes` say what is checked and
    has no place in the form. `settle` gives the field as the conditions of the schema make it for a value; a field
    without conditions has none. `schema` is the resolved schema of the value.
    """

    name: str = ""
    title: str = ""
    description: str = ""
    required: bool = False
    nullable: bool = False
    default: Any = MISSING
    examples: tuple[Any, ...] = ()
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    notes: tuple[str, ...] = ()
    settle: Callable[[Any], "Field"] | None = field(default=None, repr=False)
    schema: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StringField(Field):
    """A text; `multiline` where the schema suggests more than a line, `secret` where others should not read along."""

    format: str | None = None
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    encoding: str | None = None
    multiline: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NumberField(Field):
    """A number with its limits; those that are `exclusive` may not be reached."""

    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IntegerField(NumberField):
    """A whole number of any size."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BooleanField(Field):
    """True or false."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NullField(Field):
    """Null, and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EnumField(Field):
    """One of several values, of any JSON type, each with a label."""

    options: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ObjectField(Field):
    """An object: members with a name of their own, and others by the pattern of their name.

    `other` gives the field of a member that is not among `fields`, or `None` where there may be none of that name.
    `is_map` where the schema expects members of other names, `names` what it says about them.
    """

    members: Callable[[], tuple[Field, ...]] = field(default=nothing, repr=False)
    other: Callable[[str], "Field | None"] = field(default=lambda _name: None, repr=False)
    is_map: bool = False
    names: str = ""
    min_members: int | None = None
    max_members: int | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """The members with a name of their own, in the schema's order."""
        return self.members()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArrayField(Field):
    """A list: `first` describes the items that have a place of their own, `item` all further ones.

    `item` gives `None` where there may be no further items.
    """

    first: Callable[[], tuple[Field, ...]] = field(default=nothing, repr=False)
    item: Callable[[], "Field | None"] = field(default=lambda: None, repr=False)
    min_items: int | None = None
    max_items: int | None = None
    unique: bool = False

    def at(self, index: int) -> Field | None:
        """Give the field of one item; `None` where the schema allows none."""
        first = self.first()
        return first[index] if index < len(first) else self.item()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Branch:
    """One of the alternatives of a union: how it is called, and its field."""

    title: str
    field: Field


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnionField(Field):
    """One of several alternatives; `fitting` gives the number of the one a value is meant as, `None` if it is none."""

    alternatives: Callable[[], tuple[Branch, ...]] = field(default=lambda: (), repr=False)
    fitting: Callable[[Any], int | None] = field(default=lambda _value: None, repr=False)

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The alternatives, in the schema's order."""
        return self.alternatives()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JsonField(Field):
    """Any JSON; `reason` says why there is no better field, `kind` what is wanted ("array", "object", "JSON")."""

    reason: str = ""
    kind: str = "JSON"


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form for the arguments of a tool or prompt, or for what a server asks.

    `problem` says what is wrong with a schema that gives no form; a JSON editor is then all there is. `note` says
    what else a person should know.
    """

    root: Field | None = None
    problem: str = ""
    note: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The members of an object; of anything else none."""
        return self.root.fields if isinstance(self.root, ObjectField) else ()


def settled(described: Field, value: Any) -> Field:
    """Give a field as the conditions of its schema make it for this value."""
    return described if described.settle is None or value is MISSING else described.settle(value)


def suits(described: Field, value: Any) -> bool:
    """Tell whether a value is of the kind a field shows, whether or not it is a good one."""
    match described:
        case StringField():
            return isinstance(value, str)
        case NumberField():
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case BooleanField():
            return isinstance(value, bool)
        case ObjectField():
            return isinstance(value, dict)
        case ArrayField():
            return isinstance(value, list)
        case NullField():
            return value is None
    return True
