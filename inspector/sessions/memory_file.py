"""JSON files in which the program remembers servers from run to run; any of them may be deleted."""

import hashlib
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from inspector.servers.definition import ServerDefinition

KEPT: Final = 30 * 86_400
"""Seconds after which a server is forgotten that was not heard of since."""


class MemoryFile:
    """One entry a server, of so many servers `most`. A file that cannot be read or written is done without.

    A server is known by its transport and what is reached over it. Keys are hashes of that: a command line may hold
    a secret.
    """

    def __init__(self, path: Path, *, most: int, most_bytes: int) -> None:
        self._path = path
        self._most = most
        self._most_bytes = most_bytes

    def recall(self, definition: ServerDefinition) -> dict[str, Any]:
        """Give the entry of a server; an empty one if there is none, or none that is not long ago."""
        return self._read().get(_key(definition), {})

    def remember(self, definition: ServerDefinition, entry: dict[str, Any]) -> None:
        """Keep an entry in the place of the one before; an empty one is not kept."""
        entries = self._read()
        entries.pop(_key(definition), None)  # what was used last stands last
        if entry:
            entries[_key(definition)] = {**entry, "seen": int(time.time())}
        while len(entries) > self._most:
            del entries[next(iter(entries))]
        self._replace(entries)

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            text = self._path.read_bytes() if self._path.stat().st_size <= self._most_bytes else b""
            entries = json.loads(text)
        except (OSError, ValueError, RecursionError):
            return {}
        oldest = time.time() - KEPT
        listed = entries.items() if isinstance(entries, dict) else ()
        return {key: entry for key, entry in listed if isinstance(entry, dict) and _seen(entry) > oldest}

    def _replace(self, entries: dict[str, dict[str, Any]]) -> None:
        """Put a whole new file in place, so that another program never reads half; where it cannot, the old stays."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.stem}-")
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(entries, file)
            Path(name).replace(self._path)
        except OSError:
            return


def _key(definition: ServerDefinition) -> str:
    name = f"{definition.transport}\0{definition.target}"
    return hashlib.sha256(name.encode("utf-8", errors="surrogatepass")).hexdigest()[:32]


def _seen(entry: dict[str, Any]) -> float:
    seen = entry.get("seen")
    return seen if isinstance(seen, (int, float)) else 0.0
