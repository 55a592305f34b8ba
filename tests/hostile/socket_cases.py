"""What a session must come to with each hostile server over a WebSocket, and with some of stdio's over TCP."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from tests.hostile.case import Case, ended, found, not_opened, unanswered
from tests.hostile.stdio_cases import STDIO_CASES

_BREAKS: Final = "request-unanswered"

WEBSOCKET_CASES: Final[Mapping[str, Case]] = {
    "ws-good": found(tools=2, eras=("auto", "2025-11-25")),
    "ws-binary": found("websocket-binary"),
    "ws-fragments": found(),
    "ws-byte-by-byte": found(),
    "ws-bad-utf8": found("not-utf8"),
    "ws-bad-utf8-binary": found("not-utf8", "websocket-binary"),
    "ws-empty": found("not-json"),
    "ws-invalid-json": found("not-json"),
    "ws-two-in-a-frame": unanswered("not-json"),
    "ws-pretty": found(),
    "ws-twenty-megabytes": found(),
    "ws-ping-flood": found(),
    "ws-pongs-unasked": found(),
    "ws-note-flood": found("log-undeclared"),
    "ws-masked": ended(_BREAKS),
    "ws-reserved-bits": ended(_BREAKS),
    "ws-reserved-opcode": ended(_BREAKS),
    "ws-continuation-of-nothing": ended(_BREAKS),
    "ws-begins-twice": ended(_BREAKS),
    "ws-long-ping": ended(_BREAKS),
    "ws-fragmented-ping": ended(_BREAKS),
    "ws-length-lies": ended(_BREAKS),
    "ws-length-not-least": found("not-a-message"),
    "ws-close-1000": ended(_BREAKS),
    "ws-close-1011": ended(_BREAKS),
    "ws-close-4999": ended(_BREAKS),
    "ws-close-empty": ended(_BREAKS),
    "ws-close-one-byte": ended(_BREAKS),
    "ws-close-reserved": ended(_BREAKS),
    "ws-close-bad-reason": ended(_BREAKS),
    "ws-no-websocket": ended(_BREAKS),
    "ws-half-a-frame": ended(_BREAKS),
    "ws-half-a-message": ended(_BREAKS),
    "ws-vanishes": ended(_BREAKS),
    "ws-resets": ended(_BREAKS),
    "ws-silent": unanswered(),
    "ws-no-subprotocol": found("websocket-subprotocol", tools=2),
    "ws-other-subprotocol": found("websocket-subprotocol", tools=2),
    "ws-extension-unasked": not_opened("connect"),
    "ws-wrong-key": not_opened("connect"),
    "ws-200": not_opened("http"),
    "ws-401": not_opened("authorization"),
    "ws-redirects": not_opened("http"),
    "ws-no-http": not_opened("connect"),
    "ws-closes-at-once": not_opened("connect", eras=("auto", "2025-11-25")),
    "ws-head-for-ever": not_opened("connect"),
    "ws-frames-with-head": found("log-undeclared", tools=2),
}

_OVER_TCP: Final = (
    "good-after-all", "invalid-json", "bad-utf8", "byte-order-mark", "content-length-framing", "crlf", "blank-lines",
    "nul-bytes", "byte-by-byte", "fifty-megabytes", "deep-nesting", "ten-thousand-digits", "json-but-no-message",
    "id-null", "result-and-error", "answers-twice", "batch-of-junk", "notification-flood", "ping-flood",
    "exits-mid-line", "exits-during-call", "killed-during-call", "never-writes", "request-ids-deep",
)  # fmt: skip

_OF_PROCESSES: Final = {"stdout-noise", "process-crashed", "process-ignored-close"}

TCP_CASES: Final[Mapping[str, Case]] = {
    name: replace(STDIO_CASES[name], findings=STDIO_CASES[name].findings - _OF_PROCESSES) for name in _OVER_TCP
}
