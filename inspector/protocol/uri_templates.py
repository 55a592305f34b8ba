"""URI templates: which variables one has, and the URI it makes of their values.

RFC 6570, https://www.rfc-editor.org/rfc/rfc6570. Expansion is a library's, chosen because it passes all published test
cases of the working group, those of broken templates too; what is read here is what a form needs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from stduritemplate import StdUriTemplate

LONGEST: Final = 20_000
"""Characters of a template that is read."""

_EXPRESSION: Final = re.compile(r"\{([+#./;?&]?)([^{}]*)\}")
_VARIABLE: Final = re.compile(
    r"((?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:[A-Za-z0-9_.]|%[0-9A-Fa-f]{2})*)(\*|:[1-9]\d{0,3})?"
)
_COLUMN: Final = re.compile(r"\s*(?:at|in the token at) col: (\d+)")
_NEEDED: Final = ("", "+")
"""Operators whose expression is a bare part of the URI: without a value it would have a hole (section 3.2)."""


class BrokenTemplate(ValueError):
    """A template, or the values for it, cannot make a URI; the text is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a template.

    `explode` where each item of a list counts by itself (section 2.4.2); `prefix` is how many characters of the value
    are used at most, 0 for all (section 2.4.1); `operator` is that of its expression, empty for none.
    """

    name: str
    explode: bool = False
    prefix: int = 0
    operator: str = ""

    @property
    def is_needed(self) -> bool:
        """Whether the URI has a hole without it."""
        return self.operator in _NEEDED


def variables_of(template: str) -> tuple[Variable, ...]:
    """Give the variables in the order they come in, each once; what cannot be read as one is left out."""
    found: dict[str, Variable] = {}
    for operator, names in _EXPRESSION.findall(template[:LONGEST]):
        for text in names.split(","):
            match = _VARIABLE.fullmatch(text)
            if match is not None:
                name, modifier = match[1], match[2] or ""
                prefix = int(modifier[1:]) if modifier[:1] == ":" else 0
                found.setdefault(name, Variable(name, modifier == "*", prefix, operator))
    return tuple(found.values())


def is_template(text: str) -> bool:
    """Tell whether a text has an expression in braces, or what may be meant as one."""
    return "{" in text and "}" in text


def expand(template: str, values: Mapping[str, Any]) -> str:
    """Give the URI; variables without a value are left out, as the RFC has it. Raises `BrokenTemplate`.

    A value is a text, a number, a list of these, or an object of these.
    """
    if len(template) > LONGEST:
        raise BrokenTemplate(f"The template has {len(template):,} characters; {LONGEST:,} are read.")
    _refuse_braces(template)
    given = {name: _plain(name, value) for name, value in values.items() if value is not None}
    for variable in variables_of(template):
        if variable.prefix and isinstance(given.get(variable.name), (list, dict)):
            what = f'"{variable.name}:{variable.prefix}" takes a prefix, which only a text has'
            raise BrokenTemplate(f"{what} (RFC 6570, section 2.4.1).")
    try:
        return StdUriTemplate.expand(template, given)
    except ValueError as error:
        raise BrokenTemplate(_why(template, error)) from error


def problem_of(template: str) -> str:
    """Say what is wrong with a template; empty where nothing is."""
    try:
        expand(template, {variable.name: "x" for variable in variables_of(template)})
    except BrokenTemplate as error:
        return str(error)
    return ""


def _refuse_braces(template: str) -> None:
    depth = 0
    for at, character in enumerate(template, 1):
        depth += (character == "{") - (character == "}")
        if depth not in (0, 1):
            what = "opens a brace inside another" if depth > 1 else "closes a brace that was not opened"
            raise BrokenTemplate(f"The template {what} at character {at} (RFC 6570, section 2).")
    if depth:
        raise BrokenTemplate("The template does not close its last brace (RFC 6570, section 2).")


def _plain(name: str, value: Any) -> Any:
    """Give a value as the library takes it; numbers are written as JSON writes them."""
    if isinstance(value, dict):
        return {str(key): _text(name, part) for key, part in value.items()}
    return [_text(name, part) for part in value] if isinstance(value, (list, tuple)) else _text(name, value)


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, (dict, list)):
        raise BrokenTemplate(f'The value of "{name}" is nested; a template takes texts, and lists or objects of texts.')
    return str(value)


def _why(template: str, error: ValueError) -> str:
    for operator, names in _EXPRESSION.findall(template):
        for text in names.split(","):
            if not _VARIABLE.fullmatch(text):
                return f'"{{{operator}{names}}}" is no expression of RFC 6570: "{text}" is no name of a variable.'
    said = _COLUMN.sub(lambda found: f" at character {int(found[1]) + 1}", str(error))
    return f"The template is broken: {said[:1].lower()}{said[1:]} (RFC 6570)."
