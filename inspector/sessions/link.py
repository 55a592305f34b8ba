"""A link: one transport with the peer that speaks over it."""

import anyio
from anyio.abc import TaskStatus
from typing_extensions import override

from inspector.sessions.peer import Peer, PeerListener
from inspector.traffic.recorder import Tap
from inspector.transports.base import OpenError, Transport
from inspector.transports.failure import SESSION_CLOSED, Failure


class Link(TaskStatus[None]):
    """Runs a transport and tells when it opened, and when and why it ended. Cancelling `run` ends it in order."""

    def __init__(self, tap: Tap, transport: Transport, listener: PeerListener) -> None:
        self.transport = transport
        self.peer = Peer(tap, transport, listener)
        self.opened = anyio.Event()
        self.ended = anyio.Event()
        self.failure: Failure | None = None

    @override
    def started(self, value: None = None) -> None:
        """Hear from the transport that it is open."""
        self.opened.set()

    async def run(self) -> None:
        """Carry the link from open to end. Afterwards `failure` says why it ended, or could not be opened."""
        try:
            self.failure = await self.transport.run(self.peer, task_status=self)
        except OpenError as error:
            self.failure = error.failure
        finally:
            if self.failure is None:
                self.failure = SESSION_CLOSED
            self.peer.lose(self.failure, by_server=self.failure != SESSION_CLOSED)
            self.opened.set()
            self.ended.set()
