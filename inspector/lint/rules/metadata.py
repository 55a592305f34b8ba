"""`_meta`: its shape, its keys, and those the specification keeps for itself."""

import re
from collections.abc import Iterator
from typing import Any, Final

from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import everywhere, paced, shown, step
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.protocol.revisions import REVISIONS

_KEYS_SINCE: Final = REVISIONS[2:]

SHAPE = Rule("meta-shape", Severity.ERROR, "A _meta is not an object.", section.META)
KEY = Rule("meta-key", Severity.ERROR, "A key of _meta is not written as it must be.", section.META, _KEYS_SINCE)
RESERVED = Rule("meta-reserved", Severity.WARNING, "A key of _meta is kept for MCP.", section.META, _KEYS_SINCE)
TRACE = Rule("meta-trace", Severity.ERROR, "A traceparent is malformed.", section.TRACE_CONTEXT, REVISIONS[4:])

_LABEL: Final = r"[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_KEY: Final = re.compile(rf"(?:({_LABEL}(?:\.{_LABEL})*)/)?(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)?\Z")
_TRACE: Final = re.compile(r"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?\Z")
_OFFICIAL: Final = re.compile(
    r"io\.modelcontextprotocol/(protocolVersion|clientInfo|clientCapabilities|logLevel|subscriptionId|serverInfo"
    r"|related-task|model-immediate-response|ui|tasks)\Z"
    r"|io\.modelcontextprotocol\.[A-Za-z0-9.-]+/"
)


def check_meta(context: Context) -> Steps:
    """Check each `_meta` of a message."""
    if context.raw and b'"_meta"' not in context.raw:
        return
    for found in _metas(context):
        if found is None:
            yield None
            continue
        pointer, held = found
        if not isinstance(held, dict):
            yield Said(SHAPE, f"_meta is {shown(held)} and not an object.", pointer)
            continue
        for key, value in list(held.items())[:100]:
            yield from _key(key, value, pointer + step(key), context.in_force)


def _metas(context: Context) -> Iterator[tuple[str, Any] | None]:
    """Give each `_meta` of params or result, but none within data that is the server's own affair; None is a pause."""
    for member in ("params", "result"):
        body = getattr(context.message, member)
        for found in paced(everywhere(body, f"/{member}")) if isinstance(body, dict) else ():
            if found is None:
                yield None
                continue
            pointer, value = found
            if isinstance(value, dict) and "_meta" in value and not _is_foreign(pointer):
                yield f"{pointer}/_meta", value["_meta"]


def _is_foreign(pointer: str) -> bool:
    return any(
        f"/{name}" in pointer for name in ("structuredContent", "inputSchema", "outputSchema", "arguments", "_meta")
    )


def _key(key: str, value: Any, pointer: str, revision: str | None) -> Steps:
    found = _KEY.match(key[:500])
    if found is None:
        yield Said(KEY, f"{shown(key)} is no key: a prefix of labels and a slash, then a name.", pointer)
    elif _is_reserved(found.group(1) or "", revision) and not _OFFICIAL.match(key):
        yield Said(RESERVED, f"{shown(key)} has a prefix that is kept for MCP.", pointer)
    if key == "traceparent" and not (isinstance(value, str) and _TRACE.match(value[:500])):
        yield Said(TRACE, f"{shown(value)} is no traceparent.", pointer)


def _is_reserved(prefix: str, revision: str | None) -> bool:
    """Tell a reserved prefix: by its last label but one in 2025-06-18, by its second label since."""
    labels = prefix.split(".")
    deciding = -2 if revision == "2025-06-18" else 1
    return len(labels) > 1 and labels[deciding] in ("modelcontextprotocol", "mcp")


RULES: Final = (SHAPE, KEY, RESERVED, TRACE)
CHECKS: Final[tuple[Check, ...]] = (check_meta,)
