"""Subscriptions in words: one way to say a state, for the list and beside the resource."""

from typing import Final

from inspector.sessions.subscriptions import Subscription, SubscriptionState

_SHORT: Final = {
    SubscriptionState.ASKED: "subscribing",
    SubscriptionState.GRANTED: "subscribed",
    SubscriptionState.REFUSED: "subscription refused",
    SubscriptionState.RECONNECTING: "subscribed, reconnecting",
    SubscriptionState.ENDED: "subscription ended",
}


def short_words(subscription: Subscription) -> str:
    """Name the state in a word or two."""
    return _SHORT[subscription.state]


def full_words(subscription: Subscription, *, rereads: bool) -> str:
    """Say what the state means; `rereads` where each change is read."""
    then = "changes are read as they are told" if rereads else "changes are marked and not read"
    words = {
        SubscriptionState.ASKED: "subscribing…",
        SubscriptionState.GRANTED: f"subscribed; {then}",
        SubscriptionState.REFUSED: "the subscription was refused",
        SubscriptionState.RECONNECTING: "subscribed; the channel is being opened again",
        SubscriptionState.ENDED: "the subscription has ended",
    }
    return ": ".join(filter(None, (words[subscription.state], subscription.why)))
