"""The Streamable HTTP transport, of the handshake revisions and of the stateless one.

https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http and
https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
"""

from typing import Any, ClassVar, Final

import anyio
import httpx
from anyio.abc import TaskGroup, TaskStatus
from typing_extensions import override

from inspector.jsonrpc.message import is_reply_or_call, parse
from inspector.jsonrpc.sse import EventStreamParser, ServerSentEvent
from inspector.protocol.headers import PROTOCOL_VERSION_HEADER, SESSION_HEADER
from inspector.protocol.revisions import Era, era_of
from inspector.servers.definition import HttpSettings
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Tap
from inspector.transports.base import Headers, OpenError, Receiver, Transport
from inspector.transports.failure import Failure, Reason
from inspector.transports.http_wire import check_url, new_client, no_answer, request_head, response_head, translate

_MAX_REDIRECTS: Final = 5
_CLOSE_LIMIT: Final = 2.0
_RETRY_DEFAULT: Final = 1.0
_RETRY_MAX: Final = 30.0
_EVENT_STREAM: Final = "text/event-stream"


class StreamableHttpTransport(Transport):
    """Every message a POST; answers as a body or as an event stream.

    For handshake revisions it keeps the session id the server gave, opens the GET stream when asked to
    `listen`, and ends the session with DELETE.
    """

    name: ClassVar[str] = "Streamable HTTP"
    has_request_streams: ClassVar[bool] = True

    def __init__(self, tap: Tap, settings: HttpSettings) -> None:
        super().__init__(tap)
        self._settings = settings
        self._client: httpx.AsyncClient | None = None
        self._tasks: TaskGroup | None = None
        self._receiver: Receiver | None = None
        self._closing = anyio.Event()
        self._posts: dict[int, anyio.CancelScope] = {}
        self._session_id: str | None = None
        self._revision: str | None = None

    @override
    async def run(self, receiver: Receiver, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> Failure:
        wrong = check_url(self._settings.url)
        if wrong is not None:
            raise OpenError(wrong)
        self._receiver = receiver
        async with new_client() as self._client:
            try:
                async with anyio.create_task_group() as self._tasks:
                    task_status.started()
                    await self._closing.wait()
                    self._tasks.cancel_scope.cancel()
            finally:
                await self._end_session(self._client)
        return Failure(Reason.CLOSED, "The session was closed.")

    @override
    async def send(self, record: Record, headers: Headers = ()) -> None:
        if self._tasks is None or self._client is None or self._receiver is None:
            raise RuntimeError("send before run has started")
        if self._closing.is_set():
            self._receiver.undelivered(record, Failure(Reason.CLOSED, "The session was closed."))
        elif record.shape == "request":
            self._tasks.start_soon(self._post, self._client, record, headers)
        else:
            await self._post(self._client, record, headers)

    @override
    def close(self) -> None:
        self._closing.set()

    @override
    def abandon(self, sent: Record) -> None:
        scope = self._posts.get(sent.seq)
        if scope is not None:
            scope.cancel()

    @override
    def renew(self) -> None:
        self._session_id, self._revision = None, None

    @override
    def agree(self, revision: str) -> None:
        self._revision = revision

    @override
    async def listen(self) -> None:
        if self._tasks is not None and self._client is not None:
            self._tasks.start_soon(self._listen, self._client)

    @override
    def facts(self) -> dict[str, Any]:
        return {"session id": self._session_id} if self._session_id else {}

    async def _post(self, client: httpx.AsyncClient, record: Record, headers: Headers) -> None:
        failure: Failure | None = None
        with anyio.CancelScope() as scope:
            try:
                failure = await self._exchange(client, record, headers, scope)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                failure = translate(error, self._settings.url)
            finally:
                self._posts.pop(record.seq, None)
        if failure is not None and self._receiver is not None:
            self._receiver.undelivered(record, failure)

    async def _exchange(
        self, client: httpx.AsyncClient, record: Record, headers: Headers, scope: anyio.CancelScope
    ) -> Failure | None:
        url = httpx.URL(self._settings.url)
        for _ in range(_MAX_REDIRECTS):
            request = client.build_request("POST", url, content=record.raw, headers=self._headers(headers))
            http = self.tap.sent(Kind.HTTP_REQUEST, request_head(request), own=record.own).seq
            if not record.seq:
                record.http = http
                self.tap.keep(record)
                self._posts[record.seq] = scope
            response = await client.send(request, stream=True)
            try:
                self._record_head(response, http, record)
                target = _redirect_target(response, url)
                if target is None:
                    return await self._read(response, http)
                if isinstance(target, Failure):
                    return target
                url = target
            finally:
                await response.aclose()
        return Failure(Reason.HTTP, f'"{self._settings.url}" redirects in a circle.', "Correct the URL.")

    def _record_head(self, response: httpx.Response, http: int, posted: Record | None) -> None:
        head = self.tap.received(Kind.HTTP_RESPONSE, response_head(response), http=http)
        head.exchange = posted.exchange if posted is not None else None
        head.status = str(response.status_code)
        self.tap.amend(head)
        if self._receiver is not None:
            self._receiver.crossed(head, posted)
        if response.is_success:
            self._session_id = response.headers.get(SESSION_HEADER, self._session_id)

    async def _read(self, response: httpx.Response, http: int) -> Failure | None:
        """Read a reply to its end. The failure it gives counts only if the request is still unanswered then."""
        if response.headers.get("content-type", "").lower().startswith(_EVENT_STREAM):
            await self._read_events(response, http)
            return no_answer(response, b"", self._settings.url)
        body = await response.aread()
        if body:
            self._take_body(body, http)
        if response.is_success and response.status_code == 202:
            return None
        return no_answer(response, body, self._settings.url)

    def _take_body(self, body: bytes, http: int) -> None:
        if is_reply_or_call(parse(body)):
            record = self.tap.received(Kind.MESSAGE, body, http=http)
            if self._receiver is not None:
                self._receiver.received(record, body)
        else:
            self.tap.received(Kind.BODY, body, http=http)

    async def _read_events(self, response: httpx.Response, http: int) -> ServerSentEvent | None:
        """Read an event stream to its end; gives the last event that had an id, if any."""
        parser = EventStreamParser()
        last_named: ServerSentEvent | None = None
        async for chunk in response.aiter_bytes():
            for event in parser.feed(chunk):
                self._take_event(event, http)
                last_named = event if event.id is not None else last_named
        rest = parser.finish()
        if rest is not None:
            self._take_event(rest, http)
        return last_named

    def _take_event(self, event: ServerSentEvent, http: int) -> None:
        record = self.tap.received(Kind.SSE, event.raw, http=http)
        if self._receiver is None:
            return
        self._receiver.crossed(record)
        if event.data:
            self._receiver.received(record, event.data)

    def _headers(self, extra: Headers) -> httpx.Headers:
        """Lay the headers of one request: ours, then the message's, then the user's, which win."""
        headers = httpx.Headers(
            {
                "Accept": f"application/json, {_EVENT_STREAM}",
                "Content-Type": "application/json",
                "Accept-Encoding": "identity",  # what is recorded is then what crossed
            }
        )
        headers.update(self._session_headers())
        for name, value in (*extra, *self._settings.headers):
            headers[name] = value
        return headers

    def _session_headers(self) -> dict[str, str]:
        headers = {}
        if self._session_id is not None:
            headers[SESSION_HEADER] = self._session_id
        if self._revision is not None and era_of(self._revision) is Era.LEGACY and self._revision >= "2025-06-18":
            headers[PROTOCOL_VERSION_HEADER] = self._revision
        return headers

    async def _listen(self, client: httpx.AsyncClient) -> None:
        """Keep the GET stream of handshake revisions open; a server without one answers 405."""
        pause, last_id = _RETRY_DEFAULT, None
        while True:
            headers = self._headers([("Accept", _EVENT_STREAM)])
            if last_id is not None:
                headers["Last-Event-ID"] = last_id
            request = client.build_request("GET", self._settings.url, headers=headers)
            http = self.tap.sent(Kind.HTTP_REQUEST, request_head(request), own=True).seq
            try:
                response = await client.send(request, stream=True)
            except httpx.HTTPError as error:
                self.tap.local(Kind.FAILURE, {"message": str(translate(error, self._settings.url))})
                return
            try:
                self._record_head(response, http, None)
                if not response.headers.get("content-type", "").lower().startswith(_EVENT_STREAM):
                    await response.aread()
                    return
                last = await self._read_events(response, http)
            except httpx.HTTPError:
                last = None  # the stream broke; it is opened again below
            finally:
                await response.aclose()
            if last is not None:
                last_id = last.id
                pause = min((last.retry or 1000 * pause) / 1000, _RETRY_MAX)
            await anyio.sleep(pause)

    async def _end_session(self, client: httpx.AsyncClient) -> None:
        """End the session on the server too (2025-11-25, Session Management, 5)."""
        if self._session_id is None:
            return
        with anyio.move_on_after(_CLOSE_LIMIT, shield=True):
            request = client.build_request("DELETE", self._settings.url, headers=self._headers([]))
            http = self.tap.sent(Kind.HTTP_REQUEST, request_head(request), own=True).seq
            try:
                response = await client.send(request)
            except httpx.HTTPError as error:
                self.tap.local(Kind.FAILURE, {"message": str(translate(error, self._settings.url))})
                return
            self._record_head(response, http, None)


def _redirect_target(response: httpx.Response, url: httpx.URL) -> httpx.URL | Failure | None:
    """Tell where a reply redirects to. Another origin is refused, because it would receive the credentials."""
    if response.status_code not in (307, 308) or "location" not in response.headers:
        return None
    target = url.join(response.headers["location"])
    if (target.scheme, target.host, target.port) == (url.scheme, url.host, url.port):
        return target
    return Failure(
        Reason.HTTP,
        f'"{url}" redirects to another origin, "{target}", which was not followed, so that credentials stay.',
        "Connect to that address instead if you trust it.",
        response.status_code,
    )
