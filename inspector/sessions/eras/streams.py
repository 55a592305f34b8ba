"""Streams of notifications: each is one `subscriptions/listen` request that stays open.

https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
"""

from collections import Counter, deque
from collections.abc import Callable
from typing import Any, Final

import anyio
from anyio.abc import TaskGroup

from inspector.jsonrpc.message import Message
from inspector.lint.look import shown
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.protocol.errors import METHOD_NOT_FOUND, code_of
from inspector.protocol.meta import subscription_of
from inspector.sessions.eras.driver import Conversation
from inspector.sessions.eras.sending import Manner, Sender
from inspector.sessions.outcome import ErrorReply, Outcome, ResultReply
from inspector.sessions.peer import Limits
from inspector.traffic.record import Record

Filter = dict[str, Any]
"""Which notifications are asked for: `toolsListChanged` and its like, `resourceSubscriptions`, `taskIds`."""

MEMBERS: Final = {
    methods.TOOLS_CHANGED: "toolsListChanged",
    methods.PROMPTS_CHANGED: "promptsListChanged",
    methods.RESOURCES_CHANGED: "resourcesListChanged",
    methods.RESOURCE_UPDATED: "resourceSubscriptions",
    methods.TASK_CHANGED: "taskIds",
}
"""The member of a filter that asks for a notification."""

_SUBJECTS: Final = {methods.RESOURCE_UPDATED: "uri", methods.TASK_CHANGED: "taskId"}
_PAST: Final = 100
_READ: Final = 10_000
"""How much of a list of a server is read."""

_MOST: Final = 100
"""How often one kind of oddity is noted: whoever errs ten thousand times errs alike."""


class Stream:
    """One `subscriptions/listen`, from its sending to its end."""

    def __init__(self, ident: int, asked: Filter) -> None:
        self.ident = ident
        self.asked = asked
        self.granted: Any = None
        """What the acknowledgment says, as it was sent."""
        self.acknowledged = anyio.Event()
        self.overdue = False
        """Whether it was waited for an acknowledgment in vain; the stream may serve all the same."""
        self.outcome: Outcome | None = None
        self.cancelled_by_server = False
        self.over = anyio.Event()
        self.began = anyio.current_time()
        self.scope = anyio.CancelScope()

    def refused(self, member: str) -> list[str]:
        """Give the resources or tasks that were asked for and not granted; who does not say grants all."""
        if not isinstance(self.granted, dict):
            return []
        listed = self.granted.get(member)
        granted = {_plain(one) for one in listed[:_READ] if isinstance(one, str)} if isinstance(listed, list) else ()
        return [one for one in self.asked.get(member, ()) if _plain(one) not in granted]


class Streams:
    """The streams of one session. `turned` hears whenever one of them was acknowledged, is overdue, or is over."""

    def __init__(self, conversation: Conversation, sender: Sender, turned: Callable[[], None]) -> None:
        self._it = conversation
        self._sender = sender
        self._turned = turned
        self._streams: dict[float, Stream] = {}
        self._past: deque[int] = deque(maxlen=_PAST)
        self._noted: Counter[Situation] = Counter()
        self.absent = False
        """Whether the server is known to have no streams, so that none is opened."""
        self.tasks: TaskGroup | None = None
        """Where streams run; none can be opened while there is none."""

    @property
    def all(self) -> list[Stream]:
        """All streams that are not over."""
        return list(self._streams.values())

    def open(self, asked: Filter, *, own: bool) -> Stream | None:
        """Ask for a stream; gives it at once, before anything has been answered, or None where none can be had."""
        if self.tasks is None or self.absent:
            return None
        stream = Stream(self._it.peer.next_id(), asked)
        self._streams[stream.ident] = stream
        self.tasks.start_soon(self._serve, stream, own)
        return stream

    def close(self, stream: Stream) -> None:
        """Cancel a stream, as the transport has it."""
        if self.tasks is not None and not stream.over.is_set():
            self.tasks.start_soon(self._cancel, stream)

    async def _cancel(self, stream: Stream) -> None:
        sent = self._it.peer.record_of(stream.ident)
        if sent is not None and sent.seq:
            await self._sender.cancel(sent, "The subscription is not needed any more.")
        stream.scope.cancel()

    async def _serve(self, stream: Stream, own: bool) -> None:
        manner = Manner(Limits(None, None), own=own, cancellable=False, stays_open=True)
        params = {"notifications": stream.asked}
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._await_acknowledgment, stream)
                with stream.scope:
                    stream.outcome = await self._sender.send_once(methods.LISTEN, params, manner, ident=stream.ident)
                tasks.cancel_scope.cancel()
        finally:
            del self._streams[stream.ident]
            self._past.append(stream.ident)
            stream.over.set()
        if isinstance(stream.outcome, ErrorReply) and code_of(stream.outcome.error) == METHOD_NOT_FOUND:
            self.absent = True
        if isinstance(stream.outcome, ResultReply) and not stream.acknowledged.is_set() and not stream.overdue:
            self._note_unacknowledged(stream.outcome.request_seq, "It ended without having been acknowledged.")
        self._turned()

    async def _await_acknowledgment(self, stream: Stream) -> None:
        limit = self._it.limits.quiet
        with anyio.move_on_after(limit):
            await stream.acknowledged.wait()
            return
        stream.overdue = True
        sent = self._it.peer.record_of(stream.ident)
        self._note_unacknowledged(sent.seq if sent else 0, f"No acknowledgment came within {limit:g} seconds.")
        self._turned()

    def _note_unacknowledged(self, seq: int, sentence: str) -> None:
        self._note(Situation.SUBSCRIPTION_UNACKNOWLEDGED, seq, methods.LISTEN, sentence)

    def _note(self, situation: Situation, seq: int, method: str, sentence: str) -> None:
        self._noted[situation] += 1
        if self._noted[situation] <= _MOST:
            self._it.note(situation, seq, method, sentence)

    # -- hearing ------------------------------------------------------------------------------------------------

    def told(self, notification: Message, record: Record) -> None:
        """Take a notification: acknowledge, end, or look whether it was asked for."""
        params = notification.params if isinstance(notification.params, dict) else {}
        if notification.method == methods.ACKNOWLEDGED:
            self._acknowledge(params, record)
        elif notification.method == methods.CANCELLED:
            self._end(params)
        elif notification.method in MEMBERS:
            self._look_at(notification.method, params, record)

    def _acknowledge(self, params: dict[str, Any], record: Record) -> None:
        stream = self._stream_of(params, record, methods.ACKNOWLEDGED)
        if stream is None:
            return
        stream.granted = params.get("notifications")
        wider = _widened(stream.asked, stream.granted)
        if wider:
            sentence = f"It grants what was not asked for: {', '.join(wider)}."
            self._note(Situation.SUBSCRIPTION_WIDENED, record.seq, methods.ACKNOWLEDGED, sentence)
        stream.acknowledged.set()
        self._turned()

    def _end(self, params: dict[str, Any]) -> None:
        """Take word that the server ends a stream (Cancellation)."""
        stream = self._by_id(params.get("requestId"))
        if stream is not None:
            stream.cancelled_by_server = True
            stream.scope.cancel()

    def _look_at(self, method: str, params: dict[str, Any], record: Record) -> None:
        stream = self._stream_of(params, record, method)
        if stream is None:
            return
        if not stream.acknowledged.is_set() and not stream.overdue:
            sentence = "It came on a stream that the server has not acknowledged."
            self._note(Situation.NOTIFICATION_BEFORE_ACKNOWLEDGMENT, record.seq, method, sentence)
        elif method in _SUBJECTS and not _covers(stream.asked.get(MEMBERS[method]), params.get(_SUBJECTS[method])):
            sentence = f"Nobody subscribed to {shown(params.get(_SUBJECTS[method]))} on this stream."
            self._note(Situation.NOTIFICATION_UNSUBSCRIBED, record.seq, method, sentence)

    def _stream_of(self, params: dict[str, Any], record: Record, method: str) -> Stream | None:
        """Find the stream by the id the message names; where that finds none, by the HTTP exchange it came in."""
        named = subscription_of(params)
        stream = self._by_id(named)
        if stream is None and named is not None and named not in self._past:  # a closed one may still have sent this
            sentence = f"There is no subscription {shown(named)}."
            self._note(Situation.SUBSCRIPTION_UNKNOWN, record.seq, method, sentence)
        if stream is None and record.http is not None:
            stream = next((one for one in self._streams.values() if self._http_of(one) == record.http), None)
        return stream

    def _http_of(self, stream: Stream) -> int | None:
        sent = self._it.peer.record_of(stream.ident)
        return sent.http if sent is not None else None

    def _by_id(self, ident: Any) -> Stream | None:
        """Find a stream; an id that is a text counts as the number it holds, and has its own finding."""
        if isinstance(ident, str) and ident.isascii() and ident.isdigit() and len(ident) < 20:
            ident = int(ident)
        return self._streams.get(ident) if isinstance(ident, (int, float)) and not isinstance(ident, bool) else None


def _widened(asked: Filter, granted: Any) -> list[str]:
    """Name what an acknowledgment grants beyond what was asked for."""
    wider = []
    for member, value in list(granted.items())[:_PAST] if isinstance(granted, dict) else ():
        if isinstance(value, list):
            wider += [str(one)[:100] for one in value[:_PAST] if not _covers(asked.get(member), one)]
        elif value and member not in asked:
            wider.append(str(member)[:100])
    return wider


def _covers(subjects: Any, one: Any) -> bool:
    """Tell whether what is reported lies within what was asked for; sub-resources do (resources/updated)."""
    if not isinstance(one, str) or not isinstance(subjects, list):
        return False
    return any(_plain(one) == _plain(asked) or one.startswith(asked) for asked in subjects)


def _plain(uri: str) -> str:
    """Give a URI without the slash that an empty path stands for, which some servers add."""
    return uri.rstrip("/")
