"""What the server asks: ids used twice, questions before the handshake is through, cancellations of what it may not."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final

from inspector.jsonrpc.message import Message, id_key
from inspector.lint.look import shown
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.sessions.watching.ids import Key
from inspector.sessions.watching.notices import Call, Notices
from inspector.sessions.watching.replies import Ended
from inspector.traffic.record import Record

_IDS_KEPT: Final = 10_000

_EARLY: Final = frozenset({methods.LOG_MESSAGE, methods.CANCELLED, methods.PROGRESS})
"""Notifications that may come before the handshake is through (2025-11-25, Initialization: pings and logging), or
belong to a request that may."""


class Asked:
    """Remembers the ids of the server's requests, and whether the handshake is through."""

    def __init__(
        self, waiting: Mapping[Key, Call], notices: Notices, find_ended: Callable[[Any], Ended | None]
    ) -> None:
        self.initialized = False
        self._waiting = waiting
        self._notices = notices
        self._find_ended = find_ended
        self._ids: OrderedDict[Key, None] = OrderedDict()

    def take(self, request: Message, record: Record) -> None:
        """Look at a request of the server."""
        key = id_key(request.id)
        if key in self._ids:
            sentence = f"The id {shown(request.id)} was that of an earlier request of the server."
            self._notices.tell(Situation.REQUEST_ID_REUSED, record, sentence, "/id")
        self._ids[key] = None
        if len(self._ids) > _IDS_KEPT:
            self._ids.popitem(last=False)
        if not self.initialized and request.method != methods.PING:
            sentence = f'{shown(request.method)} came before "{methods.INITIALIZED}" was sent.'
            self._notices.tell(Situation.REQUEST_BEFORE_INITIALIZED, record, sentence, "/method")

    def take_early(self, notification: Message, record: Record) -> None:
        """Look at a notification that comes before the handshake is through."""
        early = Situation.NOTIFICATION_BEFORE_INITIALIZED
        if notification.method not in _EARLY and not self._notices.is_full(early):
            sentence = f'{shown(notification.method)} came before "{methods.INITIALIZED}" was sent.'
            self._notices.tell(early, record, sentence, "/method")

    def take_cancelled(self, notification: Message, record: Record) -> None:
        """Look at a cancellation: a server cancels its own requests, or ends a subscription of ours."""
        params = notification.params
        ident = params.get("requestId") if isinstance(params, dict) else None
        if ident is None or id_key(ident) in self._ids:
            return
        call = self._waiting.get(id_key(ident))
        ended = self._find_ended(ident) if call is None else None
        method = call.request.method if call is not None else ended.method if ended is not None else None
        if method == methods.LISTEN:
            return
        whose = f"a request of the client ({shown(method)})" if method is not None else "no request of the server"
        sentence = f"{shown(ident)} is {whose}, which a server may not cancel."
        self._notices.tell(Situation.CANCELLED_UNKNOWN, record, sentence, "/params/requestId")
