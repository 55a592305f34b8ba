"""What is remembered of event streams: where one can be resumed, and what already came on another."""

from collections import OrderedDict
from typing import Final

from inspector.jsonrpc.message import Shape
from inspector.jsonrpc.sse import ServerSentEvent
from inspector.lint.situations import Situation
from inspector.traffic.record import Record
from inspector.transports.base import Receiver
from inspector.transports.failure import Failure, Reason

_IDS_KEPT: Final = 10_000
_MESSAGES_KEPT: Final = 1_000

_ATTEMPTS: Final = 5
_ATTEMPTS_UNREACHABLE: Final = 3
"""How often a broken stream is asked for again in vain before it is given up."""

_PAUSE_FIRST: Final = 1.0
_PAUSE_LEAST: Final = 0.05
_PAUSE_MOST: Final = 30.0
_RETRY_MOST: Final = 3_600.0
"""Seconds. What a server asks for with `retry` is kept to, up to an hour; what nobody asks for, grows up to 30 s."""


class Cursor:
    """The place in a stream, kept over its connections (HTML, Server-sent events, 9.2.3 and 9.2.6)."""

    def __init__(self) -> None:
        self.last_id: str | None = None
        self.connections = 0
        self.failures = 0
        """Connections in a row that could not be opened."""
        self.lost: Failure | None = None
        """Why the last connection in vain could not be opened."""
        self._quiet = 0
        self._retry: float | None = None

    def take(self, event: ServerSentEvent) -> None:
        """Move on past an event."""
        self._quiet = 0
        if event.id is not None:
            self.last_id = event.id or None
        if event.retry is not None:
            self._retry = event.retry / 1000

    def fail(self, failure: Failure) -> None:
        """Note a connection that could not be opened."""
        self.failures, self.lost = self.failures + 1, failure

    @property
    def hopeless(self) -> bool:
        """Whether it was tried in vain so often that it is given up: sooner where nobody listens."""
        unreachable = self.lost is not None and self.lost.reason is Reason.CONNECT
        return self.failures >= (_ATTEMPTS_UNREACHABLE if unreachable else _ATTEMPTS)

    def pause(self) -> float:
        """Give the seconds to wait before the next connection; more each time that nothing came."""
        self._quiet += 1
        if self._retry is not None:
            return min(max(self._retry, _PAUSE_LEAST), _RETRY_MOST)
        return min(_PAUSE_FIRST * 2.0 ** min(self._quiet - 1, 10), _PAUSE_MOST)


class StreamMemory:
    """Ids and messages of all streams of a session, the last ones, to tell when one comes again."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, int] = OrderedDict()
        self._messages: OrderedDict[int, tuple[int, bool]] = OrderedDict()

    def forget(self) -> None:
        """Begin with a new session, in which ids may come again."""
        self._ids.clear()
        self._messages.clear()

    def take(self, event: ServerSentEvent, record: Record, receiver: Receiver, *, listening: bool) -> None:
        """Look at an event that the receiver has taken already, so that the record knows what it is."""
        if event.id:
            self._take_id(event.id, record, receiver)
        if event.data and record.shape in (Shape.REQUEST, Shape.NOTIFICATION):
            self._take_message(event.data, record, receiver, listening=listening)

    def _take_id(self, ident: str, record: Record, receiver: Receiver) -> None:
        """Ids have to be unique across all streams of a session (Resumability and Redelivery, 1)."""
        before = self._ids.get(ident)
        if before is not None:
            sentence = f"The id {ident[:100]!r} was that of record {before} too."
            receiver.noticed(Situation.STREAM_EVENT_ID_TWICE, record, sentence)
        self._ids[ident] = record.seq
        if len(self._ids) > _IDS_KEPT:
            self._ids.popitem(last=False)

    def _take_message(self, data: bytes, record: Record, receiver: Receiver, *, listening: bool) -> None:
        """A message must not be sent on two streams (Multiple Connections, 2).

        Two calls may well cause equal notifications, so those count only beside the stream that belongs to no call.
        """
        key = hash(data)
        before = self._messages.get(key)
        stream = record.http or 0
        if before is not None and before[0] != stream and (record.shape == Shape.REQUEST or listening != before[1]):
            sentence = f"The same bytes came on the stream of the request that is record {before[0]}."
            receiver.noticed(Situation.STREAM_SENT_TWICE, record, sentence)
        self._messages[key] = stream, listening
        if len(self._messages) > _MESSAGES_KEPT:
            self._messages.popitem(last=False)
