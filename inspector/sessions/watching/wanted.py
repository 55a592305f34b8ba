"""Notifications nobody wanted: changes without a subscription, log messages without or below a level."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from inspector.jsonrpc.message import Message
from inspector.lint.look import shown
from inspector.lint.rules.notifications import LEVELS
from inspector.lint.situations import Situation
from inspector.protocol import meta, methods
from inspector.sessions.watching.ids import Key
from inspector.sessions.watching.notices import Call, Notices
from inspector.sessions.watching.replies import meta_of
from inspector.traffic.record import Record

_SEARCHED: Final = 50
_URIS_KEPT: Final = 10_000
_FILTERS: Final = {
    methods.TOOLS_CHANGED: "toolsListChanged",
    methods.PROMPTS_CHANGED: "promptsListChanged",
    methods.RESOURCES_CHANGED: "resourcesListChanged",
    methods.RESOURCE_UPDATED: "resourceSubscriptions",
    methods.TASK_CHANGED: "taskIds",
}


class Wanted:
    """Knows what the client asked to be told of. `legacy` is set once a handshake was answered."""

    def __init__(self, waiting: Mapping[Key, Call], notices: Notices) -> None:
        self.legacy = False
        self._waiting = waiting
        self._notices = notices
        self._level: int | None = None
        self._uris: OrderedDict[str, None] = OrderedDict()

    def granted(self, request: Message) -> None:
        """Take word that the server granted a request for a level, a subscription, or the end of one."""
        params = request.params if isinstance(request.params, dict) else {}
        level, uri = params.get("level"), params.get("uri")
        if request.method == methods.SET_LEVEL and level in LEVELS:
            self._level = LEVELS.index(level)
        elif request.method == methods.SUBSCRIBE and isinstance(uri, str):
            self._uris[uri] = None
            if len(self._uris) > _URIS_KEPT:
                self._uris.popitem(last=False)
        elif request.method == methods.UNSUBSCRIBE and isinstance(uri, str):
            self._uris.pop(uri, None)

    def take_change(self, notification: Message, record: Record) -> None:
        """Look at word of a change."""
        if not self.legacy:
            self._listened_for(notification, record)
        elif notification.method == methods.RESOURCE_UPDATED and not self._subscribed():
            # With any subscription it may be meant: what is updated may be a part of what was subscribed to.
            uri = notification.params.get("uri") if isinstance(notification.params, dict) else None
            sentence = f"The resource {shown(uri)} was updated, but nothing is subscribed to."
            self._notices.tell(Situation.NOTIFICATION_UNSUBSCRIBED, record, sentence, "/params/uri")

    def _subscribed(self) -> bool:
        """Tell whether there is a subscription, or one is being asked for: its updates may come before its reply."""
        return bool(self._uris) or any(call.request.method == methods.SUBSCRIBE for call in self._some_waiting())

    def _listened_for(self, notification: Message, record: Record) -> None:
        wanted = _FILTERS[notification.method or ""]
        if self._notices.is_full(Situation.NOTIFICATION_UNREQUESTED):
            return
        if len(self._waiting) > _SEARCHED or any(_asks_for(call.request, wanted) for call in self._some_waiting()):
            return
        sentence = f'No open subscription asks for "{wanted}".'
        self._notices.tell(Situation.NOTIFICATION_UNREQUESTED, record, sentence, "/method")

    def take_log(self, notification: Message, record: Record) -> None:
        """Look at a log message."""
        level = self._level if self.legacy else self._least_level(record)
        params = notification.params
        said = params.get("level") if isinstance(params, dict) else None
        if level is not None and isinstance(said, str) and said in LEVELS and LEVELS.index(said) < level:
            sentence = f"The level is {shown(said)}; the least one wanted is {shown(LEVELS[level])}."
            self._notices.tell(Situation.LOG_BELOW_LEVEL, record, sentence, "/params/level")

    def _least_level(self, record: Record) -> int | None:
        """Give the least level a request under way has set (2026-07-28, Per-Request Log Level); tell if none has.

        Over HTTP it is that of the request on whose stream the message came.
        """
        if len(self._waiting) > _SEARCHED:
            return None
        calls = [call for call in self._some_waiting() if record.http in (None, call.record.http)]
        if record.http is not None and not calls:
            return None  # it came after the reply, which is another matter
        held = [meta_of(call.request).get(meta.LOG_LEVEL) for call in calls]
        levels = [LEVELS.index(level) for level in held if level in LEVELS]
        if not levels and not self._notices.is_full(Situation.LOG_UNREQUESTED):
            sentence = "No request that is under way has set a log level."
            self._notices.tell(Situation.LOG_UNREQUESTED, record, sentence, "/method")
        return min(levels, default=None)

    def _some_waiting(self) -> Iterator[Call]:
        return islice(self._waiting.values(), _SEARCHED)


def _asks_for(request: Message, wanted: str) -> bool:
    params: Any = request.params
    asked = params.get("notifications") if request.method == methods.LISTEN and isinstance(params, dict) else None
    return isinstance(asked, dict) and bool(asked.get(wanted))
