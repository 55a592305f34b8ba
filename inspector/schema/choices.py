"""The values a schema lets one choose from, and the labels they go by."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from inspector.schema.document import write

MAX_OPTIONS: Final = 1_000
"""What has more choices than this gets no list."""

_LONGEST_LABEL: Final = 200

Options = tuple[tuple[str, Any], ...]
"""Labels with their values."""


def is_null(schema: object) -> bool:
    """Tell whether a branch of a union stands for null and nothing else, in the ways schemas write it."""
    if not isinstance(schema, dict):
        return False
    if "const" in schema:
        return schema["const"] is None
    return schema.get("type") in ("null", ["null"]) or schema.get("enum") == [None]


class Choices:
    """Reads the choices in one schema. What stands behind many references is read once: labels cost time to write."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Options] = {}

    def of(self, schema: dict[str, Any]) -> tuple[Options, bool]:
        """Give the values of an enum, a const or a union of titled consts, and whether null stands beside them."""
        values, names = schema.get("enum"), schema.get("enumNames")
        if isinstance(values, list) and values:
            return self._once(values, names, lambda: _of_enum(values, names)), False
        if "const" in schema:
            value = schema["const"]
            return self._once(value, None, lambda: ((_label(value), value),)), False
        for keyword in ("oneOf", "anyOf"):
            branches = schema.get(keyword)
            if isinstance(branches, list) and 0 < len(branches) <= MAX_OPTIONS:
                options = self._once(branches, None, partial(_of_branches, branches))
                if options:
                    return options, len(options) < len(branches)
        return (), False

    def _once(self, values: Any, names: Any, read: Callable[[], Options]) -> Options:
        key = (id(values), id(names))  # parts of a schema that is kept as long as this
        if key not in self._known:
            self._known[key] = read()
        return self._known[key]


def _of_enum(values: list[Any], names: Any) -> Options:
    if len(values) > MAX_OPTIONS:
        return ()
    labels = names if isinstance(names, list) and len(names) == len(values) else values
    return tuple((_label(label), value) for label, value in zip(labels, values, strict=True))


def _of_branches(branches: list[Any]) -> Options:
    """Read titled consts; a branch that names the type null only says that null is allowed."""
    consts = [branch for branch in branches if not is_null(branch) or "const" in branch]
    if not all(isinstance(branch, dict) and "const" in branch for branch in consts):
        return ()
    return tuple((_title(branch) or _label(branch["const"]), branch["const"]) for branch in consts)


def _title(branch: dict[str, Any]) -> str:
    title = branch.get("title")
    return _cut(title) if isinstance(title, str) else ""


def _label(value: Any) -> str:
    return _cut(value if isinstance(value, str) else write(value, indent=None))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"
