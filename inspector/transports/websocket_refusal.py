"""Why a WebSocket could not be opened, in a sentence."""

import re
from typing import Final

from websockets.exceptions import InvalidURI
from websockets.http11 import Response
from websockets.uri import parse_uri

from inspector.servers.definition import WebSocketSettings
from inspector.transports.failure import Failure, Reason
from inspector.transports.websocket_wire import WebSocketWire

_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_VALUE: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*\Z")
_DETAIL_KEPT: Final = 4_000


def check_settings(settings: WebSocketSettings) -> Failure | None:
    """Tell what of the settings cannot be sent, or nothing (RFC 9110, 5.1 and 5.5; RFC 6455, 3 and 4.1)."""
    try:
        parse_uri(settings.url)
    except (InvalidURI, ValueError) as error:
        return Failure(
            Reason.START,
            f'"{settings.url}" is no address of a WebSocket: {_deepest(error)}.',
            "Write it as ws://host:port/path or wss://host/path.",
        )
    if settings.subprotocol is not None and not _NAME.match(settings.subprotocol):
        return Failure(
            Reason.START,
            f"The subprotocol {settings.subprotocol!r} cannot be offered, because it is not one word of ASCII.",
            "Correct it; without one, none is offered.",
        )
    for name, value in settings.headers:
        if not _NAME.match(name) or not _VALUE.match(value):
            return Failure(
                Reason.START,
                f"The header {name!r} cannot be sent, because it has characters that HTTP does not allow.",
                "Correct the headers of this server.",
            )
    return None


def refusal(wire: WebSocketWire, error: Exception, url: str) -> Failure:
    """Say why the handshake failed: the status if it is another than 101, else what is wrong with it."""
    response = wire.response
    if response is not None and response.status_code != 101:
        return _by_status(response, url)
    if wire.head is not None:
        return Failure(
            Reason.CONNECT,
            f'The server at "{url}" answered the WebSocket handshake wrongly: {_deepest(error)}.',
            "Its answer is in the message log.",
        )
    return Failure(
        Reason.CONNECT,
        f'The server at "{url}" did not answer the WebSocket handshake with HTTP: {_deepest(error)}.',
        "Check whether the port speaks WebSocket, and whether it wants wss:// instead of ws://, or the other way.",
    )


def _by_status(response: Response, url: str) -> Failure:
    status, phrase = response.status_code, response.reason_phrase
    headers = tuple(response.headers.raw_items())
    detail = bytes(response.body)[:_DETAIL_KEPT].decode("utf-8", errors="replace")
    said = f"{status} {phrase}".rstrip()
    if status in (401, 403):
        return Failure(
            Reason.AUTHORIZATION,
            f'The server at "{url}" wants authorization first ({said}).',
            'Give credentials, for example with the header "Authorization".',
            status, headers, detail,
        )  # fmt: skip
    if 300 <= status < 400:
        target = response.headers.get("Location", "")
        return Failure(
            Reason.HTTP,
            f'"{url}" redirects to "{target}", which was not followed, so that credentials stay.',
            "Connect to that address instead if you trust it.",
            status, headers, detail,
        )  # fmt: skip
    helps = _STATUS_HELP.get(status, "Its answer is in the message log.")
    return Failure(
        Reason.HTTP, f'The server at "{url}" refused the WebSocket ({said}).', helps, status, headers, detail
    )


def _deepest(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error).rstrip(".")


_STATUS_HELP: Final = {
    200: "The address is a web page or a service of another kind; check the path of the URL.",
    400: "It did not accept the handshake: check the path of the URL; another subprotocol, or none, may help too.",
    404: "Check the path of the URL; it is often /ws or /mcp.",
    405: "The address exists but does not take WebSockets; check the path of the URL.",
    426: "It wants another version of the protocol; its answer is in the message log.",
    429: "It asks for fewer connections; wait, then try again.",
}
