"""Members that are misspelt, too new for the revision, or not true or false as they should be."""

from collections.abc import Iterator
from typing import Any, Final

from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import objects, shown
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.protocol import methods
from inspector.protocol.revisions import LEGACY_REVISIONS

SPELLING = Rule("member-spelling", Severity.WARNING, "A member seems to be misspelt.", section.SCHEMA)
TOO_NEW = Rule(
    "member-revision", Severity.NOTE, "A member is not one of this revision, so clients may pass over it.",
    section.SCHEMA, LEGACY_REVISIONS,
)  # fmt: skip
BOOLEAN = Rule("member-boolean", Severity.ERROR, "A member is not true or false as it has to be.", section.SCHEMA)

_SPELLING: Final = {
    wrong: right
    for right in (
        "inputSchema", "outputSchema", "mimeType", "isError", "nextCursor", "structuredContent", "uriTemplate",
        "resourceTemplates", "serverInfo", "protocolVersion", "hasMore", "resultType", "cacheScope",
    )
    for wrong in ("".join(f"_{c.lower()}" if c.isupper() else c for c in right), right.lower(), right.title())
}  # fmt: skip
_OTHER_NAMES: Final = {
    methods.LIST_TOOLS: {"parameters": "inputSchema", "input_schema": "inputSchema", "schema": "inputSchema"},
    methods.LIST_RESOURCES: {"url": "uri"},
    methods.LIST_TEMPLATES: {"uri": "uriTemplate", "template": "uriTemplate"},
    methods.READ_RESOURCE: {"content": "contents"},
    methods.CALL_TOOL: {"contents": "content", "error": "isError"},
    methods.GET_PROMPT: {"prompt": "messages"},
}
_LISTS: Final = {
    methods.LIST_TOOLS: ("tools",),
    methods.LIST_RESOURCES: ("resources",),
    methods.LIST_TEMPLATES: ("resourceTemplates",),
    methods.LIST_PROMPTS: ("prompts",),
    methods.READ_RESOURCE: ("contents",),
    methods.CALL_TOOL: ("content",),
}
_HINTS: Final = ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")
_SINCE: Final = {
    (methods.LIST_TOOLS, "annotations"): "2025-03-26",
    (methods.LIST_TOOLS, "outputSchema"): "2025-06-18",
    (methods.CALL_TOOL, "structuredContent"): "2025-06-18",
    (methods.LIST_TOOLS, "execution"): "2025-11-25",
    ("", "title"): "2025-06-18",
    ("", "icons"): "2025-11-25",
}
"""Members that came later, by method (any, where it is empty), with the revision that brought them."""


def check_members(context: Context) -> Steps:
    """Check the names of members, at the top of a result and in its items."""
    method = context.method or ""
    others = _OTHER_NAMES.get(method, {})
    for pointer, holder in _holders(context):
        yield None
        for name in list(holder)[:100]:
            right = _SPELLING.get(name) or others.get(name)
            if right is not None and right != name and right not in holder:
                yield Said(
                    SPELLING, f"{shown(name)} is not known here; perhaps {shown(right)} is meant.", f"{pointer}/{name}"
                )
            since = _SINCE.get((method, name)) or (_SINCE.get(("", name)) if pointer != "/result" else None)
            if since is not None and context.in_force is not None and context.in_force < since:
                yield Said(TOO_NEW, f"{shown(name)} came with the revision {since}.", f"{pointer}/{name}")


def _holders(context: Context) -> Iterator[tuple[str, dict[str, Any]]]:
    result = context.result
    if result is None or (context.method or "") not in (*_LISTS, *_OTHER_NAMES, methods.COMPLETE):
        return
    yield "/result", result
    for member in _LISTS.get(context.method or "", ()):
        yield from objects(result.get(member), f"/result/{member}")


def check_booleans(context: Context) -> Steps:
    """Check what has to be true or false."""
    for pointer, value in _booleans(context):
        if not isinstance(value, bool):
            yield Said(BOOLEAN, f"It is {shown(value)} and not true or false.", pointer)


def _booleans(context: Context) -> Iterator[tuple[str, Any]]:
    result, method = context.result or {}, context.method
    if method == methods.CALL_TOOL and "isError" in result:
        yield "/result/isError", result["isError"]
    completion = result.get("completion")
    if method == methods.COMPLETE and isinstance(completion, dict) and "hasMore" in completion:
        yield "/result/completion/hasMore", completion["hasMore"]
    for pointer, tool in objects(result.get("tools") if method == methods.LIST_TOOLS else None, "/result/tools"):
        hints = tool.get("annotations")
        for hint in _HINTS:
            if isinstance(hints, dict) and hint in hints:
                yield f"{pointer}/annotations/{hint}", hints[hint]
    for pointer, prompt in objects(
        result.get("prompts") if method == methods.LIST_PROMPTS else None, "/result/prompts"
    ):
        for place, argument in objects(prompt.get("arguments"), f"{pointer}/arguments"):
            if "required" in argument:
                yield f"{place}/required", argument["required"]


RULES: Final = (SPELLING, TOO_NEW, BOOLEAN)
CHECKS: Final[tuple[Check, ...]] = (check_members, check_booleans)
