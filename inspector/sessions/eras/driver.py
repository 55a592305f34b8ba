"""What both eras have in common."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from inspector.jsonrpc.message import Message
from inspector.protocol.revisions import Era
from inspector.sessions.client_profile import ClientProfile
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome
from inspector.sessions.peer import Limits, Peer, Progress
from inspector.sessions.questions import Ask
from inspector.traffic.record import Record
from inspector.transports.base import Transport


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a server says of itself when a session opens; everything as it was sent."""

    revision: str
    server_info: Any
    capabilities: Any
    instructions: Any
    duration_ns: int


class CannotOpen(Exception):
    """A session could not be opened: the server refused, or gave no answer."""

    def __init__(self, outcome: ErrorReply | NoReply) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a driver works with."""

    peer: Peer
    transport: Transport
    client: ClientProfile
    ask: Ask
    server: str


class EraDriver(ABC):
    """Speaks with a server in the manner of one era."""

    era: Era
    revision: str

    @abstractmethod
    async def open(self, limits: Limits) -> Greeting:
        """Open the session; raises `CannotOpen`."""

    @abstractmethod
    async def call(
        self, method: str, params: dict[str, Any], *, own: bool, limits: Limits, on_progress: Progress | None
    ) -> Outcome:
        """Send a request of the user or of the program, and see it through to its outcome."""

    @abstractmethod
    async def answer(self, request: Message, record: Record) -> None:
        """See to a request that the server sent."""
