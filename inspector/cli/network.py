"""The options that say how an address is reached."""

import argparse
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from inspector.servers.definition import (
    DEFAULT_CONNECT_TIMEOUT,
    HttpSettings,
    Settings,
    SseSettings,
    TcpSettings,
    TlsSettings,
    UnixSettings,
    WebSocketSettings,
    older_settings,
)

TRANSPORTS: Final = ("http", "sse")
"""What `--transport` may be: Streamable HTTP and nothing else, or HTTP with SSE."""


Networked = HttpSettings | SseSettings | WebSocketSettings | TcpSettings | UnixSettings
"""Settings that the options say something of."""


@dataclass(frozen=True, slots=True)
class NetworkOptions:
    """What was written on the command line; None where nothing was. Times are seconds."""

    transport: str | None = None
    ca: str | None = None
    cert: str | None = None
    key: str | None = None
    insecure: bool = False
    proxy: str | None = None
    connect_timeout: float | None = None


def add_network_options(parser: argparse.ArgumentParser, seconds: Callable[[str], float]) -> None:
    """Add the options; `seconds` reads a time."""
    group = parser.add_argument_group("reaching an address")
    group.add_argument(
        "--transport", choices=TRANSPORTS, help="speak only Streamable HTTP, or HTTP with SSE (default: find out)"
    )
    group.add_argument("--ca", metavar="FILE", help="trust this certificate authority too (PEM)")
    group.add_argument("--cert", metavar="FILE", help="client certificate (PEM)")
    group.add_argument("--key", metavar="FILE", help="key of the client certificate, if it is in a file of its own")
    group.add_argument("--insecure", action="store_true", help="do not check the server's certificate")
    group.add_argument("--proxy", metavar="URL", help='HTTP proxy; "" goes without (default: that of the environment)')
    group.add_argument(
        "--connect-timeout",
        type=seconds,
        metavar="SECONDS",
        help=f"wait at most so long for a connection (default: {DEFAULT_CONNECT_TIMEOUT:g})",
    )


def network_options(found: argparse.Namespace) -> NetworkOptions:
    """Read what `add_network_options` added."""
    values: dict[str, Any] = {field.name: getattr(found, field.name) for field in dataclasses.fields(NetworkOptions)}
    return NetworkOptions(**values)


def with_network(settings: Networked, options: NetworkOptions, headers: tuple[tuple[str, str], ...]) -> Settings:
    """Give settings with the options and further headers laid over them."""
    seconds = options.connect_timeout or settings.connect_timeout
    if isinstance(settings, UnixSettings):
        return dataclasses.replace(settings, connect_timeout=seconds)
    if isinstance(settings, TcpSettings):
        tls = None if settings.tls is None else _with_tls(settings.tls, options)
        return dataclasses.replace(settings, tls=tls, connect_timeout=seconds)
    changed = dataclasses.replace(
        settings,
        headers=(*settings.headers, *headers),
        tls=_with_tls(settings.tls, options),
        proxy=settings.proxy if options.proxy is None else options.proxy,
        connect_timeout=seconds,
    )
    return _pinned(changed, options.transport)


def _pinned(settings: HttpSettings | SseSettings | WebSocketSettings, transport: str | None) -> Settings:
    if transport == "sse" and isinstance(settings, HttpSettings):
        return older_settings(settings)
    if transport == "http" and isinstance(settings, HttpSettings):
        return dataclasses.replace(settings, older_too=False)
    if transport == "http" and isinstance(settings, SseSettings):
        place = (settings.url, settings.headers, settings.tls, settings.proxy, settings.connect_timeout)
        return HttpSettings(*place, older_too=False)
    return settings


def _with_tls(tls: TlsSettings, options: NetworkOptions) -> TlsSettings:
    return TlsSettings(
        verify=tls.verify and not options.insecure,
        ca_file=options.ca or tls.ca_file,
        certificate_file=options.cert or tls.certificate_file,
        key_file=options.key if options.cert or options.key else tls.key_file,
    )
