"""The `mcpServers` file that most clients keep their servers in.

    {"mcpServers": {"weather": {"command": "uvx", "args": ["weather"], "env": {"KEY": "value"}, "cwd": "/srv"},
                    "remote": {"url": "https://example.com/mcp", "headers": {"Authorization": "Bearer …"}}}}

A `url` may have any scheme there is a transport for; `"type": "websocket"` makes an http address one of WebSocket,
and `"subprotocol"` says what is offered there. VS Code's `servers` member is read too. What cannot be understood is
said in a sentence; nothing is started.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from inspector.servers.addresses import AddressError, settings_for
from inspector.servers.definition import ServerDefinition, Settings, StdioSettings, WebSocketSettings

_MAX_BYTES: Final = 10_000_000
_MEMBERS: Final = ("mcpServers", "servers")
_WEBSOCKET: Final = ("websocket", "ws")


class ConfigError(Exception):
    """A configuration could not be read; the text says what, why and what helps."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The servers of a file, in its order, and sentences about entries that were passed over."""

    servers: tuple[ServerDefinition, ...]
    problems: tuple[str, ...] = ()

    def named(self, name: str) -> ServerDefinition:
        """Give one server by its name, or raise `ConfigError` with the names there are."""
        for server in self.servers:
            if server.name == name:
                return server
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
    problems: list[str] = []
    for name, entry in entries.items():
        try:
            servers.append(_definition(name, entry))
        except ConfigError as error:
            problems.append(str(error))
    return Configuration(tuple(servers), tuple(problems))


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
        return replace(settings, subprotocol=str(subprotocol) if subprotocol else None)
    return settings


def _stdio(name: str, entry: dict[str, Any]) -> StdioSettings:
    command, args, cwd = entry["command"], entry.get("args") or [], entry.get("cwd")
    if not isinstance(command, str) or not command:
        raise ConfigError(f'The server "{name}" was passed over, because its "command" is not a text.')
    if not isinstance(args, list) or not all(isinstance(arg, (str, int, float)) for arg in args):
        raise ConfigError(f'The server "{name}" was passed over, because its "args" are not a list of texts.')
    env = _strings(name, "env", entry.get("env") or {})
    return StdioSettings(command, tuple(str(arg) for arg in args), env, cwd if isinstance(cwd, str) else None)


def _strings(name: str, member: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, (str, int, float)) for item in value.values()):
        raise ConfigError(f'The server "{name}" was passed over, because its "{member}" is not an object of texts.')
    return {str(key): str(item) for key, item in value.items()}
