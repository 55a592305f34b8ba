"""Why an HTTP request got no answer: httpx's exceptions, and replies that hold none, as failures."""

import errno
import time
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from inspector.servers.definition import NetworkSettings
from inspector.transports.base import OpenError
from inspector.transports.failure import Failure, Reason
from inspector.transports.proxies import proxy_of, without_password
from inspector.transports.tls import explain_tls, tls_error

_DETAIL_KEPT: Final = 4_000
REDIRECTS: Final = (301, 302, 303, 307, 308)


class Undelivered(Exception):
    """A request got no answer, or none that can be used; carries the failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


def translate(error: httpx.HTTPError | httpx.InvalidURL, settings: NetworkSettings) -> Failure:
    """Say what an exception of httpx means for the user."""
    url = settings.url
    encrypted = tls_error(error)
    if encrypted is not None and not isinstance(error, httpx.TimeoutException):
        why, helps = explain_tls(encrypted)
        return Failure(Reason.CONNECT, f'No secure connection to "{url}": {why}.', helps)
    if isinstance(error, httpx.ProxyError):
        return _proxy_refused(error, settings)
    if isinstance(error, httpx.ConnectTimeout):
        return Failure(
            Reason.CONNECT,
            f'Nothing answered at "{url}" within {settings.connect_timeout:g} seconds.',
            "Check host and port, and whether a firewall is in the way.",
        )
    if isinstance(error, httpx.ConnectError):
        return _not_connected(error, settings)
    if isinstance(error, (httpx.LocalProtocolError, httpx.InvalidURL)):
        return Failure(Reason.HTTP, f'The request to "{url}" could not be written: {error}.', "Correct its headers.")
    if isinstance(error, httpx.RemoteProtocolError):
        return Failure(
            Reason.CLOSED,
            f'The server at "{url}" broke the connection or HTTP itself: {error}',
            "What came before is in the message log.",
        )
    why = _root_text(error) or "the other side closed it"
    return Failure(Reason.CLOSED, f'The connection to "{url}" was lost: {why}.', _after_loss(settings))


def _after_loss(settings: NetworkSettings) -> str:
    """Say what helps. A server that wants a client certificate may cut the connection before its alert is read."""
    if settings.url.lower().startswith("https:") and settings.tls.certificate_file is None:
        return "Try again; if the server wants a client certificate, name one in the TLS settings."
    return "Try again."


def _proxy_refused(error: httpx.ProxyError, settings: NetworkSettings) -> Failure:
    asks = "407" in str(error)
    return Failure(
        Reason.CONNECT,
        f'The proxy "{_proxy_name(settings)}" did not let the connection to "{settings.url}" through: {error}.',
        "Write name and password into the proxy's URL." if asks else "Check the proxy, or go without one.",
    )


def _not_connected(error: httpx.ConnectError, settings: NetworkSettings) -> Failure:
    text = _root_text(error)
    place = f'at "{settings.url}"'
    proxy = _proxy_name(settings)
    if proxy:
        place += f' through the proxy "{proxy}"'
    if "refused" in text.lower() or str(errno.ECONNREFUSED) in text or "All connection attempts failed" in text:
        why, helps = "nothing listens there", "Start the server, and check host and port."
    elif "name" in text.lower() or "getaddrinfo" in text or "nodename" in text:
        why, helps = "the host name could not be resolved", "Check the spelling of the host."
    else:
        why, helps = text or "the other side closed the connection at once", "Check host and port."
    return Failure(Reason.CONNECT, f"Nothing could be reached {place}: {why}.", helps)


def _proxy_name(settings: NetworkSettings) -> str:
    try:
        proxy = proxy_of(settings)
    except OpenError:
        return ""
    return without_password(proxy) if proxy else ""


def _root_text(error: BaseException) -> str:
    text = str(error)
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__ or error
        text = str(error) or text
    return text


def no_answer(response: httpx.Response, body: bytes, url: str) -> Failure:
    """Say why an HTTP reply holds no answer; status and headers go along as they came."""
    status = f"{response.status_code} {response.reason_phrase}".rstrip()
    reason, sentence, helps = _verdict(response, f'The server at "{url}"', status)
    return Failure(
        reason,
        sentence,
        helps,
        response.status_code,
        tuple(response.headers.multi_items()),
        body[:_DETAIL_KEPT].decode("utf-8", errors="replace"),
    )


def _verdict(response: httpx.Response, server: str, status: str) -> tuple[Reason, str, str]:
    code, target = response.status_code, response.headers.get("location")
    if code in (401, 403):
        helps = 'Give credentials, for example with the header "Authorization".'
        return Reason.AUTHORIZATION, f"{server} wants authorization first ({status}).", helps
    if response.is_success:
        sentence = f"{server} ended its reply ({status}) without an answer to the request."
        return Reason.HTTP, sentence, "The reply is in the message log."
    if code in REDIRECTS and target is not None:
        sentence = f'{server} answered {status} and points to "{target}", which was not followed.'
        return Reason.HTTP, sentence, "Connect to that address instead if you trust it."
    seconds = retry_after(response.headers)
    if seconds is not None:
        unit = "second" if seconds == 1 else "seconds"
        return Reason.HTTP, f"{server} answered {status} and asks to wait {seconds} {unit}.", "Wait, then try again."
    return Reason.HTTP, f"{server} answered {status}.", _STATUS_HELP.get(code, "The reply is in the message log.")


def retry_after(headers: httpx.Headers) -> int | None:
    """Give the whole seconds of `Retry-After` (RFC 9110, 10.2.3), which may be a date; None if it says nothing."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    try:
        moment = parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0, round(moment - time.time()))


_STATUS_HELP: Final = {
    400: "It did not accept the request; the reply in the message log may say why.",
    404: "Check the path of the URL; it is often /mcp.",
    405: "The address exists but does not take this kind of request; check the path of the URL.",
    406: "It did not accept the Accept header.",
    407: "A proxy wants name and password; write them into the proxy's URL.",
    415: "It did not accept the Content-Type header.",
    429: "It asks for fewer requests; wait, then try again.",
    502: "A proxy before the server got no good answer from it; look at the server's own log.",
    503: "It is overloaded or just starting; wait, then try again.",
    504: "A proxy before the server waited too long for it.",
}
