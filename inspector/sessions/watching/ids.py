"""Ids as keys."""

from typing import Any, Final

_MAX_DIGITS: Final = 18

Key = tuple[str, Any]


def other_key_of(ident: Any) -> Key | None:
    """Give the key of the same id as the other type of JSON: of "7" that of 7, and the other way round."""
    if isinstance(ident, str):
        is_number = ident.isascii() and ident.isdigit() and len(ident) <= _MAX_DIGITS
        return ("number", int(ident)) if is_number else None
    if type(ident) is int and abs(ident) < 10**_MAX_DIGITS:
        return "string", str(ident)
    return None
