"""Markdown as lines with styles, for looking at: headings, lists, quotes, code, and what is strong or emphasised.

A part of CommonMark, and on purpose no more: links are shown with their address, pictures as the words that stand for
them, and HTML is text. Nothing in the result can be followed, fetched or run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

MOST_LINES: Final = 5_000
_LONGEST_LINE: Final = 2_000
_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)$")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_RULE: Final = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_LIST: Final = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])[ \t]+(.*)$")
_QUOTE: Final = re.compile(r" {0,3}>[ \t]?(.*)$")
_SPAN: Final = re.compile(
    r"(?P<ticks>`{1,4})(?P<code>[^`\n]{1,500})(?P=ticks)"
    r"|\*\*(?P<strong>[^*\n]{1,500})\*\*"
    r"|\*(?P<emphasis>[^*\s][^*\n]{0,500})\*"
    r"|!\[(?P<picture>[^\]\n]{0,300})\]\((?P<source>[^()\s]{0,1000})[^()\n]{0,200}\)"
    r"|\[(?P<link>[^\]\n]{1,300})\]\((?P<target>[^()\s]{0,1000})[^()\n]{0,200}\)"
)


class Kind(Enum):
    """What a line is."""

    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    RULE = "rule"


class Style(Enum):
    """What part of a line is."""

    PLAIN = "plain"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"
    ASIDE = "aside"
    """An address, or a word of ours about what is not shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line to show. `level` is that of a heading (1 to 6), or how deep a list item stands (from 0)."""

    kind: Kind
    spans: tuple[tuple[str, Style], ...]
    level: int = 0


def read_markdown(text: str) -> Iterator[Line]:
    """Give the lines, at most `MOST_LINES`; work on each is linear in its length, which is bounded."""
    fence = ""
    for number, whole in enumerate(text.split("\n", MOST_LINES)):
        if number >= MOST_LINES:
            note = f"The first {MOST_LINES:,} lines. The page Text has more."
            yield Line(Kind.TEXT, ((note, Style.ASIDE),))
            return
        line = whole[:_LONGEST_LINE].rstrip("\r")
        opened = _FENCE.match(line)
        if fence:
            if opened and opened[1].startswith(fence) and not opened[2].strip():
                fence = ""
            else:
                yield Line(Kind.CODE, ((line, Style.CODE),))
        elif opened and "`" not in opened[2]:
            fence = opened[1]
        else:
            yield _line(line)


def _line(line: str) -> Line:
    heading = _HEADING.match(line)
    if heading:
        return Line(Kind.HEADING, tuple(_spans(heading[2].rstrip(" \t#"))), len(heading[1]))
    if _RULE.match(line):
        return Line(Kind.RULE, ())
    item = _LIST.match(line)
    if item:
        sign = "•" if item[2] in "-*+" else item[2]
        return Line(Kind.ITEM, ((f"{sign} ", Style.PLAIN), *_spans(item[3])), len(item[1].expandtabs(4)) // 2)
    quote = _QUOTE.match(line)
    if quote:
        return Line(Kind.QUOTE, tuple(_spans(quote[1])))
    return Line(Kind.TEXT, tuple(_spans(line)))


def _spans(text: str) -> Iterator[tuple[str, Style]]:
    at = 0
    for found in _SPAN.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], Style.PLAIN
        yield from _styled(found)
        at = found.end()
    if at < len(text):
        yield text[at:], Style.PLAIN


def _styled(found: re.Match[str]) -> Iterator[tuple[str, Style]]:
    for name, style in (("code", Style.CODE), ("strong", Style.STRONG), ("emphasis", Style.EMPHASIS)):
        if found[name] is not None:
            yield found[name], style
            return
    if found["picture"] is not None:
        yield f"[picture: {found['picture'] or found['source']}]", Style.ASIDE
        return
    yield found["link"], Style.PLAIN
    yield f" ({found['target']})", Style.ASIDE
