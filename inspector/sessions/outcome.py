"""How a request ended: the server granted it, the server said no, or no answer came.

The three are data and stay apart: a panel shows a result or an error where the result would be, and a failure
as the state of the connection.
"""

from dataclasses import dataclass
from typing import Any

from inspector.protocol.caching import Freshness, freshness_of
from inspector.transports.failure import Failure


@dataclass(frozen=True, slots=True)
class ResultReply:
    """The server answered. `value` is the result as it was sent; the numbers are those of the records.

    `received_ns` is when it came, in nanoseconds of the wall clock; 0 where that is not known. `size` is that of the
    message, in bytes.
    """

    value: Any
    request_seq: int
    reply_seq: int
    duration_ns: int
    received_ns: int = 0
    size: int = 0

    @property
    def freshness(self) -> Freshness | None:
        """The caching hints of the result, if it has any."""
        return freshness_of(self.value, self.received_ns)


@dataclass(frozen=True, slots=True)
class ErrorReply:
    """The server answered with an error. `error` is the member as it was sent, `size` that of the message in bytes."""

    error: Any
    request_seq: int
    reply_seq: int
    duration_ns: int
    size: int = 0


@dataclass(frozen=True, slots=True)
class NoReply:
    """No answer came. `duration_ns` is how long it was waited for."""

    failure: Failure
    request_seq: int
    duration_ns: int


Outcome = ResultReply | ErrorReply | NoReply
