"""Text from a server, made safe to show: never rich, control characters visible, bounded."""

import html
import re
import unicodedata
from typing import Final

TOOL_TIP_LIMIT: Final = 2_000
BREAK: Final = "\u200b"
"""A place without width where a line may be broken; one of a server's own is shown in letters."""

_RUN: Final = re.compile(r"[^\s\u200b]{40}")
_TO_LOOK_AT: Final = re.compile(r"[^\n\t -~]+")

# In brackets and letters, for many monospaced fonts have no pictures of control characters.
_NAMED: Final = {
    "\0": "⟨NUL⟩",
    "\a": "⟨BEL⟩",
    "\b": "⟨BS⟩",
    "\r": "⟨CR⟩",
    "\x1b": "⟨ESC⟩",
    "\x7f": "⟨DEL⟩",
    "\u200b": "⟨ZWSP⟩",
    "\u202e": "⟨RLO⟩",
    "\u202d": "⟨LRO⟩",
    "\u2066": "⟨LRI⟩",
    "\ufeff": "⟨BOM⟩",
}


def visible_text(text: str, limit: int = 10_000, *, one_line: bool = False) -> str:
    """Give `text` with control characters visible, at most `limit` characters; on one line if so wished."""
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    if one_line:
        shown = shown.replace("\n", "⏎").replace("\t", " ")
    if shown.isprintable():
        return shown
    return _TO_LOOK_AT.sub(_seen, shown)


def _seen(found: re.Match[str]) -> str:
    run = found[0]  # letters of other languages are looked at all at once
    return run if run.isprintable() else "".join(map(_visible, run))


def _visible(character: str) -> str:
    if character in "\n\t" or character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    if character in _NAMED:
        return _NAMED[character]
    return f"⟨U+{ord(character):04X}⟩"


def breakable(text: str) -> str:
    """Give `text` with places inside long words where a label may break the line: it does so at blanks only."""
    return _RUN.sub(lambda found: found[0] + BREAK, text)


def plain_tool_tip(text: str) -> str:
    """Give a tool tip that shows `text` as it is; Qt would otherwise guess rich text from it."""
    escaped = html.escape(visible_text(text, TOOL_TIP_LIMIT))
    return f'<p style="white-space:pre-wrap">{escaped}</p>' if escaped else ""
