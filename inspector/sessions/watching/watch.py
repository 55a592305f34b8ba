"""The watch over one connection: hears what the peer pairs, and hands it to those it concerns."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from inspector.jsonrpc.message import Message, Shape
from inspector.lint.look import shown
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.sessions.tasks import is_task
from inspector.sessions.watching.ids import Key
from inspector.sessions.watching.notices import Call, Notices
from inspector.sessions.watching.offered import Offered
from inspector.sessions.watching.progress import Progress
from inspector.sessions.watching.questions import Asked
from inspector.sessions.watching.replies import End, Replies
from inspector.sessions.watching.wanted import Wanted
from inspector.traffic.record import Record

_FRAGMENTS: Final = (b"{", b"}", b"]", b'"', b"content-")
"""How pieces of messages begin, which other rules speak of."""


class Watch:
    """Hears of every message of a connection, and tells situations; `waiting` are the peer's open calls.

    Called for each message that comes in: what is done here for each is a few dict lookups.
    """

    def __init__(self, waiting: Mapping[Key, Call], tell: Callable[[Situation, Record, str, str], None]) -> None:
        self.notices = Notices(tell)
        self._waiting = waiting
        self._replies = Replies(waiting, self.notices)
        self._progress = Progress(waiting, self.notices, self._replies)
        self._wanted = Wanted(waiting, self.notices)
        self._asked = Asked(waiting, self.notices, self._replies.find)
        self._offered = Offered(self.notices)
        self._by_method: Final[dict[str, Callable[[Message, Record], None]]] = {
            methods.LOG_MESSAGE: self._wanted.take_log,
            methods.CANCELLED: self._asked.take_cancelled,
            methods.TOOLS_CHANGED: self._wanted.take_change,
            methods.PROMPTS_CHANGED: self._wanted.take_change,
            methods.RESOURCES_CHANGED: self._wanted.take_change,
            methods.RESOURCE_UPDATED: self._wanted.take_change,
            methods.TASK_CHANGED: self._wanted.take_change,
        }
        self._greetings: Final = {methods.INITIALIZE, methods.DISCOVER}
        self._grants: Final = {methods.SET_LEVEL, methods.SUBSCRIBE, methods.UNSUBSCRIBE}

    # -- sent ---------------------------------------------------------------------------------------------------

    def sending(self, notification: Message, record: Record) -> None:
        """Take word that a notification goes out."""
        self._replies.sending(record)
        if notification.method == methods.INITIALIZED:
            self._asked.initialized = True

    def given_up(self, call: Call, how: End) -> None:
        """Take word that a call ended without a reply."""
        self._replies.end(call, how)

    def lost(self, calls: list[Call]) -> None:
        """Take word that the connection ended by the server's doing while calls were waiting."""
        for call in calls:
            if call.record.seq and call.request.method != methods.DISCOVER:  # whom a probe ends is of the other era
                sentence = f"The connection ended before {shown(call.request.method)} was answered."
                self.notices.tell(Situation.REQUEST_UNANSWERED, call.record, sentence)

    # -- received -----------------------------------------------------------------------------------------------

    def paired(self, call: Call, reply: Message, record: Record) -> None:
        """Take a reply that was paired with its call."""
        method, result = call.request.method or "", reply.result
        how = End.ANSWERED
        if reply.shape is Shape.ERROR:
            self._offered.take_error(method, reply, record)
        else:
            self._offered.take_result(method, record)
            if isinstance(result, dict):
                how = self._take_result(call.request, result)
        if method == methods.PING:
            self._offered.take_pong(reply, record)
        self._replies.end(call, how, record)

    def _take_result(self, request: Message, result: dict[str, Any]) -> End:
        method = request.method
        if method in self._greetings:
            self._wanted.legacy = method == methods.INITIALIZE
            self._offered.announced(result)
            if method == methods.DISCOVER and "supportedVersions" in result:
                self._asked.initialized = True  # there is no handshake in this era
        elif method in self._grants:
            self._wanted.granted(request)
        return End.TASK if is_task(result) else End.ANSWERED

    def unpaired(self, reply: Message, record: Record) -> None:
        """Take a reply that answers nothing which waits; where it is known what it meant, the record says so then."""
        self._replies.stray(reply, record)

    def asked(self, request: Message, record: Record) -> None:
        """Take a request of the server."""
        self._asked.take(request, record)

    def key_of_call(self, token: Any) -> Key | None:
        """Find the waiting call that gave a progress token."""
        return self._progress.key_of_call(token)

    def told(self, notification: Message, record: Record, call: Call | None) -> None:
        """Take a notification of the server; `call` is the one it belongs to, if it is progress of one."""
        method = notification.method or ""
        if method == methods.PROGRESS:
            self._progress.take(notification, record, call)
            return
        take = self._by_method.get(method)
        if take is not None:
            take(notification, record)
        if not self._asked.initialized:
            self._asked.take_early(notification, record)
        if record.http is not None and self._replies.is_answered(record.http):
            sentence = f"{shown(method)} came on the stream of a request that had been answered already."
            self.notices.tell(Situation.NOTIFICATION_AFTER_REPLY, record, sentence, "/method")

    def noise(self, record: Record) -> None:
        """Take a line of standard output that is no JSON: said once what is to be done about log lines there."""
        text = record.raw[:100].strip().lower()
        is_list = text[:1] == b"[" and not text[1:2].isalpha()  # and not a log line such as "[info] started"
        is_noise = bool(text) and not is_list and not text.startswith(_FRAGMENTS)
        if is_noise and not self.notices.is_said(Situation.STDOUT_NOISE):
            sentence = "Standard output is for messages only; log lines belong on standard error."
            self.notices.tell(Situation.STDOUT_NOISE, record, sentence)
