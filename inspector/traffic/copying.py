"""A record as a command that does the same once more: with curl, or with this program."""

import json
import shlex
from typing import Any, Final
from urllib.parse import urlsplit

from inspector.jsonrpc.message import parse
from inspector.protocol import methods
from inspector.traffic.capture import SessionRow
from inspector.traffic.http_head import read_head

_LEFT_TO_CURL: Final = ("host", "content-length", "connection", "accept-encoding", "user-agent", "transfer-encoding")
"""Headers that curl writes itself, or that say nothing."""

_COMMANDS: Final = {
    methods.CALL_TOOL: ("call", "name", "arguments"),
    methods.GET_PROMPT: ("get", "name", "arguments"),
    methods.READ_RESOURCE: ("read", "uri", None),
}
_OWN_PARAMS: Final = ("_meta",)


def curl_command(head: bytes, body: bytes, session: SessionRow) -> str:
    """Give the curl command that sends an HTTP request again. `head` is the request's line and headers."""
    read = read_head(head)
    method, _, rest = read.first.partition(" ")
    scheme = urlsplit(session.target).scheme or "http"
    words = ["curl", "--no-buffer", "-X", method, f"{scheme}://{read.value('host')}{rest.rpartition(' ')[0]}"]
    for name, value in read.headers:
        if name.lower() not in _LEFT_TO_CURL:
            words += ["-H", f"{name}: {value}"]
    if body:
        words += ["--data-raw", body.decode("utf-8", errors="replace")]
    return _joined(words)


def loupe_command(raw: bytes, session: SessionRow) -> str | None:
    """Give the command of this program that sends a request again; None for what is no request or notification."""
    message = parse(raw)
    if message.method is None:
        return None
    params = message.params if isinstance(message.params, dict) else {}
    words = ["mcp-loupe", *_what(message.method, params, raw)]
    return _joined([*words[:1], *_placed(words[1:], session)])


def _what(method: str, params: dict[str, Any], raw: bytes) -> list[str]:
    command, subject, arguments = _COMMANDS.get(method, ("", "", None))
    known = {subject, arguments, *_OWN_PARAMS}
    if not command or not isinstance(params.get(subject), str) or set(params) - known:
        return ["send", raw.decode("utf-8", errors="replace").strip()]
    words = [command, params[subject]]
    given = params.get(arguments) if arguments else None
    return [*words, "--args", json.dumps(given, ensure_ascii=False)] if given else words


def _placed(words: list[str], session: SessionRow) -> list[str]:
    """Say which server: a URL comes before the subject, a command line last."""
    if session.transport == "stdio":
        return [*words, "--", *shlex.split(session.target)]
    return [words[0], session.target, *words[1:]]


def _joined(words: list[str]) -> str:
    return " ".join(shlex.quote(word) for word in words)
