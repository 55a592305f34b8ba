"""Patterns in filters: searched in time linear in the text, whoever wrote pattern or text.

The engine is the one that checks schemas; Python's own can be kept busy for ever by one unlucky line of a server, and
would hold the whole program meanwhile.
"""

from collections.abc import Callable
from typing import Any, Final

import jsonschema_rs

_LIMIT: Final = 1_000_000
"""Bytes a compiled pattern may take."""


class PatternError(ValueError):
    """A pattern cannot be read; the text says why."""


def compile_pattern(pattern: str) -> Callable[[Any], bool]:
    """Give a test for texts in which the pattern is found somewhere, case aside; raises `PatternError`."""
    options = jsonschema_rs.RegexOptions(size_limit=_LIMIT, dfa_size_limit=_LIMIT)
    try:
        validator = jsonschema_rs.validator_for(
            {"type": "string", "pattern": f"(?i){pattern}"}, pattern_options=options
        )
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise PatternError(f'"{pattern}" is no pattern this program can search for{_why(pattern)}.') from error
    return validator.is_valid


def _why(pattern: str) -> str:
    if "(?=" in pattern or "(?!" in pattern or "(?<" in pattern:
        return ": it looks ahead or behind, which takes no bounded time"
    if pattern.count("(") != pattern.count(")"):
        return ": its brackets do not match"
    return ""
