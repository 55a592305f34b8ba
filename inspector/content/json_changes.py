"""What changed from one JSON value to another, place by place.

Types count: `1`, `1.0` and `true` are three different things, as they are on the wire. Items of lists are brought
together by what they are, so that one that was put in front does not change all that follow.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from inspector.jsonrpc.message import MISSING

MAX_CHANGES: Final = 1_000
MAX_VISITED: Final = 50_000
MAX_WRITTEN: Final = 6_000
MAX_ALIGNED: Final = 250
"""Items of two lists, between what they begin and end with alike, up to which they are brought together; that takes the
square of it. More are compared by their number, as are those of lists with more than `MAX_WRITTEN`."""

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `pointer` is a JSON pointer (RFC 6901): into the later value, of what
    was removed into the earlier.

    `before` of what was added and `after` of what was removed are `MISSING`.
    """

    kind: Kind
    pointer: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences in the order of the document; `note` says what was left out, empty if nothing was."""

    found: tuple[Change, ...]
    note: str = ""


def json_changes(before: Any, after: Any) -> Changes:
    """Compare two values; never raises, and looks at a bounded number of places."""
    budget = _Budget()
    found: list[Change] = []
    try:
        for change in _compare("", before, after, budget):
            if len(found) == MAX_CHANGES:
                return Changes(tuple(found), f"The first {MAX_CHANGES:,} changes; there are more.")
            found.append(change)
    except _TooMuchError:
        return Changes(tuple(found), "The values are so large that only their beginning was compared.")
    except RecursionError:
        return Changes(tuple(found), "The values are nested so deeply that only a part was compared.")
    return Changes(tuple(found))


class _TooMuchError(Exception):
    """More places than may be looked at."""


class _Budget:
    def __init__(self) -> None:
        self._left = MAX_VISITED

    def spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _TooMuchError


def _compare(pointer: str, before: Any, after: Any, budget: _Budget) -> Iterator[Change]:
    budget.spend()
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _compare_objects(pointer, before, after, budget)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _compare_lists(pointer, before, after, budget)
    elif type(before) is not type(after) or before != after:
        yield Change("changed", pointer, before, after)


def _compare_objects(pointer: str, before: dict[str, Any], after: dict[str, Any], budget: _Budget) -> Iterator[Change]:
    for name, value in before.items():
        place = f"{pointer}/{escaped(name)}"
        if name in after:
            yield from _compare(place, value, after[name], budget)
        else:
            yield Change("removed", place, value, MISSING)
    for name, value in after.items():
        if name not in before:
            yield Change("added", f"{pointer}/{escaped(name)}", MISSING, value)


def _compare_lists(pointer: str, before: list[Any], after: list[Any], budget: _Budget) -> Iterator[Change]:
    for (first, last), (start, end) in _blocks(before, after):
        both = min(last - first, end - start)
        for step in range(both):
            yield from _compare(f"{pointer}/{start + step}", before[first + step], after[start + step], budget)
        for at in range(first + both, last):
            yield Change("removed", f"{pointer}/{at}", before[at], MISSING)
        for at in range(start + both, end):
            yield Change("added", f"{pointer}/{at}", MISSING, after[at])


_Block = tuple[tuple[int, int], tuple[int, int]]


def _blocks(before: list[Any], after: list[Any]) -> list[_Block]:
    """Give the stretches of two lists that differ, as ranges of the one and of the other."""
    if max(len(before), len(after)) > MAX_WRITTEN:
        return [((0, len(before)), (0, len(after)))]
    old, new = _keys(before), _keys(after)
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    end = next((at for at in range(shorter - start) if old[-1 - at] != new[-1 - at]), shorter - start)
    first, second = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(first), len(second)) > MAX_ALIGNED:
        return [((start, start + len(first)), (start, start + len(second)))]
    codes = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    return [((start + a, start + b), (start + c, start + d)) for tag, a, b, c, d in codes if tag != "equal"]


def _keys(items: list[Any]) -> list[str]:
    return [json.dumps(item, sort_keys=True, default=repr) for item in items]


def escaped(name: str) -> str:
    """Give a member's name as a part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")
