"""Looking into values that may have any shape: bounded, and without changing them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, TypeGuard, TypeVar

MAX_ITEMS: Final = 10_000
"""Items of one list, and members of one object, that are looked at."""

MAX_DEPTH: Final = 64
MAX_NODES: Final = 50_000
"""How deep, and how many values of one message are visited by a rule that looks everywhere."""

PACE: Final = 500
"""Values that are looked at without a pause."""

_SHOWN: Final = 80

Found = TypeVar("Found")


def step(name: object) -> str:
    """Give one step of a JSON pointer (RFC 6901, section 3), slash included."""
    return "/" + str(name).replace("~", "~0").replace("/", "~1")


def items(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    """Give pointer and value of each item of a list; nothing where it is none."""
    if isinstance(value, list):
        for number, item in enumerate(value[:MAX_ITEMS]):
            yield f"{pointer}/{number}", item


def objects(value: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give pointer and value of each item of a list that is an object."""
    return ((place, item) for place, item in items(value, pointer) if isinstance(item, dict))


def everywhere(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Give every value within a value, with its pointer, from the outside in; ends at the limits."""
    waiting = [(pointer, value, 0)]
    seen = 0
    for place, item, depth in waiting:
        yield place, item
        seen += 1
        if depth >= MAX_DEPTH or len(waiting) > MAX_NODES:
            continue
        if isinstance(item, dict):
            waiting += [(place + step(name), part, depth + 1) for name, part in islice(item.items(), MAX_ITEMS)]
        elif isinstance(item, list):
            waiting += [(f"{place}/{number}", part, depth + 1) for number, part in enumerate(item[:MAX_ITEMS])]


def paced(found: Iterable[Found]) -> Iterator[Found | None]:
    """Give what is found, and None after every `PACE` of it, where a check may be put aside."""
    for number, one in enumerate(found, 1):
        yield one
        if number % PACE == 0:
            yield None


def extent(value: Any, most: int) -> int:
    """Count the values within a value, itself included; gives `most` + 1 as soon as there are more."""
    count, waiting = 1, [value] if isinstance(value, (dict, list)) else []
    while waiting:
        item = waiting.pop()
        count += len(item)
        if count > most:
            return most + 1
        inside = item.values() if isinstance(item, dict) else item
        waiting += [part for part in inside if isinstance(part, (dict, list))]
    return count


def is_text(value: Any) -> TypeGuard[str]:
    """Tell whether a value is a text that is not empty."""
    return isinstance(value, str) and bool(value)


def is_whole(value: Any) -> bool:
    """Tell whether a value is a whole number; `true` is none."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Tell whether a value is a number; `true` is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def shown(value: Any) -> str:
    """Give a value as a sentence can quote it: as JSON would write it, cut where it is long."""
    if isinstance(value, str):
        text = f'"{value[: _SHOWN + 1]}"'
    elif isinstance(value, dict):
        text = "an object"
    elif isinstance(value, list):
        text = "a list"
    elif value is None or isinstance(value, bool):
        text = {None: "null", True: "true", False: "false"}[value]
    else:
        text = repr(value)
    visible = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return visible if len(visible) <= _SHOWN + 2 else visible[:_SHOWN] + '…"'
