"""HTTP with SSE, the transport of 2024-11-05: one event stream from the server, and an endpoint to post to.

https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, Final

import anyio
import httpx
from anyio.abc import TaskStatus
from typing_extensions import override

from inspector.jsonrpc.message import Shape
from inspector.jsonrpc.sse import ServerSentEvent
from inspector.lint.situations import Situation
from inspector.servers.definition import SseSettings
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Tap
from inspector.transports.base import Headers, OpenError
from inspector.transports.failure import SESSION_CLOSED, Failure, Reason
from inspector.transports.http_base import HttpTransport, same_origin
from inspector.transports.http_failures import Undelivered, no_answer
from inspector.transports.http_reply import EVENT_STREAM, Crossing, Post, is_event_stream
from inspector.transports.http_streams import Cursor

_ATTEMPTS: Final = 3
"""How often a lost stream is asked for again in vain before the connection counts as lost."""


class SseTransport(HttpTransport):
    """Everything received comes on one stream; the server names the address to post to in its first event."""

    name: ClassVar[str] = "HTTP with SSE"
    has_request_streams: ClassVar[bool] = False
    handshake_only: ClassVar[bool] = True

    def __init__(self, tap: Tap, settings: SseSettings) -> None:
        super().__init__(tap, settings)
        self._endpoint: httpx.URL | None = None
        self._named = anyio.Event()
        """Set while there is an endpoint on a stream that is open."""
        self._waiting: dict[int, Record] = {}
        self._head: Record | None = None
        self._ended: Failure | None = None

    @override
    async def _carry(self, task_status: TaskStatus[None]) -> Failure:
        over = anyio.Event()
        async with anyio.create_task_group() as self._tasks:
            self._tasks.start_soon(self._keep_stream, over)
            self._tasks.start_soon(self._end_when_closing, over)
            with anyio.move_on_after(self._settings.connect_timeout):
                await self._named_or(over)
            if self._endpoint is not None:
                task_status.started()
                await over.wait()
            self._tasks.cancel_scope.cancel()
        if self._endpoint is None:
            raise OpenError(self._ended or self._no_endpoint())
        return self._ended or SESSION_CLOSED

    async def _named_or(self, over: anyio.Event) -> None:
        async with anyio.create_task_group() as waiting:

            async def wait_for(event: anyio.Event) -> None:
                await event.wait()
                waiting.cancel_scope.cancel()

            waiting.start_soon(wait_for, over)
            waiting.start_soon(wait_for, self._named)

    async def _end_when_closing(self, over: anyio.Event) -> None:
        await self._closing.wait()
        over.set()

    @override
    def facts(self) -> dict[str, Any]:
        return {"transport": self.name, "endpoint": str(self._endpoint)} if self._endpoint is not None else {}

    # -- posting ------------------------------------------------------------------------------------------------

    @override
    async def _deliver(self, post: Post, headers: Headers, accepted: TaskStatus[None]) -> None:
        await self._named.wait()
        await self._until_reopened(post.record)
        if self._endpoint is None:
            raise Undelivered(SESSION_CLOSED)
        self._drop_answered()
        async with self._request("POST", self._endpoint, headers, post) as crossing:
            if post.record.shape == Shape.REQUEST:
                self._waiting[post.record.seq] = post.record
            accepted.started()
            await self._read(crossing, post)

    def _drop_answered(self) -> None:
        """Forget requests that no longer wait; once in a while, so that it costs little."""
        if len(self._waiting) >= 100:
            self._waiting = {seq: record for seq, record in self._waiting.items() if self._receiver.unanswered(record)}

    # -- the stream ---------------------------------------------------------------------------------------------

    async def _keep_stream(self, over: anyio.Event) -> None:
        """Keep the stream open until it is lost for good."""
        cursor = Cursor()
        while True:
            failure = await self._read_stream(cursor)
            self._named = anyio.Event() if self._endpoint is not None else self._named
            self._give_up_waiting(failure)
            if self._endpoint is None or cursor.failures >= _ATTEMPTS:
                self._ended = failure
                over.set()
                return
            self.tap.local(Kind.FAILURE, {"message": str(failure)})
            await anyio.sleep(cursor.pause())

    def _give_up_waiting(self, failure: Failure) -> None:
        """Replies come on the stream alone, so with it they are lost."""
        waiting, self._waiting = self._waiting, {}
        for record in waiting.values():
            self._receiver.undelivered(record, failure)

    async def _read_stream(self, cursor: Cursor) -> Failure:
        """Open the stream and read it to its end; gives why it ended, or could not be opened."""
        headers = [("Accept", EVENT_STREAM)]
        if cursor.last_id is not None:
            headers.append(("Last-Event-ID", cursor.last_id))
        cursor.failures += 1
        url = httpx.URL(self._settings.url)
        try:
            async with self._request("GET", url, headers) as crossing:
                if not is_event_stream(crossing.response):
                    self._reader.take_aside(await self._reader.read_aside(crossing), crossing)
                    return _no_stream(crossing, self._settings.url)
                crossing.cursor, crossing.hear = cursor, self._take_endpoint(crossing, cursor)
                await self._reader.read(crossing, None)
        except Undelivered as error:
            return error.failure
        sentence = f'The server at "{self._settings.url}" ended its event stream.'
        return crossing.broken or Failure(Reason.CLOSED, sentence, "What came before is in the message log.")

    def _take_endpoint(self, crossing: Crossing, cursor: Cursor) -> Callable[[ServerSentEvent, Record], bool]:
        """Give what looks at each event of a stream first; it tells whether the event was for the transport itself."""
        self._head = crossing.head
        begun = False

        def hear(event: ServerSentEvent, record: Record) -> bool:
            nonlocal begun
            if event.event == "endpoint" and event.data is not None:
                self._name_endpoint(crossing.url, event.data, record)
                cursor.failures, begun = 0, True
                return True
            if event.data and not begun:
                begun = True
                self._receiver.noticed(Situation.ENDPOINT_MISSING, record, "The first event is another one.")
            return False

        return hear

    def _name_endpoint(self, base: httpx.URL, data: bytes, record: Record) -> None:
        """Take the address to post to. Another origin is refused, because it would receive the credentials."""
        text = data.decode("utf-8", errors="replace").strip()
        try:
            endpoint = base.join(text)
        except httpx.InvalidURL as error:
            self._receiver.noticed(Situation.ENDPOINT_MISSING, record, f"The endpoint is not a URL: {error}.")
            raise Undelivered(_refused(f'"{text}" is not a URL')) from error
        if not same_origin(endpoint, base):
            self._receiver.noticed(Situation.ENDPOINT_ELSEWHERE, record, f'The endpoint is "{endpoint}".')
            raise Undelivered(_refused(f'"{endpoint}" is another origin, which would receive the credentials'))
        before, self._endpoint = self._endpoint, endpoint
        if before not in (None, endpoint):
            self._start_reopening(
                "The event stream was lost; a new session is opened on another.", lambda _opened: None
            )
        self._named.set()

    def _no_endpoint(self) -> Failure:
        seconds = f"{self._settings.connect_timeout:g} seconds"
        if self._head is None:
            why = f'Nothing answered at "{self._settings.url}" within {seconds}.'
        else:
            why = f'The event stream of "{self._settings.url}" named no endpoint within {seconds}.'
            self._receiver.noticed(Situation.ENDPOINT_MISSING, self._head, f"None came within {seconds}.")
        return Failure(Reason.CONNECT, why, "Check the path of the URL; it is often /sse.")


def _refused(why: str) -> Failure:
    return Failure(Reason.CONNECT, f"The endpoint that the server named was not used: {why}.", "Correct it there.")


def _no_stream(crossing: Crossing, url: str) -> Failure:
    response = crossing.response
    failure = no_answer(response, crossing.detail, url)
    if not response.is_success:
        return failure
    kind = response.headers.get("content-type", "no content type")
    sentence = f'The server at "{url}" answered a GET with "{kind}" and not with an event stream.'
    return replace(failure, sentence=sentence, help="Check the path of the URL; it is often /sse.")
