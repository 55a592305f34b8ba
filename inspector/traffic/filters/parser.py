"""Reads filters.

    filter     = [ either ]
    either     = both { ("or" | "||") both }
    both       = one { [ "and" | "&&" ] one }
    one        = ( "not" | "!" ) one | "(" either ")" | comparison | flag | field | text
    comparison = field operator value
    operator   = "==" | "=" | "!=" | "~" | "!~" | "<" | "<=" | ">" | ">="
               | "eq" | "ne" | "matches" | "contains" | "lt" | "le" | "gt" | "ge"
    value      = string | word | number [ unit ]
    field      = one of FIELDS | "body" { "." name | "[" number "]" | "[" string "]" }
    flag       = one of FLAGS
    text       = string | any other word

`contains` looks for the value as it is, case aside. A field alone asks whether there is one. A word that is neither
field nor flag is searched for, like a string.
"""

import re
from dataclasses import replace
from typing import Final, cast

from inspector.traffic.filters.fields import FIELDS, FLAGS, OPERATOR_WORDS, PLAIN_UNIT, UNITS, WORDS, Field, Measure
from inspector.traffic.filters.patterns import PatternError, compile_pattern
from inspector.traffic.filters.syntax import (
    And,
    Comparison,
    Everything,
    Filter,
    FilterError,
    Flag,
    Not,
    Operator,
    Or,
    Present,
    Text,
)
from inspector.traffic.filters.tokens import Token, TokenKind, tokens_of

MAX_DEPTH: Final = 50
"""How deep brackets and negations may go."""

MAX_LENGTH: Final = 10_000
"""Characters a filter may have."""

_NUMBER: Final = re.compile(r"(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(?P<unit>[^\d\s]*)\Z")
_STEP: Final = re.compile(r'\.(?P<name>[^.\[\]]+)|\[(?P<index>\d+)\]|\["(?P<quoted>[^"\\]+)"\]')
_SPECIAL: Final = re.compile(r"([\\.^$*+?()\[\]{}|])")
"""What means something else in a pattern than itself."""

_ORDERED: Final = ("<", "<=", ">", ">=")
_MATCHING: Final = ("~", "!~")


def parse_filter(text: str) -> Filter:
    """Read a filter; raises `FilterError`, which says what is wrong and where."""
    if len(text) > MAX_LENGTH:
        raise FilterError(f"A filter may have {MAX_LENGTH} characters.", MAX_LENGTH, len(text))
    return _Parser(tokens_of(text)).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += token.kind is not TokenKind.END
        return token

    def _takes(self, word: str) -> bool:
        token = self._next
        found = token.kind is TokenKind.WORD and token.text.lower() == word
        self._at += found
        return found

    def whole(self) -> Filter:
        if self._next.kind is TokenKind.END:
            return Everything()
        found = self._either()
        rest = self._next
        if rest.kind is TokenKind.CLOSE:
            raise FilterError('This ")" has no "(" before it.', rest.start, rest.end)
        if rest.kind is not TokenKind.END:
            raise FilterError(f'"{rest.text}" was not expected here.', rest.start, rest.end)
        return found

    def _either(self) -> Filter:
        parts = [self._both()]
        while self._takes("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _both(self) -> Filter:
        parts = [self._one()]
        while self._goes_on():
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _goes_on(self) -> bool:
        if self._takes("and"):
            return True
        token = self._next
        if token.kind is TokenKind.WORD:
            return token.text.lower() != "or"
        return token.kind in (TokenKind.STRING, TokenKind.OPEN)

    def _one(self) -> Filter:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FilterError(f"A filter may be nested {MAX_DEPTH} deep.", self._next.start, self._next.end)
        try:
            if self._takes("not"):
                return Not(self._one())
            if self._next.kind is TokenKind.OPEN:
                return self._bracket()
            return self._term()
        finally:
            self._depth -= 1

    def _bracket(self) -> Filter:
        opened = self._take()
        found = self._either()
        if self._next.kind is not TokenKind.CLOSE:
            raise FilterError('This "(" is not closed. Add a ")".', opened.start, opened.end)
        self._take()
        return found

    def _term(self) -> Filter:
        token = self._take()
        if token.kind is TokenKind.STRING:
            return self._text(token)
        if token.kind is not TokenKind.WORD or token.text.lower() in WORDS:
            raise _something_missing(token, self._tokens[self._at - 1] if self._at else None)
        field, path = _field(token)
        if self._next.kind is TokenKind.OPERATOR or (field is not None and self._is_spelled_operator()):
            if field is None:
                raise _no_field(token)
            return self._comparison(field, path)
        if field is not None:
            return Present(field.name, path)
        name = token.text.lower()
        return Flag(name) if name in FLAGS else Text(token.text)

    def _text(self, token: Token) -> Filter:
        if self._next.kind is TokenKind.OPERATOR:
            raise FilterError("Before a comparison stands a field, not a text.", token.start, token.end)
        return Text(token.text)

    def _is_spelled_operator(self) -> bool:
        """Tell whether a word follows that is an operator in Wireshark, and not a text to search for."""
        token = self._next
        if token.kind is not TokenKind.WORD:
            return False
        if token.text.lower() == "in":
            sentence = 'There is no "in". Write a comparison for each value, with "or" between.'
            raise FilterError(sentence, token.start, token.end)
        return token.text.lower() in OPERATOR_WORDS

    def _comparison(self, field: Field, path: tuple[str | int, ...]) -> Filter:
        operator, value = self._take(), self._take()
        if value.kind not in (TokenKind.STRING, TokenKind.WORD):
            raise FilterError(f'After "{operator.text}" stands a value.', operator.start, max(value.end, operator.end))
        value = self._with_unit(field, value)
        written = operator.text.lower()
        sign = cast("Operator", OPERATOR_WORDS.get(written, written))
        if written == "contains":
            value = replace(value, text=_SPECIAL.sub(r"\\\1", value.text))
        return Comparison(field.name, sign, _value(field, sign, operator, value), path)

    def _with_unit(self, field: Field, value: Token) -> Token:
        """Give a number with its unit, where a blank stands between them."""
        unit, found = self._next, _NUMBER.match(value.text)
        is_unit = unit.kind is TokenKind.WORD and unit.text.lower() in UNITS.get(field.measure, {})
        if found is None or found["unit"] or not is_unit:
            return value
        self._take()
        return Token(value.kind, value.text + unit.text, value.start, unit.end)


def _field(token: Token) -> tuple[Field | None, tuple[str | int, ...]]:
    """Read a word as a field, with the path that follows `body`."""
    name, dot, _ = token.text.partition(".")
    if name.partition("[")[0].lower() == "body" and (dot or "[" in name):
        return FIELDS["body"], _path(token)
    return FIELDS.get(token.text.lower()), ()


def _path(token: Token) -> tuple[str | int, ...]:
    text = token.text[len("body") :]
    steps: list[str | int] = []
    at = 0
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None:
            start = token.start + len("body") + at
            examples = 'body.params.name, body.items[0] or body.params["a.b"]'
            raise FilterError(f"A path is written like {examples}.", start, token.end)
        steps.append(int(step["index"]) if step["index"] else step["name"] or step["quoted"])
        at = step.end()
    return tuple(steps)


def _value(field: Field, sign: str, operator: Token, value: Token) -> str | float | bool | None:
    if sign in _MATCHING:
        if field.measure not in (Measure.TEXT, Measure.JSON):
            sentence = f'"{operator.text}" is for text; "{field.name}" is a number.'
            raise FilterError(sentence, operator.start, operator.end)
        return _checked_pattern(value)
    if field.measure is Measure.JSON:
        return _json_value(value)
    if field.measure is Measure.TEXT:
        if sign in _ORDERED:
            sentence = f'"{field.name}" is text and can be compared with ==, !=, ~ and !~ only.'
            raise FilterError(sentence, operator.start, operator.end)
        return _checked_choice(field, value)
    return _amount(field, value)


def _checked_pattern(value: Token) -> str:
    try:
        compile_pattern(value.text)
    except PatternError as error:
        raise FilterError(str(error), value.start, value.end) from error
    return value.text


def _checked_choice(field: Field, value: Token) -> str:
    if field.choices and value.text not in field.choices:
        named = ", ".join(field.choices)
        raise FilterError(f'"{field.name}" is never "{value.text}". It is one of: {named}.', value.start, value.end)
    return value.text


def _amount(field: Field, value: Token) -> float:
    units = UNITS.get(field.measure, {})
    found = _NUMBER.match(value.text.strip())
    if found is None:
        example = {Measure.DURATION: "200ms", Measure.SIZE: "10KB"}.get(field.measure, "41")
        raise FilterError(f'"{value.text}" is no number. Write it like {example}.', value.start, value.end)
    unit = found["unit"].lower()
    if not unit:
        return float(found["number"]) * PLAIN_UNIT[field.measure]
    if unit not in units:
        known = ", ".join(units) or "none"
        raise FilterError(f'"{found["unit"]}" is no unit here. There are: {known}.', value.start, value.end)
    return float(found["number"]) * units[unit]


def _json_value(value: Token) -> str | float | bool | None:
    """Read what a place in a message is compared with: quoted it is text, else what JSON would make of it."""
    if value.kind is TokenKind.STRING:
        return value.text
    if value.text in ("true", "false"):
        return value.text == "true"
    if value.text == "null":
        return None
    found = _NUMBER.match(value.text)
    return float(value.text) if found is not None and not found["unit"] else value.text


def _no_field(token: Token) -> FilterError:
    from difflib import get_close_matches

    near = get_close_matches(token.text.lower(), FIELDS, 1)
    helps = f'"{near[0]}" is one.' if near else f"Fields are: {', '.join(FIELDS)}."
    return FilterError(f'"{token.text}" is no field. {helps}', token.start, token.end)


def _something_missing(token: Token, before: Token | None) -> FilterError:
    if token.kind is TokenKind.END and before is not None:
        return FilterError(f'Something is missing after "{before.text}".', before.start, before.end)
    if token.kind is TokenKind.OPERATOR:
        return FilterError(f'Before "{token.text}" stands a field.', token.start, token.end)
    return FilterError(f'"{token.text}" cannot stand here.', token.start, token.end)
