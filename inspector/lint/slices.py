"""A large body in parts, so that what validates it is never busy for long.

The validator cannot be stopped: a body of 2 MB that is wrong everywhere would hold its thread for ten seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from inspector.lint.look import extent, step

MAX_NODES: Final = 1_000
"""Values of one item, or of a body without its lists, that are validated at once: some 10 ms at worst."""

MAX_SLICE: Final = 200
"""Values of the items that are validated together."""

_MAX_LOOSE: Final = 100
_LOOSE: Final = ("inputSchema", "outputSchema", "_meta", "structuredContent", "arguments", "metadata", "experimental")
"""Members that may hold anything, and whose insides have rules of their own or none."""


@dataclass(frozen=True, slots=True)
class Part:
    """A body with some items only: those of `member` from number `first` on; or without items, if it is empty."""

    body: dict[str, Any]
    member: str = ""
    first: int = 0

    def whole(self, pointer: str) -> str:
        """Give what a pointer into the part's body is in the whole body."""
        head = step(self.member)
        if not self.member:
            return pointer
        if not pointer.startswith(f"{head}/"):
            return pointer or f"{head}/{self.first}"
        number, slash, rest = pointer.removeprefix(f"{head}/").partition("/")
        return f"{head}/{int(number) + self.first}{slash}{rest}" if number.isdecimal() else pointer


@dataclass(frozen=True, slots=True)
class TooLarge:
    """A place that is left out because it has too many values."""

    pointer: str


def parts_of(body: dict[str, Any]) -> Iterator[Part | TooLarge]:
    """Give the parts of a body, one by one: first what is beside its lists, then the items of its lists in slices."""
    rest = {name: [] if isinstance(value, list) else _slim(name, value) for name, value in body.items()}
    large = [name for name, value in rest.items() if extent(value, MAX_NODES) > MAX_NODES]
    if len(rest) > MAX_NODES or large:
        yield TooLarge(step(large[0]) if large else "")
        return
    yield Part(rest)
    for member, items in body.items():
        if isinstance(items, list) and items:
            yield from _slices(rest, member, items)


def _slices(rest: dict[str, Any], member: str, items: list[Any]) -> Iterator[Part | TooLarge]:
    chosen: list[Any] = []
    first = nodes = 0
    for number, whole in enumerate(items):
        item = _slimmed(whole)
        size = extent(item, MAX_NODES)
        if chosen and (size > MAX_NODES or nodes + size > MAX_SLICE):
            yield Part({**rest, member: chosen}, member, first)
            chosen, nodes = [], 0
        if size > MAX_NODES:
            yield TooLarge(f"{step(member)}/{number}")
            continue
        if not chosen:
            first = number
        chosen.append(item)
        nodes += size
    if chosen:
        yield Part({**rest, member: chosen}, member, first)


def _slimmed(item: Any) -> Any:
    """Give an item without the insides of what may hold anything."""
    if not isinstance(item, dict) or not any(name in item for name in _LOOSE):
        return item
    return {name: _slim(name, value) for name, value in item.items()}


def _slim(name: str, value: Any) -> Any:
    if name not in _LOOSE or not isinstance(value, dict) or extent(value, _MAX_LOOSE) <= _MAX_LOOSE:
        return value
    return {key: part for key, part in list(value.items())[:_MAX_LOOSE] if not isinstance(part, (dict, list))}
