"""A record: something that crossed the wire, as it crossed."""

from enum import StrEnum

from inspector.jsonrpc.sse import parse_event


class Direction(StrEnum):
    """From the inspector's side."""

    SENT = "sent"
    RECEIVED = "received"
    LOCAL = "local"


class Kind(StrEnum):
    """What a record holds, which decides how `raw` is to be read."""

    MESSAGE = "message"
    """One frame: a line with its line feed, the text of a WebSocket message, the body of an HTTP request or reply."""

    HTTP_REQUEST = "http-request"
    """Request line and headers; the body is the message that follows."""

    HTTP_RESPONSE = "http-response"
    """Status line and headers; the body follows as message, body or sse."""

    SSE = "sse"
    """One block of an event stream with its blank line; its `data` may be a message."""

    BODY = "body"
    """A body that was not expected to be a message, such as an HTML page beside a 404."""

    STDERR = "stderr"
    """One line of the server's standard error."""

    PROCESS = "process"
    """Start or end of a server's process, as a JSON object."""

    CONNECTION = "connection"
    """Opening or end of a connection that has no HTTP head or process to tell of it, as a JSON object."""

    FAILURE = "failure"
    """Why no answer came, as a JSON object."""


class Record:
    """One record; mutable only until it is written.

    seq       dense number within the capture, from 1; 0 until kept
    wall_ns   wall clock, nanoseconds since the epoch
    mono_ns   monotonic clock, nanoseconds; differences are latencies
    exchange  seq of the request this belongs to (of itself, for a request), or None
    http      seq of the http-request record this travelled with, or None
    own       sent, or caused, by the program on its own account (probe, list refresh, ping)
    shape     what JSON-RPC makes of it (`inspector.jsonrpc.message.Shape`), or None
    method    of the message, or of the request it answers
    subject   the tool's name, the resource's URI, the prompt's name, or what else the message is about
    rpc_id    the message's id as JSON text
    status    ok, error or failure on replies; the status code on http-response
    latency_ns  request to reply by the monotonic clock, on replies
    part      stands for one message of a batch; the record that is kept is the batch's
    """

    __slots__ = (
        "direction",
        "exchange",
        "http",
        "kind",
        "latency_ns",
        "method",
        "mono_ns",
        "own",
        "part",
        "raw",
        "rpc_id",
        "seq",
        "session",
        "shape",
        "status",
        "subject",
        "wall_ns",
    )

    def __init__(self, session: int, direction: Direction, kind: Kind, raw: bytes, *, own: bool = False) -> None:
        self.seq = 0
        self.wall_ns = 0
        self.mono_ns = 0
        self.session = session
        self.direction = direction
        self.kind = kind
        self.raw = raw
        self.own = own
        self.part = False
        self.exchange: int | None = None
        self.http: int | None = None
        self.shape: str | None = None
        self.method: str | None = None
        self.subject: str | None = None
        self.rpc_id: str | None = None
        self.status: str | None = None
        self.latency_ns: int | None = None

    def of_batch(self) -> "Record":
        """Give a record that stands for one message of this batch: its annotations are its own, and are not kept."""
        part = Record(self.session, self.direction, self.kind, b"", own=self.own)
        part.seq, part.wall_ns, part.mono_ns, part.http, part.part = (
            self.seq,
            self.wall_ns,
            self.mono_ns,
            self.http,
            True,
        )
        return part

    @property
    def payload(self) -> bytes:
        """The bytes a message would be read from: `raw`, or the data of an event."""
        return payload_of(self.kind, self.raw)


def payload_of(kind: str, raw: bytes) -> bytes:
    """Give the bytes a message would be read from: `raw`, or the data of an event."""
    return (parse_event(raw).data or b"") if kind == Kind.SSE else raw
