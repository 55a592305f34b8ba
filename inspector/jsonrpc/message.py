"""JSON-RPC 2.0 messages: a parse that never raises, and the bytes of our own messages.

Section numbers refer to https://www.jsonrpc.org/specification.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from inspector.jsonrpc.large import MOST_VALUES, Read, in_utf8, read_large

LARGE: Final = 1 << 20
"""Bytes from which on a message is read piece by piece."""

MISSING: Final = object()
"""Stands where a member is absent, because `null` is a value of its own."""


class Shape(StrEnum):
    """What a piece of text is, judged by the members it has and by nothing else."""

    REQUEST = "request"
    NOTIFICATION = "notification"
    RESULT = "result"
    ERROR = "error"
    BATCH = "batch"
    OTHER_JSON = "other JSON"
    NOT_JSON = "not JSON"


@dataclass(slots=True)
class Message:
    """What could be read from some bytes.

    `value` is the decoded JSON (`MISSING` where there is none); `id` is whatever the member `id` held, of
    any type, or `MISSING`; so is `params`, which replies do not have; `problem` says why the bytes are not JSON.
    """

    shape: Shape
    value: Any = MISSING
    id: Any = MISSING
    method: str | None = None
    params: Any = MISSING
    problem: str = ""
    is_cut: bool = False

    @property
    def result(self) -> Any:
        """The member `result`, or `MISSING`."""
        return self._member("result")

    @property
    def error(self) -> Any:
        """The member `error`, or `MISSING`."""
        return self._member("error")

    def _member(self, name: str) -> Any:
        return self.value.get(name, MISSING) if isinstance(self.value, dict) else MISSING


_read: Final = json.JSONDecoder().raw_decode
_write: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_WHITE: Final = " \t\n\r"
"""White space as JSON has it (RFC 8259, section 2)."""


def parse(raw: bytes) -> Message:
    """Read one message from `raw`; whatever the bytes are, a `Message` comes back.

    A leading byte order mark and surrounding white space are passed over; bytes that are not UTF-8 are
    replaced, so that a message with one bad byte still pairs with its request (the finding is lint's). A whole
    number of thousands of digits becomes what floating point makes of it. Of a large message with more than
    `MOST_VALUES` values only the outermost members are sure to be there.
    """
    if len(raw) >= LARGE:
        return _parse_large(raw)
    try:
        # Twice as fast as `json.loads` for small messages; what it does not take as it stands goes the long way.
        text = raw.decode()
        value, end = _read(text)
    except (ValueError, RecursionError):
        return _parse_thoroughly(raw)
    if end == len(text) or not text[end:].strip(_WHITE):
        return classify(value)
    return _parse_thoroughly(raw)


def _parse_thoroughly(raw: bytes) -> Message:
    try:
        return classify(json.loads(raw))
    except (ValueError, RecursionError) as error:
        return _parse_leniently(raw, error)


def _parse_leniently(raw: bytes, first_error: Exception) -> Message:
    text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    try:
        return classify(json.loads(text, parse_int=_whole))
    except (ValueError, RecursionError):
        return Message(Shape.NOT_JSON, problem=_why_not_json(first_error))


def _parse_large(raw: bytes) -> Message:
    try:
        return _classify_read(read_large(raw))
    except RecursionError as error:
        return Message(Shape.NOT_JSON, problem=_why_not_json(error))
    except ValueError as error:
        first_error = error
    if not isinstance(first_error, json.JSONDecodeError) or json.detect_encoding(raw[:4]) != "utf-8":
        with suppress(ValueError, RecursionError):
            return _classify_read(read_large(in_utf8(raw), parse_int=_whole))
    return Message(Shape.NOT_JSON, problem=_why_not_json(first_error))


def _classify_read(read: Read) -> Message:
    message = classify(read.value)
    if read.is_cut:
        message.is_cut = True
        message.problem = f"The message holds more than {MOST_VALUES:,} values, too many to be taken apart."
    return message


def _whole(text: str) -> int | float:
    """Read a whole number; one with more digits than Python takes to the nearest that JSON readers have."""
    try:
        return int(text)
    except ValueError:
        return float(text)


def _why_not_json(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "The JSON is nested too deeply to be read."
    if isinstance(error, UnicodeDecodeError):
        return f"Byte {error.start} is not valid UTF-8."
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}."
    return str(error)


def classify(value: Any) -> Message:
    """Tell the shape of decoded JSON from its members (sections 4, 5 and 6).

    A reply with both `result` and `error` counts as an error only if `error` is not null, because servers
    that send `"error": null` beside a result mean the result.
    """
    if not isinstance(value, dict):
        return Message(Shape.BATCH if isinstance(value, list) else Shape.OTHER_JSON, value)
    ident = value.get("id", MISSING)
    method = value.get("method")
    if isinstance(method, str):
        shape = Shape.NOTIFICATION if ident is MISSING else Shape.REQUEST
        return Message(shape, value, ident, method, value.get("params", MISSING))
    if value.get("error") is not None:
        return Message(Shape.ERROR, value, ident)
    if "result" in value:
        return Message(Shape.RESULT, value, ident)
    if "error" in value and ident is not MISSING:
        return Message(Shape.ERROR, value, ident)
    return Message(Shape.OTHER_JSON, value, ident)


def id_key(ident: Any) -> tuple[str, Any]:
    """Tell ids apart as JSON does: 1 is not "1", and 1.0 is 1."""
    if isinstance(ident, str):
        return "string", ident
    if isinstance(ident, bool) or not isinstance(ident, (int, float)):
        return "other", _text_of(ident)
    return "number", ident


def _text_of(value: Any) -> str:
    try:
        return repr(value)
    except RecursionError:  # it was read by a reader in C, which goes deeper
        return "(nested too deeply)"


def is_reply_or_call(message: Message) -> bool:
    """Tell whether decoded JSON is meant as JSON-RPC at all.

    An OAuth error body `{"error": "invalid_token"}` beside a 401 is not: an error must be an object, or stand
    beside `"jsonrpc"`.
    """
    if message.shape is Shape.ERROR:
        return isinstance(message.error, dict) or "jsonrpc" in message.value
    if message.shape is Shape.BATCH:
        return any(is_reply_or_call(classify(item)) for item in message.value[:10])
    return message.shape in (Shape.REQUEST, Shape.NOTIFICATION, Shape.RESULT)


def encode(message: Any) -> bytes:
    """Give the bytes of one message: compact UTF-8 JSON without a line end."""
    return _write(message).encode("utf-8", errors="surrogatepass")


def request(ident: int | str, method: str, params: dict[str, Any] | None) -> dict[str, Any]:
    """Make a request object (section 4); `params` of None is left out."""
    message: dict[str, Any] = {"jsonrpc": "2.0", "id": ident, "method": method}
    if params is not None:
        message["params"] = params
    return message


def notification(method: str, params: dict[str, Any] | None) -> dict[str, Any]:
    """Make a notification (section 4.1); `params` of None is left out."""
    message: dict[str, Any] = {"jsonrpc": "2.0", "method": method}
    if params is not None:
        message["params"] = params
    return message


def result(ident: Any, value: Any) -> dict[str, Any]:
    """Make the reply that grants a request (section 5)."""
    return {"jsonrpc": "2.0", "id": ident, "result": value}


def error(ident: Any, code: int, text: str, data: Any = MISSING) -> dict[str, Any]:
    """Make the reply that refuses a request (section 5.1)."""
    body: dict[str, Any] = {"code": code, "message": text}
    if data is not MISSING:
        body["data"] = data
    return {"jsonrpc": "2.0", "id": ident, "error": body}
