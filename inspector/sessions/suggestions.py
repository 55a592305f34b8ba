"""What a server offers to complete an argument with.

https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/completion
"""

from dataclasses import dataclass
from typing import Any, Final

from inspector.protocol.errors import code_of, text_of
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome

SHOWN: Final = 100
"""Values that are shown; the specification lets a server send no more."""

CONTEXT_SINCE: Final = "2025-06-18"
"""The first revision in which the other arguments go with the question (its schema, CompleteRequest)."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The values as they were sent, how many there are in all where the server says so, and what went wrong if so.

    `is_unknown` where the server has no completion at all.
    """

    values: tuple[str, ...] = ()
    total: int | None = None
    has_more: bool = False
    problem: str = ""
    is_unknown: bool = False

    @property
    def sentence(self) -> str:
        """Say how much of what there is is offered; empty where that is all."""
        if self.problem:
            return self.problem
        shown = len(self.values)
        if self.total is not None and self.total > shown:
            return f"{shown} of {self.total:,} values; type more of it to see the others."
        if self.has_more:
            return f"The first {shown} values; type more of it to see the others."
        return "" if shown else "The server has no value that begins so."


def read_suggestions(outcome: Outcome) -> Suggestions:
    """Read the reply to `completion/complete`, of whatever shape it is."""
    if isinstance(outcome, ErrorReply):
        problem = f"The server did not complete it: {text_of(outcome.error)}"
        return Suggestions(problem=problem, is_unknown=code_of(outcome.error) == -32601)
    if isinstance(outcome, NoReply):
        return Suggestions(problem=f"It was not completed: {outcome.failure.sentence}")
    completion = outcome.value.get("completion") if isinstance(outcome.value, dict) else None
    values = completion.get("values") if isinstance(completion, dict) else None
    if not isinstance(completion, dict) or not isinstance(values, list):
        return Suggestions(problem='The reply has no list "completion.values", so nothing is offered.')
    texts = [value for value in values if isinstance(value, str)]
    return Suggestions(tuple(texts[:SHOWN]), _count(completion.get("total")), completion.get("hasMore") is True)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
