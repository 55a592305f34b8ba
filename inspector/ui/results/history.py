"""What was sent with one tool or prompt and how it ended, call by call. No Qt."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from inspector.schema.document import write
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome
from inspector.traffic.exchanges import CallNote

MAX_ENTRIES: Final = 50
MAX_BYTES: Final = 50_000_000
"""What is kept of one tool or prompt; the oldest goes first. All of it stays in the message log."""


_WORDS: Final = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One call. `number` counts from 1 and goes on where older ones were dropped; `at` is seconds since the epoch.

    `notes` are what came on the way, such as its log messages; the last of them may be known a moment later.
    """

    number: int
    arguments: Any = field(repr=False)
    outcome: Outcome = field(repr=False)
    at: float
    words: str = ""
    """The arguments on one line, as far as they are short enough for a list."""

    notes: list[CallNote] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes of the reply as it came; 0 where none came."""
        return 0 if isinstance(self.outcome, NoReply) else self.outcome.size

    @property
    def record(self) -> int:
        """The number of the record to look at in the log: the reply, or the request where none came; 0 for neither."""
        outcome = self.outcome
        return outcome.request_seq if isinstance(outcome, NoReply) else outcome.reply_seq

    @property
    def value(self) -> Any:
        """What two entries are compared by: the result, the error, or the sentence that says why there is neither."""
        if isinstance(self.outcome, NoReply):
            return str(self.outcome.failure)
        return self.outcome.error if isinstance(self.outcome, ErrorReply) else self.outcome.value


class ResultHistory:
    """The calls of one tool or prompt, the newest last. Never empty again once something was added."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._added = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    @property
    def dropped(self) -> int:
        """How many older ones are only in the message log."""
        return self._added - len(self._entries)

    @property
    def newest(self) -> Entry | None:
        """The call that ended last."""
        return self._entries[-1] if self._entries else None

    def add(self, arguments: Any, outcome: Outcome, notes: list[CallNote] | None = None) -> Entry:
        """Take a call that has ended."""
        self._added += 1
        words = write(arguments, indent=None)[:_WORDS]
        entry = Entry(self._added, arguments, outcome, time.time(), words, [] if notes is None else notes)
        self._entries.append(entry)
        while len(self._entries) > MAX_ENTRIES or (len(self._entries) > 1 and self._size() > MAX_BYTES):
            del self._entries[0]
        return entry

    def before(self, entry: Entry) -> Entry | None:
        """Give the entry before one."""
        at = self._entries.index(entry) if entry in self._entries else 0
        return self._entries[at - 1] if at else None

    def after(self, entry: Entry) -> Entry | None:
        """Give the entry after one."""
        at = self._entries.index(entry) + 1 if entry in self._entries else len(self._entries)
        return self._entries[at] if at < len(self._entries) else None

    def _size(self) -> int:
        return sum(entry.size for entry in self._entries)
