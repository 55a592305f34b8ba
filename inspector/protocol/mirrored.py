"""Tool parameters that a modern HTTP request repeats in `Mcp-Param-…` headers.

https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters
"""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from inspector.protocol.headers import encode_value

ANNOTATION: Final = "x-mcp-header"
PREFIX: Final = "Mcp-Param-"

MAX_PLACES: Final = 20_000
"""How many places of one schema are looked at; what is beyond is not mirrored."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+\Z")
_TYPES: Final = ("string", "integer", "boolean")
_ONE_SCHEMA: Final = frozenset(
    ("items", "contains", "unevaluatedItems", "additionalItems", "additionalProperties", "propertyNames",
     "unevaluatedProperties", "not", "if", "then", "else", "contentSchema")
)  # fmt: skip
_LIST_OF_SCHEMAS: Final = frozenset(("allOf", "anyOf", "oneOf", "prefixItems", "items"))
_NAMED_SCHEMAS: Final = frozenset(("patternProperties", "dependentSchemas", "$defs", "definitions"))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter with a header: `path` are the member names that lead to its value in the arguments."""

    header: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mirroring:
    """What a tool wants repeated in headers. With a `problem` it must not be called over HTTP; it says why."""

    parameters: tuple[Parameter, ...] = ()
    problem: str = ""


def read_mirroring(schema: Any) -> Mirroring:
    """Read the annotations of an `inputSchema`, of whatever shape it is."""
    found: dict[str, Parameter] = {}
    for path, part in _places(schema):
        if ANNOTATION not in part:
            continue
        problem = _wrong(path, part) or _twice(found, path, part[ANNOTATION])
        if problem:
            return Mirroring(problem=problem)
        name = part[ANNOTATION]
        found[name.lower()] = Parameter(PREFIX + name, path or ())
    return Mirroring(tuple(found.values()))


def may_mirror(schema: Any) -> bool:
    """Tell whether it is worth reading a schema: most have no such annotation, and a look at the text is cheap."""
    try:
        return ANNOTATION in repr(schema)
    except RecursionError:
        return True


def parameter_headers(mirroring: Mirroring, arguments: Any) -> list[tuple[str, str]]:
    """Give the headers of one call. What is absent, null, or no single value gets none (Server Behavior)."""
    headers = []
    for parameter in mirroring.parameters:
        text = _written(_value_at(arguments, parameter.path))
        if text is not None:
            headers.append((parameter.header, encode_value(text)))
    return headers


def _places(root: Any) -> Iterator[tuple[tuple[str, ...] | None, dict[str, Any]]]:
    """Give each place of a schema that holds a schema, from the outside in.

    With it comes the chain of `properties` that leads there, or None where something else is on the way. Data
    (`default`, `const`, `enum`, `examples`) is not looked into, and no `$ref` is followed.
    """
    waiting: deque[tuple[tuple[str, ...] | None, Any]] = deque([((), root)])
    for _ in range(MAX_PLACES):
        if not waiting:
            return
        path, part = waiting.popleft()
        if isinstance(part, dict):
            yield path, part
            for keyword, value in part.items():
                waiting.extend(_inner(path, keyword, value))


def _inner(path: tuple[str, ...] | None, keyword: str, value: Any) -> Iterator[tuple[tuple[str, ...] | None, Any]]:
    if keyword == "properties" and isinstance(value, dict):
        for name, part in value.items():
            yield (None if path is None else (*path, name)), part
    elif keyword in _NAMED_SCHEMAS and isinstance(value, dict):
        yield from ((None, part) for part in value.values())
    elif keyword in _LIST_OF_SCHEMAS and isinstance(value, list):
        yield from ((None, part) for part in value)
    elif keyword in _ONE_SCHEMA:
        yield None, value


def _wrong(path: tuple[str, ...] | None, part: dict[str, Any]) -> str:
    """Say what is wrong with one annotation, or nothing (Schema Extension)."""
    name = part[ANNOTATION]
    if not path:
        return f'{_named(name)} stands where it cannot be reached by "properties" of the inputSchema alone.'
    if not isinstance(name, str) or not _TOKEN.match(name):
        return f"{_named(name)} of the parameter {_dotted(path)} is not the name of an HTTP header."
    if part.get("type") not in _TYPES:
        return (
            f"{_named(name)} of the parameter {_dotted(path)} needs the type string, integer or boolean, "
            f"and the type is {_short(part.get('type'))}."
        )
    return ""


def _twice(found: dict[str, Parameter], path: tuple[str, ...] | None, name: str) -> str:
    other = found.get(name.lower())
    if other is None:
        return ""
    return f"{_named(name)} is asked for twice, by {_dotted(other.path)} and by {_dotted(path or ())}."


def _named(name: Any) -> str:
    return f"The {ANNOTATION} {_short(name)}"


def _dotted(path: tuple[str, ...]) -> str:
    return _short(".".join(path))


def _short(value: Any) -> str:
    """Quote a value of the server, cut where it is long; whatever it is, this does not raise."""
    if value is None:
        return "missing"
    if isinstance(value, (dict, list)):
        return "a list" if isinstance(value, list) else "an object"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"


def _value_at(arguments: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(arguments, dict):
            return None
        arguments = arguments.get(name)
    return arguments


def _written(value: Any) -> str | None:
    """Write a value as the header has it (Value Encoding); None where it has none.

    The schema may say integer and the user send 1.5 or a text: the header then says what the body says.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value) if isinstance(value, (int, float)) else None
