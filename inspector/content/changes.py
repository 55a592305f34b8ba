"""What changed between two readings of the same thing, as lines."""

import difflib
import json
from collections.abc import Iterator
from typing import Any, Final

MAX_CHARACTERS: Final = 200_000
MAX_LINES: Final = 5_000
"""What is compared at most; comparing takes the square of it in the worst case."""


def text_for_comparison(result: Any) -> str:
    """Give the text that is compared: the texts of a result's contents, JSON laid out, and all else as JSON."""
    contents = result.get("contents") if isinstance(result, dict) else None
    if not isinstance(contents, list):
        return _laid_out(result)
    parts = []
    for item in contents:
        text = item.get("text") if isinstance(item, dict) else None
        parts.append(_json_or_text(text) if isinstance(text, str) else _laid_out(item))
    return "\n".join(parts)


def changes(before: str, after: str) -> list[str]:
    """Give the changed lines with three lines around them, each with "+", "-" or a blank before it.

    Empty where nothing changed. What is too large is not compared, which is said in the one line there is then.
    """
    if before == after:
        return []
    if len(before) + len(after) > 2 * MAX_CHARACTERS:
        return ["The contents are too large to be compared."]
    lines = before.splitlines(), after.splitlines()
    if max(map(len, lines)) > MAX_LINES:
        return ["The contents have too many lines to be compared."]
    return list(_without_heads(difflib.unified_diff(*lines, lineterm="", n=3)))


def _without_heads(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number > 1:
            yield line


def _json_or_text(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _laid_out(value) if isinstance(value, (dict, list)) else text


def _laid_out(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
