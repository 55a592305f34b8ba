"""Methods: known, of this revision, sent by the side that may send them."""

from typing import Final

from inspector.jsonrpc.message import Shape
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import shown
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.protocol import methods
from inspector.protocol.revisions import LEGACY_REVISIONS, MODERN_REVISIONS, REVISIONS

METHOD_UNKNOWN = Rule("method-unknown", Severity.WARNING, "A request has a method MCP does not know.", section.REQUESTS)
METHOD_REVISION = Rule(
    "method-revision", Severity.ERROR, "A request has a method that is not of this revision.", section.REQUESTS
)
METHOD_SIDE = Rule("method-side", Severity.ERROR, "A server sent a request that only clients send.", section.REQUESTS)
NOTIFICATION_UNKNOWN = Rule(
    "notification-unknown", Severity.NOTE, "A notification has a method MCP does not know.", section.NOTIFICATIONS
)
NOTIFICATION_REVISION = Rule(
    "notification-revision", Severity.WARNING, "A notification is not one of this revision.", section.NOTIFICATIONS
)
NOTIFICATION_SIDE = Rule(
    "notification-side", Severity.WARNING, "A server sent a notification that only clients send.",
    section.NOTIFICATIONS,
)  # fmt: skip
NOTIFICATION_AS_CALL = Rule(
    "request-without-id", Severity.ERROR, "A request has no id, so it cannot be answered.", section.REQUESTS
)
REQUEST_FROM_SERVER = Rule(
    "request-from-server", Severity.ERROR, "A server sent a request, which this revision forbids.",
    section.NO_SERVER_REQUESTS, MODERN_REVISIONS,
)  # fmt: skip

_LAST: Final = LEGACY_REVISIONS[-1]
_TASKS: Final = ("tasks/get", "tasks/result", "tasks/list", "tasks/cancel")
SERVER_REQUESTS: Final = {
    methods.PING: (REVISIONS[0], _LAST),
    methods.LIST_ROOTS: (REVISIONS[0], _LAST),
    methods.CREATE_MESSAGE: (REVISIONS[0], _LAST),
    methods.ELICIT: ("2025-06-18", _LAST),
    **dict.fromkeys(_TASKS, ("2025-11-25", _LAST)),
}
"""What a server may ask, and the first and last revision in which it may."""

SERVER_NOTIFICATIONS: Final = {
    methods.CANCELLED: (REVISIONS[0], REVISIONS[-1]),
    methods.PROGRESS: (REVISIONS[0], REVISIONS[-1]),
    methods.LOG_MESSAGE: (REVISIONS[0], REVISIONS[-1]),
    methods.TOOLS_CHANGED: (REVISIONS[0], REVISIONS[-1]),
    methods.RESOURCES_CHANGED: (REVISIONS[0], REVISIONS[-1]),
    methods.PROMPTS_CHANGED: (REVISIONS[0], REVISIONS[-1]),
    methods.RESOURCE_UPDATED: (REVISIONS[0], REVISIONS[-1]),
    "notifications/elicitation/complete": ("2025-11-25", _LAST),
    "notifications/tasks/status": ("2025-11-25", _LAST),
    "notifications/subscriptions/acknowledged": ("2026-07-28", REVISIONS[-1]),
}
"""What a server may tell, and the first and last revision in which it may."""

_EXTENSION_NOTIFICATIONS: Final = ("notifications/tasks",)
_CLIENT_REQUESTS: Final = frozenset({
    methods.INITIALIZE, methods.DISCOVER, methods.LIST_TOOLS, methods.CALL_TOOL, methods.LIST_RESOURCES,
    methods.LIST_TEMPLATES, methods.READ_RESOURCE, methods.LIST_PROMPTS, methods.GET_PROMPT, methods.COMPLETE,
    methods.SET_LEVEL, "resources/subscribe", "resources/unsubscribe", "subscriptions/listen",
})  # fmt: skip
_CLIENT_NOTIFICATIONS: Final = (methods.INITIALIZED, "notifications/roots/list_changed")


def check_request(context: Context) -> Steps:
    """Check what a server asks."""
    method = context.message.method
    if context.message.shape is not Shape.REQUEST or method is None or method.startswith("notifications/"):
        return
    if context.is_modern:
        yield Said(REQUEST_FROM_SERVER, f"The server sent the request {shown(method)}.", "/method")
    elif method in _CLIENT_REQUESTS:
        yield Said(METHOD_SIDE, f"{shown(method)} is a request that clients send.", "/method")
    elif method not in SERVER_REQUESTS:
        yield Said(METHOD_UNKNOWN, f"{shown(method)} is no method of MCP.", "/method")
    elif not _within(SERVER_REQUESTS[method], context.in_force):
        since = SERVER_REQUESTS[method][0]
        yield Said(METHOD_REVISION, f"{shown(method)} came with the revision {since}.", "/method")


def check_notification(context: Context) -> Steps:
    """Check what a server tells."""
    method = context.message.method
    if context.message.shape is not Shape.NOTIFICATION or method is None:
        return
    if method in _CLIENT_REQUESTS or method in SERVER_REQUESTS:
        yield Said(NOTIFICATION_AS_CALL, f"{shown(method)} is a request and needs an id.", "/id")
    elif method in _CLIENT_NOTIFICATIONS:
        yield Said(NOTIFICATION_SIDE, f"{shown(method)} is a notification that clients send.", "/method")
    elif method in SERVER_NOTIFICATIONS:
        if not _within(SERVER_NOTIFICATIONS[method], context.in_force):
            sentence = f"{shown(method)} is no notification of the revision {context.in_force}."
            yield Said(NOTIFICATION_REVISION, sentence, "/method")
    elif method not in _EXTENSION_NOTIFICATIONS:
        yield Said(NOTIFICATION_UNKNOWN, f"{shown(method)} is no notification of MCP.", "/method")


def _within(span: tuple[str, str], revision: str | None) -> bool:
    return revision is None or span[0] <= revision <= span[1]


RULES: Final = (
    METHOD_UNKNOWN, METHOD_REVISION, METHOD_SIDE, NOTIFICATION_UNKNOWN, NOTIFICATION_REVISION, NOTIFICATION_SIDE,
    NOTIFICATION_AS_CALL, REQUEST_FROM_SERVER,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_request, check_notification)
