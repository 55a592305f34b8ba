"""Streams of notifications: each is one `subscriptions/listen` request that stays open.

https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
"""

from collections import deque
from collections.abc import Callable
from typing import Any, Final

import anyio
from anyio.abc import TaskGroup

from inspector.jsonrpc.message import Message
from inspector.lint.look import shown
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.protocol.meta import subscription_of
from inspector.sessions.eras.driver import Conversation
from inspector.sessions.eras.sending import Manner, Sender
from inspector.sessions.outcome import Outcome, ResultReply
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

    def grants(self, member: str, subject: str) -> bool:
        """Tell whether the server granted one resource or task; one that did not say what it granted did."""
        if not isinstance(self.granted, dict):
            return True
        listed = self.granted.get(member)
        return isinstance(listed, list) and any(_same(subject, one) for one in listed)


class Streams:
    """The streams of one session. `turned` hears whenever one of them was acknowledged, is overdue, or is over."""

    def __init__(self, conversation: Conversation, sender: Sender, turned: Callable[[], None]) -> None:
        self._it = conversation
        self._sender = sender
        self._turned = turned
        self._streams: dict[int, Stream] = {}
        self._past: deque[int] = deque(maxlen=_PAST)
        self.tasks: TaskGroup | None = None
        """Where streams run; none can be opened while there is none."""

    @property
    def all(self) -> list[Stream]:
        """All streams that are not over."""
        return list(self._streams.values())

    def open(self, asked: Filter, *, own: bool) -> Stream | None:
        """Ask for a stream; gives it at once, before anything has been answered."""
        if self.tasks is None:
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
            await self._sender.cancel(sent)
        stream.scope.cancel()

    async def _serve(self, stream: Stream, own: bool) -> None:
        manner = Manner(Limits(None, None), own=own, cancellable=False)
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
        self._it.note(Situation.SUBSCRIPTION_UNACKNOWLEDGED, seq, methods.LISTEN, sentence)

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
        stream = self._stream_of(params, record)
        if stream is None:
            self._note_unknown(params, record, methods.ACKNOWLEDGED)
            return
        stream.granted = params.get("notifications")
        wider = _widened(stream.asked, stream.granted)
        if wider:
            sentence = f"It grants what was not asked for: {', '.join(wider)}."
            self._it.note(Situation.SUBSCRIPTION_WIDENED, record.seq, methods.ACKNOWLEDGED, sentence)
        stream.acknowledged.set()
        self._turned()

    def _end(self, params: dict[str, Any]) -> None:
        """Take word that the server ends a stream (Cancellation)."""
        stream = self._by_id(params.get("requestId"))
        if stream is not None:
            stream.cancelled_by_server = True
            stream.scope.cancel()

    def _look_at(self, method: str, params: dict[str, Any], record: Record) -> None:
        stream = self._stream_of(params, record)
        if stream is None:
            self._note_unknown(params, record, method)
        elif not stream.acknowledged.is_set() and not stream.overdue:
            sentence = "It came on a stream that the server has not acknowledged."
            self._it.note(Situation.NOTIFICATION_BEFORE_ACKNOWLEDGMENT, record.seq, method, sentence)
        elif method in _SUBJECTS and not _covers(stream.asked.get(MEMBERS[method]), params.get(_SUBJECTS[method])):
            sentence = f"Nobody subscribed to {shown(params.get(_SUBJECTS[method]))} on this stream."
            self._it.note(Situation.NOTIFICATION_UNSUBSCRIBED, record.seq, method, sentence)

    def _stream_of(self, params: dict[str, Any], record: Record) -> Stream | None:
        """Find the stream by the id the message names; where it names none, by the HTTP exchange it came in."""
        named = subscription_of(params)
        if named is not None or record.http is None:
            return self._by_id(named)
        for stream in self._streams.values():
            sent = self._it.peer.record_of(stream.ident)
            if sent is not None and sent.http == record.http:
                return stream
        return None

    def _by_id(self, ident: Any) -> Stream | None:
        """Find a stream; the id of another JSON type counts, because it can be no other, and has its own finding."""
        return next((stream for key, stream in self._streams.items() if str(ident) == str(key)), None)

    def _note_unknown(self, params: dict[str, Any], record: Record, method: str) -> None:
        """Note an id that is of no stream, nor of one that was closed: what it sent may still have been on its way."""
        named = subscription_of(params)
        if named is not None and named not in self._past:
            self._it.note(
                Situation.SUBSCRIPTION_UNKNOWN, record.seq, method, f"There is no subscription {shown(named)}."
            )


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
    return isinstance(one, str) and any(_same(one, asked) or one.startswith(asked) for asked in subjects or ())


def _same(one: str, other: Any) -> bool:
    """Tell whether two URIs are the same; some servers add the slash that an empty path stands for."""
    return isinstance(other, str) and one.rstrip("/") == other.rstrip("/")
