"""What a transport is: bytes out, bytes in, and why it ended."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar, Protocol

from anyio.abc import TaskStatus

from inspector.lint.situations import Situation
from inspector.traffic.record import Record
from inspector.traffic.recorder import Tap
from inspector.transports.failure import Failure

Headers = Sequence[tuple[str, str]]


class Receiver(Protocol):
    """Who hears what a transport has to say. Called in order, from the transport's own tasks; must not wait."""

    def received(self, record: Record, payload: bytes) -> None:
        """Take a frame that came in, recorded already; `payload` are the bytes a message would be read from."""

    def undelivered(self, sent: Record, failure: Failure) -> None:
        """Take word that what was sent will get no answer by its own channel."""

    def crossed(self, record: Record, posted: Record | None = None) -> None:
        """Take a recorded frame that is no message: a block of an event stream, or the head of an HTTP response.

        `posted` is the message whose request the head answers.
        """

    def noticed(self, situation: Situation, record: Record, sentence: str, pointer: str = "") -> None:
        """Take word of something odd about a recorded frame that only the transport can see.

        `pointer` is the place within its message (RFC 6901).
        """

    def unanswered(self, sent: Record) -> bool:
        """Tell whether a request that was sent still waits for its reply."""


class Transport(ABC):
    """One connection. Recorded is what crosses, when it crosses, before anyone reads it.

    The owner runs `run` in a task of its own, sends once it has started, and calls `close` to end it.
    """

    name: ClassVar[str]
    """What users call it: `stdio`, `Streamable HTTP`."""

    has_request_streams: ClassVar[bool] = False
    """Whether each request has a channel of its own, whose closing cancels it in the modern era."""

    handshake_only: ClassVar[bool] = False
    """Whether only the handshake revisions know this transport, so that no other needs to be tried."""

    queues_requests: ClassVar[bool] = False
    """Whether sending a request never waits for the other side to read: its own wait for the reply is enough."""

    line_framed: ClassVar[bool] = False
    """Whether a line feed ends a message, so that bytes with line feeds in them are several."""

    def __init__(self, tap: Tap) -> None:
        self.tap = tap

    @abstractmethod
    async def run(self, receiver: Receiver, *, task_status: TaskStatus[None]) -> Failure:
        """Open, say started, carry until the end, leave nothing behind; gives why it ended.

        Raises `OpenError` instead of saying started if it cannot be opened.
        """

    @abstractmethod
    async def send(self, record: Record, headers: Headers = ()) -> None:
        """Send a drafted record and keep it at the moment it goes out. What fails comes as `undelivered`."""

    @abstractmethod
    def close(self) -> None:
        """Begin to end in the orderly way; `run` returns when it is done."""

    def abandon(self, sent: Record) -> None:
        """Close the channel of one request, where it has one."""

    def renew(self) -> None:
        """Forget what an earlier attempt at opening left behind, before a handshake begins."""

    def agree(self, revision: str) -> None:
        """Learn the revision that was agreed on, where the transport has to repeat it."""

    def reopen_by(self, handshake: Callable[[], Awaitable[bool]], afterwards: Callable[[], Awaitable[None]]) -> None:
        """Learn how to begin anew where the server may forget a session.

        `handshake` tells whether it succeeded; `afterwards` asks the new session for what the old one was asked for.
        """

    async def listen(self) -> None:
        """Open the channel for what the server sends unasked, where that is one of its own."""

    def facts(self) -> dict[str, Any]:
        """Give what there is to know about the connection: process id, session id."""
        return {}


class OpenError(Exception):
    """A transport could not be opened; carries the failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure
