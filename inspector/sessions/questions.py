"""Questions: what a server asks the user, and how an answer gets back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from inspector.protocol.errors import METHOD_NOT_FOUND


@dataclass(frozen=True, slots=True)
class Cause:
    """A call of the user's for which a question may have come; `seq` is the number of the record it went out in."""

    method: str
    params: Any
    seq: int


class Withdrawal:
    """Why a question that is not answered yet is taken back; empty while it is not, or where nobody said."""

    __slots__ = ("why",)

    def __init__(self) -> None:
        self.why = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something a server asks: sampling, elicitation, roots.

    `seq` is the number of the record it came in, `key` its place among the questions of that record (for
    questions that come in the result of a call, see MRTR), empty otherwise; `round` says in which round of the
    call it came, from 1 on, and is 0 for a question that is no part of a call.

    An elicitation that an error names as needed first `awaits_answer` of nobody: it is done, or it is not.

    `causes` are the calls it may have come for: one where that is known or only one runs, several where the wire
    does not tell which. `ident` is the id of the request it came as, None where it came in a result. `withdrawal` is
    written by whoever takes the question back, and read once it is.
    """

    server: str
    method: str
    params: dict[str, Any]
    seq: int
    key: str = ""
    round: int = 0
    causes: tuple[Cause, ...] = field(default=(), compare=False, repr=False)
    revision: str = ""
    ident: Any = None
    awaits_answer: bool = True
    withdrawal: Withdrawal = field(default_factory=Withdrawal, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Granted:
    """The result to send; `own` if the program gave it without asking anybody."""

    result: dict[str, Any]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Declined:
    """The question is answered with an error; `own` if the program gave it without asking anybody."""

    code: int
    message: str
    own: bool = False


Answer = Granted | Declined
Ask = Callable[[Question], Awaitable[Answer]]


async def ask_nobody(question: Question) -> Answer:
    """Answer for a program in which nobody can be asked."""
    return Declined(METHOD_NOT_FOUND, f'This client does not answer "{question.method}".', own=True)
