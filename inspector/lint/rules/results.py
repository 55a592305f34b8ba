"""Results of any kind: lists and their cursors, tool calls, completions."""

import json
from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.effort import MAX_NODES_IN_DETAIL, MAX_STEPS, size_of, steps
from inspector.lint.finding import Severity
from inspector.lint.limits import MORE
from inspector.lint.look import extent, is_whole, items, shown, step
from inspector.lint.patterns import GAVE_UP, is_too_much, looks_around, patterns_of
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.lint.rules.schemas import MAX_SCHEMA_BYTES, first_line, validator
from inspector.protocol import methods
from inspector.protocol.revisions import MODERN_REVISIONS, REVISIONS

_STRUCTURED_SINCE: Final = REVISIONS[2:]

LIST = Rule("list-shape", Severity.ERROR, "A list result lacks its list.", section.PAGING)
CURSOR_TYPE = Rule("cursor-type", Severity.ERROR, "A cursor is not a text.", section.PAGING)
CURSOR_NULL = Rule("cursor-null", Severity.WARNING, "A cursor is null where it should be left out.", section.PAGING)
CURSOR_EMPTY = Rule(
    "cursor-empty", Severity.WARNING, "A cursor is empty, which some clients take for the end.", section.PAGING_RULES
)
CURSOR_SAME = Rule("cursor-repeated", Severity.ERROR, "A page leads to itself.", section.PAGING)
CONTENT_LIST = Rule("content-list", Severity.ERROR, "The content of a tool result is not a list.", section.TOOL_RESULT)
CONTENT_EMPTY = Rule("content-empty", Severity.NOTE, "A tool result has no content at all.", section.TOOL_RESULT)
STRUCTURED_MISSING = Rule(
    "structured-missing", Severity.ERROR, "A tool with an outputSchema gave no structured content.",
    section.OUTPUT_SCHEMA, _STRUCTURED_SINCE,
)  # fmt: skip
STRUCTURED_MISMATCH = Rule(
    "structured-mismatch", Severity.ERROR, "Structured content breaks the tool's outputSchema.", section.OUTPUT_SCHEMA,
    _STRUCTURED_SINCE,
)  # fmt: skip
STRUCTURED_SHAPE = Rule(
    "structured-shape", Severity.ERROR, "Structured content is not an object.", section.STRUCTURED,
    ("2025-06-18", "2025-11-25"),
)  # fmt: skip
STRUCTURED_TEXT = Rule(
    "structured-text", Severity.NOTE, "Structured content is not repeated as text.", section.STRUCTURED,
    _STRUCTURED_SINCE,
)  # fmt: skip
PROTOCOL_ERROR_AS_RESULT = Rule(
    "unknown-tool-as-result", Severity.NOTE, "An unknown tool was answered with a result and not with an error.",
    section.TOOL_ERRORS,
)  # fmt: skip
COMPLETION = Rule("completion-shape", Severity.ERROR, "A completion is incomplete.", section.COMPLETION)
COMPLETION_MANY = Rule("completion-many", Severity.ERROR, "A completion has over 100 values.", section.COMPLETION)
COMPLETION_TOTAL = Rule(
    "completion-total", Severity.WARNING, "The total of a completion does not fit its values.", section.COMPLETION
)
TASK = Rule("task-shape", Severity.ERROR, "A task is incomplete.", section.TASK, ("2025-11-25",))

_MEMBERS: Final = {
    methods.LIST_TOOLS: "tools",
    methods.LIST_RESOURCES: "resources",
    methods.LIST_TEMPLATES: "resourceTemplates",
    methods.LIST_PROMPTS: "prompts",
}
_TASK_STATES: Final = ("working", "input_required", "completed", "failed", "cancelled")
_MAX_VALIDATED: Final = 1_000_000
_MAX_COMPARED: Final = 500_000
_MAX_PROBLEMS: Final = 10


def check_list(context: Context) -> Steps:
    """Check that a page has its list and a proper cursor."""
    member, result = _MEMBERS.get(context.method or ""), context.result
    if member is None or result is None or context.needs_input:
        return
    listed = result.get(member, MISSING)
    if not isinstance(listed, list):
        said = "is missing" if listed is MISSING else f"is {shown(listed)}"
        yield Said(LIST, f'"{member}" {said}; it has to be a list.', f"/result/{member}")
    cursor, pointer = result.get("nextCursor", MISSING), "/result/nextCursor"
    if cursor is None:
        yield Said(CURSOR_NULL, "nextCursor is null; on the last page it is left out.", pointer)
    elif cursor == "":
        yield Said(CURSOR_EMPTY, "nextCursor is empty; some clients ask for no further page then.", pointer)
    elif cursor is not MISSING and not isinstance(cursor, str):
        yield Said(CURSOR_TYPE, f"nextCursor is {shown(cursor)} and not a text.", pointer)
    elif isinstance(cursor, str) and cursor == context.asked.get("cursor"):
        yield Said(CURSOR_SAME, f"The page at {shown(cursor)} has itself as the next.", pointer)


def check_call(context: Context) -> Steps:
    """Check the result of a tool call."""
    result = context.result
    if context.method != methods.CALL_TOOL or result is None or context.needs_input or context.is_task:
        return
    content, structured = result.get("content", MISSING), result.get("structuredContent", MISSING)
    if not isinstance(content, list):
        said = "is missing" if content is MISSING else f"is {shown(content)}"
        yield Said(CONTENT_LIST, f"The content {said}; it has to be a list.", "/result/content")
    elif not content and structured is MISSING:
        yield Said(CONTENT_EMPTY, "The content is empty, so a model gets nothing.", "/result/content")
    if result.get("isError") is True:
        yield from _refusal(context, content)
        return
    if structured is not MISSING:
        yield from _structured(structured, content)
    if isinstance(context.output_schema, dict):
        yield from _conforms(structured, context.output_schema)


def _refusal(context: Context, content: Any) -> Steps:
    """Tell a tool that failed from one that does not exist (Tools, Error Handling)."""
    name = context.asked.get("name")
    for pointer, item in items(content, "/result/content"):
        text = item.get("text") if isinstance(item, dict) else None
        if isinstance(text, str) and isinstance(name, str) and _denies(text[:500].lower(), name.lower()):
            yield Said(PROTOCOL_ERROR_AS_RESULT, f"That there is no tool {shown(name)} is an error -32602.", pointer)
            return


def _denies(text: str, name: str) -> bool:
    return name in text and "tool" in text and ("unknown tool" in text or "not found" in text)


def _structured(structured: Any, content: Any) -> Steps:
    pointer = "/result/structuredContent"
    if not isinstance(structured, dict):
        yield Said(STRUCTURED_SHAPE, f"The structured content is {shown(structured)} and not an object.", pointer)
    compared = 0
    for _, item in list(items(content, ""))[:100]:
        text = item.get("text") if isinstance(item, dict) else None
        compared += len(text) if isinstance(text, str) else 0
        if compared > _MAX_COMPARED or (isinstance(text, str) and _says(text, structured)):
            return
        yield None
    yield Said(STRUCTURED_TEXT, "No text has the same JSON, for clients that know only text.", pointer)


def _says(text: str, value: Any) -> bool:
    try:
        return bool(json.loads(text) == value)
    except (ValueError, RecursionError):
        return False


def _conforms(structured: Any, schema: dict[str, Any]) -> Steps:
    pointer = "/result/structuredContent"
    if structured is MISSING:
        yield Said(STRUCTURED_MISSING, "The tool has an outputSchema, so the result needs structured content.", pointer)
        return
    if size_of(schema) > MAX_SCHEMA_BYTES or size_of(structured) > _MAX_VALIDATED:
        yield Said(MORE, "Structured content or its schema is so large that it was not validated.", pointer)
        return
    yield None
    if steps(schema, structured) > MAX_STEPS or is_too_much(schema, structured):
        yield Said(MORE, "Structured content and its schema are too involved to be validated.", pointer)
        return
    yield None
    yield from _breaches(structured, schema)


def _breaches(structured: Any, schema: dict[str, Any]) -> Steps:
    pointer = "/result/structuredContent"
    try:
        checker = validator(schema)
    except Exception:  # that the schema cannot be used was said where it was listed
        return
    yield None
    if checker.is_valid(structured):
        return
    yield None
    if extent(structured, MAX_NODES_IN_DETAIL) > MAX_NODES_IN_DETAIL:
        if any(map(looks_around, (pattern for _, pattern in patterns_of(schema)))):  # perhaps one just gave up
            yield Said(MORE, "Structured content was not validated, because a pattern takes too long.", pointer)
        else:
            yield Said(STRUCTURED_MISMATCH, "It breaks the outputSchema; it is too large to say where.", pointer)
        return
    for _, error in zip(range(_MAX_PROBLEMS), checker.iter_errors(structured), strict=False):
        place = pointer + "".join(step(part) for part in error.instance_path)
        said = first_line(error)
        if said.startswith(GAVE_UP):
            yield Said(MORE, "A pattern of the outputSchema takes so long that it was given up.", place)
        else:
            yield Said(STRUCTURED_MISMATCH, f"It breaks the outputSchema: {said}.", place)


def check_task(context: Context) -> Steps:
    """Check a task that was made instead of a result (2025-11-25, Tasks)."""
    task = (context.result or {}).get("task")
    if not isinstance(task, dict) or context.in_force in MODERN_REVISIONS:
        return
    if not isinstance(task.get("taskId"), str) or not task["taskId"]:
        yield Said(TASK, "The task has no id.", "/result/task/taskId")
    if task.get("status") not in _TASK_STATES:
        yield Said(TASK, f"The status is {shown(task.get('status'))}.", "/result/task/status")
    if "ttl" not in task:
        yield Said(TASK, "The task does not say how long it is kept.", "/result/task/ttl")


def check_completion(context: Context) -> Steps:
    """Check a completion."""
    if context.method != methods.COMPLETE or context.result is None:
        return
    completion = context.result.get("completion")
    pointer = "/result/completion"
    if not isinstance(completion, dict):
        yield Said(COMPLETION, "The result has no completion.", pointer)
        return
    values, total = completion.get("values"), completion.get("total", MISSING)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values[:1_000]):
        yield Said(COMPLETION, "The values have to be a list of texts.", f"{pointer}/values")
        return
    if len(values) > 100:
        yield Said(COMPLETION_MANY, f"There are {len(values)} values; 100 are the most.", f"{pointer}/values")
    if total is not MISSING and (not is_whole(total) or total < len(values)):
        yield Said(COMPLETION_TOTAL, f"The total is {shown(total)}, with {len(values)} values.", f"{pointer}/total")


RULES: Final = (
    LIST, CURSOR_TYPE, CURSOR_NULL, CURSOR_EMPTY, CURSOR_SAME, CONTENT_LIST, CONTENT_EMPTY, STRUCTURED_MISSING,
    STRUCTURED_MISMATCH, STRUCTURED_SHAPE, STRUCTURED_TEXT, PROTOCOL_ERROR_AS_RESULT, COMPLETION, COMPLETION_MANY,
    COMPLETION_TOTAL, TASK,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_list, check_call, check_task, check_completion)
