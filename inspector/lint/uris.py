"""URIs (RFC 3986) and URI templates (RFC 6570), judged by how they are written."""

import re
from typing import Final

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_EXPRESSION: Final = re.compile(r"\{([^{}]*)\}")
_VARIABLE: Final = r"(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*(?:\*|:[1-9][0-9]{0,3})?"
_VARIABLES: Final = re.compile(rf"[+#./;?&]?{_VARIABLE}(?:,{_VARIABLE})*\Z")
_MAX_LENGTH: Final = 20_000


def why_no_uri(text: str) -> str:
    """Say why a text is not a URI, or nothing. Letters beyond ASCII pass, as in IRIs (RFC 3987)."""
    text = text[:_MAX_LENGTH]
    if not _SCHEME.match(text):
        return "it has no scheme"
    if len(text) == text.index(":") + 1:
        return "nothing comes after the scheme"
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        return f"character {forbidden.start()} must be escaped"
    if _BAD_ESCAPE.search(text):
        return 'a "%" is not followed by two hexadecimal digits'
    return ""


def has_scheme(text: str) -> bool:
    """Tell whether a text begins with a scheme, so that it is no relative reference."""
    return _SCHEME.match(text) is not None


def scheme_of(text: str) -> str:
    """Give the scheme in lower case, without its colon; empty where there is none."""
    found = _SCHEME.match(text)
    return found.group()[:-1].lower() if found else ""


def why_no_template(text: str) -> str:
    """Say why a text is not a URI template, or nothing."""
    text = text[:_MAX_LENGTH]
    for expression in _EXPRESSION.finditer(text):
        if not _VARIABLES.match(expression.group(1)):
            return f'the expression "{expression.group()[:60]}" is not well formed'
    rest = _EXPRESSION.sub("", text)
    if "{" in rest or "}" in rest:
        return "a brace has no partner"
    if _FORBIDDEN.search(rest):
        return "a character outside of expressions must be escaped"
    return ""


def has_variables(text: str) -> bool:
    """Tell whether a template has an expression at all."""
    return _EXPRESSION.search(text[:_MAX_LENGTH]) is not None


def same(first: str, second: str) -> bool:
    """Tell whether two URIs are the same but for the case of the scheme and a slash at the end."""
    return _normal(first) == _normal(second)


def _normal(uri: str) -> str:
    scheme, colon, rest = uri.partition(":")
    return f"{scheme.lower()}{colon}{rest.rstrip('/')}"
