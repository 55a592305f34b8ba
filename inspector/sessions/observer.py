"""Who hears of a session."""

from typing import Any, Protocol

from inspector.sessions.state import Catalog, SessionState
from inspector.sessions.subscriptions import Subscription
from inspector.sessions.tasks import Task


class SessionObserver(Protocol):
    """Who hears of a session. Called in the engine's thread, in order; must not wait."""

    def state_changed(self, state: SessionState) -> None:
        """Take the session's new state."""

    def catalog_changed(self, catalog: Catalog) -> None:
        """Take the server's new lists."""

    def notified(self, method: str, params: Any, seq: int) -> None:
        """Take a notification of the server."""

    def subscriptions_changed(self, subscriptions: tuple[Subscription, ...]) -> None:
        """Take all subscriptions, one of which changed."""

    def task_changed(self, task: Task) -> None:
        """Take a task that is new or changed."""
