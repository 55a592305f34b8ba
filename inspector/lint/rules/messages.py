"""Bytes and envelope: what every JSON-RPC message has to be, whatever it is about."""

import json
import math
import re
from collections import Counter
from typing import Any, Final

from inspector.jsonrpc.message import MISSING, Message, Shape
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import everywhere, paced, shown, step
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.protocol.revisions import REVISIONS

MAX_REPARSED: Final = 200_000
"""Bytes of a message that is read again for what a decoder hides (members given twice)."""

NOT_JSON = Rule("not-json", Severity.ERROR, "What was received as a message is not JSON.", section.JSONRPC_MESSAGE)
NOT_UTF8 = Rule("not-utf8", Severity.ERROR, "A message is not valid UTF-8.", section.ENCODING)
BYTE_ORDER_MARK = Rule(
    "byte-order-mark", Severity.ERROR, "A message begins with a byte order mark.", section.JSON_ENCODING
)
CONTENT_LENGTH = Rule(
    "content-length-framing", Severity.ERROR, "Messages are framed with Content-Length, as in LSP.", section.STDIO
)
PRETTY_PRINTED = Rule(
    "pretty-printed", Severity.ERROR, "A message seems to be spread over several lines.", section.STDIO
)
BLANK_LINE = Rule("blank-line", Severity.WARNING, "An empty line was received.", section.STDIO)
DUPLICATE_KEY = Rule("duplicate-member", Severity.WARNING, "An object has the same member twice.", section.JSON_OBJECTS)
LONE_SURROGATE = Rule(
    "lone-surrogate", Severity.WARNING, "A text holds half of a surrogate pair.", section.JSON_UNICODE
)
NOT_A_NUMBER = Rule(
    "not-a-number", Severity.ERROR, "NaN or Infinity stands where JSON has no such number.", section.JSON_NUMBERS
)
NUMBER_RANGE = Rule(
    "number-range", Severity.WARNING, "A number is beyond what JSON readers keep.", section.JSON_NUMBERS
)
NOT_A_MESSAGE = Rule(
    "not-a-message", Severity.ERROR, "JSON was received that is no JSON-RPC message.", section.JSONRPC_MESSAGE
)
METHOD_TYPE = Rule("method-type", Severity.ERROR, "A method is not a text.", section.REQUESTS)
JSONRPC_VERSION = Rule("jsonrpc-version", Severity.ERROR, 'The member "jsonrpc" is not "2.0".', section.JSONRPC_MESSAGE)
RESULT_AND_ERROR = Rule(
    "result-and-error", Severity.ERROR, "A reply has both a result and an error.", section.RESPONSES
)
ERROR_NULL = Rule("error-null", Severity.WARNING, 'A result has "error": null beside it.', section.RESPONSES)
RESULT_NULL = Rule("result-null-beside-error", Severity.WARNING, 'An error has "result": null beside it.',
                   section.RESPONSES)  # fmt: skip
METHOD_IN_REPLY = Rule(
    "method-and-reply", Severity.ERROR, "A message is a call and a reply at once.", section.JSONRPC_RESPONSE
)
PARAMS_SHAPE = Rule("params-shape", Severity.ERROR, "The params are not an object.", section.REQUESTS)
RESULT_SHAPE = Rule("result-shape", Severity.ERROR, "A result is not an object.", section.RESULTS)
UNKNOWN_MEMBER = Rule(
    "envelope-member", Severity.NOTE, "A message has a member JSON-RPC does not know.", section.JSONRPC_MESSAGE
)
BATCH = Rule(
    "batch",
    Severity.ERROR,
    "A batch was sent in a revision that has none.",
    section.BATCHING,
    tuple(revision for revision in REVISIONS if revision != "2025-03-26"),
)
BATCH_EMPTY = Rule("batch-empty", Severity.ERROR, "A batch holds no message.", section.JSONRPC_BATCH, ("2025-03-26",))

_TWICE_TOLD: Final = 10
_MEMBERS: Final = frozenset({"jsonrpc", "id", "method", "params", "result", "error"})
_HUGE_NUMBER: Final = re.compile(rb"\d(?:[eE]\+?\d{3}|(?<!\d\d)\d{308})")
"""What a number has to have to be beyond floating point. It begins with a digit whatever follows: what is no digit is
passed over five times as fast then, and a search holds the interpreter."""

_BLOCK: Final = 100_000
_LONGEST_NUMBER: Final = 400
_SEARCHED: Final = 2_000_000
"""Bytes that are searched for numbers no one can read."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_HEADER_LINE: Final = re.compile(rb"\s*content-(length|type)\s*:", re.IGNORECASE)
_FRAGMENT: Final = re.compile(rb'\s*([\[\]{}],?|"[^"]*"\s*:.*)\s*\Z', re.DOTALL)


def check_bytes(context: Context) -> Steps:
    """Check that the bytes are UTF-8 without a mark before it."""
    raw = context.raw
    if raw.startswith(b"\xef\xbb\xbf"):
        yield Said(BYTE_ORDER_MARK, "The message begins with the bytes EF BB BF, a byte order mark.")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        yield Said(NOT_UTF8, f"Byte {error.start} is not valid UTF-8; it was replaced so that the rest can be read.")


def check_json(context: Context) -> Steps:
    """Check that the bytes are JSON, and say what they look like where they are not."""
    message, raw = context.message, context.raw
    if message.shape is not Shape.NOT_JSON:
        return
    if raw and not raw.strip():
        yield Said(BLANK_LINE, "The line is empty; each line has to be a message.")
    elif _HEADER_LINE.match(raw[:100]):
        yield Said(CONTENT_LENGTH, "The line is a header of another framing; each line has to be a whole message.")
    elif len(raw) < 10_000 and _FRAGMENT.match(raw):
        yield Said(PRETTY_PRINTED, "The line is a part of JSON; a message must not contain line ends.")
    else:
        start = raw[:60].decode("utf-8", errors="replace").strip()
        yield Said(NOT_JSON, f"{shown(start)} is not JSON: {message.problem or 'nothing could be read.'}")


def check_text(context: Context) -> Steps:
    """Check what a JSON decoder lets pass or hides."""
    raw = context.raw
    if context.message.value is MISSING:
        return
    yield from _numbers(context.message, raw)
    if rb"\u" in raw:
        yield from _lone_surrogates(context.message)
    yield None
    if 0 < len(raw) <= MAX_REPARSED:
        for name in _given_twice(raw):
            yield Said(DUPLICATE_KEY, f"An object has the member {shown(name)} twice; the last one was taken.")


def _numbers(message: Message, raw: bytes) -> Steps:
    """Look for numbers that are none; walks through the values only where the bytes give reason to."""
    for word in (b"NaN", b"Infinity"):
        if word in raw:
            yield from _infinite(message, NOT_A_NUMBER, "JSON has no number {}.")
            return
        yield None
    for start in range(0, min(len(raw), _SEARCHED), _BLOCK):
        if _HUGE_NUMBER.search(raw, start, start + _BLOCK + _LONGEST_NUMBER):
            yield from _infinite(message, NUMBER_RANGE, "The number is beyond floating point, and was read as {}.")
            return
        yield None


def _infinite(message: Message, rule: Rule, sentence: str) -> Steps:
    for found in paced(everywhere(message.value)):
        if found is None:
            yield None
        elif isinstance(found[1], float) and not math.isfinite(found[1]):
            yield Said(rule, sentence.format(shown(found[1])), found[0])


def _lone_surrogates(message: Message) -> Steps:
    for found in paced(everywhere(message.value)):
        if found is None:
            yield None
        elif isinstance(found[1], str) and _SURROGATE.search(found[1]):
            yield Said(LONE_SURROGATE, "The text holds half of a surrogate pair, which is no character.", found[0])


def _given_twice(raw: bytes) -> list[str]:
    """Give the names of members that one object has twice; decoders keep the last and say nothing."""
    names: list[str] = []

    def build(pairs: list[tuple[str, Any]]) -> None:
        if len(names) < _TWICE_TOLD and len({name for name, _ in pairs}) != len(pairs):
            names.extend(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)

    try:
        json.loads(raw, object_pairs_hook=build)
    except (ValueError, RecursionError):
        return []
    return names[:_TWICE_TOLD]


def check_envelope(context: Context) -> Steps:
    """Check the members every message has."""
    message = context.message
    if message.shape is Shape.BATCH:
        yield Said(BATCH, f"{len(message.value)} messages came as one batch.")
        if not message.value:
            yield Said(BATCH_EMPTY, "The batch is an empty list.")
    elif message.shape is Shape.OTHER_JSON:
        yield from _no_message(message)
    value = message.value
    if not isinstance(value, dict):
        return
    version = value.get("jsonrpc", MISSING)
    if version != "2.0":
        said = "is missing" if version is MISSING else f"is {shown(version)}"
        yield Said(JSONRPC_VERSION, f'"jsonrpc" {said}; it must be "2.0".', "/jsonrpc")
    for name in [name for name in value if name not in _MEMBERS][:5]:
        yield Said(UNKNOWN_MEMBER, f"{shown(name)} is no member of a JSON-RPC message.", step(name))
    if message.params is not MISSING and not isinstance(message.params, dict):
        yield Said(PARAMS_SHAPE, f"The params are {shown(message.params)} and not an object.", "/params")


def _no_message(message: Message) -> Steps:
    value = message.value
    if isinstance(value, dict) and "method" in value:
        yield Said(METHOD_TYPE, f"The method is {shown(value['method'])} and not a text.", "/method")
    elif isinstance(value, dict):
        yield Said(NOT_A_MESSAGE, "It has neither a method, nor a result, nor an error.")
    else:
        yield Said(NOT_A_MESSAGE, f"It is {shown(value)} and not an object.")


def check_reply(context: Context) -> Steps:
    """Check that a reply is one thing only."""
    message = context.message
    if not isinstance(message.value, dict):
        return
    has_result, has_error = message.result is not MISSING, message.error is not MISSING
    if "method" in message.value:
        if has_result or has_error:
            yield Said(METHOD_IN_REPLY, "The message has a method and a result or an error too.", "/method")
        return
    if has_result and has_error:
        if message.error is None:
            yield Said(ERROR_NULL, '"error" is null beside a result; it should be left out.', "/error")
        elif message.result is None:
            yield Said(RESULT_NULL, '"result" is null beside an error; it should be left out.', "/result")
        else:
            yield Said(RESULT_AND_ERROR, "The reply has both a result and an error.", "/error")
    if message.shape is Shape.RESULT and not isinstance(message.result, dict):
        yield Said(RESULT_SHAPE, f"The result is {shown(message.result)} and not an object.", "/result")


RULES: Final = (
    NOT_JSON, NOT_UTF8, BYTE_ORDER_MARK, CONTENT_LENGTH, PRETTY_PRINTED, BLANK_LINE, DUPLICATE_KEY, LONE_SURROGATE,
    NOT_A_NUMBER, NUMBER_RANGE, NOT_A_MESSAGE, METHOD_TYPE, JSONRPC_VERSION, RESULT_AND_ERROR, ERROR_NULL, RESULT_NULL,
    METHOD_IN_REPLY, PARAMS_SHAPE, RESULT_SHAPE, UNKNOWN_MEMBER, BATCH, BATCH_EMPTY,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_bytes, check_json, check_text, check_envelope, check_reply)
