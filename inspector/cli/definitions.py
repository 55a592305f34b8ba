"""From arguments to server definitions."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from inspector.cli.applying import refuse_idle_options
from inspector.cli.arguments import Arguments, UsageError
from inspector.cli.network import Networked, with_network
from inspector.servers.addresses import AddressError, settings_for
from inspector.servers.config_file import ConfigError, Configuration, read_config
from inspector.servers.definition import (
    ServerDefinition,
    Settings,
    StdioSettings,
    WebSocketSettings,
)


def definitions_for(arguments: Arguments) -> Configuration:
    """Give the servers the arguments name, options applied; raises `UsageError` or `ConfigError`."""
    if arguments.config is not None:
        found = read_config(arguments.config)
        written_for = found.servers if arguments.server is None else (found.named(arguments.server),)
        refuse_idle_options(written_for, arguments)
        return dataclasses.replace(found, servers=tuple(_apply(server, arguments) for server in found.servers))
    if arguments.argv:
        settings = StdioSettings(arguments.argv[0], arguments.argv[1:], arguments.env, arguments.cwd)
        return _only(_command_name(arguments.argv), settings, arguments)
    if arguments.url is not None:
        name = urlsplit(arguments.url).netloc or arguments.url
        return _only(name, _settings_for(arguments.url, arguments), arguments)
    return Configuration(())


def one_definition(arguments: Arguments, say: Callable[[str], None] = lambda _sentence: None) -> ServerDefinition:
    """Give the one server a command without a window speaks with; raises `UsageError` or `ConfigError`.

    What was left out of it, and what else cannot be used of a file that had to be searched, is said.
    """
    found = definitions_for(arguments)
    server = found.named(arguments.server) if arguments.server is not None else _only_one(found)
    told = found.problems if arguments.server is None else found.left_out.get(server.name, ())
    for sentence in told:
        say(sentence)
    return server


def _only_one(found: Configuration) -> ServerDefinition:
    if len(found.servers) == 1:
        return found.servers[0]
    if not found.servers:
        raise ConfigError(" ".join(("The configuration names no server that can be used.", *found.problems)))
    names = ", ".join(f'"{server.name}"' for server in found.servers)
    raise UsageError(f'The configuration has several servers; choose one with "--server NAME". It has: {names}.')


def _only(name: str, settings: Settings, arguments: Arguments) -> Configuration:
    server = _in_talk(ServerDefinition(name, settings), arguments)
    refuse_idle_options((server,), arguments)
    return Configuration((server,))


def _settings_for(address: str, arguments: Arguments) -> Settings:
    try:
        settings = _with_subprotocol(settings_for(address), arguments)
    except AddressError as error:
        raise UsageError(str(error)) from error
    if isinstance(settings, Networked):
        return with_network(settings, arguments.network, arguments.headers)
    return settings


def _with_subprotocol(settings: Settings, arguments: Arguments) -> Settings:
    wanted = arguments.subprotocol
    if wanted is None or not isinstance(settings, WebSocketSettings):
        return settings
    return dataclasses.replace(settings, subprotocol=wanted or None)


def _apply(server: ServerDefinition, arguments: Arguments) -> ServerDefinition:
    settings: Settings = server.settings
    if isinstance(settings, StdioSettings):
        env = {**settings.env, **arguments.env}
        settings = dataclasses.replace(settings, env=env, cwd=arguments.cwd or settings.cwd)
    elif isinstance(settings, Networked):
        settings = with_network(settings, arguments.network, arguments.headers)
    settings = _with_subprotocol(settings, arguments)
    return _in_talk(dataclasses.replace(server, settings=settings), arguments)


def _command_name(argv: tuple[str, ...]) -> str:
    """Name a server after what its command runs: the package for `npx` and `uvx`, the script for an interpreter."""
    words = [Path(word).name or word for word in argv if not word.startswith("-")]
    runners = {"npx", "uvx", "node", "python", "python3", "bunx", "deno", "uv", "run", "npm", "exec"}
    for word in words:
        if word.removesuffix(".exe") not in runners:
            return word.removesuffix(".py").removesuffix(".js")
    return words[0] if words else argv[0]


def _in_talk(server: ServerDefinition, arguments: Arguments) -> ServerDefinition:
    """Set era, time limits and roots; the probe must not take longer than a request may."""
    talk = arguments.talk
    timeout = arguments.timeout if arguments.timeout is not None else server.timeout
    return dataclasses.replace(
        server,
        era=arguments.era or server.era,
        timeout=timeout,
        probe_timeout=min(server.probe_timeout, timeout),
        total_timeout=talk.total_timeout if talk.total_timeout is not None else server.total_timeout,
        roots=talk.roots or server.roots,
    )
