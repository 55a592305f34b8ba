"""Two schemas that both apply, as one: what a form needs of `allOf`, of `$ref` with neighbours and of conditions.

Only for showing: values are checked by the schema as it is. https://json-schema.org/draft/2020-12/json-schema-core#10.2
"""

from collections.abc import Callable
from typing import Any, Final

from inspector.schema.document import same

ALL: Final = ("string", "number", "integer", "boolean", "null", "object", "array")

_NOT_TAKEN_OVER: Final = frozenset(
    ("$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$defs", "definitions", "$comment")
)
_MOST_REQUIRED: Final = 10_000


class ContradictionError(Exception):
    """No value can be what both schemas want; the text says why."""


def merge(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Give a schema that asks for what both ask for, words of the first before those of the second.

    Raises `ContradictionError` where nothing can be both.
    """
    found = dict(one)
    for keyword, value in other.items():
        if keyword in _NOT_TAKEN_OVER:
            continue
        if keyword not in found:
            found[keyword] = value
        elif found[keyword] is not value:
            found[keyword] = _RULES.get(keyword, _first)(found[keyword], value)
    return found


def _first(one: Any, _other: Any) -> Any:
    return one


def _types(one: Any, other: Any) -> Any:
    ones, others = _listed(one), _listed(other)
    both = [kind for kind in ones if kind in others or (kind == "integer" and "number" in others)]
    both += [kind for kind in others if kind == "integer" and "number" in ones and kind not in both]
    if not both:
        raise ContradictionError(
            "Parts of the schema contradict each other: the types they ask for have nothing in common."
        )
    return both[0] if len(both) == 1 else both


def _listed(kind: Any) -> list[Any]:
    return kind if isinstance(kind, list) else [kind]


def _both(one: Any, other: Any) -> Any:
    """Give a schema for a value that has to keep to both; it is read when the form comes to it."""
    if one is True or other is False:
        return other
    return one if other is True or one is False else {"allOf": [one, other]}


def _members(one: Any, other: Any) -> Any:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return one
    found = dict(one)
    for name, part in other.items():
        found[name] = _both(one[name], part) if name in one and one[name] is not part else part
    return found


def _items(one: Any, other: Any) -> Any:
    if isinstance(one, list) and isinstance(other, list):
        pairs = [_both(a, b) for a, b in zip(one, other, strict=False)]
        return [*pairs, *one[len(pairs) :], *other[len(pairs) :]]
    return one if isinstance(one, list) or isinstance(other, list) else _both(one, other)


def _required(one: Any, other: Any) -> Any:
    if not isinstance(one, list) or not isinstance(other, list):
        return one
    return list(dict.fromkeys(name for name in [*one, *other][:_MOST_REQUIRED] if isinstance(name, str)))


def _choices(one: Any, other: Any) -> Any:
    if not isinstance(one, list) or not isinstance(other, list) or len(one) * len(other) > _MOST_REQUIRED:
        return one
    both = [value for value in one if any(same(value, allowed) for allowed in other)]
    if not both:
        raise ContradictionError("Parts of the schema contradict each other: they allow no value in common.")
    return both


def _const(one: Any, other: Any) -> Any:
    if not same(one, other):
        raise ContradictionError("Parts of the schema contradict each other: they ask for two values at once.")
    return one


def _pick(choose: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def rule(one: Any, other: Any) -> Any:
        numbers = (int, float)
        return choose(one, other) if isinstance(one, numbers) and isinstance(other, numbers) else one

    return rule


def _if_any(one: Any, other: Any) -> Any:
    return one is True or other is True


_RULES: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "type": _types,
    "properties": _members,
    "patternProperties": _members,
    "dependentSchemas": _members,
    "additionalProperties": _both,
    "unevaluatedProperties": _both,
    "propertyNames": _both,
    "additionalItems": _both,
    "unevaluatedItems": _both,
    "items": _items,
    "prefixItems": _items,
    "required": _required,
    "enum": _choices,
    "const": _const,
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), _pick(max)),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), _pick(min)),
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly", "uniqueItems"), _if_any),
    "allOf": lambda one, other: [*one, *other] if isinstance(one, list) and isinstance(other, list) else one,
}
