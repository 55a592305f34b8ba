"""What could be written at a place of a filter."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from inspector.traffic.filters.fields import FIELDS, FLAGS, UNITS, WORDS, Measure
from inspector.traffic.filters.syntax import FilterError
from inspector.traffic.filters.tokens import Token, TokenKind, quoted, tokens_of

ValuesOf = Callable[[str], Sequence[str]]
"""Gives values that a field of text has in the capture."""

_OPERATORS: Final = {
    Measure.TEXT: ("==", "!=", "~", "!~"),
    Measure.JSON: ("==", "!=", "~", "!~", "<", ">"),
    Measure.NUMBER: ("==", "!=", "<", "<=", ">", ">="),
    Measure.DURATION: (">", ">=", "<", "<="),
    Measure.SIZE: (">", ">=", "<", "<="),
}
_NAME: Final = re.compile(r"[\w$@-]+\Z")
_PLAIN: Final = frozenset("_-./:%*$@")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A word that could stand there, and what it means."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """Proposals in place of the characters from `start` to `end`."""

    start: int
    end: int
    proposals: tuple[Proposal, ...]


def complete(text: str, cursor: int, values_of: ValuesOf) -> Completion:
    """Propose what fits at the cursor; nothing inside a text that is searched for."""
    try:
        tokens = [token for token in tokens_of(text[:cursor]) if token.kind is not TokenKind.END]
    except FilterError:
        return Completion(cursor, cursor, ())
    touched = tokens[-1] if tokens and tokens[-1].end == cursor else None
    if touched is not None and touched.kind is TokenKind.WORD:
        return _narrowed(touched, _after(tokens[:-1], values_of))
    return Completion(cursor, cursor, _after(tokens, values_of))


def _narrowed(word: Token, proposals: tuple[Proposal, ...]) -> Completion:
    typed = word.text.lower()
    fitting = [p for p in proposals if p.text.lower().lstrip('"').startswith(typed)]
    fitting += [p for p in proposals if typed in p.text.lower() and p not in fitting]
    if [p.text for p in fitting] == [word.text]:
        fitting = []
    return Completion(word.start, word.end, tuple(fitting))


def _after(tokens: list[Token], values_of: ValuesOf) -> tuple[Proposal, ...]:
    """Propose what can follow some words."""
    if not tokens:
        return _beginnings()
    last = tokens[-1]
    if last.kind is TokenKind.OPERATOR:
        return _values(tokens[-2].text if len(tokens) > 1 else "", values_of)
    if last.kind is TokenKind.OPEN or (last.kind is TokenKind.WORD and last.text.lower() in WORDS):
        return _beginnings()
    field = FIELDS.get(last.text.partition(".")[0].partition("[")[0].lower()) if last.kind is TokenKind.WORD else None
    is_value = len(tokens) > 1 and tokens[-2].kind is TokenKind.OPERATOR
    if field is not None and not is_value:
        return tuple(Proposal(operator) for operator in _OPERATORS[field.measure])
    return (Proposal("and"), Proposal("or"))


def _beginnings() -> tuple[Proposal, ...]:
    fields = (Proposal(field.name, field.about) for field in FIELDS.values())
    flags = (Proposal(name, about) for name, about in FLAGS.items())
    return (*fields, *flags, Proposal("not", "what follows must not hold"))


def _values(name: str, values_of: ValuesOf) -> tuple[Proposal, ...]:
    field = FIELDS.get(name.lower())
    if field is None:
        return ()
    if field.measure in UNITS:
        examples = {Measure.DURATION: ("100ms", "1s", "10s"), Measure.SIZE: ("10KB", "1MB")}
        return tuple(Proposal(example) for example in examples[field.measure])
    if field.measure is not Measure.TEXT:
        return ()
    return tuple(Proposal(written(value)) for value in (field.choices or values_of(field.name)))


def body_path(steps: Sequence[str | int]) -> str | None:
    """Write a place in the message as a filter has it; None where a name cannot be written."""
    path = "body"
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif _NAME.match(step):
            path += f".{step}"
        elif step and not set(step) & set('"\\'):
            path += f'["{step}"]'
        else:
            return None
    return path


def written(value: str) -> str:
    """Write a value as a filter has it: bare where that is clear, quoted elsewhere."""
    plain = value != "" and all(c.isalnum() or c in _PLAIN for c in value) and value.lower() not in WORDS
    return value if plain else quoted(value)
