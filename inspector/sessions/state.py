"""What there is to see of a session, as values that do not change: they cross to the window as they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from inspector.protocol.caching import Freshness
from inspector.protocol.revisions import Era
from inspector.transports.failure import Failure


class Phase(StrEnum):
    """Where a session is in its life."""

    STARTING = "starting"
    """The process is being started, or the address opened."""

    PROBING = "probing"
    """`server/discover` is out, to learn the server's era."""

    GREETING = "greeting"
    """The handshake, or the first modern request, is out."""

    LISTING = "listing"
    """Open; the lists are being read."""

    CONNECTED = "connected"
    CLOSED = "closed"
    """Ended because the user wished so."""

    FAILED = "failed"
    """Ended, or never begun, for another reason; `failure` or `refusal` says which."""


@dataclass(frozen=True, slots=True)
class SessionState:
    """One moment of a session.

    `server_info`, `capabilities` and `instructions` are as the server sent them, of whatever shape; `refusal`
    is the error with which it refused to open; `facts` what the transport knows (process id, session id).
    """

    phase: Phase
    era: Era | None = None
    revision: str | None = None
    server_info: Any = None
    capabilities: Any = None
    instructions: Any = None
    latency_ns: int | None = None
    failure: Failure | None = None
    refusal: Any = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether requests can be sent."""
        return self.phase in (Phase.LISTING, Phase.CONNECTED)

    @property
    def is_over(self) -> bool:
        """Whether the session has ended."""
        return self.phase in (Phase.CLOSED, Phase.FAILED)


@dataclass(frozen=True, slots=True)
class MethodError:
    """A list that could not be read: the server said no (`error`, as sent), or no answer came (`failure`)."""

    method: str
    error: Any = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Catalog:
    """What a server offers; every item as it was sent, of whatever shape."""

    tools: tuple[Any, ...] = ()
    resources: tuple[Any, ...] = ()
    templates: tuple[Any, ...] = ()
    prompts: tuple[Any, ...] = ()
    errors: tuple[MethodError, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences about lists that are not whole, such as a paginator that never ended."""

    listed: frozenset[str] = frozenset()
    """The methods of the lists that were read, or that the server does not offer; the others are still to come."""

    freshness: Mapping[str, Freshness] = field(default_factory=dict)
    """How long each part (`tools`, …) may be taken for fresh, where the server said so; a refresh asks anyway."""
