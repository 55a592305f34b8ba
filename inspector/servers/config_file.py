"""The `mcpServers` file that most clients keep their servers in.

    {"mcpServers": {"weather": {"command": "uvx", "args": ["weather"], "env": {"KEY": "value"}, "cwd": "/srv"},
                    "remote": {"url": "https://example.com/mcp", "headers": {"Authorization": "Bearer …"}}}}

A `url` may have any scheme there is a transport for; `"type": "websocket"` makes an http address one of WebSocket,
and `"subprotocol"` says what is offered there. The type of an http address may be `sse`, `streamable-http`, or `http`,
which like none tries both. Members of our own are `tls` (`ca`, `cert`, `key`: files; `verify`), `proxy` and
`connectTimeout` (seconds), and those of `config_terms`. VS Code's `servers` member is read too. What cannot be
understood is said in a sentence; nothing is started.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

from inspector.servers.addresses import AddressError, settings_for
from inspector.servers.config_terms import with_terms
from inspector.servers.definition import (
    HttpSettings,
    NetworkSettings,
    ServerDefinition,
    Settings,
    SseSettings,
    StdioSettings,
    TcpSettings,
    TlsSettings,
    UnixSettings,
    WebSocketSettings,
    older_settings,
)

_MAX_BYTES: Final = 10_000_000
_MAX_SECONDS: Final = 1e6
_MEMBERS: Final = ("mcpServers", "servers")
_WEBSOCKET: Final = ("websocket", "ws")


class ConfigError(Exception):
    """A configuration could not be read; the text says what, why and what helps."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The servers of a file, in its order.

    By the name of the server: `passed_over` has a sentence for each entry that cannot be used, `left_out` those about
    members that the server is used without.
    """

    servers: tuple[ServerDefinition, ...]
    passed_over: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[str, ...]:
        """All sentences there are."""
        return (*self.passed_over.values(), *chain.from_iterable(self.left_out.values()))

    def named(self, name: str) -> ServerDefinition:
        """Give one server by its name, or raise `ConfigError`: why it was passed over, or the names there are."""
        for server in self.servers:
            if server.name == name:
                return server
        if name in self.passed_over:
            raise ConfigError(self.passed_over[name])
        known = ", ".join(f'"{server.name}"' for server in self.servers) or "none"
        raise ConfigError(f'The configuration has no server "{name}". It has: {known}.')


def read_config(path: Path) -> Configuration:
    """Read a file; raises `ConfigError`."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ConfigError(f'The configuration "{path}" is over {_MAX_BYTES // 1_000_000} MB and was not read.')
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(f'The configuration "{path}" does not exist. Check the path.') from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f'The configuration "{path}" could not be read: {error}.') from error
    try:
        return parse_config(json.loads(text))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ConfigError(f'The configuration "{path}" is not JSON: {error.msg} at {place}. Mend it there.') from error
    except RecursionError as error:
        raise ConfigError(f'The configuration "{path}" is nested too deeply.') from error
    except ConfigError as error:
        raise ConfigError(f'The configuration "{path}" names no servers: {error}') from error


def parse_config(value: Any) -> Configuration:
    """Read decoded JSON; raises `ConfigError` where it holds no servers at all."""
    entries = _entries(value)
    servers: list[ServerDefinition] = []
    passed_over: dict[str, str] = {}
    left_out: dict[str, tuple[str, ...]] = {}
    for name, entry in entries.items():
        try:
            server, left_out[name] = with_terms(_definition(name, entry), entry)
            servers.append(server)
        except ConfigError as error:
            passed_over[name] = str(error)
    return Configuration(tuple(servers), passed_over, left_out)


def _entries(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        for member in _MEMBERS:
            if isinstance(value.get(member), dict):
                return dict(value[member])
    raise ConfigError('it needs an object "mcpServers" with one member for each server.')


def _definition(name: str, entry: Any) -> ServerDefinition:
    if not isinstance(entry, dict):
        raise ConfigError(f'The server "{name}" was passed over, because its entry is not an object.')
    if "command" in entry:
        return ServerDefinition(name, _stdio(name, entry))
    url = entry.get("url", entry.get("serverUrl", entry.get("httpUrl")))
    if isinstance(url, str):
        return ServerDefinition(name, _address(name, url, entry))
    raise ConfigError(f'The server "{name}" was passed over, because it has neither "command" nor "url".')


def _address(name: str, url: str, entry: dict[str, Any]) -> Settings:
    headers = _strings(name, "headers", entry.get("headers") or {})
    if entry.get("type") in _WEBSOCKET and url.startswith("http"):
        url = f"ws{url[len('http') :]}"
    try:
        settings = settings_for(url, tuple(headers.items()))
    except AddressError as error:
        raise ConfigError(f'The server "{name}" was passed over. {error}') from error
    if isinstance(settings, WebSocketSettings) and "subprotocol" in entry:
        subprotocol = entry["subprotocol"]
        settings = replace(settings, subprotocol=str(subprotocol) if subprotocol else None)
    return _with_network(name, settings, entry)


def _with_network(name: str, settings: Settings, entry: dict[str, Any]) -> Settings:
    """Give settings with what an entry says of TLS, proxy, time and the kind of HTTP laid over them."""
    if not isinstance(settings, (NetworkSettings, TcpSettings, UnixSettings)):
        return settings
    seconds = entry.get("connectTimeout", settings.connect_timeout)
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 < seconds < _MAX_SECONDS:
        raise ConfigError(
            f'The server "{name}" was passed over, because its "connectTimeout" is not a time in seconds.'
        )
    settings = replace(settings, connect_timeout=float(seconds))
    if isinstance(settings, UnixSettings):
        return settings
    if entry.get("tls"):
        settings = replace(settings, tls=_tls(name, entry["tls"]))
    if isinstance(settings, TcpSettings):
        return settings
    proxy = entry.get("proxy")
    if proxy is not None and not isinstance(proxy, str):
        raise ConfigError(f'The server "{name}" was passed over, because its "proxy" is not a text.')
    settings = replace(settings, proxy=proxy)
    return _of_kind(settings, str(entry.get("type", ""))) if isinstance(settings, HttpSettings) else settings


def _of_kind(settings: HttpSettings, kind: str) -> HttpSettings | SseSettings:
    kind = kind.lower().replace("_", "").replace("-", "")
    if kind == "sse":
        return older_settings(settings)
    return replace(settings, older_too=kind != "streamablehttp")


def _tls(name: str, value: Any) -> TlsSettings:
    known = {"ca": str, "cert": str, "key": str, "verify": bool}
    if not isinstance(value, dict) or not all(isinstance(value[key], known.get(key, object)) for key in value):
        raise ConfigError(
            f'The server "{name}" was passed over, because its "tls" is not an object with the texts "ca", "cert" and '
            f'"key" and with "verify", true or false.'
        )
    return TlsSettings(value.get("verify", True), value.get("ca"), value.get("cert"), value.get("key"))


def _stdio(name: str, entry: dict[str, Any]) -> StdioSettings:
    command, args, cwd = entry["command"], entry.get("args") or [], entry.get("cwd")
    if not isinstance(command, str) or not command:
        raise ConfigError(f'The server "{name}" was passed over, because its "command" is not a text.')
    if not isinstance(args, list) or not all(isinstance(arg, (str, int, float)) for arg in args):
        raise ConfigError(f'The server "{name}" was passed over, because its "args" are not a list of texts.')
    if cwd is not None and not isinstance(cwd, str):
        raise ConfigError(f'The server "{name}" was passed over, because its "cwd" is not a text.')
    env = _strings(name, "env", entry.get("env") or {})
    return StdioSettings(command, tuple(str(arg) for arg in args), env, cwd)


def _strings(name: str, member: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, (str, int, float)) for item in value.values()):
        raise ConfigError(f'The server "{name}" was passed over, because its "{member}" is not an object of texts.')
    return {str(key): str(item) for key, item in value.items()}
