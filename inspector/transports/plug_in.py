"""Transports that are installed beside those of the program, through an entry point.

    [project.entry-points."mcp_loupe.transports"]
    fifo = "my_package.fifo:FifoTransport"

The name is the URL scheme. The object is called with a `Tap` and a `PlugInSettings` and gives a `Transport`; a
subclass of `Transport` with that constructor will do. What a plug-in raises, wherever, ends its own session at most.
"""

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Final, TypeVar

import anyio
from anyio.abc import TaskStatus
from typing_extensions import override

from inspector.servers.definition import PlugInSettings
from inspector.servers.plug_ins import plug_in_for
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Tap
from inspector.transports.base import Headers, OpenError, Receiver, Transport
from inspector.transports.failure import Failure, Reason

TransportPlugIn = Callable[[Tap, PlugInSettings], Transport]
"""What an entry point of the group names."""

Given = TypeVar("Given")

_FAULTS: Final = (Exception, SystemExit)
"""What a plug-in may raise; a cancellation is none of its own doing."""


class PlugInTransport(Transport):
    """Stands before the transport of a plug-in and keeps what it raises from everything else."""

    name: ClassVar[str] = "plug-in"

    def __init__(self, tap: Tap, settings: PlugInSettings) -> None:
        super().__init__(tap)
        self._settings = settings
        self._inner: Transport | None = None
        self._receiver: Receiver | None = None

    @property
    @override
    def has_request_streams(self) -> bool:  # type: ignore[override]  # a fact of the class everywhere else
        """Whether the plug-in's transport has them."""
        return bool(self._try("tell what it is", lambda inner: inner.has_request_streams, otherwise=False))

    @property
    @override
    def handshake_only(self) -> bool:  # type: ignore[override]  # as above
        """Whether the plug-in's transport is."""
        return bool(self._try("tell what it is", lambda inner: inner.handshake_only, otherwise=False))

    @override
    async def run(self, receiver: Receiver, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> Failure:
        self._receiver = receiver
        inner = self._inner = _make(self.tap, self._settings)
        status = _Status(task_status)
        try:
            ended: object = await inner.run(receiver, task_status=status)
        except OpenError:
            raise
        except _FAULTS as error:
            failure = Failure(
                Reason.CLOSED if status.has_started else Reason.CONNECT, self._blame("ended by an error", error), _HELP
            )
            if status.has_started:
                return failure
            raise OpenError(failure) from error
        return ended if isinstance(ended, Failure) else Failure(Reason.CLOSED, "The connection has ended.")

    @override
    async def send(self, record: Record, headers: Headers = ()) -> None:
        try:
            if self._inner is not None:
                await self._inner.send(record, headers)
        except _FAULTS as error:
            if self._receiver is not None:
                why = self._blame("could not send a message", error)
                self._receiver.undelivered(record, Failure(Reason.CLOSED, why, _HELP))

    @override
    def close(self) -> None:
        self._try("close", lambda inner: inner.close(), otherwise=None)

    @override
    def abandon(self, sent: Record) -> None:
        self._try("abandon a request", lambda inner: inner.abandon(sent), otherwise=None)

    @override
    def renew(self) -> None:
        self._try("begin anew", lambda inner: inner.renew(), otherwise=None)

    @override
    def agree(self, revision: str) -> None:
        self._try("learn the revision", lambda inner: inner.agree(revision), otherwise=None)

    @override
    def reopen_by(self, handshake: Callable[[], Awaitable[bool]], afterwards: Callable[[], Awaitable[None]]) -> None:
        self._try("learn how to begin anew", lambda inner: inner.reopen_by(handshake, afterwards), otherwise=None)

    @override
    async def listen(self) -> None:
        try:
            if self._inner is not None:
                await self._inner.listen()
        except _FAULTS as error:
            self._note("could not listen", error)

    @override
    def facts(self) -> dict[str, Any]:
        nothing: dict[str, Any] = {}
        found = self._try("tell facts", lambda inner: dict(inner.facts()), otherwise=nothing)
        return {"plug-in": self._settings.scheme, **found}

    def _try(self, what: str, act: Callable[[Transport], Given], *, otherwise: Given) -> Given:
        """Let the plug-in's transport do something; what it raises is noted in the log."""
        try:
            return act(self._inner) if self._inner is not None else otherwise
        except _FAULTS as error:
            self._note(f"could not {what}", error)
            return otherwise

    def _note(self, what: str, error: BaseException) -> None:
        self.tap.local(Kind.FAILURE, {"message": self._blame(what, error)})

    def _blame(self, what: str, error: BaseException) -> str:
        return f'The plug-in for "{self._settings.scheme}" {what}: {type(error).__name__}: {error}.'


class _Status(TaskStatus[None]):
    """Passes on that the transport has started, and remembers it."""

    def __init__(self, outer: TaskStatus[None]) -> None:
        self.has_started = False
        self._outer = outer

    @override
    def started(self, value: None = None) -> None:
        self.has_started = True
        self._outer.started()


_HELP: Final = "This is a fault of the plug-in; its makers can be told what the message log shows."


def _make(tap: Tap, settings: PlugInSettings) -> Transport:
    """Load the plug-in and let it make its transport; raises `OpenError`."""
    scheme = settings.scheme
    entry = plug_in_for(scheme)
    if entry is None:
        raise OpenError(
            Failure(
                Reason.START,
                f'"{settings.url}" cannot be reached, because no plug-in for "{scheme}" is installed.',
                "Install it beside the program, or correct the address.",
            )
        )
    try:
        made = entry.load()(tap, settings)
    except _FAULTS as error:
        why = f'The plug-in for "{scheme}" ({entry.value}) could not be loaded: {type(error).__name__}: {error}.'
        raise OpenError(Failure(Reason.START, why, _HELP)) from error
    if not isinstance(made, Transport):
        why = f'The plug-in for "{scheme}" ({entry.value}) gave no transport but {type(made).__name__}.'
        raise OpenError(Failure(Reason.START, why, _HELP))
    return made
