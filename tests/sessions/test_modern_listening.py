"""Hearing of changes over HTTP: what is asked for, what is granted, and what breaks."""

import asyncio
from dataclasses import replace
from typing import Any

import anyio
import pytest

from inspector.sessions.eras import listening
from inspector.sessions.subscriptions import Subscription, SubscriptionState

from .conftest import Open, Watched
from .modern_server import SUBSCRIPTION, ModernServer, Posted, Reply, modern_server

pytestmark = pytest.mark.anyio

ASKED, GRANTED, REFUSED = SubscriptionState.ASKED, SubscriptionState.GRANTED, SubscriptionState.REFUSED
RECONNECTING, ENDED = SubscriptionState.RECONNECTING, SubscriptionState.ENDED
LISTEN = "subscriptions/listen"


async def serve(posted: Posted, reply: Reply) -> None:
    """Serve a subscription in order: acknowledge all, and stay open until the client goes."""
    await reply.acknowledge()
    await reply.wait_until_gone()


def state(watched: Watched, uri: str) -> SubscriptionState | None:
    subscription = watched.session.subscriptions.of(uri)
    return subscription.state if subscription else None


def channel(watched: Watched) -> SubscriptionState | None:
    return watched.session.subscriptions.channel.state


def rules(watched: Watched) -> set[str]:
    return {finding.rule for finding in watched.session.findings()}


def listening_to(server: ModernServer, handler: Any = serve) -> None:
    server.capabilities = {"tools": {"listChanged": True}, "resources": {"subscribe": True}}
    server.on[LISTEN] = handler


async def test_what_the_server_announces_is_asked_for_as_the_programs_own_traffic(open_session: Open) -> None:
    async with modern_server() as server:
        listening_to(server)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is GRANTED)
            assert watched.session.subscriptions.channel.granted == ("toolsListChanged",)
            (sent,) = [row for row in watched.rows() if row.method == LISTEN and row.direction == "sent"]
            assert sent.own
        (post,) = server.posted(LISTEN)
        assert post.params["notifications"] == {"toolsListChanged": True}
        assert post.header("Mcp-Method") == LISTEN
        assert "error" not in {finding.severity for finding in watched.session.findings()}


async def test_a_server_that_announces_nothing_is_not_asked(open_session: Open) -> None:
    async with modern_server() as server:
        async with open_session(server.definition) as watched:
            await watched.session.call_tool("x", {})
        assert server.posted(LISTEN) == []


async def test_a_list_that_changed_is_read_again(open_session: Open) -> None:
    grown = anyio.Event()

    async def grow(posted: Posted, reply: Reply) -> None:
        await reply.acknowledge()
        await grown.wait()
        meta = {"_meta": {SUBSCRIPTION: posted.message["id"]}}
        await reply.tell("notifications/tools/list_changed", meta)
        await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, grow)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is GRANTED)
            server.tools = [{"name": "new", "inputSchema": {"type": "object"}}]
            grown.set()
            await watched.until(lambda: watched.session.catalog.tools)
            assert rules(watched) <= {"tool-description"}


async def test_the_lists_are_read_once_the_server_has_said_that_it_will_tell_of_changes(open_session: Open) -> None:
    async with modern_server() as server:
        listening_to(server)
        async with open_session(server.definition) as watched:
            rows = watched.rows()
            (told,) = [row.seq for row in rows if row.method == "notifications/subscriptions/acknowledged"]
            (read,) = [row.seq for row in rows if row.method == "tools/list" and row.direction == "sent"]
            assert told < read


async def test_lists_that_were_read_before_a_late_acknowledgment_are_read_once_more(open_session: Open) -> None:
    late = anyio.Event()

    async def acknowledge_late(posted: Posted, reply: Reply) -> None:
        await late.wait()
        await reply.acknowledge()
        await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, acknowledge_late)
        async with open_session(server.definition) as watched:
            assert watched.session.catalog.tools == ()
            server.tools = [{"name": "new", "inputSchema": {"type": "object"}}]  # and nobody is told of it
            late.set()
            await watched.until(lambda: watched.session.catalog.tools)


async def test_another_resource_opens_a_new_stream_before_the_old_one_is_closed(open_session: Open) -> None:
    open_now, most = set[Any](), 0

    async def count(posted: Posted, reply: Reply) -> None:
        nonlocal most
        open_now.add(posted.message["id"])
        most = max(most, len(open_now))
        await serve(posted, reply)
        open_now.discard(posted.message["id"])
        server.news()

    async with modern_server() as server:
        listening_to(server, count)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is GRANTED)
            await watched.session.subscribe("file:///a")
            assert watched.session.subscriptions.all == (Subscription("file:///a", GRANTED),)
            await watched.session.subscribe("file:///b")
            assert state(watched, "file:///b") is GRANTED
            await watched.session.unsubscribe("file:///a")
            post = await server.until(LISTEN, 4)
            assert post.params["notifications"] == {"toolsListChanged": True, "resourceSubscriptions": ["file:///b"]}
            await server.until_true(lambda: len(open_now) == 1)
        assert most == 2
        asked = [post.params["notifications"].get("resourceSubscriptions") for post in server.posted(LISTEN)]
        assert asked == [None, ["file:///a"], ["file:///a", "file:///b"], ["file:///b"]]


async def test_what_is_not_granted_is_refused_and_the_rest_goes_on(open_session: Open) -> None:
    async def grant_one(posted: Posted, reply: Reply) -> None:
        await reply.acknowledge({"resourceSubscriptions": ["file:///a"]})
        await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, grant_one)
        async with open_session(server.definition) as watched:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(watched.session.subscribe, "file:///a")
                tasks.start_soon(watched.session.subscribe, "file:///b")
            assert (state(watched, "file:///a"), state(watched, "file:///b")) == (GRANTED, REFUSED)
            assert watched.session.subscriptions.channel.refused == ("toolsListChanged",)
            await watched.session.call_tool("x", {})
            before = len(server.posted(LISTEN))
            await watched.session.call_tool("x", {})
            assert len(server.posted(LISTEN)) == before


async def test_an_address_with_the_slash_of_an_empty_path_is_the_same(open_session: Open) -> None:
    async def normalize(posted: Posted, reply: Reply) -> None:
        await reply.acknowledge({"toolsListChanged": True, "resourceSubscriptions": ["https://example.org/"]})
        await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, normalize)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is GRANTED)
            await watched.session.subscribe("https://example.org")
            assert state(watched, "https://example.org") is GRANTED


@pytest.mark.parametrize("status", [404, 200])
async def test_a_server_without_subscriptions_is_asked_once(open_session: Open, status: int) -> None:
    async def unknown(posted: Posted, reply: Reply) -> None:
        await reply.error(-32601, "Method not found", status)

    async with modern_server() as server:
        listening_to(server, unknown)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is REFUSED)
            await watched.session.subscribe("file:///a")
            assert watched.session.subscriptions.of("file:///a") == Subscription(
                "file:///a", REFUSED, "The server does not know subscriptions."
            )
            assert "method-advertised-not-found" in rules(watched)
            assert watched.session.state.is_open
        assert len(server.posted(LISTEN)) == 1


async def test_a_refusal_with_an_error_is_told_and_not_repeated(open_session: Open) -> None:
    async def refuse(posted: Posted, reply: Reply) -> None:
        if posted.params["notifications"].get("resourceSubscriptions"):
            await reply.error(-32603, "Subscription limit reached", 200)
        else:
            await serve(posted, reply)

    async with modern_server() as server:
        listening_to(server, refuse)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is GRANTED)
            await watched.session.subscribe("file:///a")
            assert watched.session.subscriptions.all == (
                Subscription("file:///a", REFUSED, "The server said no: Subscription limit reached"),
            )
            assert channel(watched) is GRANTED
        assert len(server.posted(LISTEN)) == 2


async def test_a_stream_that_breaks_is_opened_again_and_the_lists_are_read(open_session: Open) -> None:
    broken = anyio.Event()

    async def break_once(posted: Posted, reply: Reply) -> None:
        await reply.acknowledge()
        if len(server.posted(LISTEN)) == 2:
            await broken.wait()
            return  # the connection is cut in mid-stream
        await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, break_once)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is GRANTED)
            await watched.session.subscribe("file:///a")
            read = len(server.posted("tools/list"))
            broken.set()
            await watched.until(lambda: RECONNECTING in states(watched))
            await watched.until(lambda: state(watched, "file:///a") is GRANTED)
            await server.until("tools/list", read + 1)
        course = [one.state for (one,) in filter(None, watched.subscriptions)]
        assert GRANTED in course[course.index(RECONNECTING) :]


def states(watched: Watched) -> set[SubscriptionState]:
    return {one.state for all_of_them in watched.subscriptions for one in all_of_them}


@pytest.mark.parametrize("clean", [True, False])
async def test_a_stream_that_never_holds_is_given_up(
    open_session: Open, monkeypatch: pytest.MonkeyPatch, clean: bool
) -> None:
    monkeypatch.setattr(listening, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(listening, "MAX_FAILURES", 3)

    async def cut(posted: Posted, reply: Reply) -> None:
        await reply.acknowledge()
        if clean:
            await reply.end_stream()

    async with modern_server() as server:
        listening_to(server, cut)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is ENDED)
            assert "broke 4 times in a row" in watched.session.subscriptions.channel.why
            assert len(server.posted(LISTEN)) == 4
            await watched.session.subscribe("file:///a")  # the user's wish begins anew
            await server.until(LISTEN, 5)


async def test_a_server_that_ends_the_stream_in_order_has_ended_it(open_session: Open) -> None:
    ending = anyio.Event()

    async def end(posted: Posted, reply: Reply) -> None:
        await reply.acknowledge()
        if posted.params["notifications"].get("resourceSubscriptions"):
            await ending.wait()
            ident = posted.message["id"]
            await reply.event({"id": ident, "result": {"resultType": "complete", "_meta": {SUBSCRIPTION: ident}}})
            await reply.end_stream()
        else:
            await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, end)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is GRANTED)
            await watched.session.subscribe("file:///a")
            ending.set()
            await watched.until(lambda: state(watched, "file:///a") is ENDED)
            assert channel(watched) is ENDED
            await watched.session.call_tool("x", {})
            assert rules(watched) == set()
        assert len(server.posted(LISTEN)) == 2


async def test_a_subscription_that_needs_authorization_is_refused_with_the_reason(open_session: Open) -> None:
    async def forbid(posted: Posted, reply: Reply) -> None:
        await reply.body(401, b"", extra="WWW-Authenticate: Bearer\r\n")

    async with modern_server() as server:
        listening_to(server, forbid)
        async with open_session(server.definition) as watched:
            await watched.session.subscribe("file:///a")
            subscription = watched.session.subscriptions.of("file:///a")
        assert subscription is not None
        assert subscription.state is REFUSED
        assert "401" in subscription.why


async def test_a_stream_without_acknowledgment_serves_and_is_a_finding(open_session: Open) -> None:
    async def mute(posted: Posted, reply: Reply) -> None:
        await reply.open_stream()
        await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, mute)
        async with open_session(replace(server.definition, timeout=0.2)) as watched:
            await watched.until(lambda: channel(watched) is GRANTED)
            assert "did not acknowledge" in watched.session.subscriptions.channel.why
            assert "subscription-unacknowledged" in rules(watched)


async def test_each_notification_out_of_place_is_a_finding(open_session: Open) -> None:
    done = anyio.Event()

    async def misbehave(posted: Posted, reply: Reply) -> None:
        ident = posted.message["id"]
        here = {"_meta": {SUBSCRIPTION: ident}}
        await reply.tell("notifications/tools/list_changed", here)
        await reply.acknowledge({"toolsListChanged": True, "promptsListChanged": True})
        await reply.tell("notifications/prompts/list_changed", here)
        await reply.tell("notifications/tools/list_changed", {"_meta": {SUBSCRIPTION: 4711}})
        await reply.tell("notifications/cancelled", {"requestId": 4711})
        done.set()
        await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, misbehave)
        async with open_session(server.definition) as watched:
            await done.wait()
            await watched.hear("notifications/cancelled")
            assert {
                "notification-before-acknowledgment",
                "subscription-widened",
                "notification-unrequested",
                "subscription-unknown",
                "cancelled-unknown",
            } <= rules(watched)


async def test_updates_of_sub_resources_are_in_order_and_of_others_a_finding(open_session: Open) -> None:
    reported = anyio.Event()

    async def report(posted: Posted, reply: Reply) -> None:
        await reply.acknowledge()
        if posted.params["notifications"].get("resourceSubscriptions"):
            here = {"_meta": {SUBSCRIPTION: posted.message["id"]}}
            await reply.tell("notifications/resources/updated", {"uri": "file:///a/b", **here})
            await reported.wait()
            await reply.tell("notifications/resources/updated", {"uri": "file:///z", **here})
        await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, report)
        async with open_session(server.definition) as watched:
            await watched.session.subscribe("file:///a")
            await watched.hear("notifications/resources/updated")
            assert "notification-unsubscribed" not in rules(watched)
            reported.set()
            await watched.until(lambda: ("file:///z") in [p.get("uri") for _, p in watched.told])
            assert "notification-unsubscribed" in rules(watched)


async def test_a_subscription_of_a_text_id_is_found_all_the_same(open_session: Open) -> None:
    async def as_text(posted: Posted, reply: Reply) -> None:
        meta = {"_meta": {SUBSCRIPTION: str(posted.message["id"])}}
        await reply.tell(
            "notifications/subscriptions/acknowledged", {"notifications": posted.params["notifications"], **meta}
        )
        await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, as_text)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is GRANTED)


@pytest.mark.parametrize(
    "granted",
    [None, [], "all", {"toolsListChanged": ["x"]}, {"resourceSubscriptions": {"a": 1}}, {"resourceSubscriptions": [7]}],
)
async def test_an_acknowledgment_of_any_shape_is_borne(open_session: Open, granted: Any) -> None:
    async def odd(posted: Posted, reply: Reply) -> None:
        meta = {"_meta": {SUBSCRIPTION: posted.message["id"]}}
        await reply.tell("notifications/subscriptions/acknowledged", {"notifications": granted, **meta})
        await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, odd)
        async with open_session(server.definition) as watched:
            await watched.session.subscribe("file:///a")
            assert state(watched, "file:///a") is (REFUSED if isinstance(granted, dict) else GRANTED)
            assert not [row for row in watched.rows() if row.kind == "failure"]


@pytest.mark.parametrize("ident", [None, True, {}, [1], "x" * 10_000, 1e999, -1])
async def test_a_subscription_id_of_any_type_over_its_own_stream_is_borne(open_session: Open, ident: Any) -> None:
    async def odd(posted: Posted, reply: Reply) -> None:
        params = {"notifications": posted.params["notifications"], "_meta": {SUBSCRIPTION: ident}}
        await reply.tell("notifications/subscriptions/acknowledged", params)
        await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, odd)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is GRANTED)
            assert ("subscription-unknown" in rules(watched)) is (ident is not None)


async def test_a_stream_that_was_closed_in_order_has_not_failed(open_session: Open) -> None:
    async with modern_server() as server:
        listening_to(server)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is GRANTED)
            await watched.session.subscribe("file:///a")
            await watched.session.unsubscribe("file:///a")
        sent = [row.status for row in watched.rows() if row.method == LISTEN and row.direction == "sent"]
        assert sent == ["ok", "ok", "ok"]
        assert not [row for row in watched.rows() if row.kind == "failure"]


async def test_a_flood_of_updates_nobody_asked_for_is_noted_a_hundred_times(open_session: Open) -> None:
    async def flood(posted: Posted, reply: Reply) -> None:
        await reply.acknowledge()
        here = {"uri": "file:///z", "_meta": {SUBSCRIPTION: posted.message["id"]}}
        for _ in range(300):
            await reply.tell("notifications/resources/updated", here)
        await reply.tell("notifications/tools/list_changed", {"_meta": {SUBSCRIPTION: posted.message["id"]}})
        await reply.wait_until_gone()

    async with modern_server() as server:
        listening_to(server, flood)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: ("notifications/tools/list_changed") in [m for m, _ in watched.told])
            found = [finding for finding in watched.session.findings() if finding.rule == "notification-unsubscribed"]
            assert len(found) == 100


async def test_a_wish_that_is_repeated_or_taken_back_and_renewed_is_granted_at_once(open_session: Open) -> None:
    async with modern_server() as server:
        listening_to(server)
        async with open_session(server.definition) as watched:
            session = watched.session
            await watched.until(lambda: channel(watched) is GRANTED)
            with anyio.fail_after(10):
                await session.subscribe("file:///a")
                await session.subscribe("file:///a")
                session.subscriptions.drop("file:///a")
                await session.subscribe("file:///a")
            assert state(watched, "file:///a") is GRANTED
        assert len(server.posted(LISTEN)) == 2


async def test_what_was_granted_ends_with_the_session(open_session: Open) -> None:
    async with modern_server() as server:
        listening_to(server)
        async with open_session(server.definition) as watched:
            await watched.session.subscribe("file:///a")
        assert watched.session.subscriptions.all == (Subscription("file:///a", ENDED, "The session ended."),)
        assert channel(watched) is ENDED


async def test_a_plain_result_instead_of_a_stream_ends_the_subscription(open_session: Open) -> None:
    async def plain(posted: Posted, reply: Reply) -> None:
        await reply.result({"_meta": {SUBSCRIPTION: posted.message["id"]}})

    async with modern_server() as server:
        listening_to(server, plain)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is ENDED)
            assert "subscription-unacknowledged" in rules(watched)


async def test_an_accepted_request_without_a_stream_is_no_subscription(
    open_session: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(listening, "MAX_FAILURES", 1)

    async def accept(posted: Posted, reply: Reply) -> None:
        await reply.body(202, b"")

    async with modern_server() as server:
        listening_to(server, accept)
        async with open_session(replace(server.definition, timeout=1.0)) as watched:
            await watched.until(lambda: channel(watched) is ENDED)
            assert GRANTED not in states(watched)


async def test_a_server_that_asks_for_patience_is_given_it(open_session: Open) -> None:
    async def busy_once(posted: Posted, reply: Reply) -> None:
        if len(server.posted(LISTEN)) == 1:
            await reply.body(503, b"", extra="Retry-After: 1\r\n")
        else:
            await serve(posted, reply)

    async with modern_server() as server:
        listening_to(server, busy_once)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is RECONNECTING)
            await watched.until(lambda: channel(watched) is GRANTED)
        first, second = [row.mono_ns for row in watched.rows() if row.method == LISTEN and row.direction == "sent"]
        assert second - first >= 1_000_000_000


async def test_many_wishes_leave_neither_tasks_nor_connections_behind(open_session: Open) -> None:
    open_now = set[Any]()

    async def count(posted: Posted, reply: Reply) -> None:
        open_now.add(posted.message["id"])
        await serve(posted, reply)
        open_now.discard(posted.message["id"])
        server.news()

    async with modern_server() as server:
        listening_to(server, count)
        async with open_session(server.definition) as watched:
            await watched.until(lambda: channel(watched) is GRANTED)
            before = len(asyncio.all_tasks())
            for number in range(50):
                await watched.session.subscribe(f"file:///{number}")
                await watched.session.unsubscribe(f"file:///{number}")
            await server.until_true(lambda: len(open_now) == 1)
            assert len(asyncio.all_tasks()) <= before + 2  # a connection of the server's may be on its way out
        await server.until_true(lambda: not open_now)
