"""Subscriptions: the resources a user wants to hear of, and what the server made of the wish.

https://modelcontextprotocol.io/specification/2025-11-25/server/resources#subscriptions and
https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class SubscriptionState(StrEnum):
    """What became of the wish."""

    ASKED = "asked"
    """The server was asked and has not answered."""

    GRANTED = "granted"
    REFUSED = "refused"
    """The server said no, or gave no answer; `why` says which."""

    RECONNECTING = "reconnecting"
    """It was granted, the channel it needs is gone, and another is being opened."""

    ENDED = "ended"
    """The server ended it, or the channel is gone for good; `why` says which."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One moment of a subscription to a resource; `why` is a sentence where the state alone does not tell."""

    uri: str
    state: SubscriptionState
    why: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """One moment of the stream that carries changes, in the revisions that have one for all of them.

    Without a `state` there is none. `granted` and `refused` are the members of the filter for changes of lists,
    such as `toolsListChanged`.
    """

    state: SubscriptionState | None = None
    why: str = ""
    granted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class Subscriptions:
    """The subscriptions of one session, in the order they were asked for; `changed` hears of every change."""

    def __init__(self, changed: Callable[[tuple[Subscription, ...]], None] = lambda _all: None) -> None:
        self._changed = changed
        self._by_uri: dict[str, Subscription] = {}
        self.channel = Channel()
        """What carries the changes; `changed` hears of its changes too."""

    @property
    def all(self) -> tuple[Subscription, ...]:
        """All there are."""
        return tuple(self._by_uri.values())

    @property
    def uris(self) -> tuple[str, ...]:
        """The URIs the user wants to hear of: of all that were neither refused nor ended."""
        over = (SubscriptionState.REFUSED, SubscriptionState.ENDED)
        return tuple(one.uri for one in self._by_uri.values() if one.state not in over)

    def of(self, uri: str) -> Subscription | None:
        """Give the subscription to one resource."""
        return self._by_uri.get(uri)

    def say(self, channel: Channel) -> None:
        """Say what became of the stream that carries changes."""
        if channel != self.channel:
            self.channel = channel
            self._changed(self.all)

    def put(self, uri: str, state: SubscriptionState, why: str = "") -> None:
        """Add a subscription, or say what became of it."""
        subscription = Subscription(uri, state, why)
        if self._by_uri.get(uri) != subscription:
            self._by_uri[uri] = subscription
            self._changed(self.all)

    def drop(self, uri: str) -> None:
        """Forget a subscription the user took back."""
        if self._by_uri.pop(uri, None) is not None:
            self._changed(self.all)

    def end(self, why: str) -> None:
        """Say that all of them ended, with what carried them."""
        for uri in self.uris:
            self.put(uri, SubscriptionState.ENDED, why)
        if self.channel.state not in (None, SubscriptionState.REFUSED, SubscriptionState.ENDED):
            self.say(Channel(SubscriptionState.ENDED, why))
