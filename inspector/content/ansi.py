"""What a terminal would make of a line: colours and weights (ECMA-48, 8.3.117 SGR); all other sequences do nothing.

Pure and linear in the text. The bytes stay as they are where they are kept; this is only how they look.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

Colour = int | tuple[int, int, int]
"""One of the terminal's colours, 0 to 255, of which the first 16 are the theme's; or red, green and blue."""

_MOST_CODES: Final = 64
_SEQUENCE: Final = re.compile(
    r"""
    \x1b\[(?P<codes>[0-?]*)[ -/]*(?P<end>[@-~])         # control sequence
  | \x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|\Z)          # title, hyperlink, and other strings
  | \x1b[ -/]*[0-~]                                     # short escapes
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text looks."""

    foreground: Colour | None = None
    background: Colour | None = None
    bold: bool = False
    faint: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    inverse: bool = False


PLAIN: Final = Style()


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text of one look."""

    text: str
    style: Style


def styled(text: str, style: Style = PLAIN) -> tuple[list[Span], Style]:
    """Take a line apart, which begins in a style; gives its pieces, and the style the next line begins in."""
    spans: list[Span] = []
    at = 0
    for match in _SEQUENCE.finditer(text):
        _add(spans, text[at : match.start()], style)
        if match["end"] == "m" and not match["codes"].startswith(("<", "=", ">", "?")):
            style = _changed(style, match["codes"])
        at = match.end()
    _add(spans, text[at:], style)
    return spans, style


def without_sequences(text: str) -> str:
    """Give the text alone."""
    return _SEQUENCE.sub("", text)


def _add(spans: list[Span], text: str, style: Style) -> None:
    if text:
        spans.append(Span(text, style))


def _changed(style: Style, codes: str) -> Style:
    numbers = iter([int(code) if code.isdecimal() else 0 for code in re.split("[;:]", codes[:512])[:_MOST_CODES]])
    for code in numbers:
        style = _with(style, code, numbers, colons=":" in codes)
    return style


_SWITCHES: Final = {1: "bold", 2: "faint", 3: "italic", 4: "underline", 7: "inverse", 9: "strike", 21: "underline"}
_OFF: Final = {22: ("bold", "faint"), 23: ("italic",), 24: ("underline",), 27: ("inverse",), 29: ("strike",)}


def _with(style: Style, code: int, rest: Iterator[int], *, colons: bool) -> Style:
    if code == 0:
        return PLAIN
    if code in _SWITCHES:
        return replace(style, **{_SWITCHES[code]: True})
    if code in _OFF:
        return replace(style, **dict.fromkeys(_OFF[code], False))
    if code in (38, 48):
        colour = _extended(rest, colons=colons)
        return style if colour is None else _coloured(style, colour, ground=code == 48)
    if code in (39, 49):
        return _coloured(style, None, ground=code == 49)
    for first, ground, base in ((30, False, 0), (90, False, 8), (40, True, 0), (100, True, 8)):
        if first <= code <= first + 7:
            return _coloured(style, code - first + base, ground=ground)
    return style


def _coloured(style: Style, colour: Colour | None, *, ground: bool) -> Style:
    return replace(style, background=colour) if ground else replace(style, foreground=colour)


def _extended(rest: Iterator[int], *, colons: bool) -> Colour | None:
    """Read `5;n` or `2;r;g;b`; between colons the latter may name a colour space first (ISO 8613-6)."""
    kind = next(rest, 0)
    if kind == 5:
        return min(next(rest, 0), 255)
    if kind == 2:
        parts = list(rest) if colons else [next(rest, 0) for _ in range(3)]
        red, green, blue = parts[-3:] if len(parts) >= 3 else [0, 0, 0]
        return min(red, 255), min(green, 255), min(blue, 255)
    return None


def rgb_of(index: int) -> tuple[int, int, int]:
    """Give one of the colours 16 to 255: a cube of six steps each, and greys."""
    if index >= 232:
        grey = 8 + 10 * (index - 232)
        return grey, grey, grey
    steps = (0, 95, 135, 175, 215, 255)
    place = max(index - 16, 0)
    return steps[place // 36 % 6], steps[place // 6 % 6], steps[place % 6]
