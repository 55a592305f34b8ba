"""JSON as a user writes it: read without changing anything silently, and written so that it reads back the same."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from inspector.jsonrpc.message import MISSING

LONGEST_NUMBER: Final = 4_000
"""Digits of a whole number. Python refuses to convert more than 4 300 (CVE-2020-10735)."""

_REMARKS: Final = 5

# Halves of pairs, separators that become line ends, and what Qt uses as marks of its own inside a text.
_NOT_KEPT: Final = re.compile("[\ud800-\udfff\u2028\u2029\ufdd0-\ufdef\ufff9-\uffff\u0085\ufeff]")


@dataclass(frozen=True, slots=True)
class Document:
    """What a text says. `value` is `MISSING` where it is broken, and `problem` then says where and why.

    `line` and `column` count from one, and are zero where no place is known. `remarks` say what reading loses.
    """

    value: Any = MISSING
    problem: str = ""
    line: int = 0
    column: int = 0
    remarks: tuple[str, ...] = ()


def read(text: str) -> Document:
    """Read JSON strictly; never raises.

    `NaN`, `Infinity` and numbers beyond what can be sent unchanged are refused. A name that stands twice is remarked
    upon, because only its last value survives, and so is a number that loses digits.
    """
    twice: list[str] = []
    rounded: list[str] = []
    try:
        value = json.loads(
            text,
            parse_int=_whole,
            parse_float=lambda number: _noted_fraction(number, rounded),
            parse_constant=_constant,
            object_pairs_hook=lambda pairs: _object(pairs, twice),
        )
    except json.JSONDecodeError as error:
        return _broken(text, error)
    except _RefusedError as error:
        return _refused(text, error)
    except RecursionError:
        return Document(problem="This JSON is nested too deeply to be read.")
    return Document(value, remarks=(*(f'"{name}" stands twice; only the last is sent.' for name in twice), *rounded))


def write(value: Any, *, indent: int | None = 2) -> str:
    """Write a value as JSON, indented by so many blanks; what cannot be written so is written as well as it can.

    Characters that a text in a window would not keep are written as escapes.
    """
    for width in (indent, None):
        try:
            text = json.dumps(value, ensure_ascii=False, indent=width, default=str)
            return text if text.isascii() else _NOT_KEPT.sub(_escape, text)
        except (ValueError, RecursionError):
            continue  # the indenting writer gives up at a third of the depth of the plain one
    return "…"


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same JSON: 1, 1.0 and true are three different things."""
    try:
        return _same(one, other)
    except RecursionError:
        return write(one, indent=None) == write(other, indent=None)


def _same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        pairs = zip(one.items(), other.items(), strict=False)
        return len(one) == len(other) and all(a == b and _same(x, y) for (a, x), (b, y) in pairs)
    if isinstance(one, list):
        return len(one) == len(other) and all(_same(x, y) for x, y in zip(one, other, strict=True))
    return repr(one) == repr(other) if isinstance(one, float) else bool(one == other)


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same, of which either may be `MISSING`."""
    return one is other or (one is not MISSING and other is not MISSING and same(one, other))


def read_number(text: str) -> Document:
    """Read the text of one number; `remarks` say if it is sent with fewer digits than it has."""
    try:
        value = json.loads(
            text.strip().removeprefix("+"), parse_int=_whole, parse_float=_fraction, parse_constant=_constant
        )
    except _RefusedError as error:
        return Document(problem=error.sentence)
    except (ValueError, RecursionError):
        value = MISSING
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return Document(problem="This is not a number.")
    if isinstance(value, float) and _is_rounded(text.strip(), value):
        return Document(value, remarks=(f"This is sent as {value!r}: it has more digits than a number can keep.",))
    return Document(value)


def _is_rounded(text: str, value: float) -> bool:
    if text == repr(value):
        return False
    from decimal import Decimal, InvalidOperation  # only for numbers somebody types

    try:
        return Decimal(text) != Decimal(repr(value))
    except InvalidOperation:  # an exponent of twenty digits; too large ones are refused before
        return True


def _noted_fraction(text: str, rounded: list[str]) -> float:
    value = _fraction(text)
    if len(rounded) < _REMARKS and _is_rounded(text, value):
        rounded.append(f"{_short(text)} is sent as {value!r}: it has more digits than a number can keep.")
    return value


class _RefusedError(Exception):
    def __init__(self, token: str, sentence: str) -> None:
        super().__init__(sentence)
        self.token = token
        self.sentence = sentence


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise _RefusedError(
            text, f"This number has more than {LONGEST_NUMBER:,} digits and cannot be sent as a number."
        )
    return int(text)


def _fraction(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise _RefusedError(text, f"The number {_short(text)} is too large to be sent unchanged.")
    return value


def _constant(text: str) -> NoReturn:
    raise _RefusedError(text, f"{text} is not JSON.")


def _object(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs) and len(twice) < _REMARKS:
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                twice.append(_short(name))
                break
            seen.add(name)
    return found


def _broken(text: str, error: json.JSONDecodeError) -> Document:
    if not text.strip():
        return Document(problem="There is no JSON here yet.", line=1, column=1)
    place = f"line {error.lineno}, column {error.colno}"
    return Document(problem=f"This is not JSON: {_said(error.msg)} at {place}.", line=error.lineno, column=error.colno)


def _refused(text: str, error: _RefusedError) -> Document:
    before = text[: max(0, text.find(error.token))]
    return Document(problem=error.sentence, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))


def _said(message: str) -> str:
    return message[:1].lower() + message[1:]


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
