"""The versions of resources that were read, so that one can see what changed and when."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from inspector.content.changes import changes, text_for_comparison
from inspector.sessions.outcome import Outcome, ResultReply

MAX_VERSIONS: Final = 50
"""Versions kept of one resource; the oldest goes first. All readings stay in the message log."""

MAX_RESOURCES: Final = 500

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Version:
    """One reading of a resource. `number` counts from 1, and goes on where older versions were dropped."""

    number: int
    outcome: Outcome


class ResourceVersions:
    """Keeps versions by server and URI. A reading that brought the same contents is no new version."""

    def __init__(self) -> None:
        self._versions: OrderedDict[Key, list[Version]] = OrderedDict()
        self._unread: set[Key] = set()

    def add(self, key: Key, outcome: Outcome) -> bool:
        """Take a reading; tells whether it brought something new."""
        versions = self._versions.setdefault(key, [])
        self._versions.move_to_end(key)
        if versions and _same(versions[-1].outcome, outcome):
            versions[-1] = Version(versions[-1].number, outcome)
            return False
        versions.append(Version(versions[-1].number + 1 if versions else 1, outcome))
        del versions[:-MAX_VERSIONS]
        if len(self._versions) > MAX_RESOURCES:
            dropped, _ = self._versions.popitem(last=False)
            self._unread.discard(dropped)
        return True

    def of(self, key: Key) -> list[Version]:
        """Give the versions that are kept, the oldest first."""
        return self._versions.get(key, [])

    def mark_unread(self, key: Key) -> None:
        """Note that a new version was not looked at."""
        self._unread.add(key)

    def looked_at(self, key: Key) -> None:
        """Note that the user looks at a resource."""
        self._unread.discard(key)

    def is_unread(self, key: Key) -> bool:
        """Tell whether there is a version that was not looked at."""
        return key in self._unread


def what_changed(before: Version, after: Version) -> list[str]:
    """Give the lines that changed from one version to another; see `inspector.content.changes`."""
    texts = [_text(version.outcome) for version in (before, after)]
    return changes(*texts)


def _same(one: Outcome, other: Outcome) -> bool:
    if isinstance(one, ResultReply) and isinstance(other, ResultReply):
        return text_for_comparison(one.value) == text_for_comparison(other.value)
    return False


def _text(outcome: Outcome) -> str:
    return text_for_comparison(outcome.value) if isinstance(outcome, ResultReply) else ""
