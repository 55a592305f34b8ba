"""What a filter is made of once it is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Operator = Literal["==", "!=", "~", "!~", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty filter."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that stands somewhere in the record; case does not matter in ASCII."""

    text: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a record is or is not: `error`, `sent`, `waiting`."""

    name: str


@dataclass(frozen=True, slots=True)
class Present:
    """A field that has a value. For `body` the path says where."""

    field: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field compared with a value.

    `value` is text for fields of text and for patterns, a number in the field's unit for fields of numbers (ns, bytes,
    count). A `body` field is compared as a number if the value was written as one.
    """

    field: str
    operator: Operator
    value: str | float | bool | None
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """What does not hold."""

    what: "Filter"


@dataclass(frozen=True, slots=True)
class And:
    """What all hold."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What holds in part at least."""

    parts: tuple["Filter", ...]


Filter = Everything | Text | Flag | Present | Comparison | Not | And | Or


class FilterError(ValueError):
    """A filter cannot be read. `start` and `end` are the place of it in the text, in characters."""

    def __init__(self, sentence: str, start: int, end: int) -> None:
        super().__init__(sentence)
        self.start = start
        self.end = end


def walk(found: Filter) -> Iterator[Filter]:
    """Give a filter and all its parts."""
    yield found
    if isinstance(found, Not):
        yield from walk(found.what)
    elif isinstance(found, (And, Or)):
        for part in found.parts:
            yield from walk(part)
