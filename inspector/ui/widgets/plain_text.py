"""Text from a server, made safe to show: never rich, control characters visible, bounded."""

import html
from typing import Final

TOOL_TIP_LIMIT: Final = 2_000

_NAMED: Final = {
    "\r": "␍",
    "\0": "␀",
    "\x1b": "␛",
    "\x7f": "␡",
    "\u202e": "⟨RLO⟩",
    "\u202d": "⟨LRO⟩",
    "\u2066": "⟨LRI⟩",
}


def visible_text(text: str, limit: int = 10_000, *, one_line: bool = False) -> str:
    """Give `text` with control characters visible, at most `limit` characters; on one line if so wished."""
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    if one_line:
        shown = shown.replace("\n", "␊").replace("\t", " ")
    if shown.isprintable():
        return shown
    return "".join(map(_visible, shown))


def _visible(character: str) -> str:
    if character in "\n\t" or character.isprintable():
        return character
    if character in _NAMED:
        return _NAMED[character]
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else f"⟨U+{code:04X}⟩"


def plain_tool_tip(text: str) -> str:
    """Give a tool tip that shows `text` as it is; Qt would otherwise guess rich text from it."""
    escaped = html.escape(visible_text(text, TOOL_TIP_LIMIT))
    return f'<p style="white-space:pre-wrap">{escaped}</p>' if escaped else ""
