"""What only results of the stateless revisions have: their type, caching hints, requests for input."""

from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import is_whole, shown, step
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.lint.rules.questions import DEPRECATED
from inspector.protocol import meta, methods
from inspector.protocol.revisions import LEGACY_REVISIONS, MODERN_REVISIONS

RESULT_TYPE_MISSING = Rule(
    "result-type-missing", Severity.ERROR, 'A result lacks "resultType".', section.RESULT_TYPE, MODERN_REVISIONS
)
RESULT_TYPE_UNKNOWN = Rule(
    "result-type-unknown", Severity.ERROR, "The type of a result is not known.", section.RESULT_TYPE, MODERN_REVISIONS
)
RESULT_TYPE_EARLY = Rule(
    "result-type-early", Severity.NOTE, 'A result has "resultType" in a revision that has none.', section.RESULTS,
    LEGACY_REVISIONS,
)  # fmt: skip
CACHE_TTL = Rule("cache-ttl", Severity.ERROR, "A result does not say how long it is fresh.", section.CACHE_TTL,
                 MODERN_REVISIONS)  # fmt: skip
CACHE_SCOPE = Rule("cache-scope", Severity.ERROR, "A result does not say for whom it may be kept.", section.CACHE_SCOPE,
                   MODERN_REVISIONS)  # fmt: skip
CACHE_INTERIM = Rule(
    "cache-interim", Severity.WARNING, "A request for input has caching hints.", section.CACHING, MODERN_REVISIONS
)
INPUT_METHOD = Rule(
    "input-method", Severity.ERROR, "A request was answered with a request for input that must not be.", section.MRTR,
    MODERN_REVISIONS,
)  # fmt: skip
INPUT_EMPTY = Rule(
    "input-empty", Severity.ERROR, "A request for input has neither requests nor state.", section.MRTR_SERVER,
    MODERN_REVISIONS,
)  # fmt: skip
INPUT_SHAPE = Rule(
    "input-shape", Severity.ERROR, "The requests for input are no object of requests.", section.MRTR_SERVER,
    MODERN_REVISIONS,
)  # fmt: skip
INPUT_REQUEST = Rule(
    "input-request", Severity.ERROR, "A request for input is none that may be.", section.MRTR_SERVER, MODERN_REVISIONS
)
INPUT_STATE = Rule(
    "input-state", Severity.ERROR, "The state of a request for input is not a text.", section.MRTR_SERVER,
    MODERN_REVISIONS,
)  # fmt: skip
LISTEN_ID = Rule(
    "listen-result-id", Severity.WARNING, "The end of a subscription does not name it.", section.SUBSCRIBED,
    MODERN_REVISIONS,
)  # fmt: skip

_TYPES: Final = ("complete", "input_required")
_EXTENSION_TYPES: Final = ("task",)
_MAY_ASK: Final = (methods.CALL_TOOL, methods.GET_PROMPT, methods.READ_RESOURCE)
_MAY_BE_ASKED: Final = (methods.CREATE_MESSAGE, methods.ELICIT, methods.LIST_ROOTS)
_CACHED: Final = (
    methods.DISCOVER, methods.LIST_TOOLS, methods.LIST_PROMPTS, methods.LIST_RESOURCES, methods.LIST_TEMPLATES,
    methods.READ_RESOURCE,
)  # fmt: skip


def check_result_type(context: Context) -> Steps:
    """Check the type of a result."""
    result = context.result
    if result is None:
        return
    kind = result.get("resultType", MISSING)
    if kind is MISSING:
        yield Said(RESULT_TYPE_MISSING, 'There is no "resultType"; "complete" is assumed.', "/result/resultType")
    else:
        yield Said(RESULT_TYPE_EARLY, 'Only revisions since 2026-07-28 have "resultType".', "/result/resultType")
        if kind not in _TYPES and not (kind in _EXTENSION_TYPES and _has_extensions(context)):
            yield Said(RESULT_TYPE_UNKNOWN, f"The type {shown(kind)} is not known.", "/result/resultType")


def _has_extensions(context: Context) -> bool:
    declared = context.server_capabilities
    return not isinstance(declared, dict) or isinstance(declared.get("extensions"), dict)


def check_caching(context: Context) -> Steps:
    """Check the caching hints."""
    result = context.result
    if result is None or not context.is_modern:
        return
    if context.needs_input:
        for member in ("ttlMs", "cacheScope"):
            if member in result:
                yield Said(CACHE_INTERIM, f"{member} means nothing in an interim result.", f"/result/{member}")
        return
    if context.method not in _CACHED:
        return
    ttl, scope = result.get("ttlMs", MISSING), result.get("cacheScope", MISSING)
    if not is_whole(ttl) or ttl < 0:
        said = "is missing" if ttl is MISSING else f"is {shown(ttl)}"
        yield Said(CACHE_TTL, f"ttlMs {said}; it has to be milliseconds, 0 at least.", "/result/ttlMs")
    if scope not in ("public", "private"):
        said = "is missing" if scope is MISSING else f"is {shown(scope)}"
        yield Said(CACHE_SCOPE, f'cacheScope {said}; it has to be "public" or "private".', "/result/cacheScope")


def check_input(context: Context) -> Steps:
    """Check a request for input."""
    result = context.result
    if result is None or not context.needs_input:
        return
    if context.method is not None and context.method not in _MAY_ASK:
        yield Said(INPUT_METHOD, f"{shown(context.method)} must not be answered like this.", "/result/resultType")
    requests, state = result.get("inputRequests", MISSING), result.get("requestState", MISSING)
    if requests is MISSING and state is MISSING:
        yield Said(INPUT_EMPTY, "It needs inputRequests, requestState, or both.", "/result")
    if state is not MISSING and not isinstance(state, str):
        yield Said(INPUT_STATE, f"The requestState is {shown(state)} and not a text.", "/result/requestState")
    if isinstance(requests, dict):
        yield from _requests(requests)
    elif requests is not MISSING:
        yield Said(INPUT_SHAPE, f"inputRequests is {shown(requests)} and not an object.", "/result/inputRequests")


def _requests(requests: dict[str, Any]) -> Steps:
    for key, request in list(requests.items())[:100]:
        pointer = f"/result/inputRequests{step(key)}"
        if not isinstance(request, dict):
            yield Said(INPUT_SHAPE, f"The request is {shown(request)} and not an object.", pointer)
        elif request.get("method") not in _MAY_BE_ASKED:
            yield Said(
                INPUT_REQUEST, f"{shown(request.get('method'))} cannot be asked of a client.", f"{pointer}/method"
            )


def check_listen_result(context: Context) -> Steps:
    """Check the result that ends a subscription (2026-07-28, Graceful Closure)."""
    if context.method != "subscriptions/listen" or context.result is None:
        return
    held = context.result.get("_meta")
    if not isinstance(held, dict) or meta.SUBSCRIPTION_ID not in held:
        pointer = f"/result/_meta{step(meta.SUBSCRIPTION_ID)}"
        yield Said(LISTEN_ID, f'There is no "{meta.SUBSCRIPTION_ID}" in _meta.', pointer)


def check_deprecated(context: Context) -> Steps:
    """Note features that will be removed."""
    declared = (context.result or {}).get("capabilities") if context.method == methods.DISCOVER else None
    if isinstance(declared, dict) and "logging" in declared:
        yield Said(DEPRECATED, 'The capability "logging" is deprecated.', "/result/capabilities/logging")


RULES: Final = (
    RESULT_TYPE_MISSING, RESULT_TYPE_UNKNOWN, RESULT_TYPE_EARLY, CACHE_TTL, CACHE_SCOPE, CACHE_INTERIM, INPUT_METHOD,
    INPUT_EMPTY, INPUT_SHAPE, INPUT_REQUEST, INPUT_STATE, LISTEN_ID,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (
    check_result_type,
    check_caching,
    check_input,
    check_listen_result,
    check_deprecated,
)
