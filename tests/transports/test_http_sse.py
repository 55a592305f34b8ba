"""HTTP with SSE: found by falling back, or pinned; its endpoint; what happens when the stream is lost."""

import anyio
import pytest

from inspector.servers.definition import ServerDefinition, SseSettings
from inspector.sessions.outcome import NoReply, ResultReply
from inspector.sessions.state import Phase
from inspector.transports.failure import Reason
from tests.servers.scripted_http import Out, Request, Script, SseScript, result, serving, text

from .conftest import Define, Open, rules, until

pytestmark = pytest.mark.anyio


def pinned(url: str, **settings: float) -> ServerDefinition:
    return ServerDefinition("server", SseSettings(url, **settings), timeout=10)  # type: ignore[arg-type]


async def test_the_endpoint_is_posted_to_and_replies_come_on_the_stream(open_session: Open) -> None:
    async with serving(SseScript()) as script, open_session(pinned(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, ResultReply)
        assert outcome.value == text("done")
        assert {request.target for request in script.got("POST")} == {"/messages?session=1"}
        assert script.posted("server/discover") == []
        assert watched.session.state.facts["endpoint"].endswith("/messages?session=1")
        assert rules(watched) == set()


@pytest.mark.parametrize("era", ["auto", "2025-11-25", "2024-11-05"])
async def test_a_server_that_takes_no_post_is_tried_with_the_older_transport(
    open_session: Open, over_http: Define, era: str
) -> None:
    async with serving(SseScript()) as script, open_session(over_http(script.url, era=era)) as watched:
        assert watched.session.state.phase is Phase.CONNECTED
        assert watched.session.state.facts["transport"] == "HTTP with SSE"
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)


async def test_the_older_transport_is_not_tried_where_the_settings_say_so(
    open_session: Open, over_http: Define
) -> None:
    async with serving(SseScript()) as script:
        async with open_session(over_http(script.url, older_too=False)) as watched:
            assert watched.session.state.phase is Phase.FAILED
        assert script.got("GET") == []


async def test_where_neither_transport_is_spoken_the_first_refusal_is_told(
    open_session: Open, over_http: Define
) -> None:
    class Neither(Script):
        async def handle(self, request: Request, out: Out) -> None:
            await out.answer(b"nothing here", 404, "text/plain")

    async with serving(Neither()) as script, open_session(over_http(script.url)) as watched:
        state = watched.session.state
        assert state.phase is Phase.FAILED
        assert state.failure is not None
        assert (state.failure.status, state.failure.detail) == (404, "nothing here")
        assert len(script.got("GET")) == 1


@pytest.mark.parametrize(
    ("endpoint", "target"),
    [("messages?x=1", "/messages?x=1"), ("?x=2", "/mcp?x=2"), ("/deep/path", "/deep/path"), (" /blank ", "/blank")],
)
async def test_an_endpoint_may_be_relative(open_session: Open, endpoint: str, target: str) -> None:
    class Relative(SseScript):
        async def open_stream(self, out: Out) -> None:
            await out.event(endpoint, name="endpoint")

    script = Relative()
    script.endpoint = target
    async with serving(script), open_session(pinned(script.url)) as watched:
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)


@pytest.mark.parametrize(
    "endpoint", ["http://elsewhere.invalid/messages", "//elsewhere.invalid/x", "https://127.0.0.1/"]
)
async def test_an_endpoint_of_another_origin_gets_nothing(open_session: Open, endpoint: str) -> None:
    class Elsewhere(SseScript):
        async def open_stream(self, out: Out) -> None:
            await out.event(endpoint, name="endpoint")

    async with serving(Elsewhere()) as script, open_session(pinned(script.url)) as watched:
        failure = watched.session.state.failure
        assert failure is not None
        assert "another origin" in failure.sentence
        assert script.got("POST") == []


async def test_a_stream_that_names_no_endpoint_is_given_up_in_time(open_session: Open) -> None:
    class Nameless(SseScript):
        async def open_stream(self, out: Out) -> None:
            await out.event({"jsonrpc": "2.0", "method": "notifications/message"})

    async with serving(Nameless()) as script, open_session(pinned(script.url, connect_timeout=0.3)) as watched:
        failure = watched.session.state.failure
        assert failure is not None
        assert "named no endpoint within 0.3 seconds" in failure.sentence


async def test_an_endpoint_that_comes_late_is_used_and_found(open_session: Open) -> None:
    class Late(SseScript):
        async def open_stream(self, out: Out) -> None:
            await out.event({"jsonrpc": "2.0", "method": "notifications/message", "params": {}})
            await super().open_stream(out)

        def greeting(self, request: Request) -> object:  # type: ignore[override]
            request.message["params"]["protocolVersion"] = "2024-11-05"
            return super().greeting(request)

    async with serving(Late()) as script, open_session(pinned(script.url)) as watched:
        assert watched.session.state.phase is Phase.CONNECTED
        assert "endpoint-missing" in rules(watched)


async def test_an_address_without_an_event_stream_says_what_came(open_session: Open) -> None:
    class Page(Script):
        async def get(self, request: Request, out: Out) -> None:
            await out.answer(b"<html></html>", 200, "text/html")

    async with serving(Page()) as script, open_session(pinned(script.url)) as watched:
        failure = watched.session.state.failure
        assert failure is not None
        assert '"text/html"' in failure.sentence


async def test_a_post_that_is_refused_ends_the_call_with_its_status(open_session: Open) -> None:
    class Refusing(SseScript):
        async def handle(self, request: Request, out: Out) -> None:
            if request.rpc == "tools/call":
                await out.answer(b"full", 503, "text/plain", Retry_After="7")
            else:
                await super().handle(request, out)

    async with serving(Refusing()) as script, open_session(pinned(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, NoReply)
        assert outcome.failure.status == 503
        assert "wait 7 seconds" in outcome.failure.sentence


async def test_a_lost_stream_fails_what_waits_and_a_new_one_gets_a_new_session(open_session: Open) -> None:
    class Losing(SseScript):
        async def open_stream(self, out: Out) -> None:
            self.endpoint = f"/messages?session={len(self.got('GET'))}"
            await out.event(self.endpoint, name="endpoint", retry=50)

        async def call(self, request: Request, out: Out) -> None:
            if self.endpoint.endswith("=1"):
                out.writer.close()
            else:
                await super().call(request, out)

    async with serving(Losing()) as script, open_session(pinned(script.url)) as watched:
        lost = await watched.session.call_tool("echo", {})
        assert isinstance(lost, NoReply)
        assert lost.failure.reason is Reason.CLOSED
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        assert len(script.posted("initialize")) == 2
        assert script.posted("tools/call")[1].target == "/messages?session=2"


async def test_a_stream_that_stays_lost_ends_the_session(open_session: Open) -> None:
    class Ending(SseScript):
        async def open_stream(self, out: Out) -> None:
            await out.event(self.endpoint, name="endpoint", retry=50)

        async def get(self, request: Request, out: Out) -> None:
            if len(self.got("GET")) > 1:
                await out.answer(b"no more", 503, "text/plain")
            else:
                await super().get(request, out)

    async with serving(Ending()) as script, open_session(pinned(script.url)) as watched:
        assert script.stream is not None
        script.stream.writer.close()
        await until(lambda: watched.session.state.phase is Phase.FAILED)
        assert watched.session.state.failure is not None
        assert watched.session.state.failure.status == 503


async def test_a_reply_in_the_body_of_the_post_is_taken_too(open_session: Open) -> None:
    class Inline(SseScript):
        async def handle(self, request: Request, out: Out) -> None:
            if request.rpc == "tools/call":
                await out.json(result(request, text("inline")))
            else:
                await super().handle(request, out)

    async with serving(Inline()) as script, open_session(pinned(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, ResultReply)
        assert outcome.value == text("inline")


async def test_a_stream_that_says_nothing_is_asked_for_once(open_session: Open) -> None:
    class Mute(SseScript):
        async def open_stream(self, out: Out) -> None:
            self.opened += 1

    async with serving(Mute()) as script:
        with anyio.fail_after(10):
            async with open_session(pinned(script.url, connect_timeout=0.2)) as watched:
                assert watched.session.state.phase is Phase.FAILED
        assert script.opened == 1
