"""A filter's text, cut into words.

method == "tools/call" and not latency > 200ms
└word┘ └op┘ └─string─┘ └word┘ …
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from inspector.traffic.filters.syntax import FilterError


class TokenKind(StrEnum):
    """The kinds of words."""

    STRING = "string"
    WORD = "word"
    OPERATOR = "operator"
    OPEN = "("
    CLOSE = ")"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a filter. `text` is what it means: of a string, what stands between the quotation marks."""

    kind: TokenKind
    text: str
    start: int
    end: int


_SIGNS: Final = {"&&": "and", "||": "or", "!": "not", "=": "=="}
_PATTERN: Final = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'(?![^\s)]))
  | (?P<operator>==|!=|!~|<=|>=|=|~|<|>)
  | (?P<sign>&&|\|\||!)
  | (?P<open>\()
  | (?P<close>\))
  | (?P<word>(?:\["(?:[^"\\]|\\.)*"\]|[^\s"()=!~<>&|])+(?:[&|!](?![&|=~])(?:\["(?:[^"\\]|\\.)*"\]|[^\s"()=!~<>&|])*)*)
    """,  # a word may hold names in brackets: body.params["a name"]
    re.VERBOSE | re.DOTALL,
)


def tokens_of(text: str) -> list[Token]:
    """Cut a filter into words, with an end behind the last; raises `FilterError`."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _PATTERN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        if match.lastgroup != "blank":
            found.append(_token(match))
        at = match.end()
    return [*found, Token(TokenKind.END, "", len(text), len(text))]


def _token(match: re.Match[str]) -> Token:
    text, (start, end) = match[0], match.span()
    kind = match.lastgroup
    if kind == "string":
        return Token(TokenKind.STRING, _unquoted(text), start, end)
    if kind == "operator":
        return Token(TokenKind.OPERATOR, _SIGNS.get(text, text), start, end)
    if kind == "open":
        return Token(TokenKind.OPEN, text, start, end)
    if kind == "close":
        return Token(TokenKind.CLOSE, text, start, end)
    return Token(TokenKind.WORD, _SIGNS.get(text, text), start, end)


def _unquoted(text: str) -> str:
    """Read a string: a backslash is written before quotation marks and backslashes; before anything else it stays,
    because patterns are full of them."""
    return re.sub(rf"\\([{text[0]}\\])", r"\1", text[1:-1])


def _unreadable(text: str, at: int) -> FilterError:
    if text[at] == '"':
        return FilterError('The quotation mark is not closed. Add a " behind the text.', at, len(text))
    return FilterError(f'"{text[at]}" cannot stand here.', at, at + 1)


def quoted(text: str) -> str:
    """Write a text so that `tokens_of` reads it back."""
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
