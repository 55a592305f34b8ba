"""What checking a value by a schema can cost at most, before it is done.

The validator cannot be stopped, and a schema of thirty lines can ask for a billion steps: `$ref` to a list of two
`$ref`, thirty times over, or a schema that applies itself twice to each member.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from inspector.schema.references import References

MOST: Final = 10**9
"""Where counting ends: everything above is the same."""

_A_PART: Final = 16
_MEMO: Final = 50_000
_CALLS: Final = 100_000
_LISTS: Final = ("allOf", "anyOf", "oneOf")
_SINGLE: Final = ("not", "if", "then", "else")
_BY_NAME: Final = ("dependentSchemas", "dependencies")
_ALL_MEMBERS: Final = (
    "additionalProperties", "unevaluatedProperties", "propertyNames", "contains", "items", "additionalItems",
    "unevaluatedItems",
)  # fmt: skip


def steps(schema: Any, value: Any, references: References | None = None) -> int:
    """Give an upper bound for the subschemas that are tried; `MOST` if it is that or more.

    `references` are those of the whole, where `schema` is a part of another.
    """
    depth, nodes = measure(value)
    try:
        return min(MOST, nodes * _Counter(references or References(schema)).count(schema, depth))
    except (_TooManyError, RecursionError):
        return MOST


def measure(value: Any, most: int = 1_000_000) -> tuple[int, int]:
    """Give depth and number of the parts of a value, counting no more than `most`; needs no stack."""
    level, depth, nodes = [value], 0, 1
    while level and nodes < most:
        below: list[Any] = []
        for item in level:
            parts = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
            nodes += len(parts)
            below.extend(part for part in islice(parts, most) if isinstance(part, (dict, list)))
            if nodes >= most:
                break
        level, depth = below, depth + 1
    return depth, nodes


def weight_of(value: Any, most: int) -> int:
    """Give about how many characters a value takes as JSON, counting no more than `most`; needs no stack."""
    weight, waiting = 0, [value]
    while waiting and weight < most:
        part = waiting.pop()
        weight += _A_PART
        if isinstance(part, str):
            weight += len(part)
        elif isinstance(part, dict):
            weight += sum(map(len, islice(part, most)))
            waiting += islice(part.values(), most)
        elif isinstance(part, list):
            waiting += islice(part, most)
    return min(weight, most)


class _TooManyError(Exception):
    pass


class _Counter:
    """Counts along the worst path through a value of a given depth; each schema at each depth once."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._known: dict[tuple[int, int], int] = {}
        self._calls = 0

    def count(self, schema: Any, depth: int) -> int:
        if not isinstance(schema, dict):
            return 0 if schema is None else 1
        self._calls += 1
        if self._calls > _CALLS:
            raise _TooManyError
        key = (id(schema), depth)
        if key in self._known:
            return self._known[key]
        if len(self._known) > _MEMO:
            raise _TooManyError
        self._known[key] = 0  # a circle at the same place of the value ends here, as it does in the validator
        total = 1 + sum(self.count(part, depth) for part in self._in_place(schema))
        if depth > 0:
            total += sum(self.count(part, depth - 1) for part in _for_any_member(schema))
            total += max((self.count(part, depth - 1) for part in _for_one_member(schema)), default=0)
        if total >= MOST:
            raise _TooManyError
        self._known[key] = total
        return total

    def _in_place(self, schema: dict[str, Any]) -> Iterator[Any]:
        for keyword in _LISTS:
            yield from _listed(schema.get(keyword))
        for keyword in _SINGLE:
            yield schema.get(keyword)
        for keyword in _BY_NAME:
            yield from _named(schema.get(keyword))
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
            yield from self._references.targets(schema.get(keyword))
            if self._references.gave_up:
                raise _TooManyError


def _for_any_member(schema: dict[str, Any]) -> Iterator[Any]:
    yield from _named(schema.get("patternProperties"))
    for keyword in _ALL_MEMBERS:
        yield schema.get(keyword)


def _for_one_member(schema: dict[str, Any]) -> Iterator[Any]:
    yield from _named(schema.get("properties"))
    yield from _listed(schema.get("prefixItems"))
    yield from _listed(schema.get("items"))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _named(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else []
