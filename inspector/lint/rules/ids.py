"""Ids: their type, and that a reply has that of its request."""

from typing import Any, Final

from inspector.jsonrpc.message import MISSING, Shape
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import shown
from inspector.lint.rule import Check, Rule, Said, Steps

ID_NULL = Rule("id-null", Severity.ERROR, "A request has the id null.", section.REQUESTS)
ID_TYPE = Rule("id-type", Severity.ERROR, "An id is neither a text nor a number.", section.REQUESTS)
ID_FRACTION = Rule("id-fraction", Severity.ERROR, "An id is a number with a fraction.", section.REQUESTS)
ID_RANGE = Rule(
    "id-range", Severity.WARNING, "An id is beyond the whole numbers all JSON readers keep.", section.JSON_NUMBERS
)
NOTIFICATION_ID = Rule("notification-id", Severity.ERROR, "A notification has an id.", section.NOTIFICATIONS)
REPLY_ID_MISSING = Rule("reply-id-missing", Severity.ERROR, "A reply has no id.", section.RESPONSES)
REPLY_ID_NULL = Rule(
    "reply-id-null", Severity.WARNING, "A reply has the id null although its request could be read.", section.RESPONSES
)
REPLY_ID_TYPE = Rule(
    "reply-id-type",
    Severity.ERROR,
    "A reply has the id of its request as another type of JSON.",
    section.RESPONSES,
)
REPLY_ID_DIFFERS = Rule(
    "reply-id-differs", Severity.ERROR, "A reply has another id than its request.", section.RESPONSES
)

_SAFE: Final = 2**53 - 1


def check_id(context: Context) -> Steps:
    """Check the id of a request or notification."""
    message = context.message
    if message.shape is Shape.REQUEST and str(message.method).startswith("notifications/"):
        yield Said(NOTIFICATION_ID, f"The notification has the id {shown(message.id)}.", "/id")
    elif message.shape is Shape.REQUEST and message.id is None:
        yield Said(ID_NULL, "The id of a request must not be null.", "/id")
    if message.id is not MISSING and message.id is not None:
        yield from _type(message.id)


def _type(ident: Any) -> Steps:
    if isinstance(ident, float):
        yield Said(ID_FRACTION, f"The id is {shown(ident)}; a number as id has to be whole.", "/id")
    elif not isinstance(ident, (int, str)) or isinstance(ident, bool):
        yield Said(ID_TYPE, f"The id is {shown(ident)}; it has to be a text or a whole number.", "/id")
    elif isinstance(ident, int) and abs(ident) > _SAFE:
        yield Said(ID_RANGE, "The id is beyond 2^53, where many JSON readers round.", "/id")


def check_reply_id(context: Context) -> Steps:
    """Check that a reply has the id of its request."""
    message, call = context.message, context.call
    if message.shape not in (Shape.RESULT, Shape.ERROR):
        return
    if message.id is MISSING:
        # A reply to what could not be read may lack one (2025-11-25, Error Responses).
        if message.shape is Shape.RESULT or call is not None:
            yield Said(REPLY_ID_MISSING, "The reply has no id, so nothing says what it answers.", "/id")
    elif message.id is None:
        if message.shape is Shape.RESULT or call is not None:
            yield Said(REPLY_ID_NULL, "The id of the reply is null; it should be that of the request.", "/id")
    elif call is not None and message.id != call.id:
        yield from _differs(message.id, call.id)


def _differs(ident: Any, asked: Any) -> Steps:
    if str(ident) == str(asked):
        yield Said(REPLY_ID_TYPE, f"The request had the id {shown(asked)}, the reply has {shown(ident)}.", "/id")
    else:
        yield Said(REPLY_ID_DIFFERS, f"The request had the id {shown(asked)}, the reply has {shown(ident)}.", "/id")


RULES: Final = (
    ID_NULL, ID_TYPE, ID_FRACTION, ID_RANGE, NOTIFICATION_ID, REPLY_ID_MISSING, REPLY_ID_NULL, REPLY_ID_TYPE,
    REPLY_ID_DIFFERS,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_id, check_reply_id)
