"""Error replies: shape and code."""

from typing import Any, Final

from inspector.jsonrpc.message import MISSING, Shape
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import is_text, is_whole, objects, shown
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.protocol import errors
from inspector.protocol.revisions import MODERN_REVISIONS

SHAPE = Rule("error-shape", Severity.ERROR, "An error is not an object.", section.ERRORS)
CODE = Rule("error-code", Severity.ERROR, "An error has no whole number as code.", section.ERRORS)
MESSAGE = Rule("error-message", Severity.ERROR, "An error has no text as message.", section.ERRORS)
MESSAGE_EMPTY = Rule("error-message-empty", Severity.WARNING, "The message of an error is empty.", section.ERRORS)
CODE_RESERVED = Rule(
    "error-code-reserved",
    Severity.ERROR,
    "An error code is reserved for the specification and not defined by it.",
    section.ERROR_CODES,
    MODERN_REVISIONS,
)
CODE_RETIRED = Rule(
    "error-code-retired",
    Severity.ERROR,
    "An error code of an earlier revision was used.",
    section.ERROR_CODES,
    MODERN_REVISIONS,
)
CODE_OLD_RANGE = Rule(
    "error-code-old-range",
    Severity.WARNING,
    "An error code is from the range that no new server should use.",
    section.ERROR_CODES,
    MODERN_REVISIONS,
)
CODE_JSONRPC = Rule(
    "error-code-jsonrpc", Severity.WARNING, "An error code is reserved by JSON-RPC.", section.JSONRPC_CODES
)
VERSIONS = Rule(
    "error-supported-versions",
    Severity.ERROR,
    "An error about the revision does not say which are supported.",
    section.VERSION,
    MODERN_REVISIONS,
)
REQUIRED = Rule(
    "error-required-capabilities",
    Severity.ERROR,
    "An error about a capability does not say which.",
    section.META,
    MODERN_REVISIONS,
)
ELICITATIONS = Rule(
    "error-elicitations",
    Severity.ERROR,
    "An error that asks for elicitations does not list them as it must.",
    section.ELICITATION_REQUIRED,
    ("2025-11-25",),
)

_STANDARD: Final = (-32700, -32600, -32601, -32602, -32603)
_DEFINED: Final = (errors.HEADER_MISMATCH, errors.MISSING_CLIENT_CAPABILITY, errors.UNSUPPORTED_VERSION)
_RETIRED: Final = (-32002, -32042)


def check_error(context: Context) -> Steps:
    """Check the error of a reply."""
    if context.message.shape is not Shape.ERROR or context.message.method is not None:
        return
    error = context.message.error
    if not isinstance(error, dict):
        yield Said(SHAPE, f"The error is {shown(error)} and not an object.", "/error")
        return
    code, text = error.get("code", MISSING), error.get("message", MISSING)
    if not is_whole(code):
        said = "has no code" if code is MISSING else f"has the code {shown(code)}"
        yield Said(CODE, f"The error {said}; it must be a whole number.", "/error/code")
    else:
        yield from _code(code)
        yield from _data(code, error.get("data"))
    if not isinstance(text, str):
        yield Said(MESSAGE, "The error has no text as message.", "/error/message")
    elif not text.strip():
        yield Said(MESSAGE_EMPTY, "The message of the error is empty.", "/error/message")


def _code(code: int) -> Steps:
    if code in _RETIRED:
        yield Said(CODE_RETIRED, f"{code} is a code of earlier revisions and must not be used.", "/error/code")
    elif -32099 <= code <= -32020 and code not in _DEFINED:
        yield Said(CODE_RESERVED, f"{code} is reserved for the specification, which does not define it.", "/error/code")
    elif -32019 <= code <= -32000:
        yield Said(CODE_OLD_RANGE, f"{code} is in a range that new servers should not use.", "/error/code")
    elif -32768 <= code <= -32100 and code not in _STANDARD:
        yield Said(CODE_JSONRPC, f"{code} is in the range that JSON-RPC reserves.", "/error/code")


def _data(code: int, data: Any) -> Steps:
    held = data if isinstance(data, dict) else {}
    if code == errors.UNSUPPORTED_VERSION and not errors.supported_versions({"data": held}):
        yield Said(VERSIONS, "The data name no supported revision.", "/error/data/supported")
    elif code == errors.MISSING_CLIENT_CAPABILITY and not isinstance(held.get("requiredCapabilities"), dict):
        yield Said(REQUIRED, "The data name no required capabilities.", "/error/data/requiredCapabilities")
    elif code == -32042:
        yield from _elicitations(held.get("elicitations"))


def _elicitations(listed: Any) -> Steps:
    pointer = "/error/data/elicitations"
    if not isinstance(listed, list) or not listed:
        yield Said(ELICITATIONS, "The data list no elicitations.", pointer)
    for place, asked in objects(listed, pointer):
        if asked.get("mode") != "url" or not is_text(asked.get("elicitationId")):
            yield Said(ELICITATIONS, 'It must have the mode "url" and an elicitationId.', place)


RULES: Final = (
    SHAPE, CODE, MESSAGE, MESSAGE_EMPTY, CODE_RESERVED, CODE_RETIRED, CODE_OLD_RANGE, CODE_JSONRPC, VERSIONS, REQUIRED,
    ELICITATIONS,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_error,)
