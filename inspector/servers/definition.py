"""A configured server: how to reach it, and how to speak with it."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final

from inspector.protocol.capabilities import ClientCapability
from inspector.protocol.revisions import AUTO

DEFAULT_TIMEOUT: Final = 60.0
"""Seconds a request may go without answer or progress."""

DEFAULT_CONNECT_TIMEOUT: Final = 15.0
"""Seconds a connection may take to open."""

DEFAULT_PROBE_TIMEOUT: Final = 5.0
"""Seconds `server/discover` may go unanswered before the handshake is tried too."""


@dataclass(frozen=True, slots=True)
class StdioSettings:
    """A command to start; it is run as it is, by no shell."""

    transport: ClassVar[str] = "stdio"

    command: str
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: str | None = None

    @property
    def command_line(self) -> str:
        """The command as one would type it."""
        return shlex.join((self.command, *self.args))

    @property
    def target(self) -> str:
        """What is reached, in one line."""
        return self.command_line


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """How a TLS connection is made. Files are PEM; a key file is needed only where the certificate holds no key."""

    verify: bool = True
    ca_file: str | None = None
    certificate_file: str | None = None
    key_file: str | None = None


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """An address, and what goes with every request to it.

    `proxy` is a URL, an empty text goes without one, None takes that of the environment; `connect_timeout` is in
    seconds.
    """

    transport: ClassVar[str]

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    tls: TlsSettings = TlsSettings()
    proxy: str | None = None
    connect_timeout: float = DEFAULT_CONNECT_TIMEOUT

    @property
    def target(self) -> str:
        """What is reached, in one line."""
        return self.url


@dataclass(frozen=True, slots=True)
class HttpSettings(NetworkSettings):
    """An address that speaks Streamable HTTP, or with `older_too` perhaps the transport it took the place of."""

    transport: ClassVar[str] = "Streamable HTTP"

    older_too: bool = True


@dataclass(frozen=True, slots=True)
class SseSettings(NetworkSettings):
    """An address that speaks HTTP with SSE, the transport of 2024-11-05."""

    transport: ClassVar[str] = "HTTP with SSE"


def older_settings(settings: HttpSettings) -> SseSettings:
    """Give the settings of the older transport at the same address."""
    return SseSettings(settings.url, settings.headers, settings.tls, settings.proxy, settings.connect_timeout)


@dataclass(frozen=True, slots=True)
class WebSocketSettings(NetworkSettings):
    """An address that speaks WebSocket. `subprotocol` is what is offered in the handshake; None offers none."""

    transport: ClassVar[str] = "WebSocket"

    subprotocol: str | None = "mcp"


@dataclass(frozen=True, slots=True)
class TcpSettings:
    """A port that speaks JSON, one message a line; encrypted if there are settings for it."""

    transport: ClassVar[str] = "TCP"

    host: str
    port: int
    tls: TlsSettings | None = None
    connect_timeout: float = DEFAULT_CONNECT_TIMEOUT

    @property
    def target(self) -> str:
        """What is reached, in one line."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'tcp' if self.tls is None else 'tls'}://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class UnixSettings:
    """A Unix socket that speaks JSON, one message a line."""

    transport: ClassVar[str] = "Unix socket"

    path: str
    connect_timeout: float = DEFAULT_CONNECT_TIMEOUT

    @property
    def target(self) -> str:
        """What is reached, in one line."""
        return f"unix:{self.path}"


@dataclass(frozen=True, slots=True)
class PlugInSettings:
    """An address whose scheme belongs to a plug-in, which alone knows what it means. `options` are the plug-in's."""

    transport: ClassVar[str] = "plug-in"

    url: str
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def scheme(self) -> str:
        """The scheme of the address, by which the plug-in is found; in lower case."""
        return self.url.partition(":")[0].lower()

    @property
    def target(self) -> str:
        """What is reached, in one line."""
        return self.url


Settings = StdioSettings | HttpSettings | SseSettings | WebSocketSettings | TcpSettings | UnixSettings | PlugInSettings
"""How to reach a server."""


@dataclass(frozen=True, slots=True)
class Root:
    """A place the server may work in (specification, Roots); `uri` is a `file:` URI, unless the user tries others."""

    uri: str
    name: str = ""


def root_at(place: str) -> Root:
    """Give the root for a folder, which is named after it, or for a URI, which goes out as it is."""
    if "://" in place:
        return Root(place)
    path = Path(place).absolute()
    return Root(path.as_uri(), path.name)


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """What the program says of itself to one server.

    `identity` holds members of the client's `Implementation` object (`name`, `title`, `version`, `description`,
    `websiteUrl`, …) that replace the program's own; an empty text leaves the member out. `switched` turns single
    capabilities on or off; what it does not name is declared if the program can do it. `extensions` holds the
    settings of extensions by their identifier, None turns one off.
    """

    identity: Mapping[str, Any] = field(default_factory=dict)
    switched: Mapping[ClientCapability, bool] = field(default_factory=dict)
    extensions: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServerDefinition:
    """A server as the user configured it.

    `era` is one of `inspector.protocol.revisions.ERA_CHOICES`; times are seconds. `timeout` may pass without answer
    or progress, `total_timeout` in all, None is no limit.
    """

    name: str
    settings: Settings
    era: str = AUTO
    timeout: float = DEFAULT_TIMEOUT
    probe_timeout: float = DEFAULT_PROBE_TIMEOUT
    total_timeout: float | None = None
    roots: tuple[Root, ...] = ()
    client: ClientSettings = field(default_factory=ClientSettings)

    @property
    def transport(self) -> str:
        """The transport's name, for people."""
        return self.settings.transport

    @property
    def target(self) -> str:
        """The command line, or the address."""
        return self.settings.target
