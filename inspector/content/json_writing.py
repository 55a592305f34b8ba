"""JSON of many megabytes, written a piece at a time, so that other threads have their turn between two of them."""

import json
from collections.abc import Iterator
from typing import Any, Final

_PIECE: Final = 1 << 18
"""Characters of a text that are written at once."""

_write: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def write_large(value: Any) -> str:
    """Write a value on one line as `json.dumps` does; what is nested too deeply to be written is said."""
    try:
        return "".join(_pieces(value))
    except (ValueError, RecursionError) as error:
        return f"This value cannot be written: {error}"


def _pieces(value: Any) -> Iterator[str]:
    if isinstance(value, str) and len(value) > _PIECE:
        yield '"'
        for at in range(0, len(value), _PIECE):
            yield _write(value[at : at + _PIECE])[1:-1]
        yield '"'
    elif isinstance(value, dict):
        yield "{"
        for number, (name, part) in enumerate(value.items()):
            yield f"{', ' if number else ''}{_write(name)}: "
            yield from _pieces(part)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for number, part in enumerate(value):
            if number:
                yield ", "
            yield from _pieces(part)
        yield "]"
    else:
        yield _write(value)
