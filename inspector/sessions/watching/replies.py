"""How calls ended, and what a reply is that answers nothing which waits."""

from collections import OrderedDict, deque
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from inspector.jsonrpc.message import MISSING, Message, id_key
from inspector.lint.look import shown
from inspector.lint.situations import Situation
from inspector.protocol import meta
from inspector.sessions.watching.ids import Key, other_key_of
from inspector.sessions.watching.notices import Call, Notices
from inspector.traffic.record import Kind, Record

_CALLS_KEPT: Final = 1_000
_STREAMS_KEPT: Final = 200
_SENT_KEPT: Final = 100


class End(StrEnum):
    """How a call ended."""

    ANSWERED = "answered"
    TASK = "answered with a task"
    """Progress may go on after the reply (2025-11-25, Tasks, Task Progress)."""
    CANCELLED = "cancelled"
    TIMED_OUT = "timed out"
    FAILED = "failed"
    LEFT = "left"
    """Nobody here waits any longer, and the server was not told: its reply is in order."""


class Ended(NamedTuple):
    """A call that has ended; `token` is the progress token it gave, or `MISSING`."""

    key: Key
    how: End
    seq: int
    method: str | None
    token: Any


_Kept = tuple[Any, End, int, str | None, Any]
"""An ended call as it is remembered, which happens with every reply: id, how, number, method, token."""


def _read(kept: _Kept) -> Ended:
    return Ended(id_key(kept[0]), *kept[1:])


_SAID: Final = {
    End.ANSWERED: (Situation.REPLY_TWICE, "had been answered already"),
    End.TASK: (Situation.REPLY_TWICE, "had been answered already"),
    End.CANCELLED: (Situation.REPLY_AFTER_CANCEL, "had been cancelled, unless the two crossed"),
    End.TIMED_OUT: (Situation.REPLY_LATE, "had been given up, because its time limit had passed"),
    End.FAILED: (Situation.REPLY_LATE, "had failed already"),
    End.LEFT: (Situation.REPLY_LATE, "was no longer waited for"),
}


class Replies:
    """Remembers the last calls that ended, and says what a stray reply is."""

    def __init__(self, waiting: Mapping[Key, Call], notices: Notices) -> None:
        self._waiting = waiting
        self._notices = notices
        self._ended: deque[_Kept] = deque(maxlen=_CALLS_KEPT)
        self._answered_streams: OrderedDict[int, None] = OrderedDict()
        self._told: deque[Record] = deque(maxlen=_SENT_KEPT)
        self._unheard = 0

    def end(self, call: Call, how: End, reply: Record | None = None) -> None:
        """Take word that a call has ended, with the reply if it came."""
        request = call.request
        self._ended.append((request.id, how, call.record.seq, request.method, token_of(request)))
        if reply is not None and reply.kind is Kind.SSE and reply.http is not None and reply.http == call.record.http:
            self._answered_streams[reply.http] = None
            if len(self._answered_streams) > _STREAMS_KEPT:
                self._answered_streams.popitem(last=False)

    def sending(self, notification: Record) -> None:
        """Take word that a notification goes out, which nobody may answer."""
        self._told.append(notification)
        self._unheard += 1

    def find(self, ident: Any) -> Ended | None:
        """Find an ended call by its id."""
        key = id_key(ident)
        return next((_read(kept) for kept in reversed(self._ended) if id_key(kept[0]) == key), None)

    def find_by_token(self, token: Any) -> Ended | None:
        """Find an ended call by its progress token."""
        key = id_key(token)
        found = (kept for kept in reversed(self._ended) if kept[4] is not MISSING and id_key(kept[4]) == key)
        return next(map(_read, found), None)

    def is_answered(self, stream: int | None) -> bool:
        """Tell whether the request of an event stream has its reply already."""
        return stream in self._answered_streams

    def stray(self, message: Message, record: Record) -> None:
        """Say what a reply is that answers nothing which waits; its record then names the call it meant, if known."""
        tell, ident = self._notices.tell, message.id
        if record.http is not None and any(note.http == record.http for note in self._told):
            tell(Situation.REPLY_TO_NOTIFICATION, record, "The reply came for a notification, which has none.")
            return
        if ident is MISSING or ident is None:
            self._nameless(record)
            return
        ended = self._meant(ident)
        if ended is None:
            sentence = f"The reply has the id {shown(ident)}, which nothing waits for."
            tell(Situation.REPLY_UNKNOWN_ID, record, sentence, "/id")
            return
        record.exchange, record.method = ended.seq or None, ended.method
        if ended.how is End.LEFT and ended.key == id_key(ident):
            return
        situation, said = _SAID[ended.how]
        sentence = f"The request {shown(ended.key[1])} ({shown(ended.method)}) {said}."
        if ended.key != id_key(ident):
            situation = Situation.REPLY_OTHER_TYPE
            sentence = f"The reply has the id {shown(ident)}. {sentence}"
        tell(situation, record, sentence, "/id")

    def _meant(self, ident: Any) -> Ended | None:
        """Find the ended call a reply may mean: by its id, or by its id as the other type of JSON."""
        other = other_key_of(ident)
        return self.find(ident) or (self.find(other[1]) if other is not None else None)

    def _nameless(self, record: Record) -> None:
        """Tell of a reply without an id: where a notification was sent it is most likely the answer to that."""
        if self._unheard and record.http is None:
            self._unheard -= 1
            sentence = "The reply has no id; it seems to answer a notification, which has no reply."
            self._notices.tell(Situation.REPLY_TO_NOTIFICATION, record, sentence, "/id")
        else:
            sentence = "The reply has no id, so nothing says what it answers."
            self._notices.tell(Situation.REPLY_UNKNOWN_ID, record, sentence, "/id")


def token_of(request: Message) -> Any:
    """Give the progress token that a request gave, or `MISSING`."""
    params = request.value.get("params") if isinstance(request.value, dict) else None
    held = params.get("_meta") if isinstance(params, dict) else None
    return held.get(meta.PROGRESS_TOKEN, MISSING) if isinstance(held, dict) else MISSING


def meta_of(message: Message) -> dict[str, Any]:
    """Give `_meta` of a message's params, empty where it has none."""
    params = message.params
    held = params.get("_meta") if isinstance(params, dict) else None
    return held if isinstance(held, dict) else {}
