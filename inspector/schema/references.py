"""Where `$ref` leads inside one schema. What leads out of it is never followed.

https://json-schema.org/draft/2020-12/json-schema-core#section-8.2.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final
from urllib.parse import unquote

MAX_NODES: Final = 200_000
MAX_LOOKS: Final = 50_000
"""Embedded schemas that are tried for references that lead nowhere from the root, in one schema."""

_NAMES: Final = ("$id", "id", "$anchor", "$dynamicAnchor")


class References:
    """Finds the targets of references in `root`, by JSON pointer, by anchor and by the ids of embedded schemas."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._named: dict[str, list[Any]] | None = None
        self._looks = 0

    @property
    def gave_up(self) -> bool:
        """Whether there was too much to look through, so that targets may be missing."""
        return self._looks >= MAX_LOOKS

    def follow(self, reference: Any) -> dict[str, Any] | None:
        """Give the schema a reference leads to; `None` where it leads out, nowhere, or to something else."""
        return next((target for target in self.targets(reference) if isinstance(target, dict)), None)

    def targets(self, reference: Any) -> list[Any]:
        """Give all a reference could mean; more than one only where ids or anchors stand several times."""
        if not isinstance(reference, str):
            return []
        base, _, fragment = reference.partition("#")
        starts = self._by_name(base.rstrip("/").rpartition("/")[2]) if base else [self._root]
        if not fragment:
            return starts
        if not fragment.startswith("/"):
            return self._by_name(fragment)
        found = [target for start in starts for target in _at(start, fragment)]
        # Inside an embedded schema a pointer counts from that schema, not from the root.
        return found or [target for start in self._embedded() for target in _at(start, fragment)]

    def _by_name(self, name: str) -> list[Any]:
        return self._index().get(unquote(name), [])

    def _embedded(self) -> Iterator[Any]:
        for node in chain.from_iterable(self._index().values()):
            if self.gave_up:
                return
            self._looks += 1
            yield node

    def _index(self) -> dict[str, list[Any]]:
        if self._named is None:
            self._named = {}
            for node in _walk(self._root):
                for name in (node.get(keyword) for keyword in _NAMES):
                    if isinstance(name, str) and name:
                        self._named.setdefault(name.strip("#/").rpartition("/")[2], []).append(node)
        return self._named


def pointer_to(pointer: str, name: str | int) -> str:
    """Give the place of a member below `pointer` (RFC 6901)."""
    return f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"


def _at(start: Any, pointer: str) -> list[Any]:
    found = start
    for part in pointer.split("/")[1:]:
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict) and key in found:
            found = found[key]
        elif isinstance(found, list) and key.isdecimal() and int(key[:9]) < len(found):
            found = found[int(key[:9])]
        else:
            return []
    return [found]


def _walk(root: Any) -> Iterator[dict[str, Any]]:
    """Give all objects of a schema, without recursion: it may be deeper than Python's stack."""
    waiting = [root]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(part for part in node.values() if isinstance(part, (dict, list)))
        elif isinstance(node, list):
            waiting.extend(part for part in node if isinstance(part, (dict, list)))
