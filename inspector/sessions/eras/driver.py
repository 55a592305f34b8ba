"""What both eras have in common."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from inspector.jsonrpc.message import Message
from inspector.lint.situations import Situation
from inspector.protocol.revisions import Era
from inspector.sessions.client_profile import ClientProfile
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome
from inspector.sessions.peer import Drafted, Limits, Peer, Progress
from inspector.sessions.questions import Ask
from inspector.sessions.subscriptions import Subscriptions
from inspector.sessions.tasks import TaskBoard, TaskRequest
from inspector.sessions.waits import Waits
from inspector.traffic.record import Record
from inspector.transports.base import Transport

Note = Callable[[Situation, int, str, str], None]


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
    """What a driver works with.

    `limits` are the server's own, for requests the driver sends on its own account or for a user who set none;
    `waits` ends with the session what waits for anything but a reply. `note` says something odd about the record of
    a number: situation, number, method, sentence. `lists_missed` says that changes of the lists may have gone unheard,
    so that they are read again; without `hears_lists` nobody wants to know of their changes.
    """

    peer: Peer
    transport: Transport
    client: ClientProfile
    ask: Ask
    server: str
    limits: Limits
    subscriptions: Subscriptions
    tasks: TaskBoard
    waits: Waits
    note: Note
    lists_missed: Callable[[], None]
    hears_lists: bool = True


class EraDriver(ABC):
    """Speaks with a server in the manner of one era."""

    era: Era
    revision: str

    @abstractmethod
    async def open(self, limits: Limits) -> Greeting:
        """Open the session; raises `CannotOpen`."""

    @abstractmethod
    async def call(
        self,
        method: str,
        params: dict[str, Any],
        *,
        own: bool,
        limits: Limits,
        on_progress: Progress | None,
        on_draft: Drafted | None = None,
    ) -> Outcome:
        """Send a request of the user or of the program, and see it through to its outcome.

        `on_draft` hears of each request this takes; a server that asks for more gets several.
        """

    @abstractmethod
    async def answer(self, request: Message, record: Record) -> None:
        """See to a request that the server sent."""

    async def begin(self) -> None:
        """Do what the era does beside calls, once the session is open.

        Runs in a task of its own, which is cancelled when the session ends; it may return at once.
        """

    async def hears(self) -> None:
        """Return when changes are heard of, or cannot be: lists that are read from then on miss none."""

    @abstractmethod
    async def set_level(self, level: str | None) -> Outcome | None:
        """Set the level from which on the server is to send log messages; None asks for none.

        Gives how the request for it ended, or None where no request was needed.
        """

    @abstractmethod
    async def subscribe(self, uri: str) -> Outcome | None:
        """Ask to hear of changes to a resource. What becomes of it is in the conversation's `subscriptions`.

        Gives how the request for it ended, or None where the revision has no request for one resource alone.
        """

    @abstractmethod
    async def unsubscribe(self, uri: str) -> Outcome | None:
        """Take a subscription back; gives what `subscribe` gives."""

    def dressed(self, method: str, params: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Give params and HTTP headers as a request of the user's would carry them; nothing is sent."""
        return params, []

    def as_task(self, params: dict[str, Any], task: TaskRequest) -> dict[str, Any]:
        """Give the params of a call that is to run as a task; where the server decides that, as they are."""
        return params

    @abstractmethod
    async def follow_task(self, ident: str, limits: Limits) -> Outcome:
        """See a task through that is on the board; gives its result as if its call had been answered with it.

        Whoever stops waiting leaves the task running.
        """

    async def roots_changed(self) -> None:
        """Tell the server that the roots changed, where the era has a word for it."""

    def told(self, notification: Message, record: Record) -> None:
        """Take a notification of the server before anyone else does; must not wait."""

    def learn_tools(self, tools: Sequence[Any]) -> None:
        """Learn what `tools/list` gave, every item as it was sent; called whenever the list was read."""
