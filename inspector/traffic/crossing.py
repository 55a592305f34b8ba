"""One HTTP request and all that came back, as it stands in a capture."""

from typing import Final, NamedTuple

from inspector.traffic.capture import CaptureReader, Row
from inspector.traffic.timing import Timing

_NEAR: Final = 1_000
"""Records after its head among which a body is looked for."""


class HttpCrossing(NamedTuple):
    """Heads and times of one HTTP exchange. `end_ns` is when its last record came, by the monotonic clock."""

    request: Row
    request_head: bytes
    response: Row | None
    response_head: bytes
    timing: Timing
    end_ns: int

    @property
    def whole_ns(self) -> int:
        """From the request to the last that came."""
        return self.end_ns - self.request.mono_ns

    @property
    def receive_ns(self) -> int | None:
        """From the head of the answer to the last that came."""
        return None if self.response is None else self.end_ns - self.response.mono_ns


def read_crossing(reader: CaptureReader, row: Row) -> HttpCrossing | None:
    """Give the HTTP exchange a record travelled with; None where there is none."""
    number = row.seq if row.kind == "http-request" else row.http
    found = reader.rows(number, number) if number is not None else []
    if number is None or not found:
        return None
    answered, last = reader.travelled(number)
    responses = reader.rows(answered, answered) if answered is not None else []
    return HttpCrossing(
        found[0],
        reader.raw(number),
        responses[0] if responses else None,
        reader.raw(answered) if answered is not None else b"",
        reader.timing(number) or Timing(),
        max(last, found[0].mono_ns),
    )


def carried(reader: CaptureReader, head: Row) -> Row | None:
    """Give what an HTTP request carried: the message, or the body that is none; None where it carried nothing."""
    about = {"seq": head.seq, "first": head.seq, "last": head.seq + _NEAR}
    found = reader.find("r.http = :seq AND r.direction = 'sent' AND r.seq <> :seq", about, limit=1)
    return found[0] if found else None
