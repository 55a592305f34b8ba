"""JSON laid out for reading, with bounds on everything a server could make too long."""

import json
import re
from dataclasses import dataclass
from typing import Final

from inspector.ui.widgets.plain_text import visible_text

TEXT_LIMIT: Final = 256_000
"""Bytes that are shown at once."""

ALL_LIMIT: Final = 2_000_000
"""Bytes that are shown when asked for."""

STRING_LIMIT: Final = 2_000
DEEPEST: Final = 60
"""Levels that are indented; what is deeper stands where these end."""

LINE_LIMIT: Final = 10_000


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Text to show, whether it is JSON, and a sentence about what was left out."""

    text: str
    is_json: bool
    note: str = ""
    more: bool = False


def lay_out(raw: bytes, limit: int = TEXT_LIMIT) -> LaidOut:
    """Lay out the bytes of a message: indented where they are JSON, as they are where not."""
    if len(raw) > limit:
        return _beginning(raw, limit)
    text = raw.decode("utf-8-sig", errors="replace")
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        shown, clipped = _clip(visible_text(text, ALL_LIMIT))
        return LaidOut(shown, is_json=False, note="Long lines are cut." if clipped else "")
    shown = indent(text)
    note = f"Strings over {STRING_LIMIT} characters are cut; Copy gives the whole." if _CUT in shown else ""
    return LaidOut(visible_text(_clip(shown)[0], 4 * ALL_LIMIT), is_json=True, note=note)


_CUT: Final = " ⋯ "
_LEXEME: Final = re.compile(r'"(?:[^"\\]+|\\.)*"?|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)


def indent(text: str) -> str:
    """Indent JSON, or the beginning of it, by its own tokens: every number and escape stays as it was written."""
    out: list[str] = []
    depth = 0
    previous = ""
    for match in _LEXEME.finditer(text):
        lexeme = match.group()
        if lexeme in "]}":
            depth = max(0, depth - 1)
            out.append("" if previous in ("[", "{") else _line(depth))
        elif previous in ("[", "{", ","):
            out.append(_line(depth))
        out.append(": " if lexeme == ":" else _shortened(lexeme))
        if lexeme in "[{":
            depth += 1
        previous = lexeme
    return "".join(out)


def _line(depth: int) -> str:
    """Begin a line; indenting ends somewhere, or a body of brackets would grow a thousandfold."""
    return "\n" + "  " * min(depth, DEEPEST)


def _shortened(lexeme: str) -> str:
    if len(lexeme) <= STRING_LIMIT:
        return lexeme
    return f'{lexeme[:STRING_LIMIT]}{_CUT}{len(lexeme)} characters"'


def _clip(text: str) -> tuple[str, bool]:
    lines = text.split("\n")
    if all(len(line) <= LINE_LIMIT for line in lines):
        return text, False
    return "\n".join(line if len(line) <= LINE_LIMIT else line[:LINE_LIMIT] + " ⋯" for line in lines), True


def _beginning(raw: bytes, limit: int) -> LaidOut:
    text = raw[:limit].decode("utf-8-sig", errors="replace")
    seems_json = text.lstrip()[:1] in ("{", "[")
    shown = visible_text(_clip(indent(text) if seems_json else text)[0], 4 * ALL_LIMIT)
    size = f"{len(raw) / 1e6:.1f} MB"
    more = limit < len(raw) <= ALL_LIMIT
    rest = '"Show All" shows the rest.' if more else "Copy gives the whole."
    return LaidOut(shown, is_json=seems_json, note=f"The first {limit // 1000} KB of {size}. {rest}", more=more)
