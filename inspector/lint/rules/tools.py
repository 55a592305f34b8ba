"""Listed tools: names, schemas, annotations, headers."""

import re
from collections.abc import Iterator
from typing import Any, Final

from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import everywhere, is_text, items, paced, shown
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.protocol import methods
from inspector.protocol.revisions import MODERN_REVISIONS, REVISIONS

SHAPE = Rule("tool-shape", Severity.ERROR, "A tool is not an object.", section.TOOL)
NAME_MISSING = Rule("tool-name-missing", Severity.ERROR, "A tool has no name.", section.TOOL)
NAME_TWICE = Rule("tool-name-twice", Severity.WARNING, "Two tools have the same name.", section.TOOL_NAMES)
NAME_CHARACTERS = Rule(
    "tool-name-characters",
    Severity.WARNING,
    "A tool's name has characters that clients need not take.",
    section.TOOL_NAMES,
    REVISIONS[3:],
)
NAME_LENGTH = Rule(
    "tool-name-length", Severity.WARNING, "A tool's name is longer than 128 characters.", section.TOOL_NAMES,
    REVISIONS[3:],
)  # fmt: skip
DESCRIPTION = Rule("tool-description", Severity.NOTE, "A tool has no description.", section.TOOL)
SCHEMA_MISSING = Rule("tool-schema-missing", Severity.ERROR, "A tool has no inputSchema.", section.TOOL)
SCHEMA_TYPE = Rule("tool-schema-type", Severity.ERROR, 'An inputSchema is not of the type "object".', section.TOOL)
OUTPUT_TYPE = Rule(
    "tool-output-type",
    Severity.ERROR,
    'An outputSchema is not of the type "object".',
    section.OUTPUT_SCHEMA,
    ("2025-06-18", "2025-11-25"),
)
CONTRADICTION = Rule(
    "tool-annotations-contradict", Severity.WARNING, "A tool says it only reads and may destroy.", section.TOOL,
    REVISIONS[1:],
)  # fmt: skip
TASK_SUPPORT = Rule(
    "tool-task-support", Severity.ERROR, "The task support of a tool is no known value.", section.TASK_SUPPORT,
    ("2025-11-25",),
)  # fmt: skip
HEADER_NAME = Rule(
    "tool-header-name", Severity.ERROR, "The name of an x-mcp-header is no header name.", section.TOOL_HEADERS,
    MODERN_REVISIONS,
)  # fmt: skip
HEADER_TWICE = Rule(
    "tool-header-twice", Severity.ERROR, "Two parameters ask for the same header.", section.TOOL_HEADERS,
    MODERN_REVISIONS,
)  # fmt: skip
HEADER_TYPE = Rule(
    "tool-header-type", Severity.ERROR, "A parameter of this type cannot be a header.", section.TOOL_HEADERS,
    MODERN_REVISIONS,
)  # fmt: skip
HEADER_PLACE = Rule(
    "tool-header-place", Severity.ERROR, "An x-mcp-header stands where it cannot be reached.", section.TOOL_HEADERS,
    MODERN_REVISIONS,
)  # fmt: skip

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+\Z")
_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+\Z")
_HEADER: Final = "x-mcp-header"


def check_tools(context: Context) -> Steps:
    """Check the tools of a page."""
    if context.method != methods.LIST_TOOLS or context.result is None:
        return
    seen: dict[str, str] = {}
    for pointer, tool in items(context.result.get("tools"), "/result/tools"):
        yield None
        if not isinstance(tool, dict):
            yield Said(SHAPE, f"The tool is {shown(tool)} and not an object.", pointer)
            continue
        yield from _name(tool.get("name"), f"{pointer}/name", seen)
        yield from _schemas(tool, pointer)
        yield from _behaviour(tool, pointer)
        yield from _headers(tool.get("inputSchema"), f"{pointer}/inputSchema")
        if not is_text(tool.get("description")):
            yield Said(
                DESCRIPTION, "The tool has no description, so a model has only its name.", f"{pointer}/description"
            )


def _name(name: Any, pointer: str, seen: dict[str, str]) -> Steps:
    if not is_text(name):
        said = "The tool has no name" if name in (None, "") else f"The name is {shown(name)} and not a text"
        yield Said(NAME_MISSING, f"{said}, so it cannot be called.", pointer)
        return
    if name in seen:
        yield Said(NAME_TWICE, f"The tool {shown(name)} is listed twice; see {seen[name]} too.", pointer)
    seen.setdefault(name, pointer)
    if len(name) > 128:
        yield Said(NAME_LENGTH, f"The name has {len(name)} characters; 128 are the most.", pointer)
    if not _NAME.match(name):
        yield Said(NAME_CHARACTERS, f'{shown(name)} should have only letters A-Z, digits, "_", "-" and ".".', pointer)


def _schemas(tool: dict[str, Any], pointer: str) -> Steps:
    schema = tool.get("inputSchema")
    if not isinstance(schema, dict):
        said = f"The inputSchema is {shown(schema)} and not an object" if "inputSchema" in tool else "It is missing"
        yield Said(
            SCHEMA_MISSING, f'{said}; a tool without parameters has {{"type": "object"}}.', f"{pointer}/inputSchema"
        )
    elif schema.get("type") != "object":
        said = f"is {shown(schema['type'])}" if "type" in schema else "is missing"
        yield Said(
            SCHEMA_TYPE, f'The type of the inputSchema {said}; it must be "object".', f"{pointer}/inputSchema/type"
        )
    output = tool.get("outputSchema")
    if isinstance(output, dict) and output.get("type") != "object":
        yield Said(OUTPUT_TYPE, 'The type of the outputSchema must be "object".', f"{pointer}/outputSchema/type")


def _behaviour(tool: dict[str, Any], pointer: str) -> Steps:
    hints, execution = tool.get("annotations"), tool.get("execution")
    if isinstance(hints, dict) and hints.get("readOnlyHint") is True and hints.get("destructiveHint") is True:
        yield Said(CONTRADICTION, "readOnlyHint and destructiveHint are both true.", f"{pointer}/annotations")
    if isinstance(execution, dict) and execution.get("taskSupport", "optional") not in (
        "forbidden",
        "optional",
        "required",
    ):
        sentence = f"taskSupport is {shown(execution['taskSupport'])}."
        yield Said(TASK_SUPPORT, sentence, f"{pointer}/execution/taskSupport")


def _headers(schema: Any, pointer: str) -> Steps:
    """Check what a tool wants mirrored into HTTP headers (2026-07-28, x-mcp-header)."""
    seen: set[str] = set()
    for found in _annotated(schema, pointer):
        if found is None:
            yield None
            continue
        place, part = found
        name, where = part[_HEADER], f"{place}/{_HEADER}"
        if not isinstance(name, str) or not _TOKEN.match(name):
            yield Said(HEADER_NAME, f"{shown(name)} is not the name of an HTTP header.", where)
        elif name.lower() in seen:
            yield Said(HEADER_TWICE, f"Another parameter asks for the header {shown(name)} too.", where)
        else:
            seen.add(name.lower())
        if part.get("type") not in ("string", "integer", "boolean"):
            yield Said(HEADER_TYPE, "Only a string, an integer or a boolean can be a header.", where)
        steps = place.removeprefix(pointer).split("/")[1:]
        if not steps or any(step != "properties" for step in steps[::2]) or len(steps) % 2:
            yield Said(HEADER_PLACE, "It must be reachable by properties of the schema alone.", where)


def _annotated(schema: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]] | None]:
    for found in paced(everywhere(schema, pointer)):
        if found is None:
            yield None
            continue
        place, part = found
        is_list_of_names = place.endswith("/properties")
        if isinstance(part, dict) and _HEADER in part and not is_list_of_names:
            yield place, part


RULES: Final = (
    SHAPE, NAME_MISSING, NAME_TWICE, NAME_CHARACTERS, NAME_LENGTH, DESCRIPTION, SCHEMA_MISSING, SCHEMA_TYPE,
    OUTPUT_TYPE, CONTRADICTION, TASK_SUPPORT, HEADER_NAME, HEADER_TWICE, HEADER_TYPE, HEADER_PLACE,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_tools,)
