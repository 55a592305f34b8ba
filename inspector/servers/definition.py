"""A configured server: how to reach it, and how to speak with it."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from inspector.protocol.revisions import AUTO

DEFAULT_TIMEOUT: Final = 60.0
"""Seconds a request may go without answer or progress."""

DEFAULT_PROBE_TIMEOUT: Final = 5.0
"""Seconds `server/discover` may go unanswered before the handshake is tried too."""


@dataclass(frozen=True, slots=True)
class StdioSettings:
    """A command to start; it is run as it is, by no shell."""

    command: str
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: str | None = None

    @property
    def command_line(self) -> str:
        """The command as one would type it."""
        return shlex.join((self.command, *self.args))


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """An address to send requests to, and headers to send with each."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ServerDefinition:
    """A server as the user configured it.

    `era` is one of `inspector.protocol.revisions.ERA_CHOICES`; times are seconds.
    """

    name: str
    settings: StdioSettings | HttpSettings
    era: str = AUTO
    timeout: float = DEFAULT_TIMEOUT
    probe_timeout: float = DEFAULT_PROBE_TIMEOUT

    @property
    def transport(self) -> str:
        """The transport's name, for people."""
        return "stdio" if isinstance(self.settings, StdioSettings) else "Streamable HTTP"

    @property
    def target(self) -> str:
        """The command line, or the URL."""
        return self.settings.command_line if isinstance(self.settings, StdioSettings) else self.settings.url
