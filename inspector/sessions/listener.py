"""Who hears a peer."""

from typing import Protocol

from inspector.jsonrpc.message import Message
from inspector.lint.situations import Situation
from inspector.traffic.record import Record


class PeerListener(Protocol):
    """Who hears what the peer does not handle itself. Called in order, must not wait."""

    def asked(self, request: Message, record: Record) -> None:
        """Take a request of the server; it is answered with `Peer.answer`."""

    def told(self, notification: Message, record: Record) -> None:
        """Take a notification of the server."""

    def seen(self, message: Message, record: Record, call: Message | None) -> None:
        """Take any message that came in, with the request it answers, or that was sent by hand; for lint."""

    def crossed(self, record: Record, posted: Record | None) -> None:
        """Take a recorded frame that is no message, with what was posted if it is the head of an answer; for lint."""

    def noticed(self, situation: Situation, record: Record, sentence: str, pointer: str = "") -> None:
        """Take word of something odd about a recorded frame that no look at the frame itself can tell.

        `pointer` is the place within its message (RFC 6901).
        """
