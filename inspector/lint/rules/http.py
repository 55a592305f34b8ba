"""The head of an HTTP response: status and headers, alone and with what the body says."""

import re
from typing import Any, Final

from inspector.jsonrpc.message import Shape
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import shown
from inspector.lint.media import essence
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.protocol import errors
from inspector.protocol.revisions import LEGACY_REVISIONS, MODERN_REVISIONS, REVISIONS

_STREAMABLE: Final = REVISIONS[1:]
_STATEFUL: Final = LEGACY_REVISIONS[1:]

CONTENT_TYPE = Rule(
    "http-content-type", Severity.ERROR, "The answer to a request has another content type than it may.",
    section.HTTP_POST, _STREAMABLE,
)  # fmt: skip
CONTENT_TYPE_MISSING = Rule(
    "http-content-type-missing", Severity.ERROR, "The answer to a request has no content type.", section.HTTP_POST,
    _STREAMABLE,
)  # fmt: skip
CHARSET = Rule("http-charset", Severity.WARNING, "The charset of a JSON body is not UTF-8.", section.ENCODING)
NOTIFICATION_STATUS = Rule(
    "http-notification-status", Severity.ERROR, "A notification was accepted with another status than 202.",
    section.HTTP_POST, _STREAMABLE,
)  # fmt: skip
REQUEST_STATUS = Rule(
    "http-request-status", Severity.ERROR, "A request was accepted without an answer.", section.HTTP_POST, _STREAMABLE
)
ERROR_STATUS = Rule(
    "http-result-status", Severity.WARNING, "A result came with the status of an error.", section.HTTP_POST,
    _STREAMABLE,
)  # fmt: skip
SESSION_CHARACTERS = Rule(
    "session-id-characters", Severity.ERROR, "A session id has characters it must not have.", section.HTTP_SESSION,
    _STATEFUL,
)  # fmt: skip
SESSION_SHORT = Rule(
    "session-id-guessable", Severity.WARNING, "A session id could be guessed.", section.HTTP_SESSION, _STATEFUL
)
SESSION_MODERN = Rule(
    "session-id-stateless", Severity.WARNING, "A session id was given in a revision without sessions.",
    section.HTTP_SESSION, MODERN_REVISIONS,
)  # fmt: skip
BUFFERING = Rule(
    "http-buffering", Severity.NOTE, 'An event stream lacks "X-Accel-Buffering: no".', section.HTTP_STREAM,
    MODERN_REVISIONS,
)  # fmt: skip
NOT_FOUND_STATUS = Rule(
    "http-method-not-found-status", Severity.ERROR, "An unknown method was answered with another status than 404.",
    section.HTTP_VERSION, MODERN_REVISIONS,
)  # fmt: skip
REFUSED_STATUS = Rule(
    "http-refused-status", Severity.ERROR, "A refused request was answered with another status than 400.",
    section.HTTP_VALIDATION, MODERN_REVISIONS,
)  # fmt: skip
AUTHENTICATE = Rule(
    "http-authenticate", Severity.WARNING, "A 401 does not say how to authorize.", section.AUTHORIZATION, REVISIONS[2:]
)

_JSON: Final = "application/json"
_EVENTS: Final = "text/event-stream"
_SESSION_ID: Final = re.compile(r"[\x21-\x7e]+\Z")
_SHORT: Final = 16
_STATUS: Final = ":status"
_CONTENT_TYPE: Final = "Content-Type"
_SESSION: Final = "Mcp-Session-Id"
_REFUSALS: Final = (errors.HEADER_MISMATCH, errors.MISSING_CLIENT_CAPABILITY, errors.UNSUPPORTED_VERSION)


def check_head(context: Context) -> Steps:
    """Check status and content type of the response to a POST; `context.call` is what was posted."""
    status, posted = context.status, context.call
    if status is None or posted is None:
        return
    kind = _header(context, "content-type")
    if posted.shape is not Shape.REQUEST:
        if 200 <= status < 300 and status != 202:
            yield Said(NOTIFICATION_STATUS, f"The status is {status}; it should be 202.", _STATUS)
        return
    if status in (202, 204):
        yield Said(REQUEST_STATUS, f"The status {status} has no body, so there is no answer.", _STATUS)
    elif status == 401 and _header(context, "www-authenticate") is None:
        yield Said(AUTHENTICATE, "There is no WWW-Authenticate header.", _STATUS)
    elif 200 <= status < 300 and kind is None:
        yield Said(CONTENT_TYPE_MISSING, f"It should be {_JSON} or {_EVENTS}.", _CONTENT_TYPE)
    elif 200 <= status < 300 and essence(str(kind)) not in (_JSON, _EVENTS):
        yield Said(CONTENT_TYPE, f"It is {shown(kind)}; it should be {_JSON} or {_EVENTS}.", _CONTENT_TYPE)
    yield from _details(context, kind or "")


def _details(context: Context, kind: str) -> Steps:
    charset = re.search(r";\s*charset\s*=\s*\"?([\w-]+)", kind[:500], re.IGNORECASE)
    if charset and charset.group(1).lower() not in ("utf-8", "utf8", "us-ascii"):
        yield Said(CHARSET, f"The charset is {shown(charset.group(1))}.", _CONTENT_TYPE)
    if essence(kind) == _EVENTS and (_header(context, "x-accel-buffering") or "").strip().lower() != "no":
        yield Said(BUFFERING, "Proxies may hold events back.", "X-Accel-Buffering")


def check_session_id(context: Context) -> Steps:
    """Check the session id of a response."""
    ident = _header(context, "mcp-session-id")
    if ident is None:
        return
    if not _SESSION_ID.match(ident):
        yield Said(SESSION_CHARACTERS, "It has to be of visible ASCII characters, one at least.", _SESSION)
    elif len(ident) < _SHORT:
        yield Said(SESSION_SHORT, f"It has {len(ident)} characters.", _SESSION)
    yield Said(SESSION_MODERN, "Servers of this revision give no session ids.", _SESSION)


def check_body_status(context: Context) -> Steps:
    """Check that the status of a response fits the message in its body."""
    status, message = context.status, context.message
    if status is None:
        return
    if message.shape is Shape.RESULT and status >= 400:
        yield Said(ERROR_STATUS, f"The body is a result, the status is {status}.")
    code = errors.code_of(message.error) if message.shape is Shape.ERROR else None
    if context.event is not None:  # the status of a stream was sent before its events
        return
    if code == errors.METHOD_NOT_FOUND and status != 404:
        yield Said(NOT_FOUND_STATUS, f"The status is {status}; it should be 404.", "/error/code")
    elif code in _REFUSALS and status != 400:
        yield Said(REFUSED_STATUS, f"The status is {status}; it should be 400.", "/error/code")


def _header(context: Context, name: str) -> Any:
    return next((value for held, value in context.headers if held.lower() == name), None)


RULES: Final = (
    CONTENT_TYPE, CONTENT_TYPE_MISSING, CHARSET, NOTIFICATION_STATUS, REQUEST_STATUS, ERROR_STATUS, SESSION_CHARACTERS,
    SESSION_SHORT, SESSION_MODERN, BUFFERING, NOT_FOUND_STATUS, REFUSED_STATUS, AUTHENTICATE,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_body_status,)
HEAD_CHECKS: Final[tuple[Check, ...]] = (check_head, check_session_id)
