"""Reading HTTP replies to their end, recorded as they come, and finding the messages in them wherever they are."""

import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

import anyio
import httpx

from inspector.jsonrpc.message import Shape, is_reply_or_call, parse
from inspector.jsonrpc.sse import EventStreamParser, ServerSentEvent
from inspector.lint.situations import Situation
from inspector.servers.definition import NetworkSettings
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Tap
from inspector.transports.base import Receiver
from inspector.transports.content_coding import Decoder, Mislabelled, Undecodable, decoder_for
from inspector.transports.failure import Failure, Reason
from inspector.transports.http_failures import translate
from inspector.transports.http_streams import Cursor, StreamMemory

EVENT_STREAM: Final = "text/event-stream"

MAX_BODY: Final = 512 << 20
"""Bytes one body, or one event of a stream, may have; what is longer is not read on."""

_CUT_SHORT: Final = "peer closed connection"
"""How h11 begins to say that a body ended too early, which is no fault in what came."""

_DETAIL_KEPT: Final = 4_000
_FIRST_FIELDS: Final = (b"data:", b"event:", b"id:", b"retry:", b":")
_LONGEST_FIELD: Final = 6
_MAX_BLANK: Final = 4_096
_MAX_ASIDE: Final = 1 << 20
_MAX_VALUES: Final = 10_000
_BLANK: Final = re.compile(r"\s*")


@dataclass(slots=True)
class Post:
    """A message that was posted, and what is known of its answer."""

    record: Record
    scope: anyio.CancelScope
    reply: Record | None = None
    """Its reply, if that came in what answers it."""
    overrun: bool = False
    """Whether it was said already that its stream goes on after the reply."""
    crossing: "Crossing | None" = None
    """The reply that is being read."""
    idle: float = 0.0
    """Seconds the reply has been open with nothing left to come."""


@dataclass(slots=True)
class Crossing:
    """An HTTP reply whose head has come in. `http` is the number of the request's record."""

    response: httpx.Response
    http: int
    head: Record
    url: httpx.URL
    cursor: Cursor = field(default_factory=Cursor)
    detail: bytes = b""
    """The beginning of a body that is no event stream."""
    last: Record | None = None
    """The last record of the body."""
    streamed: bool = False
    broken: Failure | None = None
    """Why the reply broke off, if it did."""
    malformed: bool = False
    """Whether it broke off because what came is not HTTP."""
    held: list[bytes] = field(default_factory=list)
    """The pieces of a body that is no event stream, until it is taken."""
    counted: int = 0
    looked_at: bool = False
    hear: Callable[[ServerSentEvent, Record], bool] | None = None
    """Looks at each event first; tells whether it was for the transport itself."""


class ReplyReader:
    """Reads the replies of one session."""

    def __init__(self, tap: Tap, receiver: Receiver, settings: NetworkSettings, *, one_stream: bool) -> None:
        """`one_stream` says that all replies come on a stream that answers no request."""
        self._one_stream = one_stream
        self.memory = StreamMemory()
        self._tap = tap
        self._receiver = receiver
        self._settings = settings

    async def read(self, crossing: Crossing, post: Post | None) -> None:
        """Read a reply to its end; what is known of it afterwards is in `crossing`.

        `post` is the message it answers; a stream that answers none is for what the server sends unasked.
        """
        try:
            async with aclosing(self._pieces(crossing)) as pieces:
                await self._read_either(pieces, crossing, post)
        finally:  # what came before the reading was cancelled is kept; whoever cancelled it needs no finding
            if crossing.held:
                rest = b"".join(crossing.held)
                crossing.held.clear()
                self._tap.received(Kind.BODY, rest, http=crossing.http)
        if crossing.broken is not None and (crossing.malformed or not crossing.streamed):
            situation = Situation.HTTP_BROKEN if crossing.malformed else Situation.BODY_TRUNCATED
            self._receiver.noticed(situation, crossing.last or crossing.head, crossing.broken.sentence)

    async def _read_either(self, pieces: AsyncIterator[bytes], crossing: Crossing, post: Post | None) -> None:
        named = is_event_stream(crossing.response)
        begin = b"" if named else await _beginning(pieces, crossing.held)
        crossing.streamed = named or bool(_looks_like_events(begin))
        if not crossing.streamed:
            await self._read_body(len(begin), pieces, crossing, post)
            return
        crossing.held.clear()
        if not named and "json" in crossing.response.headers.get("content-type", "").lower():
            sentence = "It is an event stream, and its content type says JSON."
            self._receiver.noticed(Situation.BODY_OTHER_TYPE, crossing.head, sentence)
        await self._read_events(begin, pieces, crossing, post)

    async def _pieces(self, crossing: Crossing) -> AsyncGenerator[bytes]:
        """Give the body piece by piece, decoded; what goes wrong ends it, and is kept as `broken`."""
        response = crossing.response
        try:
            decoder, first = self._decoder(crossing), True
            async for piece in response.stream:  # type: ignore[union-attr]  # the client gives one that can
                try:
                    decoded = decoder.feed(piece) if decoder is not None else piece
                except Mislabelled as error:
                    if not first:
                        raise
                    self._receiver.noticed(Situation.BODY_CODING, crossing.head, f"{error} It was taken as it is.")
                    decoder, decoded = None, piece
                finally:
                    if decoder is not None:
                        self._tap.received(Kind.BODY, piece, http=crossing.http)
                first = False
                if decoded:
                    yield decoded
            await response.stream.aclose()  # type: ignore[union-attr]  # before the answer lets the next call begin
        except Undecodable as error:
            crossing.broken = Failure(
                Reason.HTTP, f'The reply of "{self._settings.url}" cannot be read: {error}', "Correct it at the server."
            )
        except httpx.HTTPError as error:
            crossing.broken = translate(error, self._settings)
            crossing.malformed = isinstance(error, httpx.RemoteProtocolError) and not str(error).startswith(_CUT_SHORT)

    def _decoder(self, crossing: Crossing) -> Decoder | None:
        """Give what undoes the coding of a body; one that is not known may be a wrong word for none."""
        try:
            return decoder_for(crossing.response.headers.get("content-encoding"))
        except Mislabelled as error:
            self._receiver.noticed(Situation.BODY_CODING, crossing.head, f"{error} It was taken as it is.")
            return None

    # -- bodies -------------------------------------------------------------------------------------------------

    async def _read_body(self, size: int, pieces: AsyncIterator[bytes], crossing: Crossing, post: Post | None) -> None:
        """Read on after a beginning of `size` bytes, which is held."""
        held = crossing.held
        async for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size > MAX_BODY:
                crossing.broken = _too_long("The body")
                break
        self._take_held(crossing, post)

    def _take_held(self, crossing: Crossing, post: Post | None) -> None:
        body = b"".join(crossing.held)
        crossing.held.clear()
        if body:
            self.take_body(body, crossing, post)

    def take_unended(self, post: Post) -> None:
        """Take a message that is whole although its reply does not end; called again and again while it does not.

        It is looked at once, where nothing came since the last call, so that a long body costs little.
        """
        crossing = post.crossing
        if crossing is None or not crossing.held:
            return
        if len(crossing.held) != crossing.counted:
            crossing.counted, crossing.looked_at = len(crossing.held), False
        elif not crossing.looked_at and crossing.held[-1].rstrip().endswith((b"}", b"]")):
            crossing.looked_at = True
            if is_reply_or_call(parse(b"".join(crossing.held))):
                self._take_held(crossing, post)

    async def read_aside(self, crossing: Crossing) -> bytes:
        """Read a body to its end without telling the receiver; `take_body` does, if it is to be told."""
        async with aclosing(self._pieces(crossing)) as pieces:
            body = b""
            async for piece in pieces:
                body += piece
                if len(body) > _MAX_ASIDE:
                    break
        return body

    def take_aside(self, body: bytes, crossing: Crossing) -> None:
        """Record a body that answers nothing, whatever it says."""
        crossing.detail = body[:_DETAIL_KEPT]
        if body:
            crossing.last = self._tap.received(Kind.BODY, body, http=crossing.http)

    def take_body(self, body: bytes, crossing: Crossing, post: Post | None) -> None:
        """Record a body, as a message if it is one or was to be one."""
        crossing.detail = body[:_DETAIL_KEPT]
        if not (_was_to_be_message(crossing.response, post) or _holds_message(body)):
            crossing.last = self._tap.received(Kind.BODY, body, http=crossing.http)
            return
        record = crossing.last = self._tap.received(Kind.MESSAGE, body, http=crossing.http)
        self._hand_on(record, body)
        self._look(record, post)

    def _hand_on(self, record: Record, payload: bytes) -> None:
        """Give what came to the receiver; several JSON values in a row are a message each, in one record."""
        self._receiver.received(record, payload)
        if record.shape == Shape.NOT_JSON:
            for value in _values(payload):
                self._receiver.received(record.of_batch(), value)

    # -- event streams ------------------------------------------------------------------------------------------

    async def _read_events(
        self, first: bytes, pieces: AsyncIterator[bytes], crossing: Crossing, post: Post | None
    ) -> None:
        parser = EventStreamParser()
        try:
            await self._read_blocks(parser, first, pieces, crossing, post)
        except anyio.get_cancelled_exc_class():  # what came of an event is kept; it is no fault that it is cut
            rest = parser.finish()
            if rest is not None:
                self._tap.received(Kind.SSE, rest.raw, http=crossing.http)
            raise
        rest = parser.finish()
        if rest is not None:
            self._take_event(rest, crossing, post)

    async def _read_blocks(
        self,
        parser: EventStreamParser,
        first: bytes,
        pieces: AsyncIterator[bytes],
        crossing: Crossing,
        post: Post | None,
    ) -> None:
        held = 0
        for event in parser.feed(first):
            self._take_event(event, crossing, post)
        async for piece in pieces:
            events = parser.feed(piece)
            held = 0 if events else held + len(piece)
            for event in events:
                self._take_event(event, crossing, post)
            if held > MAX_BODY:
                crossing.broken = _too_long("An event")
                break

    def _take_event(self, event: ServerSentEvent, crossing: Crossing, post: Post | None) -> None:
        record = crossing.last = self._tap.received(Kind.SSE, event.raw, http=crossing.http)
        if event.complete:
            crossing.cursor.take(event)
        before = post.reply if post is not None else None
        if crossing.hear is not None and crossing.hear(event, record):
            return
        self._receiver.crossed(record)
        payload = _payload(event)
        if payload:
            self._hand_on(record, payload)
            self._look(record, post)
        self.memory.take(event, record, self._receiver, listening=post is None)
        if payload and before is not None and post is not None and not post.overrun:
            post.overrun = True
            sentence = "The stream carries a further message, although its request was answered on it."
            self._receiver.noticed(Situation.STREAM_AFTER_REPLY, record, sentence)

    def _look(self, record: Record, post: Post | None) -> None:
        """See what a message was the answer to, now that the receiver has paired it."""
        if record.shape not in (Shape.RESULT, Shape.ERROR, Shape.BATCH, Shape.NOT_JSON):
            return
        if post is not None and post.record.shape == Shape.REQUEST and post.reply is None:
            post.reply = record if not self._receiver.unanswered(post.record) else None
        own = post.record.seq if post is not None else None  # what holds no single request has a number all the same
        if (
            not self._one_stream
            and record.latency_ns is not None
            and record.exchange is not None
            and record.exchange != own
        ):
            sentence = f"It answers the request that is record {record.exchange}, whose channel is another one."
            self._receiver.noticed(Situation.STREAM_REPLY_ELSEWHERE, record, sentence)


def is_event_stream(response: httpx.Response) -> bool:
    """Tell whether a reply says that it is an event stream."""
    return str(response.headers.get("content-type", "")).lower().startswith(EVENT_STREAM)


async def _beginning(pieces: AsyncIterator[bytes], held: list[bytes]) -> bytes:
    """Give as much of a body as it takes to tell what it is; its pieces are put into `held`."""
    begin = b""
    async for piece in pieces:
        held.append(piece)
        begin += piece
        if _looks_like_events(begin) is not None or len(begin) > _MAX_BLANK:
            break
    return begin


def _looks_like_events(begin: bytes) -> bool | None:
    """Tell whether a body is an event stream whatever its type says; None while it is too short to tell."""
    text = begin.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(_FIRST_FIELDS):
        return True
    return None if len(text) < _LONGEST_FIELD else False


def _was_to_be_message(response: httpx.Response, post: Post | None) -> bool:
    """Tell whether a body needs no look: it answers a request, with success, as JSON."""
    named = response.headers.get("content-type", "").lower()
    return post is not None and post.record.shape == Shape.REQUEST and response.is_success and "json" in named


def _holds_message(body: bytes) -> bool:
    message = parse(body)
    if message.shape is Shape.NOT_JSON:
        return any(is_reply_or_call(parse(value)) for value in _values(body))
    return is_reply_or_call(message)


def _payload(event: ServerSentEvent) -> bytes:
    """Give the message of an event: its data, or JSON that stands in the stream without `data:`.

    Under another name than `message` an event is not meant for us, unless its data say otherwise.
    """
    if event.data is None:
        bare = event.raw.strip()
        return bare if bare[:1] in (b"{", b"[") else b""
    if event.event != "message" and not is_reply_or_call(parse(event.data)):
        return b""
    return event.data


def _values(body: bytes) -> list[bytes]:
    """Give the JSON objects and arrays in a row in what is not JSON as a whole; lines between are skipped."""
    text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    decode, found, at = json.JSONDecoder().raw_decode, [], 0
    for _ in range(_MAX_VALUES):
        at = _BLANK.match(text, at).end()  # type: ignore[union-attr]  # it matches everywhere
        if at >= len(text):
            break
        try:
            end = decode(text, at)[1] if text[at] in "{[" else -1
        except (ValueError, RecursionError):
            end = -1
        if end > 0:
            found.append(text[at:end].encode("utf-8", errors="surrogatepass"))
        else:
            end = text.find("\n", at) + 1 or len(text)
        at = end
    return found


def _too_long(what: str) -> Failure:
    return Failure(Reason.HTTP, f"{what} is over {MAX_BODY >> 20} MB and was not read on.", "Ask for less at a time.")
