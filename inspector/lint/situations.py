"""What only the engine sees: rules about what happened around messages, not in one of them."""

from enum import StrEnum
from typing import Final

from inspector.lint import section
from inspector.lint.finding import Severity
from inspector.lint.rule import Rule
from inspector.lint.section import Section
from inspector.protocol.revisions import LEGACY_REVISIONS, MODERN_REVISIONS, REVISIONS


class Situation(StrEnum):
    """Ids of the rules that the engine reports with `inspector.lint.report.report`."""

    REPLY_UNKNOWN_ID = "reply-unknown-id"
    REPLY_LATE = "reply-late"
    REPLY_TWICE = "reply-twice"
    REPLY_OTHER_TYPE = "reply-other-type"
    REPLY_TO_NOTIFICATION = "reply-to-notification"
    REPLY_AFTER_CANCEL = "reply-after-cancel"
    REQUEST_ID_REUSED = "request-id-reused"
    REQUEST_FLOOD = "request-flood"
    REQUEST_UNANSWERED = "request-unanswered"
    REQUEST_BEFORE_INITIALIZED = "request-before-initialized"
    NOTIFICATION_BEFORE_INITIALIZED = "notification-before-initialized"
    NOTIFICATION_AFTER_REPLY = "notification-after-reply"
    NOTIFICATION_UNREQUESTED = "notification-unrequested"
    NOTIFICATION_UNSUBSCRIBED = "notification-unsubscribed"
    NOTIFICATION_BEFORE_ACKNOWLEDGMENT = "notification-before-acknowledgment"
    SUBSCRIPTION_UNKNOWN = "subscription-unknown"
    SUBSCRIPTION_UNACKNOWLEDGED = "subscription-unacknowledged"
    SUBSCRIPTION_WIDENED = "subscription-widened"
    LOG_UNREQUESTED = "log-unrequested"
    LOG_BELOW_LEVEL = "log-below-level"
    PROGRESS_UNKNOWN_TOKEN = "progress-unknown-token"  # noqa: S105 - a rule, no secret
    PROGRESS_NOT_INCREASING = "progress-not-increasing"
    PROGRESS_AFTER_REPLY = "progress-after-reply"
    CANCELLED_UNKNOWN = "cancelled-unknown"
    LIST_ENDLESS = "list-endless"
    LIST_CACHE_SCOPE = "list-cache-scope"
    LIST_ITEM_TWICE = "list-item-twice"
    METHOD_ADVERTISED_NOT_FOUND = "method-advertised-not-found"
    METHOD_NOT_ADVERTISED = "method-not-advertised"
    METHOD_REQUIRED_NOT_FOUND = "method-required-not-found"
    PING_REFUSED = "ping-refused"
    STDOUT_NOISE = "stdout-noise"
    LAST_LINE_UNENDED = "last-line-unended"
    PROCESS_CRASHED = "process-crashed"
    PROCESS_IGNORED_CLOSE = "process-ignored-close"
    SESSION_ID_MISSING = "session-id-missing"
    SESSION_ID_CHANGED = "session-id-changed"
    SESSION_LOST = "session-lost"
    STREAM_WITHOUT_REPLY = "stream-without-reply"
    STREAM_AFTER_REPLY = "stream-after-reply"
    STREAM_REPLY_ELSEWHERE = "stream-reply-elsewhere"
    STREAM_EVENT_ID_TWICE = "stream-event-id-twice"
    STREAM_SENT_TWICE = "stream-sent-twice"
    BODY_WITHOUT_REPLY = "body-without-reply"
    BODY_TRUNCATED = "body-truncated"
    BODY_CODING = "body-coding"
    BODY_OTHER_TYPE = "body-other-type"
    HTTP_BROKEN = "http-broken"
    ENDPOINT_MISSING = "endpoint-missing"
    ENDPOINT_ELSEWHERE = "endpoint-elsewhere"
    REDIRECT = "redirect"
    LISTEN_REFUSED = "listen-refused"
    WEBSOCKET_SUBPROTOCOL = "websocket-subprotocol"
    WEBSOCKET_BINARY = "websocket-binary"
    INPUT_ROUNDS = "input-rounds"
    ELICITATION_UNKNOWN = "elicitation-unknown"


_STATEFUL: Final = tuple(r for r in LEGACY_REVISIONS if r >= "2025-03-26")
_HTTP: Final = tuple(r for r in REVISIONS if r >= "2025-03-26")
_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _rule(
    situation: Situation, severity: Severity, title: str, place: Section, revisions: tuple[str, ...] = REVISIONS
) -> Rule:
    return Rule(situation.value, severity, title, place, revisions)


RULES: Final = (
    _rule(Situation.REPLY_UNKNOWN_ID, _E, "A reply answers no request that was sent.", section.RESPONSES),
    _rule(Situation.REPLY_LATE, _W, "A reply came after its request had been given up.", section.TIMEOUTS),
    _rule(Situation.REPLY_TWICE, _E, "A request was answered twice.", section.RESPONSES),
    _rule(Situation.REPLY_OTHER_TYPE, _E, "A reply has the id of a request as another JSON type.", section.RESPONSES),
    _rule(Situation.REPLY_TO_NOTIFICATION, _E, "A notification was answered.", section.NOTIFICATIONS),
    _rule(Situation.REPLY_AFTER_CANCEL, _W, "A reply came for a cancelled request.", section.CANCELLATION),
    _rule(Situation.REQUEST_ID_REUSED, _E, "The server used the id of an earlier request again.", section.REQUESTS,
          LEGACY_REVISIONS),
    _rule(Situation.REQUEST_FLOOD, _W, "So many requests of the server wait for answers that one was not answered.",
          section.REQUESTS, LEGACY_REVISIONS),
    _rule(Situation.REQUEST_UNANSWERED, _E, "The connection ended before a request was answered.", section.RESPONSES),
    _rule(Situation.REQUEST_BEFORE_INITIALIZED, _W, "The server asked something before the handshake was through.",
          section.INITIALIZATION, LEGACY_REVISIONS),
    _rule(Situation.NOTIFICATION_BEFORE_INITIALIZED, _W,
          "The server sent a notification before the handshake was through.",
          section.INITIALIZATION, LEGACY_REVISIONS),
    _rule(Situation.NOTIFICATION_AFTER_REPLY, _W, "A notification of a request came after its reply.",
          section.HTTP_STREAM),
    _rule(Situation.NOTIFICATION_UNREQUESTED, _E, "A notification came that was not asked for.", section.SUBSCRIPTIONS,
          MODERN_REVISIONS),
    _rule(Situation.NOTIFICATION_UNSUBSCRIBED, _W, "A resource was reported as updated without a subscription.",
          section.RESOURCE_SUBSCRIPTION),
    _rule(Situation.NOTIFICATION_BEFORE_ACKNOWLEDGMENT, _E,
          "A notification of a subscription came before its acknowledgment.",
          section.ACKNOWLEDGMENT, MODERN_REVISIONS),
    _rule(Situation.SUBSCRIPTION_UNKNOWN, _E, "A notification names a subscription that does not exist.",
          section.SUBSCRIBED, MODERN_REVISIONS),
    _rule(Situation.SUBSCRIPTION_UNACKNOWLEDGED, _E, "A subscription was never acknowledged.", section.ACKNOWLEDGMENT,
          MODERN_REVISIONS),
    _rule(Situation.SUBSCRIPTION_WIDENED, _E, "An acknowledgment grants what was not asked for.",
          section.ACKNOWLEDGMENT, MODERN_REVISIONS),
    _rule(Situation.LOG_UNREQUESTED, _E, "A log message came for a request that set no log level.",
          section.LOG_REQUESTED, MODERN_REVISIONS),
    _rule(Situation.LOG_BELOW_LEVEL, _W, "A log message came below the level that was set.", section.LOG_REQUESTED),
    _rule(Situation.PROGRESS_UNKNOWN_TOKEN, _E, "Progress came for a token no active request gave.",
          section.PROGRESS_RULES),
    _rule(Situation.PROGRESS_NOT_INCREASING, _E, "Progress did not increase.", section.PROGRESS),
    _rule(Situation.PROGRESS_AFTER_REPLY, _E, "Progress came after the reply.", section.PROGRESS_RULES),
    _rule(Situation.CANCELLED_UNKNOWN, _W, "The server cancelled a request it may not cancel.", section.CANCELLATION),
    _rule(Situation.LIST_ENDLESS, _E, "A paginator did not come to an end.", section.PAGING),
    _rule(Situation.LIST_CACHE_SCOPE, _E, "Pages of one list have different cache scopes.", section.CACHE_PAGES,
          MODERN_REVISIONS),
    _rule(Situation.LIST_ITEM_TWICE, _W, "An item is on two pages of a list.", section.PAGING_RULES),
    _rule(Situation.METHOD_ADVERTISED_NOT_FOUND, _E, "A method that the capabilities announce was not found.",
          section.CAPABILITIES),
    _rule(Situation.METHOD_NOT_ADVERTISED, _W, "A method works that the capabilities do not announce.",
          section.CAPABILITIES),
    _rule(Situation.METHOD_REQUIRED_NOT_FOUND, _E, 'The method "server/discover" was not found.', section.DISCOVER,
          MODERN_REVISIONS),
    _rule(Situation.PING_REFUSED, _E, "A ping was not answered with an empty result.", section.PING, LEGACY_REVISIONS),
    _rule(Situation.STDOUT_NOISE, _E, "Standard output holds what is no message.", section.STDIO_START),
    _rule(Situation.LAST_LINE_UNENDED, _W, "The last line has no line end.", section.STDIO_START),
    _rule(Situation.PROCESS_CRASHED, _W, "The process ended by itself with an error.", section.STDIO_END),
    _rule(Situation.PROCESS_IGNORED_CLOSE, _W, "The process did not end when its standard input was closed.",
          section.STDIO_END),
    _rule(Situation.SESSION_ID_MISSING, _N, "The server gave no session id.", section.HTTP_SESSION, _STATEFUL),
    _rule(Situation.SESSION_ID_CHANGED, _W, "The server gave another session id in mid-session.",
          section.HTTP_SESSION, _STATEFUL),
    _rule(Situation.SESSION_LOST, _W, "The server no longer knows the session.", section.HTTP_SESSION, _STATEFUL),
    _rule(Situation.STREAM_WITHOUT_REPLY, _E, "An event stream ended without the reply.", section.HTTP_STREAM, _HTTP),
    _rule(Situation.STREAM_AFTER_REPLY, _W, "An event stream went on after the reply.", section.HTTP_STREAM, _HTTP),
    _rule(Situation.STREAM_REPLY_ELSEWHERE, _E, "A reply came on a stream that is not its own.", section.HTTP_LISTEN,
          _HTTP),
    _rule(Situation.STREAM_EVENT_ID_TWICE, _E, "Two events have the same id.", section.HTTP_RESUME, _STATEFUL),
    _rule(Situation.STREAM_SENT_TWICE, _E, "The same message came on two streams.", section.HTTP_LISTEN, _STATEFUL),
    _rule(Situation.BODY_WITHOUT_REPLY, _E, "An HTTP response holds no reply to its request.", section.HTTP_POST),
    _rule(Situation.BODY_TRUNCATED, _E, "An HTTP response broke off.", section.HTTP_POST),
    _rule(Situation.BODY_CODING, _E, "An HTTP body is not coded as its head says, or as nobody asked for.",
          section.HTTP_POST),
    _rule(Situation.BODY_OTHER_TYPE, _E, "An HTTP body is of another kind than its content type says.",
          section.HTTP_POST),
    _rule(Situation.HTTP_BROKEN, _E, "What came in answer to a request is not HTTP.", section.HTTP_POST),
    _rule(Situation.ENDPOINT_MISSING, _E, 'The event stream did not begin with an "endpoint" event.',
          section.HTTP_ENDPOINT, LEGACY_REVISIONS),
    _rule(Situation.ENDPOINT_ELSEWHERE, _E, "The endpoint is on another origin and was not used.",
          section.HTTP_ENDPOINT, LEGACY_REVISIONS),
    _rule(Situation.REDIRECT, _N, "The server redirects.", section.HTTP_POST),
    _rule(Situation.LISTEN_REFUSED, _E, "A GET was answered neither with an event stream nor with 405.",
          section.HTTP_LISTEN, _STATEFUL),
    _rule(Situation.WEBSOCKET_SUBPROTOCOL, _N, 'The server did not agree to the WebSocket subprotocol "mcp".',
          section.CUSTOM_TRANSPORTS),
    _rule(Situation.WEBSOCKET_BINARY, _W, "A message came in a binary WebSocket frame.", section.CUSTOM_TRANSPORTS),
    _rule(Situation.INPUT_ROUNDS, _W, "A request asked for input again and again.", section.MRTR_SERVER,
          MODERN_REVISIONS),
    _rule(Situation.ELICITATION_UNKNOWN, _W, "The server reports the end of an elicitation that does not exist.",
          section.ELICITATION_URL, ("2025-11-25",)),
)  # fmt: skip
