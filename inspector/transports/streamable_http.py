"""The Streamable HTTP transport, of the handshake revisions and of the stateless one.

https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http and
https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
"""

from typing import Any, ClassVar, Final

import anyio
import httpx
from anyio.abc import TaskStatus
from typing_extensions import override

from inspector.jsonrpc.message import Shape, parse
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.protocol.errors import METHOD_NOT_FOUND, code_of
from inspector.protocol.headers import SESSION_HEADER
from inspector.servers.definition import HttpSettings
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Tap
from inspector.transports.base import Headers
from inspector.transports.failure import SESSION_CLOSED, Failure
from inspector.transports.http_base import HttpTransport
from inspector.transports.http_failures import Undelivered, no_answer
from inspector.transports.http_reply import EVENT_STREAM, Crossing, Post, is_event_stream
from inspector.transports.http_streams import Cursor

_CLOSE_LIMIT: Final = 2.0
_LINGER: Final = 5.0
"""Seconds a stream may stay open after its request was answered, or given up."""

_TICK: Final = 1.0
"""Seconds between two looks at replies that are still open."""


class StreamableHttpTransport(HttpTransport):
    """Every message a POST; answers as a body or as an event stream.

    For handshake revisions it keeps the session id the server gave, opens the GET stream when asked to
    `listen`, takes up streams that broke off, and ends the session with DELETE.
    """

    name: ClassVar[str] = "Streamable HTTP"

    def __init__(self, tap: Tap, settings: HttpSettings) -> None:
        super().__init__(tap, settings)
        self._url = httpx.URL()
        self._session_id: str | None = None
        self._greeting: Record | None = None
        self._listening: anyio.CancelScope | None = None
        self._posts: dict[int, Post] = {}

    @override
    async def _carry(self, task_status: TaskStatus[None]) -> Failure:
        self._url = httpx.URL(self._settings.url)
        try:
            async with anyio.create_task_group() as self._tasks:
                self._tasks.start_soon(self._watch_replies)
                task_status.started()
                await self._closing.wait()
                self._tasks.cancel_scope.cancel()
        finally:
            await self._end_session()
        return SESSION_CLOSED

    @override
    def renew(self) -> None:
        super().renew()
        self._session_id = None
        if self._listening is not None:
            self._listening.cancel()

    @override
    def agree(self, revision: str) -> None:
        super().agree(revision)
        if self._session_id is None and self._greeting is not None and revision >= "2025-03-26":
            sentence = "The reply to the handshake has none, so the server is taken to keep no state."
            self._receiver.noticed(Situation.SESSION_ID_MISSING, self._greeting, sentence)

    @override
    def facts(self) -> dict[str, Any]:
        return {"session id": self._session_id} if self._session_id else {}

    @override
    def _session_headers(self) -> list[tuple[str, str]]:
        headers = super()._session_headers()
        return [(SESSION_HEADER, self._session_id), *headers] if self._session_id is not None else headers

    # -- posting ------------------------------------------------------------------------------------------------

    @override
    async def _deliver(self, post: Post, headers: Headers, accepted: TaskStatus[None]) -> None:
        if await self._attempt(post, headers, accepted) and post.record.shape == Shape.REQUEST:
            await self._attempt(post, headers, accepted, again=True)

    async def _attempt(self, post: Post, headers: Headers, accepted: TaskStatus[None], *, again: bool = False) -> bool:
        """Post once and see the answer through; tells whether to do it again, in a new session.

        Raises `Undelivered`.
        """
        with_id = self._session_id
        async with self._request("POST", self._url, headers, post) as crossing:
            self._adopt(crossing, post.record)
            accepted.started()
            if crossing.response.status_code == 404 and with_id is not None and not again:
                return await self._lost(crossing, post, with_id)
            self._posts[post.record.seq], post.crossing = post, crossing
            try:
                await self._see_through(crossing, post)
            finally:
                self._posts.pop(post.record.seq, None)
        return False

    def _adopt(self, crossing: Crossing, record: Record) -> None:
        """Take the session id from the reply to the handshake (Session Management, 1); later ones are odd."""
        if not crossing.response.is_success:
            return
        if record.method == methods.INITIALIZE:
            self._greeting = crossing.head
        elif self._session_id is None:
            return
        before = self._session_id
        self._session_id = crossing.response.headers.get(SESSION_HEADER, before)
        if before not in (None, self._session_id):
            sentence = f'It is "{self._session_id}", and was "{before}"; from now on the new one is sent.'
            self._receiver.noticed(Situation.SESSION_ID_CHANGED, crossing.head, sentence)

    async def _see_through(self, crossing: Crossing, post: Post) -> None:
        """Read the answer to its end, and what belongs to it elsewhere. Raises `Undelivered`."""
        try:
            await self._read(crossing, post)
        except Undelivered as error:
            if not (crossing.streamed and crossing.broken and await self._resume(crossing.cursor, post)):
                self._say_what_is_missing(crossing, post)
                raise Undelivered(crossing.cursor.lost or error.failure) from error
            return
        if post.record.shape != Shape.REQUEST or not self._receiver.unanswered(post.record):
            return
        if crossing.streamed and await self._resume(crossing.cursor, post):
            return
        if crossing.response.status_code == 202 and self._listening is not None:
            return  # the answer may come on the stream for what is unasked; the time limit decides
        self._say_what_is_missing(crossing, post)
        lost = crossing.cursor.lost  # why the rest could not be had says more than that it is missing
        raise Undelivered(lost or no_answer(crossing.response, crossing.detail, self._settings.url))

    def _say_what_is_missing(self, crossing: Crossing, post: Post) -> None:
        if (
            post.record.shape != Shape.REQUEST
            or not crossing.response.is_success
            or crossing.response.status_code == 202
        ):
            return
        if not self._receiver.unanswered(post.record):
            return
        record = crossing.last or crossing.head
        if crossing.streamed:
            sentence = "The stream ended, and the request it belongs to is unanswered."
            self._receiver.noticed(Situation.STREAM_WITHOUT_REPLY, record, sentence)
        elif crossing.broken is None:
            self._receiver.noticed(Situation.BODY_WITHOUT_REPLY, record, "The request it belongs to is unanswered.")

    # -- streams that broke off ---------------------------------------------------------------------------------

    async def _resume(self, cursor: Cursor, post: Post) -> bool:
        """Take up the stream of a request again (Resumability and Redelivery, 2) until its reply is there.

        Tells whether it is; without an event's id, or in a revision without resuming, there is nothing to ask for.
        """
        if self._revision is None and post.record.method != methods.INITIALIZE:
            return False
        while cursor.last_id is not None and not cursor.hopeless:
            await anyio.sleep(cursor.pause())
            if not self._receiver.unanswered(post.record):
                return True
            if not await self._resume_once(cursor, post):
                return False
            if post.reply is not None:
                return True
        return False

    async def _resume_once(self, cursor: Cursor, post: Post) -> bool:
        """Ask for the rest of a stream and read it; tells whether it may be asked for again."""
        try:
            async with self._request("GET", self._url, _asking(cursor)) as crossing:
                resumed = is_event_stream(crossing.response)
                if resumed:
                    cursor.failures, cursor.lost = 0, None
                    post.record.http, crossing.cursor = crossing.http, cursor
                await self._reader.read(crossing, post if resumed else None)
                return resumed
        except Undelivered as error:
            cursor.fail(error.failure)
            self.tap.local(Kind.FAILURE, {"message": str(error)}, exchange=post.record.exchange)
            return True

    async def _watch_replies(self) -> None:
        """Take messages whose reply does not end, and close what stays open although nothing more can come on it."""
        while True:
            await anyio.sleep(_TICK)
            for post in list(self._posts.values()):
                if post.record.shape != Shape.REQUEST:
                    continue
                if self._receiver.unanswered(post.record):
                    self._reader.take_unended(post)
                elif (idle := post.idle + _TICK) > _LINGER:
                    self._cut(post)
                else:
                    post.idle = idle

    def _cut(self, post: Post) -> None:
        if post.reply is not None and not post.overrun:
            sentence = f"It was still open {_LINGER:g} seconds after the reply, and was closed from here."
            self._receiver.noticed(Situation.STREAM_AFTER_REPLY, post.reply, sentence)
        post.scope.cancel()

    # -- what the server sends unasked --------------------------------------------------------------------------

    @override
    async def listen(self) -> None:
        if self._tasks is not None:
            self._tasks.start_soon(self._listen)

    async def _listen(self) -> None:
        """Keep the GET stream of handshake revisions open; a server without one answers 405."""
        cursor = Cursor()
        with anyio.CancelScope() as scope:
            self._listening = scope
            while not cursor.hopeless and await self._listen_once(cursor):
                await anyio.sleep(cursor.pause())
        if self._listening is scope:  # a new session may have begun to listen already
            self._listening = None

    async def _listen_once(self, cursor: Cursor) -> bool:
        """Open the stream and read it to its end; tells whether to open it again."""
        with_id, first = self._session_id, cursor.connections == 0
        try:
            async with self._request("GET", self._url, _asking(cursor)) as crossing:
                if is_event_stream(crossing.response):
                    cursor.failures, cursor.connections, crossing.cursor = 0, cursor.connections + 1, cursor
                    await self._reader.read(crossing, None)
                    self._say_that_it_broke(crossing)
                    return True
                self._reader.take_aside(await self._reader.read_aside(crossing), crossing)
        except Undelivered as error:
            cursor.fail(error.failure)
            self.tap.local(Kind.FAILURE, {"message": str(error)})
            return not first
        status = crossing.response.status_code
        if status == 404 and with_id is not None and not first:
            await self._begin_again(crossing.head, with_id)
        elif status != 405 and first:
            sentence = f"The status is {status}; clients hear nothing that the server sends unasked."
            self._receiver.noticed(Situation.LISTEN_REFUSED, crossing.head, sentence)
        return False

    def _say_that_it_broke(self, crossing: Crossing) -> None:
        if crossing.broken is not None:
            self.tap.local(Kind.FAILURE, {"message": f"{crossing.broken} It is opened again."})

    # -- sessions -----------------------------------------------------------------------------------------------

    async def _lost(self, crossing: Crossing, post: Post, with_id: str) -> bool:
        """See to a 404 that came for a session id (Session Management, 4); tells whether there is a new session.

        An error that says the method is not found is an answer, and says nothing about the session. The handshake
        itself is not repeated.
        """
        body = await self._reader.read_aside(crossing)
        known = post.record.method in (methods.INITIALIZE, methods.INITIALIZED)
        if known or code_of(parse(body).error) == METHOD_NOT_FOUND:
            self._reader.take_body(body, crossing, post)
            known = True
        else:
            self._reader.take_aside(body, crossing)
        if not known and await self._begin_again(crossing.head, with_id):
            return True
        if post.reply is None:
            raise Undelivered(no_answer(crossing.response, crossing.detail, self._settings.url))
        return False

    async def _begin_again(self, head: Record, with_id: str) -> bool:
        """Open a session in the place of the one that is lost, unless another request has met the same already."""
        if self._reopening is None and self._session_id not in (with_id, None):
            return True

        def report(opened: bool) -> None:
            now = f'the session "{self._session_id}"' if self._session_id else "a session without id"
            what = f"{now} was opened in its place" if opened else "no other could be opened"
            self._receiver.noticed(Situation.SESSION_LOST, head, f'The session was "{with_id}"; {what}.')

        why = f'The server no longer knows the session "{with_id}"; a new one is opened.'
        reopening = self._start_reopening(why, report)
        if reopening is None:
            return False
        await reopening.done.wait()
        return reopening.succeeded

    async def _end_session(self) -> None:
        """End the session on the server too (Session Management, 5); it may answer 405."""
        if self._session_id is None:
            return
        with anyio.move_on_after(_CLOSE_LIMIT, shield=True):
            try:
                async with self._request("DELETE", self._url, ()) as crossing:
                    await self._reader.read(crossing, None)
            except Undelivered as error:
                self.tap.local(Kind.FAILURE, {"message": str(error)})


def _asking(cursor: Cursor) -> list[tuple[str, str]]:
    """Give the headers that ask for an event stream, from the last event on."""
    headers = [("Accept", EVENT_STREAM)]
    return [*headers, ("Last-Event-ID", cursor.last_id)] if cursor.last_id is not None else headers
