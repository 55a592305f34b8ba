"""Whether a value keeps to one part of a schema: for conditions, and to find the branch a value is meant as."""

from typing import Any, Final

from inspector.schema.cost import steps
from inspector.schema.references import References, pointer_to
from inspector.schema.validate import draft_of, refuse, why_unusable

MAX_STEPS: Final = 20_000
"""Above this nothing is said about a part; a step takes about 0.1 µs."""

_MAX_NODES: Final = 100_000
_MAX_CHECKED: Final = 400
"""Different parts of one schema that are compiled."""

_ROOT: Final = "mcp-loupe:schema"


class Parts:
    """Checks values by parts of one schema, each read when first used. The validator is given the schema once."""

    def __init__(self, root: Any, references: References) -> None:
        self._root = root
        self._references = references
        self._places: dict[int, str] | None = None
        self._validators: dict[int, Any] = {}
        self._registry: Any = None

    def fits(self, part: Any, value: Any) -> bool | None:
        """Tell whether `value` keeps to `part`; `None` where that cannot be said within bounds."""
        if isinstance(part, bool):
            return part
        if not isinstance(part, dict):
            return None
        validator = self._validator(part)
        if validator is None or steps(part, value, self._references) > MAX_STEPS:
            return None
        try:
            return bool(validator.is_valid(value))
        except (ValueError, RecursionError):
            return None

    def _validator(self, part: dict[str, Any]) -> Any:
        if id(part) not in self._validators:
            place = self._place(part)
            full = len(self._validators) >= _MAX_CHECKED
            self._validators[id(part)] = None if place is None or full else self._compile(place)
        return self._validators[id(part)]

    def _compile(self, place: str) -> Any:
        import jsonschema_rs  # loaded when a schema is first used

        validator, draft = draft_of(self._root)
        name = self._root.get("$id")
        uri = name.rstrip("#") if isinstance(name, str) and ":" in name and "#" not in name.rstrip("#") else _ROOT
        try:
            if self._registry is None:
                known = [(uri, self._root)]
                self._registry = jsonschema_rs.Registry(known, draft=draft, retriever=refuse)
            return validator({"$ref": f"{uri}#{place}"}, registry=self._registry, retriever=refuse)
        except (ValueError, RecursionError, jsonschema_rs.ReferencingError):
            return None

    def _place(self, part: dict[str, Any]) -> str | None:
        if self._places is None:
            self._places = {} if why_unusable(self._root) else _places(self._root)
        return self._places.get(id(part))


def _places(root: Any) -> dict[int, str]:
    """Give the place of every object in a schema, as a fragment of a URI."""
    from urllib.parse import quote

    found: dict[int, str] = {}
    waiting: list[tuple[Any, str]] = [(root, "")]
    while waiting and len(found) < _MAX_NODES:
        node, place = waiting.pop()
        if isinstance(node, dict):
            found.setdefault(id(node), place)
            items: Any = node.items()
        else:
            items = enumerate(node)
        waiting.extend(
            (part, pointer_to(place, quote(str(name), safe="~/")))
            for name, part in items
            if isinstance(part, (dict, list))
        )
    return found
