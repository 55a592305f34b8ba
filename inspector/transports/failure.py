"""A failure: no answer came, and why."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from typing_extensions import override


class Reason(StrEnum):
    """The kinds of failure that callers tell apart."""

    START = "start"
    """The command could not be started."""

    CONNECT = "connect"
    """Nothing could be reached at the address."""

    CLOSED = "closed"
    """The connection ended, or the process exited, before the answer."""

    HTTP = "http"
    """An HTTP reply came that holds no answer; `status` says which."""

    AUTHORIZATION = "authorization"
    """The server wants the client to be authorized first (401, 403)."""

    TIMEOUT = "timeout"
    """No answer within the time limit."""

    CANCELLED = "cancelled"
    """The user took the request back."""

    TOO_LARGE = "too large"
    """The answer came, and holds more than this program takes apart."""

    NOT_SENT = "not sent"
    """This program did not send the request, because the specification forbids it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why no answer came: a sentence that says what and why, and one that says what helps.

    `status` and `headers` are those of the HTTP reply, where there was one; `detail` holds the last lines
    of standard error or the body of that reply, as they were.
    """

    reason: Reason
    sentence: str
    help: str = ""
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    detail: str = field(default="", repr=False)

    @override
    def __str__(self) -> str:
        return f"{self.sentence} {self.help}".rstrip()


SESSION_CLOSED: Final = Failure(Reason.CLOSED, "The session was closed.")
"""What becomes of all that waits when the user closes a session."""
