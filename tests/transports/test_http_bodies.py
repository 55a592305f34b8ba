"""Replies over HTTP in every shape servers give them: the message is found, and the bytes are kept."""

import gzip
import json
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from inspector.sessions.outcome import ErrorReply, NoReply, ResultReply
from inspector.sessions.state import Phase
from inspector.transports.failure import Reason
from tests.servers.scripted_http import Out, Request, Script, result, serving, text

from .conftest import Define, Open, Watched, rules, until

pytestmark = pytest.mark.anyio

Answer = Callable[[Request, Out], Awaitable[None]]


class Answering(Script):
    """Answers calls as a test says."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer

    async def call(self, request: Request, out: Out) -> None:
        await self.answer(request, out)


def done(request: Request) -> bytes:
    return json.dumps(result(request, text("done"))).encode()


def body(make: Callable[[bytes], bytes], **answer: Any) -> Answer:
    async def give(request: Request, out: Out) -> None:
        await out.answer(make(done(request)), **answer)

    return give


def chunks(*parts: Callable[[bytes], bytes], kind: str = "application/json", end: bytes = b"") -> Answer:
    async def give(request: Request, out: Out) -> None:
        await out.raw(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        for part in parts:
            data = part(done(request))
            await out.raw(b"%x\r\n%b\r\n" % (len(data), data))
        await out.raw(end)
        out.close = True

    return give


def cut(status: str, headers: str, make: Callable[[bytes], bytes]) -> Answer:
    async def give(request: Request, out: Out) -> None:
        await out.raw(f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + make(done(request)))
        out.close = True

    return give


EVENT = b"event: message\ndata: %b\n\n"
NOTICE = b'{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}'


async def bytewise(request: Request, out: Out) -> None:
    await out.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n")
    for byte in EVENT % done(request):
        await out.raw(b"1\r\n%c\r\n" % byte)
    await out.raw(b"0\r\n\r\n")


FOUND = {
    "JSON as plain text": body(lambda m: m, kind="text/plain"),
    "JSON as HTML": body(lambda m: m, kind="text/html"),
    "JSON without a type": cut("200 OK", "Content-Length: 9999", lambda m: m),
    "JSON as an event stream": body(lambda m: m, kind="text/event-stream"),
    "JSON laid out as an event stream": body(
        lambda m: json.dumps(json.loads(m), indent=2).encode(), kind="text/event-stream"
    ),
    "events as JSON": body(lambda m: EVENT % m, kind="application/json"),
    "events as plain text": body(lambda m: b": hello\n\n" + EVENT % m, kind="text/plain"),
    "events cut into single bytes": bytewise,
    "an event without its blank line": body(lambda m: b"data: " + m, kind="text/event-stream"),
    "an event with another name": body(lambda m: b"event: response\ndata: " + m + b"\n\n", kind="text/event-stream"),
    "an event of many lines": body(
        lambda m: (
            b"".join(b"data: %b\r\n" % line for line in json.dumps(json.loads(m), indent=1).encode().split(b"\n"))
            + b"\r\n"
        ),
        kind="text/event-stream",
    ),
    "several values in a row": body(lambda m: NOTICE + b"\n" + m + b"\n"),
    "several values without anything between": body(lambda m: NOTICE + m),
    "words before the message": body(lambda m: b"Warning: deprecated in line 7\n" + m),
    "words after the message": body(lambda m: m + b"\n<!-- 12 ms -->"),
    "a batch": body(lambda m: b"[" + NOTICE + b"," + m + b"]"),
    "a byte order mark": body(lambda m: b"\xef\xbb\xbf" + m),
    "the status of an error": body(lambda m: m, status=500),
    "gzip": body(gzip.compress, Content_Encoding="gzip"),
    "gzip of two members": body(lambda m: gzip.compress(m[:9]) + gzip.compress(m[9:]), Content_Encoding="x-gzip"),
    "deflate": body(zlib.compress, Content_Encoding="deflate"),
    "bare deflate": body(lambda m: zlib.compress(m)[2:-4], Content_Encoding="deflate"),
    "events in gzip": body(lambda m: gzip.compress(EVENT % m), kind="text/event-stream", Content_Encoding="gzip"),
    "no gzip": body(lambda m: m, Content_Encoding="gzip"),
    "a coding nobody asked for": body(lambda m: m, Content_Encoding="br"),
    "chunks": chunks(lambda m: m[:5], lambda m: m[5:], end=b"0\r\n\r\n"),
    "chunks without the last": chunks(lambda m: m),
    "more promised than given": cut("200 OK", "Content-Type: application/json\r\nContent-Length: 9999", lambda m: m),
}


@pytest.mark.parametrize("name", FOUND)
async def test_the_message_is_found(open_session: Open, over_http: Define, name: str) -> None:
    async with serving(Answering(FOUND[name])) as script, open_session(over_http(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, ResultReply)
        assert outcome.value == text("done")
        assert watched.session.state.phase is Phase.CONNECTED


async def test_a_message_is_taken_although_its_reply_never_ends(
    open_session: Open, over_http: Define, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.transports.streamable_http._TICK", 0.05)
    monkeypatch.setattr("inspector.transports.streamable_http._LINGER", 0.2)

    async def answer(request: Request, out: Out) -> None:
        await out.head(200, "application/json")
        await out.raw(done(request)[:20])
        await out.raw(done(request)[20:])
        await out.gone()
        script.closed.append("by the client")

    async with serving(Answering(answer)) as script, open_session(over_http(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, ResultReply)
        await until(lambda: script.closed == ["by the client"])
        assert "stream-after-reply" in rules(watched)
        assert ("message", done(script.posted("tools/call")[0])) in received(watched)


async def test_a_stream_that_stays_open_after_the_reply_or_the_time_limit_is_closed(
    open_session: Open, over_http: Define, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.transports.streamable_http._TICK", 0.05)
    monkeypatch.setattr("inspector.transports.streamable_http._LINGER", 0.2)

    async def answer(request: Request, out: Out) -> None:
        await out.events()
        if request.message["params"]["name"] == "echo":
            await out.raw(EVENT % done(request))
        await out.gone()
        script.closed.append(request.message["params"]["name"])

    async with serving(Answering(answer)) as script, open_session(over_http(script.url)) as watched:
        assert isinstance(await watched.session.call_tool("never", {}, timeout=0.1), NoReply)
        await until(lambda: script.closed == ["never"])
        assert "stream-after-reply" not in rules(watched)
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        await until(lambda: script.closed == ["never", "echo"])
        assert "stream-after-reply" in rules(watched)


def received(watched: Watched) -> list[tuple[str, bytes]]:
    return [(row.kind, watched.raw(row.seq)) for row in watched.rows() if row.direction == "received"]


async def test_what_was_compressed_is_kept_as_it_crossed_and_as_it_reads(open_session: Open, over_http: Define) -> None:
    async with serving(Answering(FOUND["gzip"])) as script, open_session(over_http(script.url)) as watched:
        await watched.session.call_tool("echo", {})
        kept = received(watched)[-2:]
        assert [kind for kind, _ in kept] == ["body", "message"]
        assert gzip.decompress(kept[0][1]) == kept[1][1] == done(script.posted("tools/call")[0])


async def test_heads_are_kept_as_they_crossed(open_session: Open, over_http: Define) -> None:
    head = (
        b"HTTP/1.1 200 Fine By Me\r\nX-Odd-CASE: a  b\r\ncontent-TYPE: application/json\r\nContent-Length: %d\r\n\r\n"
    )

    async def answer(request: Request, out: Out) -> None:
        await out.raw(head % len(done(request)) + done(request))

    headers = (("X-Own", "1"), ("Host", "other.example"))
    async with serving(Answering(answer)) as script, open_session(over_http(script.url, headers=headers)) as watched:
        await watched.session.call_tool("echo", {})
        rows = watched.rows()
        sent = [watched.raw(row.seq) for row in rows if row.kind == "http-request"]
        assert sorted(sent) == sorted(request.head for request in script.seen)
        length = len(done(script.posted("tools/call")[0]))
        assert head % length in [watched.raw(row.seq) for row in rows if row.kind == "http-response"]


@pytest.mark.parametrize("name", ["chunks without the last", "more promised than given"])
async def test_a_body_that_breaks_off_is_a_finding_even_if_the_message_is_whole(
    open_session: Open, over_http: Define, name: str
) -> None:
    async with serving(Answering(FOUND[name])) as script, open_session(over_http(script.url)) as watched:
        await watched.session.call_tool("echo", {})
        assert "body-truncated" in rules(watched)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("no gzip", "body-coding"),
        ("a coding nobody asked for", "body-coding"),
        ("events as JSON", "body-other-type"),
    ],
)
async def test_a_head_that_says_something_wrong_of_its_body_is_a_finding(
    open_session: Open, over_http: Define, name: str, rule: str
) -> None:
    async with serving(Answering(FOUND[name])) as script, open_session(over_http(script.url)) as watched:
        assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
        assert rule in rules(watched)


async def test_what_came_in_the_place_of_a_head_is_kept(open_session: Open, over_http: Define) -> None:
    answer = raw(b"SSH-2.0-OpenSSH\r\n\r\n")
    async with serving(Answering(answer)) as script, open_session(over_http(script.url)) as watched:
        await watched.session.call_tool("echo", {})
        assert b"SSH-2.0-OpenSSH\r\n\r\n" in [watched.raw(row.seq) for row in watched.rows()]


@pytest.mark.parametrize("kind", ["application/json", "text/event-stream"])
async def test_what_came_before_a_time_limit_is_kept_without_a_finding(
    open_session: Open, over_http: Define, kind: str
) -> None:
    async def answer(_request: Request, out: Out) -> None:
        await out.raw(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: 999\r\n\r\ndat".encode())
        await out.gone()

    async with (
        serving(Answering(answer)) as script,
        open_session(over_http(script.url, timeout=0.5)) as watched,
    ):
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, NoReply)
        assert outcome.failure.reason is Reason.TIMEOUT
        await until(lambda: b"dat" in [watched.raw(row.seq) for row in watched.rows()])
        assert not rules(watched) & {"body-truncated", "sse-incomplete", "stream-without-reply"}


LEFT_OVER = {
    "a length": b"Content-Length: 2\r\n\r\n{}{}",
    "chunks": b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("name", LEFT_OVER)
async def test_what_follows_a_body_answers_no_other_request(open_session: Open, over_http: Define, name: str) -> None:
    async def answer(_request: Request, out: Out) -> None:
        await out.raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + LEFT_OVER[name])

    async with serving(Answering(answer)) as script, open_session(over_http(script.url)) as watched:
        assert isinstance(await watched.session.call_tool("echo", {}), NoReply)
        assert isinstance(await watched.session.call("tools/list", {}), ResultReply)


async def test_a_name_and_a_password_in_the_address_are_sent_and_recorded(
    open_session: Open, over_http: Define
) -> None:
    async with (
        serving(Answering(body(lambda m: m))) as script,
        open_session(over_http(script.url.replace("://", "://ann:s%20cret@"))) as watched,
    ):
        await watched.session.call_tool("echo", {})
        head = script.posted("tools/call")[0].head
        assert b"Authorization: Basic YW5uOnMgY3JldA==" in head
        assert head in [watched.raw(row.seq) for row in watched.rows() if row.kind == "http-request"]


def raw(data: bytes, *, reset: bool = False) -> Answer:
    """Send these bytes and close, or cut the connection so that the other side sees a reset."""

    async def give(request: Request, out: Out) -> None:
        await out.raw(data)
        if reset:
            out.writer.transport.abort()
        out.close = True

    return give


STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

LOST = {
    "nothing": (body(lambda m: b""), Reason.HTTP, "body-without-reply"),
    "a page": (body(lambda m: b"<html>hello</html>", kind="text/html"), Reason.HTTP, "body-without-reply"),
    "half a message": (
        cut("200 OK", "Content-Type: application/json\r\nContent-Length: 9999", lambda m: m[:20]),
        Reason.CLOSED,
        "body-truncated",
    ),
    "broken chunks": (
        cut("200 OK", "Content-Type: application/json\r\nTransfer-Encoding: chunked", lambda m: b"zzz\r\n" + m),
        Reason.CLOSED,
        "http-broken",
    ),
    "another message": (body(lambda m: NOTICE), Reason.HTTP, "body-without-reply"),
    "no HTTP": (raw(b"SSH-2.0-OpenSSH\r\n\r\n"), Reason.CLOSED, "http-broken"),
    "no byte": (raw(b""), Reason.CLOSED, "http-broken"),
    "a reset": (raw(b"", reset=True), Reason.CLOSED, "http-broken"),
    "half a head": (raw(b"HTTP/1.1 200 OK\r\nContent-T"), Reason.CLOSED, "http-broken"),
    "a head alone": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"), Reason.CLOSED, "body-truncated"),
    "a stream that is cut at once": (raw(STREAM, reset=True), Reason.CLOSED, "stream-without-reply"),
    "half an event": (raw(STREAM + b"7\r\ndata: {\r\n"), Reason.CLOSED, "stream-without-reply"),
    "an endless head": (raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000), Reason.CLOSED, "http-broken"),
}


@pytest.mark.parametrize("name", LOST)
async def test_a_reply_without_the_message_ends_the_call_and_not_the_session(
    open_session: Open, over_http: Define, name: str
) -> None:
    answer, reason, rule = LOST[name]
    async with serving(Answering(answer)) as script, open_session(over_http(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, NoReply)
        assert outcome.failure.reason is reason
        assert rule in rules(watched)
        assert isinstance(await watched.session.call("tools/list", {}), ResultReply)


async def test_a_body_that_unfolds_without_end_is_not_read_on(
    open_session: Open, over_http: Define, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.transports.content_coding.MAX_DECODED", 1 << 20)
    bomb = gzip.compress(b" " * (4 << 20))
    answer = body(lambda m: bomb, Content_Encoding="gzip")
    async with serving(Answering(answer)) as script, open_session(over_http(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, NoReply)
        assert "unfolds to over 1 MB" in outcome.failure.sentence
        assert ("body", bomb) in received(watched)


@pytest.mark.parametrize("kind", ["application/json", "text/event-stream"])
async def test_a_reply_of_many_megabytes_comes_through_whole(open_session: Open, over_http: Define, kind: str) -> None:
    words = "x" * (16 << 20)

    async def answer(request: Request, out: Out) -> None:
        data = json.dumps(result(request, text(words))).encode()
        await out.answer(EVENT % data if "event" in kind else data, kind=kind)

    async with serving(Answering(answer)) as script, open_session(over_http(script.url, timeout=60)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, ResultReply)
        assert outcome.value == text(words)


async def test_a_body_beyond_the_limit_is_not_read_on(
    open_session: Open, over_http: Define, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.transports.http_reply.MAX_BODY", 1 << 20)
    for kind in ("application/json", "text/event-stream"):
        answer = body(lambda m: b"x" * (3 << 20), kind=kind)
        async with serving(Answering(answer)) as script, open_session(over_http(script.url)) as watched:
            outcome = await watched.session.call_tool("echo", {})
            assert isinstance(outcome, NoReply)
            assert "over 1 MB" in outcome.failure.sentence


# -- statuses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "reason", "words"),
    [
        (429, {"Retry_After": "12"}, Reason.HTTP, "asks to wait 12 seconds"),
        (503, {"Retry_After": "1"}, Reason.HTTP, "asks to wait 1 second."),
        (429, {"Retry_After": "Wed, 21 Oct 2015 07:28:00 GMT"}, Reason.HTTP, "asks to wait 0 seconds"),
        (429, {"Retry_After": "soon"}, Reason.HTTP, "answered 429"),
        (401, {"WWW_Authenticate": 'Bearer realm="x"'}, Reason.AUTHORIZATION, "wants authorization"),
        (403, {}, Reason.AUTHORIZATION, "wants authorization"),
        (302, {"Location": "/elsewhere"}, Reason.HTTP, 'points to "/elsewhere"'),
        (418, {}, Reason.HTTP, "answered 418"),
        (500, {}, Reason.HTTP, "answered 500"),
    ],
)
async def test_a_status_is_data(
    open_session: Open, over_http: Define, status: int, headers: dict[str, str], reason: Reason, words: str
) -> None:
    async def answer(request: Request, out: Out) -> None:
        await out.answer(b'{"error": "words of its own"}', status, **headers)

    async with serving(Answering(answer)) as script, open_session(over_http(script.url)) as watched:
        outcome = await watched.session.call_tool("echo", {})
        assert isinstance(outcome, NoReply)
        failure = outcome.failure
        assert (failure.reason, failure.status) == (reason, status)
        assert words in failure.sentence
        assert failure.detail == '{"error": "words of its own"}'
        for name, value in headers.items():
            assert dict(failure.headers)[name.replace("_", "-").lower()] == value


async def test_an_error_of_json_rpc_beside_a_status_is_an_answer(open_session: Open, over_http: Define) -> None:
    async def answer(request: Request, out: Out) -> None:
        error = {"code": -32000, "message": "No"}
        await out.json({"jsonrpc": "2.0", "id": request.id, "error": error}, status=400)

    async with serving(Answering(answer)) as script, open_session(over_http(script.url)) as watched:
        assert isinstance(await watched.session.call_tool("echo", {}), ErrorReply)


# -- redirects ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [307, 308])
async def test_a_redirect_within_the_origin_is_followed_and_noted(
    open_session: Open, over_http: Define, status: int
) -> None:
    class Moved(Script):
        async def handle(self, request: Request, out: Out) -> None:
            if request.target == "/mcp":
                await out.answer(status=status, Location="/mcp/")
            else:
                await super().handle(request, out)

    headers = (("Authorization", "Bearer x"),)
    async with serving(Moved()) as script, open_session(over_http(script.url, headers=headers)) as watched:
        assert isinstance(await watched.session.call_tool("echo", {"a": 1}), ResultReply)
        first, second = script.posted("tools/call")
        assert first.body == second.body
        assert (first.target, second.target) == ("/mcp", "/mcp/")
        assert second.headers["authorization"] == "Bearer x"
        assert "redirect" in rules(watched)
        sent = [row for row in watched.rows() if row.method == "tools/call" and row.direction == "sent"]
        assert len([row for row in sent if row.kind == "message"]) == 2


async def test_a_redirect_to_another_origin_gets_no_credentials(open_session: Open, over_http: Define) -> None:
    async with serving(Script()) as elsewhere:

        class Moved(Script):
            async def handle(self, request: Request, out: Out) -> None:
                await out.answer(status=307, Location=elsewhere.url)

        headers = (("Authorization", "Bearer x"),)
        async with serving(Moved()) as script, open_session(over_http(script.url, headers=headers)) as watched:
            failure = watched.session.state.failure
            assert failure is not None
            assert elsewhere.url in failure.sentence
        assert elsewhere.seen == []


async def test_a_circle_of_redirects_comes_to_an_end(open_session: Open, over_http: Define) -> None:
    class Circle(Script):
        async def handle(self, request: Request, out: Out) -> None:
            await out.answer(status=307, Location="/mcp")

    async with serving(Circle()) as script, open_session(over_http(script.url)) as watched:
        assert watched.session.state.failure is not None
        assert "in a circle" in watched.session.state.failure.sentence
