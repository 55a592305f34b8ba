"""How much work the regular expressions of a schema make, before an engine is let loose on them.

The engine matches in linear time, but builds what bounded repetitions spell out, and goes back and forth where a
pattern looks around or refers back (2026-07-28, Composition-Keyword Resource Use, asks for bounds on such work).
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from inspector.lint.look import everywhere, step

MAX_WEIGHT: Final = 20_000
"""Parts of one pattern with every repetition spelled out; measured, this many are built in some 10 ms."""

MAX_TEXT: Final = 1_000_000
"""Characters of all texts times patterns; matching takes about 6 ns for each."""

MAX_TEXT_LOOKING_AROUND: Final = 5_000
"""Characters of a text that a pattern which refers back is tried on: comparing takes the square of it."""

MAX_BACKTRACKING: Final = 10_000
"""Steps back after which the engine gives up on a text, about 40 ns each."""

GAVE_UP: Final = "Error executing regex"
"""How the engine's message begins where it gave up, which says nothing of the value."""

_CLASS_WEIGHT: Final = 100
_MOST: Final = 10**9
_UNICODE: Final = "pPwWdDsSbB"
_TIMES: Final = re.compile(r"\{(\d{1,9})(?:,(\d{0,9}))?\}")
_NAMED: Final = re.compile(r"\\[pPxuk](?:\{[^}]{0,100}\}|<[^>]{0,100}>)")
_LOOKS_AROUND: Final = re.compile(r"\(\?(?:[=!>]|<[=!])|\\[1-9]|\\k<|[*+?}]\+")


def looks_around(pattern: str) -> bool:
    """Tell whether matching may go back and forth: lookaround, references back, atomic groups."""
    return _LOOKS_AROUND.search(pattern) is not None


def weight(pattern: str) -> int:
    """Estimate the parts of a pattern with its bounded repetitions spelled out; takes one pass over it."""
    if len(pattern) > MAX_WEIGHT:
        return _MOST
    groups, last, at = [0], 0, 0
    while at < len(pattern):
        char = pattern[at]
        times = _TIMES.match(pattern, at) if char == "{" else None
        if times is not None:
            count = max(int(times[1]), int(times[2] or 0), 1)
            groups[-1] = min(groups[-1] + last * (count - 1), _MOST)
            last, at = min(last * count, _MOST), times.end()
            continue
        if char == "(":
            groups.append(0)
        elif char == ")" and len(groups) > 1:
            last = groups.pop() + 1
            groups[-1] = min(groups[-1] + last, _MOST)
        else:
            at, last = _after_one(pattern, at)
            groups[-1] += last
            continue
        at += 1
    return min(sum(groups), _MOST)


def _after_one(pattern: str, at: int) -> tuple[int, int]:
    """Give where one character, escape or class ends, and its weight."""
    if pattern[at] == "\\":
        named = _NAMED.match(pattern, at)
        return (named.end() if named else at + 2), _CLASS_WEIGHT if pattern[at + 1 : at + 2] in _UNICODE else 1
    if pattern[at] != "[":
        return at + 1, 1
    end = at + 1
    while end < len(pattern) and (pattern[end] != "]" or end == at + 1):
        end += 2 if pattern[end] == "\\" else 1
    inside = pattern[at:end]
    return end + 1, _CLASS_WEIGHT if any(f"\\{name}" in inside for name in _UNICODE) else 1


def patterns_of(schema: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Give pointer and text of each regular expression of a schema."""
    for place, part in everywhere(schema, pointer):
        if not isinstance(part, dict):
            continue
        if isinstance(part.get("pattern"), str):
            yield f"{place}/pattern", part["pattern"]
        named = part.get("patternProperties")
        for name in named if isinstance(named, dict) else ():
            yield f"{place}/patternProperties{step(name)}", name


def is_heavy(pattern: str) -> bool:
    """Tell whether a pattern is too much work to build."""
    return weight(pattern) > MAX_WEIGHT


def without_heavy(schema: Any) -> Any:
    """Give the schema without its heavy patterns: what it then allows is more, so that nothing is called wrong."""
    if isinstance(schema, list):
        return [without_heavy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: without_heavy(part) for name, part in schema.items()}
    if isinstance(kept.get("pattern"), str) and is_heavy(kept["pattern"]):
        del kept["pattern"]
    named = kept.get("patternProperties")
    if isinstance(named, dict) and any(is_heavy(name) for name in named):
        # What no pattern claims any more would fall to these two.
        for member in ("additionalProperties", "unevaluatedProperties"):
            kept.pop(member, None)
        kept["patternProperties"] = {name: part for name, part in named.items() if not is_heavy(name)}
    return kept


def is_too_much(schema: Any, value: Any) -> bool:
    """Tell whether trying the schema's patterns on the texts of a value may take too long."""
    patterns = [pattern for _, pattern in patterns_of(schema)]
    if not patterns:
        return False
    lengths = [len(text) for text in _texts(value)]
    if any(map(looks_around, patterns)):
        return max(lengths, default=0) > MAX_TEXT_LOOKING_AROUND or len(lengths) * len(patterns) > _FEW
    return sum(lengths) * len(patterns) > MAX_TEXT


_FEW: Final = 50
"""How often an engine may go back and forth up to its limit."""


def _texts(value: Any) -> Iterator[str]:
    """Give the texts of a value, names of members included."""
    for _, part in everywhere(value):
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            yield from part
