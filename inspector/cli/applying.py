"""Options the server's transport has no use for are refused: whoever writes `--insecure` believes that it matters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from inspector.cli.arguments import Arguments, UsageError
from inspector.servers.definition import (
    HttpSettings,
    NetworkSettings,
    ServerDefinition,
    Settings,
    SseSettings,
    StdioSettings,
    TcpSettings,
    UnixSettings,
    WebSocketSettings,
)


@dataclass(frozen=True, slots=True)
class _Option:
    """An option, whether it was written, what it means something to, and why it means nothing to all else."""

    name: str
    written: Callable[[Arguments], bool]
    suits: Callable[[Settings], bool]
    why: str


def refuse_idle_options(servers: Sequence[ServerDefinition], arguments: Arguments) -> None:
    """Raise `UsageError` for an option that none of the servers it is written for has a use for."""
    for option in _OPTIONS:
        if servers and option.written(arguments) and not any(option.suits(server.settings) for server in servers):
            place = f'"{servers[0].target}"' if len(servers) == 1 else "any server of the configuration"
            raise UsageError(f'"{option.name}" does not apply to {place}: {option.why}. Leave it out.')


def _is_encrypted(settings: Settings) -> bool:
    if isinstance(settings, TcpSettings):
        return settings.tls is not None
    return isinstance(settings, NetworkSettings)  # http:// too: it may redirect to https://


def _has_headers(settings: Settings) -> bool:
    return isinstance(settings, NetworkSettings)


def _is_connected(settings: Settings) -> bool:
    return isinstance(settings, (NetworkSettings, TcpSettings, UnixSettings))


def _is_over_http(settings: Settings) -> bool:
    return isinstance(settings, (HttpSettings, SseSettings))


def _is_websocket(settings: Settings) -> bool:
    return isinstance(settings, WebSocketSettings)


def _is_started(settings: Settings) -> bool:
    return isinstance(settings, StdioSettings)


_PLAIN: Final = "TLS is spoken with https://, wss:// and tls:// addresses"
_ADDRESSED: Final = "it is for servers over HTTP and WebSocket"
_STARTED: Final = "it is for a server that is started by its command"

_OPTIONS: Final = (
    _Option("--ca", lambda found: found.network.ca is not None, _is_encrypted, _PLAIN),
    _Option("--cert", lambda found: found.network.cert is not None, _is_encrypted, _PLAIN),
    _Option("--key", lambda found: found.network.key is not None, _is_encrypted, _PLAIN),
    _Option("--insecure", lambda found: found.network.insecure, _is_encrypted, _PLAIN),
    _Option("--header", lambda found: bool(found.headers), _has_headers, _ADDRESSED),
    _Option("--proxy", lambda found: found.network.proxy is not None, _has_headers, _ADDRESSED),
    _Option(
        "--connect-timeout",
        lambda found: found.network.connect_timeout is not None,
        _is_connected,
        "it is for servers at an address that this program knows how to connect to",
    ),
    _Option(
        "--transport",
        lambda found: found.network.transport is not None,
        _is_over_http,
        "it chooses between the two transports over HTTP",
    ),
    _Option("--subprotocol", lambda found: found.subprotocol is not None, _is_websocket, "it is for WebSocket servers"),
    _Option("--env", lambda found: bool(found.env), _is_started, _STARTED),
    _Option("--cwd", lambda found: found.cwd is not None, _is_started, _STARTED),
)
