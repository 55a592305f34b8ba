"""The versions of resources that were read, so that one can see what changed and when."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

from inspector.content.changes import changes, text_for_comparison
from inspector.sessions.outcome import Outcome, ResultReply

MAX_VERSIONS: Final = 50
"""Versions kept of one resource; the oldest goes first. All readings stay in the message log."""

MAX_RESOURCES: Final = 500
_NUMBERS: Final = 10_000
MAX_SIZE: Final = 256_000_000
"""Characters of all versions together."""

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Version:
    """One reading of a resource. `number` counts from 1, and goes on where older versions were dropped.

    `read_ns` is when it came, in nanoseconds of the wall clock; `size` how many characters it keeps.
    """

    number: int
    outcome: Outcome
    read_ns: int = 0
    size: int = 0


class ResourceVersions:
    """Keeps versions by server and URI. A reading that brought the same contents is no new version."""

    def __init__(self) -> None:
        self._versions: OrderedDict[Key, list[Version]] = OrderedDict()
        self._unread: set[Key] = set()
        self._gone: OrderedDict[Key, int] = OrderedDict()
        """The number of the last version of resources of which none is kept."""
        self._size = 0

    def add(self, key: Key, outcome: Outcome) -> bool:
        """Take a reading; tells whether it brought something new."""
        versions = self._versions.setdefault(key, [])
        self._versions.move_to_end(key)
        same = bool(versions) and _same(versions[-1].outcome, outcome)
        number = (versions[-1].number + (not same)) if versions else self._gone.pop(key, 0) + 1
        if same:
            self._size -= versions.pop().size
        version = Version(number, outcome, time.time_ns(), _size(outcome))
        versions.append(version)
        self._size += version.size
        self._drop_old(key)
        return not same

    def _drop_old(self, key: Key) -> None:
        versions = self._versions[key]
        while len(versions) > MAX_VERSIONS or (self._size > MAX_SIZE and len(versions) > 1):
            self._size -= versions.pop(0).size
        while len(self._versions) > MAX_RESOURCES or (self._size > MAX_SIZE and len(self._versions) > 1):
            dropped, gone = self._versions.popitem(last=False)
            self._size -= sum(version.size for version in gone)
            self._unread.discard(dropped)
            self._gone[dropped] = gone[-1].number
            if len(self._gone) > _NUMBERS:
                self._gone.popitem(last=False)

    def of(self, key: Key) -> list[Version]:
        """Give the versions that are kept, the oldest first."""
        return self._versions.get(key, [])

    def mark_unread(self, key: Key) -> None:
        """Note that a new version was not looked at, or that the resource changed and was not read."""
        self._unread.add(key)

    def looked_at(self, key: Key) -> bool:
        """Note that the user looks at a resource; tells whether that was news."""
        if key in self._unread:
            self._unread.discard(key)
            return True
        return False

    def is_unread(self, key: Key) -> bool:
        """Tell whether there is a version that was not looked at."""
        return key in self._unread


def what_changed(before: Version, after: Version) -> list[str]:
    """Give the lines that changed from one version to another; see `inspector.content.changes`. May take seconds."""
    texts = [_text(version.outcome) for version in (before, after)]
    return changes(*texts)


def _same(one: Outcome, other: Outcome) -> bool:
    if not isinstance(one, ResultReply) or not isinstance(other, ResultReply):
        return False
    return bool(_contents(one.value) == _contents(other.value))


def _contents(result: Any) -> Any:
    """Give what counts of a result: not how long it may be kept, and not what is said about the reply."""
    return result["contents"] if isinstance(result, dict) and "contents" in result else result


def _size(outcome: Outcome) -> int:
    contents = _contents(outcome.value) if isinstance(outcome, ResultReply) else None
    if not isinstance(contents, list):
        return 1_000
    parts = [part for item in contents if isinstance(item, dict) for part in item.values() if isinstance(part, str)]
    return 1_000 + sum(map(len, parts))


def _text(outcome: Outcome) -> str:
    return text_for_comparison(outcome.value) if isinstance(outcome, ResultReply) else ""
