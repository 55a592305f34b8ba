"""What notifications carry, and whether the capabilities announce them."""

from typing import Any, Final

from inspector.jsonrpc.message import MISSING, Shape
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import is_number, is_text, is_whole, shown, step
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.lint.rules.resources import uri_problems
from inspector.protocol import meta, methods
from inspector.protocol.capabilities import has
from inspector.protocol.revisions import LEGACY_REVISIONS, MODERN_REVISIONS

LOG_LEVEL = Rule("log-level", Severity.ERROR, "The level of a log message is not known.", section.LOG_LEVELS)
LOG_DATA = Rule("log-data", Severity.ERROR, "A log message has no data.", section.LOG_MESSAGES)
LOG_UNDECLARED = Rule(
    "log-undeclared", Severity.ERROR, "A log message came without the capability logging.", section.LOG_CAPABILITY
)
PROGRESS_TOKEN = Rule("progress-token", Severity.ERROR, "A progress notification has no token.", section.PROGRESS)
PROGRESS_VALUE = Rule("progress-value", Severity.ERROR, "A progress is not a number.", section.PROGRESS)
PROGRESS_TOTAL = Rule("progress-total", Severity.WARNING, "A progress is beyond its total.", section.PROGRESS)
CHANGED_UNDECLARED = Rule(
    "changed-undeclared", Severity.WARNING, "A list was reported as changed without the capability listChanged.",
    section.CAPABILITIES,
)  # fmt: skip
UPDATED_UNDECLARED = Rule(
    "updated-undeclared", Severity.WARNING, "A resource was reported as updated without the capability subscribe.",
    section.RESOURCE_SUBSCRIPTION,
)  # fmt: skip
UPDATED_URI = Rule(
    "updated-uri", Severity.ERROR, "The report that a resource was updated does not say which.",
    section.RESOURCE_SUBSCRIPTION,
)  # fmt: skip
CANCELLED_ID = Rule(
    "cancelled-id", Severity.ERROR, "A cancellation does not say what is cancelled.", section.CANCELLATION
)
SUBSCRIPTION_ID = Rule(
    "subscription-id", Severity.ERROR, "A notification of a subscription does not name it.", section.SUBSCRIBED,
    MODERN_REVISIONS,
)  # fmt: skip
SUBSCRIPTION_ID_WRONG = Rule(
    "subscription-id-misplaced", Severity.WARNING, "A notification of a request names a subscription.",
    section.SUBSCRIBED, MODERN_REVISIONS,
)  # fmt: skip
ACKNOWLEDGED = Rule(
    "acknowledged-filter", Severity.ERROR, "An acknowledgment does not say what it grants.", section.ACKNOWLEDGMENT,
    MODERN_REVISIONS,
)  # fmt: skip
ELICITATION_ID = Rule(
    "elicitation-complete-id", Severity.ERROR, "The end of an elicitation does not say which it is.",
    section.ELICITATION_URL, LEGACY_REVISIONS[3:],
)  # fmt: skip

LEVELS: Final = ("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency")
_ACKNOWLEDGED: Final = "notifications/subscriptions/acknowledged"
_CHANGED: Final = {
    methods.TOOLS_CHANGED: "tools",
    methods.RESOURCES_CHANGED: "resources",
    methods.PROMPTS_CHANGED: "prompts",
}
_OF_SUBSCRIPTIONS: Final = (*_CHANGED, methods.RESOURCE_UPDATED, _ACKNOWLEDGED)
_OF_REQUESTS: Final = (methods.PROGRESS, methods.LOG_MESSAGE)


def check_notification_params(context: Context) -> Steps:
    """Check the params of a notification."""
    if context.message.shape is not Shape.NOTIFICATION:
        return
    method, params = context.message.method, context.params
    if method == methods.LOG_MESSAGE:
        yield from _log(params)
    elif method == methods.PROGRESS:
        yield from _progress(params)
    elif method == methods.RESOURCE_UPDATED:
        yield from _updated(params)
    elif method == methods.CANCELLED and params.get("requestId", None) is None:
        yield Said(CANCELLED_ID, "There is no requestId.", "/params/requestId")
    elif method == _ACKNOWLEDGED and not isinstance(params.get("notifications"), dict):
        yield Said(ACKNOWLEDGED, 'There is no object "notifications".', "/params/notifications")
    elif method == "notifications/elicitation/complete" and not is_text(params.get("elicitationId")):
        yield Said(ELICITATION_ID, "There is no elicitationId.", "/params/elicitationId")


def _log(params: dict[str, Any]) -> Steps:
    level = params.get("level", MISSING)
    if not isinstance(level, str) or level not in LEVELS:
        said = "is missing" if level is MISSING else f"is {shown(level)}"
        yield Said(LOG_LEVEL, f"The level {said}; the levels are {', '.join(LEVELS)}.", "/params/level")
    if "data" not in params:
        said = '; what is called "message" there belongs into it' if "message" in params else ""
        yield Said(LOG_DATA, f"The log message has no data{said}.", "/params/data")


def _progress(params: dict[str, Any]) -> Steps:
    token, progress, total = params.get("progressToken"), params.get("progress"), params.get("total")
    if not isinstance(token, str) and not is_whole(token):
        yield Said(
            PROGRESS_TOKEN, f"The token is {shown(token)}; it has to be that of the request.", "/params/progressToken"
        )
    if not is_number(progress):
        yield Said(PROGRESS_VALUE, f"The progress is {shown(progress)} and not a number.", "/params/progress")
    elif total is not None and not is_number(total):
        yield Said(PROGRESS_VALUE, f"The total is {shown(total)} and not a number.", "/params/total")
    elif total is not None and total < progress:
        yield Said(PROGRESS_TOTAL, f"The progress is {shown(progress)} of {shown(total)}.", "/params/progress")


def _updated(params: dict[str, Any]) -> Steps:
    uri = params.get("uri")
    if is_text(uri):
        yield from uri_problems(uri, "/params/uri")
    else:
        yield Said(UPDATED_URI, f"The uri is {shown(uri)}.", "/params/uri")


def check_announced(context: Context) -> Steps:
    """Check that the capabilities announce a notification."""
    declared, method = context.server_capabilities, context.message.method
    if context.message.shape is not Shape.NOTIFICATION or not isinstance(declared, dict):
        return
    if method == methods.LOG_MESSAGE and not has(declared, "logging"):
        yield Said(LOG_UNDECLARED, 'The server does not declare the capability "logging".', "/method")
    elif method in _CHANGED and not has(declared, _CHANGED[method], "listChanged"):
        yield Said(CHANGED_UNDECLARED, f'The server does not declare "{_CHANGED[method]}.listChanged".', "/method")
    elif method == methods.RESOURCE_UPDATED and not has(declared, "resources", "subscribe"):
        yield Said(UPDATED_UNDECLARED, 'The server does not declare "resources.subscribe".', "/method")


def check_subscription_id(context: Context) -> Steps:
    """Check that a notification names its subscription (2026-07-28, Receiving Notifications)."""
    if context.message.shape is not Shape.NOTIFICATION or not context.is_modern:
        return
    held = context.params.get("_meta")
    ident = held.get(meta.SUBSCRIPTION_ID, MISSING) if isinstance(held, dict) else MISSING
    pointer = f"/params/_meta{step(meta.SUBSCRIPTION_ID)}"
    if context.message.method in _OF_SUBSCRIPTIONS and ident is MISSING:
        yield Said(SUBSCRIPTION_ID, f'There is no "{meta.SUBSCRIPTION_ID}" in _meta.', pointer)
    elif context.message.method in _OF_REQUESTS and ident is not MISSING:
        sentence = "Progress and log messages belong to a request and not to a subscription."
        yield Said(SUBSCRIPTION_ID_WRONG, sentence, pointer)


RULES: Final = (
    LOG_LEVEL, LOG_DATA, LOG_UNDECLARED, PROGRESS_TOKEN, PROGRESS_VALUE, PROGRESS_TOTAL, CHANGED_UNDECLARED,
    UPDATED_UNDECLARED, UPDATED_URI, CANCELLED_ID, SUBSCRIPTION_ID, SUBSCRIPTION_ID_WRONG, ACKNOWLEDGED,
    ELICITATION_ID,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_notification_params, check_announced, check_subscription_id)
