"""What the handshake revisions have beside calls: subscriptions, log levels, tasks, roots, questions."""

import anyio
import pytest

from inspector.sessions.outcome import ErrorReply, ResultReply
from inspector.sessions.subscriptions import Subscription, SubscriptionState

from .conftest import Open

pytestmark = pytest.mark.anyio

URI = "demo://resource/dynamic/text/1"


async def test_a_subscription_is_granted_and_updates_come_until_it_is_taken_back(
    open_session: Open, everything_command: list[str]
) -> None:
    async with open_session(everything_command) as watched:
        session = watched.session
        assert isinstance(await session.subscribe(URI), ResultReply)
        assert watched.subscriptions[-2:] == [
            (Subscription(URI, SubscriptionState.ASKED),),
            (Subscription(URI, SubscriptionState.GRANTED),),
        ]
        await session.call_tool("toggle-subscriber-updates", {})
        with anyio.fail_after(20):
            await watched.hear("notifications/resources/updated")
        assert isinstance(await session.unsubscribe(URI), ResultReply)
        assert session.subscriptions.all == ()


async def test_a_refused_subscription_says_why(open_session: Open, plain_command: list[str]) -> None:
    async with open_session(plain_command) as watched:
        outcome = await watched.session.subscribe("plain://text")
        assert isinstance(outcome, ErrorReply)
        (subscription,) = watched.session.subscriptions.all
        assert subscription.state is SubscriptionState.REFUSED
        assert "not found" in subscription.why
        assert watched.session.subscriptions.uris == ()


async def test_a_log_level_is_asked_for(open_session: Open, everything_command: list[str]) -> None:
    async with open_session(everything_command) as watched:
        assert isinstance(await watched.session.set_level("debug"), ResultReply)
        assert await watched.session.set_level(None) is None
