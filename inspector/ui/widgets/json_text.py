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

LINES_LIMIT: Final = 10_000
"""Lines that are shown at once; a line costs as much as a hundred characters."""

STRING_LIMIT: Final = 2_000
DEEPEST: Final = 60
"""Levels that are indented; what is deeper stands where these end."""

LINE_LIMIT: Final = 10_000
"""Characters of a line."""

_ALL_LINES: Final = ALL_LIMIT
_CUT: Final = " ⋯ "
LEXEME: Final = re.compile(r'"(?:[^"\\]+|\\.)*"?|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Text to show, whether it is JSON, and sentences about what is odd or left out.

    `is_cut` where something is left out; `more` where a higher limit would show more of it.
    """

    text: str
    is_json: bool
    note: str = ""
    is_cut: bool = False
    more: bool = False


def lay_out(raw: bytes, limit: int = TEXT_LIMIT, most_lines: int = LINES_LIMIT, size: int | None = None) -> LaidOut:
    """Lay out the bytes of a message: indented where they are JSON, as they are where not.

    `size` is how many there are in all, where `raw` is the beginning of them.
    """
    size = len(raw) if size is None else size
    most_lines = most_lines if limit < ALL_LIMIT else _ALL_LINES
    is_whole = size <= limit
    text = raw[:limit].decode("utf-8-sig", errors="replace")
    seems_json = text.lstrip()[:1] in ("{", "[")
    odd = _why_not_json(text, seems_json=seems_json) if is_whole else ""
    is_json = odd == "" if is_whole else seems_json
    laid_out = indent(text, most_lines + 1) if is_json else text
    shown, has_more_lines = first_lines(laid_out, most_lines)
    clipped, has_long_lines = _clip(shown)
    notes = (
        odd.strip(),
        _how_much(size, limit, most_lines if has_more_lines else 0),
        "Long lines are cut." if has_long_lines else "",
        f"Strings over {STRING_LIMIT:,} characters are cut." if is_json and _CUT in shown else "",
    )
    return LaidOut(
        visible_text(clipped, 4 * ALL_LIMIT),
        is_json,
        " ".join(filter(None, notes)),
        is_cut=any(notes[1:]),
        more=limit < ALL_LIMIT and size <= ALL_LIMIT and (has_more_lines or not is_whole),
    )


def first_lines(text: str, most: int = LINES_LIMIT) -> tuple[str, bool]:
    """Give no more than so many lines, and whether there are more."""
    lines = text.split("\n", most)
    return ("\n".join(lines[:most]), True) if len(lines) > most else (text, False)


def indent(text: str, most_lines: int = _ALL_LINES) -> str:
    """Indent JSON, or the beginning of it, by its own tokens: every number and escape stays as it was written."""
    out: list[str] = []
    depth = lines = 0
    previous = ""
    for match in LEXEME.finditer(text):
        lexeme = match.group()
        is_end = lexeme in "]}"
        depth = max(0, depth - 1) if is_end else depth
        if (previous not in ("[", "{")) if is_end else (previous in ("[", "{", ",")):
            out.append(_line(depth))
            lines += 1
            if lines >= most_lines:
                break
        out.append(": " if lexeme == ":" else _shortened(lexeme))
        depth += lexeme in "[{"
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


def _why_not_json(text: str, *, seems_json: bool) -> str:
    """Say where JSON is broken; of what does not look like JSON a blank: it is none, and that is nothing odd."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        said = error.msg[:1].lower() + error.msg[1:]
        return f"This is not JSON: {said} at line {error.lineno}, column {error.colno}." if seems_json else " "
    except (ValueError, RecursionError):
        return "This is not read as JSON: it is nested too deeply, or a number is too long."
    return ""


def _how_much(size: int, limit: int, lines: int) -> str:
    """Say how much is shown, where that is not all."""
    of_all = f" of {size / 1e6:.1f} MB" if size > limit else ""
    if lines:
        return f"The first {lines:,} lines{of_all}."
    return f"The first {limit // 1000} KB{of_all}." if of_all else ""
