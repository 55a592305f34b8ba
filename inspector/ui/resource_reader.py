"""Reading resources, once and again as they change; a thousand updates in a second cost a few readings."""

import asyncio
from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from inspector.sessions.subscriptions import SubscriptionState
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.preferences import Preferences
from inspector.ui.resource_versions import Key, ResourceVersions

REREAD_MS: Final = 250
"""How long updates are gathered before a resource is read again."""

_AT_ONCE: Final = 8
"""Readings under way that nobody waits for one by one."""

OVER: Final = (SubscriptionState.REFUSED, SubscriptionState.ENDED)
"""States of a subscription that brings nothing more."""


def key_of(server: SessionHandle | None, uri: str) -> Key:
    """Give what the versions of a resource are kept under."""
    return id(server), uri


class ResourceReader(QObject):
    """Reads, keeps the versions, and reads again what servers say has changed.

    `changed` tells of a resource that is being read, was read, or changed without being read.
    """

    changed = Signal(object)  # Key

    def __init__(self, tasks: Tasks, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self.versions = ResourceVersions()
        self.shown: Key = (0, "")
        """What the user looks at: a new version of it is none that is unread."""
        self._tasks = tasks
        self._preferences = preferences
        self._watched: set[int] = set()
        self._reading: dict[Key, asyncio.Task[object]] = {}
        self._stale: OrderedDict[Key, SessionHandle] = OrderedDict()
        self._queue: OrderedDict[Key, SessionHandle] = OrderedDict()
        """What the user wants to be read and has to wait."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REREAD_MS)
        self._timer.timeout.connect(self._read_stale)

    def watch(self, server: SessionHandle) -> None:
        """Hear of updates from this server from now on, whether it is looked at or not."""
        if id(server) not in self._watched:
            ident = id(server)
            self._watched.add(ident)
            server.resource_updated.connect(lambda uri: self.updated(server, uri))
            server.destroyed.connect(lambda: self._watched.discard(ident))

    def is_reading(self, key: Key) -> bool:
        """Tell whether a resource is being read now."""
        return key in self._reading

    def read(self, server: SessionHandle, uri: str) -> None:
        """Read a resource, unless that is under way."""
        key = key_of(server, uri)
        if key not in self._reading:
            task = self._reading[key] = self._tasks.start(self._read(server, key))
            # One that is stopped before it has begun never comes to a `finally` of its own.
            task.add_done_callback(lambda task: self._ended(key, task))
            self.changed.emit(key)

    def read_many(self, server: SessionHandle, uris: list[str]) -> None:
        """Read resources, a few at a time; `waiting` tells how many have not begun."""
        self._queue.update((key_of(server, uri), server) for uri in uris)
        self._read_next()

    @property
    def waiting(self) -> int:
        """How many resources are yet to be read."""
        return len(self._queue)

    def stop_waiting(self) -> None:
        """Read none of those that wait."""
        self._queue.clear()

    def _read_next(self) -> None:
        while self._queue and len(self._reading) < _AT_ONCE:
            key, server = self._queue.popitem(last=False)
            if server.is_open:
                self.read(server, key[1])

    def stop(self, key: Key) -> None:
        """Take a reading back."""
        if key in self._reading:
            self._reading[key].cancel()

    async def _read(self, server: SessionHandle, key: Key) -> None:
        try:
            if self.versions.add(key, await server.read_resource(key[1])) and key != self.shown:
                self.versions.mark_unread(key)
        finally:
            self._ended(key, asyncio.current_task())

    def _ended(self, key: Key, task: object) -> None:
        if self._reading.get(key) is task:
            del self._reading[key]
            self._read_next()
            self.changed.emit(key)

    def updated(self, server: SessionHandle, uri: str) -> None:
        """Hear that a resource changed: one that is subscribed is read again soon, if the user wants that."""
        key = key_of(server, uri)
        subscription = server.subscription_to(uri)
        subscribed = subscription is not None and subscription.state not in OVER
        if subscribed and self._preferences.switch("resources.read-updates"):
            self._stale[key] = server
            if not self._timer.isActive():
                self._timer.start()
        elif subscribed or self.versions.of(key):
            self.versions.mark_unread(key)
            self.changed.emit(key)

    def _read_stale(self) -> None:
        """Read again what changed; what is being read now is read once more afterwards."""
        waiting, self._stale = self._stale, OrderedDict()
        for key, server in waiting.items():
            if key in self._reading or len(self._reading) >= _AT_ONCE:
                self._stale[key] = server
            elif server.is_open:
                self.read(server, key[1])
        if self._stale:
            self._timer.start()
