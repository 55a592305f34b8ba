"""Where a place of a JSON document stands in its text."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from inspector.ui.widgets.json_text import LEXEME

_LOOKED_THROUGH: Final = 400_000
"""Characters that are looked through; a place behind them is not found."""


def steps_of(pointer: str) -> list[str]:
    """Take a JSON pointer apart (RFC 6901)."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


@dataclass(slots=True)
class _Container:
    """An object or a list that is being read. `on_path` says that the place is in it, or is it itself."""

    is_object: bool
    on_path: bool
    number: int = 0
    key: str | None = None
    key_start: int = 0


def find_place(text: str, pointer: str) -> tuple[int, int] | None:
    """Give start and end of what a pointer names; of a member that is missing, of what should have it.

    Of objects and lists only the beginning is given. None where the text is no JSON, or too long to look through.
    """
    steps = steps_of(pointer)
    best: tuple[int, int] | None = None
    for depth, start, end in _values_on_path(text, steps):
        best = (start, end)
        if depth == len(steps):
            break
    return best


def _values_on_path(text: str, steps: list[str]) -> Iterator[tuple[int, int, int]]:
    """Give the values the pointer leads through, outermost first: depth, start with its name, end."""
    stack: list[_Container] = []
    for match in LEXEME.finditer(text, 0, _LOOKED_THROUGH):
        lexeme, top = match.group(), stack[-1] if stack else None
        if lexeme in "]}":
            if stack:
                stack.pop()
        elif lexeme == ",":
            if top is not None:
                top.number, top.key = top.number + 1, None
        elif lexeme == ":":
            continue
        elif top is not None and top.is_object and top.key is None:
            top.key, top.key_start = _name(lexeme), match.start()
        else:
            on_path = _is_on_path(top, len(stack), steps)
            if on_path:
                start = top.key_start if top is not None and top.is_object else match.start()
                yield len(stack), start, match.end()
            if lexeme in "[{":
                stack.append(_Container(lexeme == "{", on_path))


def _is_on_path(top: _Container | None, depth: int, steps: list[str]) -> bool:
    if top is None:
        return True
    if not top.on_path or depth > len(steps):
        return False
    return steps[depth - 1] == (top.key if top.is_object else str(top.number))


def _name(lexeme: str) -> str:
    try:
        return str(json.loads(lexeme)) if "\\" in lexeme else lexeme.strip('"')
    except ValueError:
        return lexeme
