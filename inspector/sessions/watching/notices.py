"""The way from those who watch to those who keep findings."""

from collections import Counter
from collections.abc import Callable
from typing import Final, Protocol

from inspector.jsonrpc.message import Message
from inspector.lint.situations import Situation
from inspector.traffic.record import Record

MOST: Final = 100
"""Of each situation, in one connection: whoever errs ten thousand times errs alike."""


class Call(Protocol):
    """A request of ours that waits for its reply, as the peer keeps it."""

    request: Message
    record: Record
    progress: float | None
    """The last progress that came for it."""


class Notices:
    """Passes on what was noticed; after `MOST` of one situation the last says that more are left out."""

    def __init__(self, tell: Callable[[Situation, Record, str, str], None]) -> None:
        self._tell = tell
        self._count: Counter[Situation] = Counter()

    def is_full(self, situation: Situation) -> bool:
        """Tell whether more of this situation would be left out, so that looking for it can be spared."""
        return self._count[situation] >= MOST

    def is_said(self, situation: Situation) -> bool:
        """Tell whether this situation was passed on at least once."""
        return self._count[situation] > 0

    def tell(self, situation: Situation, record: Record, sentence: str, pointer: str = "") -> None:
        """Pass on a situation, the record it is seen at, and the place within its message (RFC 6901)."""
        self._count[situation] += 1
        count = self._count[situation]
        if count < MOST:
            self._tell(situation, record, sentence, pointer)
        elif count == MOST:
            self._tell(situation, record, f"{sentence} Further cases of this are left out.", pointer)
