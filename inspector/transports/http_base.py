"""What both HTTP transports have in common: posting, redirects, records, and the end."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, ClassVar, Final

import anyio
import httpx
from anyio.abc import TaskGroup, TaskStatus
from typing_extensions import override

from inspector.jsonrpc.message import Shape
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.protocol.headers import PROTOCOL_VERSION_HEADER
from inspector.protocol.revisions import LEGACY_REVISIONS
from inspector.servers.definition import NetworkSettings
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Tap
from inspector.transports.base import Headers, Receiver, Transport
from inspector.transports.failure import SESSION_CLOSED, Failure, Reason
from inspector.transports.http_client import (
    USER_AGENT,
    HttpClient,
    forwarding_headers,
    lay_headers,
    new_client,
    own_headers,
)
from inspector.transports.http_failures import REDIRECTS, Undelivered, no_answer, translate
from inspector.transports.http_network import HEARING, Hearing
from inspector.transports.http_reply import EVENT_STREAM, Crossing, Post, ReplyReader
from inspector.transports.http_wire import RawHeaders, request_head, response_head
from inspector.transports.tls import tls_error

_MAX_REDIRECTS: Final = 5
_ACCEPTED_LIMIT: Final = 10.0
"""Seconds a notification or a reply may hold up what follows it; a server that never answers its POST must not."""

_HANDSHAKE: Final = (methods.INITIALIZE, methods.INITIALIZED)
_COMMON: Final = (
    ("Accept", f"application/json, {EVENT_STREAM}"),
    ("Accept-Encoding", "identity"),  # what is recorded is then what crossed
    USER_AGENT,
)
_JSON: Final = ("Content-Type", "application/json")


class HttpTransport(Transport):
    """Every message sent is a POST of its own."""

    has_request_streams: ClassVar[bool] = True

    def __init__(self, tap: Tap, settings: NetworkSettings) -> None:
        super().__init__(tap)
        self._settings = settings
        self._limits = httpx.Timeout(None, connect=settings.connect_timeout).as_dict()
        self._closing = anyio.Event()
        self._scopes: dict[int, anyio.CancelScope] = {}
        self._revision: str | None = None
        self._handshake: Callable[[], Awaitable[bool]] | None = None
        self._afterwards: Callable[[], Awaitable[None]] | None = None
        self._reopening: _Reopening | None = None
        self._forwarding: RawHeaders | None = None
        self._client: HttpClient
        self._tasks: TaskGroup | None = None
        self._receiver: Receiver
        self._reader: ReplyReader

    @override
    async def run(self, receiver: Receiver, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> Failure:
        self._receiver = receiver
        self._reader = ReplyReader(self.tap, receiver, self._settings, one_stream=not self.has_request_streams)
        self._forwarding = forwarding_headers(self._settings)
        async with new_client(self._settings) as self._client:
            return await self._carry(task_status)

    @abstractmethod
    async def _carry(self, task_status: TaskStatus[None]) -> Failure:
        """Carry messages from start to end, with a client; gives why it ended."""

    @abstractmethod
    async def _deliver(self, post: Post, headers: Headers, accepted: TaskStatus[None]) -> None:
        """Post a message and read what is answered. Raises `Undelivered`, and says when the message was accepted."""

    @override
    async def send(self, record: Record, headers: Headers = ()) -> None:
        if self._tasks is None:
            raise RuntimeError("send before run has started")
        if self._closing.is_set():
            self._receiver.undelivered(record, SESSION_CLOSED)
        elif record.shape == Shape.REQUEST:
            self._tasks.start_soon(self._post, record, headers)
        else:  # what follows it may rely on its having arrived
            with anyio.move_on_after(_ACCEPTED_LIMIT):
                await self._start_post(self._tasks, record, headers)

    async def _start_post(self, tasks: TaskGroup, record: Record, headers: Headers) -> None:
        accepted = _Accepted()
        tasks.start_soon(self._post, record, headers, accepted)
        await accepted.event.wait()

    async def _post(
        self, record: Record, headers: Headers, accepted: TaskStatus[None] = anyio.TASK_STATUS_IGNORED
    ) -> None:
        failure: Failure | None = None
        with anyio.CancelScope() as scope:
            try:
                await self._until_reopened(record)
                await self._deliver(Post(record, scope=scope), headers, accepted)
            except Undelivered as error:
                failure = error.failure
            finally:
                self._scopes.pop(record.seq, None)
                accepted.started()
        if failure is not None:
            self._receiver.undelivered(record, failure)

    @override
    def close(self) -> None:
        self._closing.set()

    @override
    def abandon(self, sent: Record) -> None:
        scope = self._scopes.get(sent.seq)
        if scope is not None:
            scope.cancel()

    @override
    def renew(self) -> None:
        self._revision = None

    @override
    def agree(self, revision: str) -> None:
        self._revision = revision

    @override
    def reopen_by(self, handshake: Callable[[], Awaitable[bool]], afterwards: Callable[[], Awaitable[None]]) -> None:
        self._handshake, self._afterwards = handshake, afterwards

    # -- one request --------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _request(
        self, method: str, url: httpx.URL, headers: Iterable[tuple[str, str]], post: Post | None = None
    ) -> AsyncIterator[Crossing]:
        """Send a request and give its reply, of which only the head is read. Raises `Undelivered`.

        Redirects within the origin are followed, those that keep the method for a POST, all for others.
        """
        for _ in range(_MAX_REDIRECTS):
            crossing = await self._cross(method, url, headers, post)
            try:
                target = self._redirect(crossing, url, method)
                if target is None:
                    yield crossing
                    return
                url = target
            finally:
                await crossing.response.stream.aclose()  # type: ignore[union-attr]  # the client gives one that can
        sentence = f'"{self._settings.url}" redirects in a circle.'
        raise Undelivered(Failure(Reason.HTTP, sentence, "Correct the URL."))

    async def _cross(
        self, method: str, url: httpx.URL, headers: Iterable[tuple[str, str]], post: Post | None
    ) -> Crossing:
        """Send a request; once more if the server had just closed the connection it went over (RFC 9112, 9.3.1)."""
        try:
            return await self._cross_once(method, url, headers, post)
        except _ConnectionWasClosed:
            sentence = "The server had closed the idle connection; the request goes out again over another one."
            self.tap.local(Kind.CONNECTION, {"event": "close", "message": sentence})
            return await self._cross_once(method, url, headers, post, once_more=False)

    async def _cross_once(
        self,
        method: str,
        url: httpx.URL,
        headers: Iterable[tuple[str, str]],
        post: Post | None,
        *,
        once_more: bool = True,
    ) -> Crossing:
        record = post.record if post is not None else None
        content = record.raw if record is not None else None
        laid = self._lay(headers, method, url, content)
        own = record is None or record.own
        request = self.tap.sent(Kind.HTTP_REQUEST, request_head(method, url, laid, self._forwarding), own=own)
        if post is not None:
            self._keep(post, request.seq)
        hearing = Hearing()
        HEARING.set(hearing)
        try:
            response = await self._client.send(method, url, laid, content, self._limits)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if once_more and hearing.was_closed:
                raise _ConnectionWasClosed from error
            failure = translate(error, self._settings)
            self._take_broken(error, failure, request, hearing.heard)
            raise Undelivered(failure) from error
        finally:
            if hearing.timing.is_known:
                self.tap.add_timing(request, hearing.timing)
        return Crossing(response, request.seq, self._record_head(response, request.seq, record), url)

    def _take_broken(self, error: Exception, failure: Failure, request: Record, heard: bytes) -> None:
        """Keep what came in the place of a head, and say so; a connection that was never made is no such case."""
        if not isinstance(error, (httpx.RemoteProtocolError, httpx.ReadError)) or tls_error(error) is not None:
            return
        record = self.tap.received(Kind.BODY, heard, http=request.seq) if heard else request
        self._receiver.noticed(Situation.HTTP_BROKEN, record, failure.sentence)

    def _lay(
        self, headers: Iterable[tuple[str, str]], method: str, url: httpx.URL, content: bytes | None
    ) -> list[tuple[bytes, bytes]]:
        """Lay the headers of one request: ours, then the message's, then the user's, which win."""
        kind = (("Content-Length", str(len(content))), _JSON) if content is not None else ()
        return lay_headers(own_headers(url), kind, _COMMON, self._session_headers(), headers, self._settings.headers)

    def _session_headers(self) -> list[tuple[str, str]]:
        revision = self._revision
        if revision in LEGACY_REVISIONS and revision >= "2025-06-18":  # others may hold what no header can
            return [(PROTOCOL_VERSION_HEADER, revision)]
        return []

    def _keep(self, post: Post, http: int) -> None:
        """Keep the message as sent. One that goes out again crosses again, so it is another record."""
        record = post.record
        if record.seq:
            again = self.tap.draft(record.raw, own=record.own)
            again.shape, again.method, again.subject, again.rpc_id = (
                record.shape,
                record.method,
                record.subject,
                record.rpc_id,
            )
            again.exchange, again.http = record.exchange, http
            self.tap.keep(again)
        record.http = http
        if not record.seq:
            self.tap.keep(record)
        self._scopes[record.seq] = post.scope

    def _record_head(self, response: httpx.Response, http: int, posted: Record | None) -> Record:
        head = self.tap.received(Kind.HTTP_RESPONSE, response_head(response), http=http)
        head.exchange = posted.exchange if posted is not None else None
        head.status = str(response.status_code)
        self.tap.amend(head)
        # What a POST has to be answered with is said of Streamable HTTP alone.
        self._receiver.crossed(head, posted if self.has_request_streams else None)
        return head

    def _redirect(self, crossing: Crossing, url: httpx.URL, method: str) -> httpx.URL | None:
        """Tell where a reply redirects to, if it is followed.

        Another origin is not, because it would receive the credentials; neither is one that turns a POST into a GET.
        """
        response = crossing.response
        if response.status_code not in REDIRECTS or (location := response.headers.get("location")) is None:
            return None
        try:
            target = url.join(location)
        except (httpx.InvalidURL, ValueError):
            self._notice_redirect(crossing.head, f"It points to {location[:200]!r}, which is no address.")
            return None
        if _origin(target) != _origin(url):
            self._notice_redirect(crossing.head, f'It points to "{target}", another origin, and was not followed.')
            raise Undelivered(_elsewhere(response, url, target))
        if method == "POST" and response.status_code not in (307, 308):
            self._notice_redirect(crossing.head, f'It points to "{target}" with GET, and was not followed.')
            return None
        self._notice_redirect(crossing.head, f'It points to "{target}", which was followed.')
        return target

    def _notice_redirect(self, head: Record, sentence: str) -> None:
        self._receiver.noticed(Situation.REDIRECT, head, sentence)

    async def _read(self, crossing: Crossing, post: Post | None) -> None:
        """Read a reply to its end; raises `Undelivered` if it is no success, or broke off before the answer."""
        await self._reader.read(crossing, post)
        if crossing.broken is not None and (post is None or post.reply is None):
            raise Undelivered(crossing.broken)
        if not crossing.response.is_success:
            raise Undelivered(no_answer(crossing.response, crossing.detail, self._settings.url))

    # -- beginning anew -----------------------------------------------------------------------------------------

    async def _until_reopened(self, record: Record) -> None:
        """Let everything but the handshake itself wait while a session is opened anew."""
        if self._reopening is not None and record.method not in _HANDSHAKE:
            await self._reopening.done.wait()

    def _start_reopening(self, why: str, report: Callable[[bool], None]) -> "_Reopening | None":
        """Begin to open a session in the place of one the server forgot; one attempt serves all who ask for it.

        `why` goes into the log before, `report` is called after. Gives None where there is no way to do it.
        """
        if self._handshake is None or self._tasks is None:
            return None
        if self._reopening is None:
            self._reopening = _Reopening()
            self.tap.local(Kind.FAILURE, {"message": why})
            self._tasks.start_soon(self._begin_anew, self._handshake, self._reopening, report)
        return self._reopening

    async def _begin_anew(
        self, handshake: Callable[[], Awaitable[bool]], reopening: "_Reopening", report: Callable[[bool], None]
    ) -> None:
        self._reader.memory.forget()
        try:
            reopening.succeeded = await handshake()
            report(reopening.succeeded)
        finally:
            self._reopening = None
            reopening.done.set()
        if reopening.succeeded and self._afterwards is not None:
            await self._afterwards()


class _Reopening:
    """A session under way that takes the place of another."""

    def __init__(self) -> None:
        self.done = anyio.Event()
        self.succeeded = False


class _Accepted(TaskStatus[None]):
    """Hears that a message was accepted."""

    def __init__(self) -> None:
        self.event = anyio.Event()

    @override
    def started(self, value: Any = None) -> None:
        self.event.set()


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    """Tell whether two addresses are of one origin (RFC 6454, 5)."""
    return _origin(one) == _origin(other)


def _elsewhere(response: httpx.Response, url: httpx.URL, target: httpx.URL) -> Failure:
    return Failure(
        Reason.HTTP,
        f'"{url}" redirects to another origin, "{target}", which was not followed, so that credentials stay.',
        "Connect to that address instead if you trust it.",
        response.status_code,
        tuple(response.headers.multi_items()),
    )


class _ConnectionWasClosed(Exception):
    """A connection that had served before was closed by the server as it was used again."""
