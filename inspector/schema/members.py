"""The members of an object: those the schema names, and those it allows by a pattern or by any name."""

import re
from typing import TYPE_CHECKING, Any, Final

from inspector.schema.fields import Field, JsonField, Later
from inspector.schema.keywords import member_limits, text_of
from inspector.schema.resolve import Resolved

if TYPE_CHECKING:
    from inspector.schema.form import Describer

MAX_FIELDS: Final = 1_000
_PATTERNS: Final = 50
_LONGEST_PATTERN: Final = 200
_LONGEST_NAME: Final = 200

# What Python's backtracking engine may need for ever: a repetition of something that itself repeats or chooses.
_RISKY: Final = re.compile(r"[*+}|][^()]*\)[*+{]|\\\d|\(\?[<!=]|[*+}][^()\[\]]{0,3}[*+{]")


class Members:
    """Describes the members of objects."""

    def __init__(self, describer: "Describer") -> None:
        self._describer = describer
        self.left_out = 0

    def words(self, found: Resolved, depth: int) -> dict[str, Any]:
        """Give what an object takes from its schema."""
        schema = found.schema
        others = schema.get("additionalProperties", schema.get("unevaluatedProperties", True))
        patterns = schema.get("patternProperties")
        listed = list(patterns.items())[:_PATTERNS] if isinstance(patterns, dict) else []
        other = _Other(self._describer, listed, others, depth)
        explicit = schema.get("additionalProperties") not in (None, False) or bool(listed)
        return {
            "members": Later(lambda: self._described(schema, depth)),
            "other": other,
            "is_map": explicit
            or (depth > 0 and not isinstance(schema.get("properties"), dict) and others is not False),
            "names": _names(schema.get("propertyNames"), [pattern for pattern, _ in listed], others),
            **member_limits(schema),
        }

    def _described(self, schema: dict[str, Any], depth: int) -> tuple[Field, ...]:
        properties = schema.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        required = schema.get("required")
        names = [name for name in required if isinstance(name, str)] if isinstance(required, list) else []
        self._describer.resolver.effort += len(names)
        wanted = set(names)
        fields = [
            self._describer.at(part, str(name), depth + 1, required=name in wanted)
            for name, part in list(properties.items())[:MAX_FIELDS]
        ]
        if depth == 0:
            self.left_out += max(0, len(properties) - MAX_FIELDS)
        undescribed = [name for name in dict.fromkeys(names) if name not in properties][: MAX_FIELDS - len(fields)]
        words = _Other(self._describer, _listed(schema), schema.get("additionalProperties", True), depth)
        for name in undescribed:
            field = words.described(name, required=True)
            fields.append(
                field or JsonField(name=name, required=True, reason="The schema asks for it and allows none.")
            )
        return tuple(fields)


class _Other:
    """The field of a member by its name, where the schema has no word for that very name."""

    def __init__(self, describer: "Describer", patterns: list[tuple[str, Any]], others: Any, depth: int) -> None:
        self._describer = describer
        self._patterns = patterns
        self._others = others
        self._depth = depth
        self._compiled: list[tuple[re.Pattern[str] | None, Any]] | None = None
        self._known: dict[tuple[int, str], Field] = {}

    def __call__(self, name: str) -> Field | None:
        return self.described(name)

    def described(self, name: str, *, required: bool = False) -> Field | None:
        part = self._part(name)
        if part is False:
            return None
        key = (id(part), name)
        if key not in self._known:
            if len(self._known) > MAX_FIELDS:
                self._known.clear()
            self._known[key] = self._describer.at(part, name, self._depth + 1, required=required)
        return self._known[key]

    def _part(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = [(_compiled(pattern), part) for pattern, part in self._patterns]
        for pattern, part in self._compiled:
            if pattern is not None and len(name) <= _LONGEST_NAME and pattern.search(name):
                return part
        if self._others is False and any(pattern is None for pattern, _ in self._compiled):
            return True  # what a pattern that is not tried allows is allowed here: the validator knows better
        return self._others


def _listed(schema: dict[str, Any]) -> list[tuple[str, Any]]:
    patterns = schema.get("patternProperties")
    return list(patterns.items())[:_PATTERNS] if isinstance(patterns, dict) else []


def _compiled(pattern: str) -> re.Pattern[str] | None:
    """Read a pattern, unless it is one that might take for ever or is none."""
    if len(pattern) > _LONGEST_PATTERN or _RISKY.search(pattern):
        return None
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


def _names(rule: Any, patterns: list[str], others: Any) -> str:
    """Say what the names of further members are to be like."""
    said = []
    if isinstance(rule, dict):
        if isinstance(rule.get("pattern"), str):
            said.append(f"names match {text_of(rule['pattern'], 60)}")
        if isinstance(rule.get("enum"), list):
            said.append(f"names are {', '.join(str(name)[:30] for name in rule['enum'][:8])}")
        if isinstance(rule.get("maxLength"), int):
            said.append(f"names of at most {rule['maxLength']} characters")
    elif patterns and others is False:
        said.append(f"names match {' or '.join(text_of(pattern, 60) for pattern in patterns[:3])}")
    return ", ".join(said)
