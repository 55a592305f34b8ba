"""What a server asks the user: sampling, elicitation, roots; as a request or within a result."""

import re
from collections.abc import Iterator
from typing import Any, Final

from inspector.jsonrpc.message import MISSING, Shape
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import is_text, is_whole, items, shown, step
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.lint.rules.content import SAMPLING_TYPES, content_problems
from inspector.lint.rules.prompts import ROLE
from inspector.lint.uris import scheme_of, why_no_uri
from inspector.protocol import methods
from inspector.protocol.capabilities import has
from inspector.protocol.revisions import MODERN_REVISIONS, REVISIONS

_ELICITATION: Final = REVISIONS[2:]
_URL_MODE: Final = REVISIONS[3:]

UNDECLARED = Rule(
    "question-undeclared", Severity.ERROR, "A server asks for what the client did not declare.", section.CAPABILITIES
)
MAX_TOKENS = Rule("sampling-max-tokens", Severity.ERROR, "A sampling request sets no maxTokens.", section.SAMPLING)
MESSAGES = Rule("sampling-messages", Severity.ERROR, "A sampling request has no messages.", section.SAMPLING)
CONTEXT = Rule(
    "sampling-context", Severity.NOTE, "A sampling request uses a deprecated includeContext.",
    section.SAMPLING_CAPABILITY, REVISIONS[3:],
)  # fmt: skip
PREFERENCE = Rule(
    "sampling-preference", Severity.ERROR, "A preference for models is not between 0 and 1.", section.SAMPLING
)
ELICITATION_MESSAGE = Rule(
    "elicitation-message", Severity.ERROR, "An elicitation has no message.", section.ELICITATION, _ELICITATION
)
ELICITATION_MODE = Rule(
    "elicitation-mode", Severity.ERROR, "The mode of an elicitation is not known.", section.ELICITATION, _URL_MODE
)
ELICITATION_SCHEMA = Rule(
    "elicitation-schema", Severity.ERROR, "A form has no schema for an object.", section.ELICITATION_SCHEMA,
    _ELICITATION,
)  # fmt: skip
ELICITATION_NESTED = Rule(
    "elicitation-nested", Severity.ERROR, "A form asks for what forms do not have.", section.ELICITATION_SCHEMA,
    _ELICITATION,
)  # fmt: skip
ELICITATION_SECRET = Rule(
    "elicitation-secret", Severity.WARNING, "A form seems to ask for a secret.", section.ELICITATION_SECRETS,
    _ELICITATION,
)  # fmt: skip
ELICITATION_URL = Rule(
    "elicitation-url", Severity.ERROR, "An elicitation has no URL to open.", section.ELICITATION_URL, _URL_MODE
)
ELICITATION_HTTP = Rule(
    "elicitation-url-insecure", Severity.WARNING, "An elicitation's URL is not HTTPS.", section.ELICITATION_URL,
    _URL_MODE,
)  # fmt: skip
ELICITATION_ID = Rule(
    "elicitation-id", Severity.ERROR, "An elicitation with a URL has no elicitationId.", section.ELICITATION_URL,
    ("2025-11-25",),
)  # fmt: skip
DEPRECATED = Rule(
    "feature-deprecated", Severity.NOTE, "A deprecated feature is used.", section.DEPRECATED, MODERN_REVISIONS
)

_CAPABILITY: Final = {
    methods.CREATE_MESSAGE: "sampling",
    methods.ELICIT: "elicitation",
    methods.LIST_ROOTS: "roots",
}
_PRIMITIVES: Final = ("string", "number", "integer", "boolean")
_SECRET: Final = re.compile(r"passw(or)?d|api.?key|secret|access.?token|credit.?card|\bcvv\b", re.IGNORECASE)

Question = tuple[str, dict[str, Any], str]
"""Method, params, and the pointer of what holds both."""


def check_questions(context: Context) -> Steps:
    """Check each question of a message."""
    for method, params, pointer in _questions(context):
        yield None
        yield from _undeclared(context, method, params, pointer)
        if method == methods.CREATE_MESSAGE:
            yield from _sampling(context, params, f"{pointer}/params")
        elif method == methods.ELICIT:
            yield from _elicitation(context, params, f"{pointer}/params")


def _questions(context: Context) -> Iterator[Question]:
    message = context.message
    if message.shape is Shape.REQUEST and message.method in _CAPABILITY:
        yield message.method, context.params, ""
    asked = (context.result or {}).get("inputRequests") if context.needs_input else None
    for key, question in list(asked.items())[:100] if isinstance(asked, dict) else ():
        if isinstance(question, dict) and isinstance(question.get("method"), str):
            params = question.get("params")
            yield question["method"], params if isinstance(params, dict) else {}, f"/result/inputRequests{step(key)}"


def _undeclared(context: Context, method: str, params: dict[str, Any], pointer: str) -> Steps:
    declared, name = context.client_capabilities, _CAPABILITY.get(method)
    if name is None:
        return
    if method != methods.ELICIT and context.is_modern:
        yield Said(DEPRECATED, f"{shown(method)} is deprecated.", f"{pointer}/method")
    if not isinstance(declared, dict):
        return
    if not has(declared, name):
        yield Said(UNDECLARED, f'The client did not declare "{name}".', f"{pointer}/method")
    elif method == methods.CREATE_MESSAGE and "tools" in params and not has(declared, name, "tools"):
        yield Said(UNDECLARED, 'The client did not declare "sampling.tools".', f"{pointer}/params/tools")
    elif method == methods.ELICIT and params.get("mode") == "url" and not has(declared, name, "url"):
        yield Said(UNDECLARED, 'The client did not declare "elicitation.url".', f"{pointer}/params/mode")


def _sampling(context: Context, params: dict[str, Any], pointer: str) -> Steps:
    tokens, messages = params.get("maxTokens"), params.get("messages")
    if not is_whole(tokens):
        yield Said(MAX_TOKENS, f"maxTokens is {shown(tokens)} and not a whole number.", f"{pointer}/maxTokens")
    if not isinstance(messages, list) or not messages:
        yield Said(MESSAGES, "There are no messages to continue.", f"{pointer}/messages")
    for place, message in items(messages, f"{pointer}/messages"):
        if not isinstance(message, dict) or message.get("role") not in ("user", "assistant"):
            yield Said(ROLE, 'The role is neither "user" nor "assistant".', f"{place}/role")
            continue
        content = message.get("content", MISSING)
        parts = items(content, f"{place}/content") if isinstance(content, list) else [(f"{place}/content", content)]
        for where, part in parts:
            yield from content_problems(part, where, context, SAMPLING_TYPES)
    if params.get("includeContext", "none") != "none":
        yield Said(CONTEXT, f"includeContext is {shown(params['includeContext'])}.", f"{pointer}/includeContext")
    yield from _preferences(params.get("modelPreferences"), f"{pointer}/modelPreferences")


def _preferences(held: Any, pointer: str) -> Steps:
    for name in ("costPriority", "speedPriority", "intelligencePriority"):
        value = held.get(name, 0) if isinstance(held, dict) else 0
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            yield Said(PREFERENCE, f"{name} is {shown(value)}; it has to be from 0 to 1.", f"{pointer}/{name}")


def _elicitation(context: Context, params: dict[str, Any], pointer: str) -> Steps:
    mode = params.get("mode", "form")
    if not is_text(params.get("message")):
        yield Said(ELICITATION_MESSAGE, "The elicitation does not say what it is about.", f"{pointer}/message")
    if mode == "url":
        yield from _url(params, pointer)
    elif mode == "form":
        yield from _form(params.get("requestedSchema"), f"{pointer}/requestedSchema", context.in_force)
    else:
        yield Said(ELICITATION_MODE, f"The mode is {shown(mode)}.", f"{pointer}/mode")


def _url(params: dict[str, Any], pointer: str) -> Steps:
    url = params.get("url")
    if not is_text(url) or why_no_uri(url):
        yield Said(ELICITATION_URL, f"The url is {shown(url)}.", f"{pointer}/url")
    elif scheme_of(url) != "https":
        yield Said(ELICITATION_HTTP, f'The url begins with "{scheme_of(url)}:".', f"{pointer}/url")
    if not is_text(params.get("elicitationId")):
        yield Said(ELICITATION_ID, "There is no elicitationId.", f"{pointer}/elicitationId")


def _form(schema: Any, pointer: str, revision: str | None) -> Steps:
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(schema, dict) or schema.get("type") != "object" or not isinstance(properties, dict):
        yield Said(ELICITATION_SCHEMA, 'The schema needs the type "object" and properties.', pointer)
        return
    for name, field in list(properties.items())[:500]:
        place = f"{pointer}/properties{step(name)}"
        if not _is_simple(field, revision):
            sentence = "A field is a text, a number, a truth value or a choice; nothing is nested."
            yield Said(ELICITATION_NESTED, sentence, place)
        described = f"{name} {field.get('title', '')}" if isinstance(field, dict) else name
        if _SECRET.search(described[:500]):
            yield Said(ELICITATION_SECRET, f"{shown(name)} looks like a secret; a form must not ask for one.", place)


def _is_simple(field: Any, revision: str | None) -> bool:
    if not isinstance(field, dict):
        return False
    if field.get("type") == "array":  # several of a choice, since 2025-11-25
        choice = field.get("items")
        return (
            revision != "2025-06-18"
            and isinstance(choice, dict)
            and ("enum" in choice or "anyOf" in choice or "oneOf" in choice)
        )
    return field.get("type") in _PRIMITIVES and "$ref" not in field and "properties" not in field


RULES: Final = (
    UNDECLARED, MAX_TOKENS, MESSAGES, CONTEXT, PREFERENCE, ELICITATION_MESSAGE, ELICITATION_MODE, ELICITATION_SCHEMA,
    ELICITATION_NESTED, ELICITATION_SECRET, ELICITATION_URL, ELICITATION_HTTP, ELICITATION_ID, DEPRECATED,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_questions,)
