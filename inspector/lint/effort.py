"""How much work a schema makes, before a validator is let loose on it.

The specification asks for such a bound (2026-07-28, Composition-Keyword Resource Use): a schema of 2 kB whose
references double 30 times keeps a validator busy for half a minute.
"""

import json
from typing import Any, Final

from inspector.lint.look import MAX_DEPTH, extent

ENDLESS: Final = 1_000_000_000
"""Stands for more than anyone would wait for."""

MAX_STEPS: Final = 1_000_000
"""Steps a verdict may take, as the worst case; most schemas take a hundredth of their estimate."""

MAX_NODES_IN_DETAIL: Final = 500
"""Values among which all wrong places are looked for, up to 40 µs each."""

MAX_PARTS: Final = 20_000
"""Values of a schema, or of what is checked by one, beyond which the effort is not even estimated."""

_MAX_CHAIN: Final = 150
_MAX_BRANCHES: Final = 1_000_000


def size_of(value: Any) -> int:
    """Give the characters of a value as JSON; `ENDLESS` where it has too many parts, or is nested too deeply."""
    if extent(value, MAX_PARTS) > MAX_PARTS:
        return ENDLESS
    try:
        return len(json.dumps(value))
    except RecursionError:
        return ENDLESS


def steps(schema: dict[str, Any], value: Any) -> int:
    """Estimate the steps it takes to validate a value, as the worst case."""
    expansion = _Expansion(schema)
    each = expansion.size(schema, 0)
    nodes, depth = _extent(value)
    if expansion.returns > 1 and expansion.returns ** min(depth, 60) > _MAX_BRANCHES:
        return ENDLESS
    return min(each * nodes, ENDLESS)


class _Expansion:
    """Counts a schema's parts with every reference followed. `returns` are the references into what holds them."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.returns = 0
        self._root = root
        self._known: dict[int, int] = {}
        self._open: set[int] = set()

    def size(self, part: Any, chain: int) -> int:
        if not isinstance(part, (dict, list)):
            return 0
        if id(part) in self._open:
            self.returns += 1
            return 1
        if id(part) not in self._known:
            self._known[id(part)] = ENDLESS if chain > _MAX_CHAIN else self._sum(part, chain)
        return self._known[id(part)]

    def _sum(self, part: dict[str, Any] | list[Any], chain: int) -> int:
        self._open.add(id(part))
        total = 1
        for inner in part.values() if isinstance(part, dict) else part:
            total += self.size(inner, chain + 1)
        reference = part.get("$ref", part.get("$dynamicRef")) if isinstance(part, dict) else None
        if isinstance(reference, str):
            total += self.size(resolve(self._root, reference), chain + 1)
        self._open.discard(id(part))
        return min(total, ENDLESS)


def resolve(root: Any, reference: str) -> Any:
    """Give what a reference of the form `#/a/b` leads to, the whole for `#`, None for anything else."""
    if reference == "#":
        return root
    if not reference.startswith("#/"):
        return None
    value = root
    for escaped in reference[2:].split("/"):
        name = escaped.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _extent(value: Any) -> tuple[int, int]:
    """Give how many values there are within a value, and how deep they go."""
    level, nodes, depth = [value], 0, 0
    while level and depth <= MAX_DEPTH:
        nodes, depth = nodes + len(level), depth + 1
        level = [
            part
            for item in level
            if isinstance(item, (dict, list))
            for part in (item.values() if isinstance(item, dict) else item)
        ]
    return (ENDLESS if level else nodes), depth
