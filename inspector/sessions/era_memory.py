"""What era a server spoke the last time, so that `auto` need not ask again."""

import hashlib
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any, Final, Protocol

from typing_extensions import override

from inspector.protocol.revisions import Era
from inspector.servers.definition import ServerDefinition

KEPT: Final = 30 * 86_400
"""Seconds after which a server is asked again: it may have learned the other era meanwhile."""

_MAX_SERVERS: Final = 1_000
_MAX_BYTES: Final = 1_000_000


class EraMemory(Protocol):
    """Remembers eras. A server is known by its transport and what is reached over it."""

    def recall(self, definition: ServerDefinition) -> Era | None:
        """Give the era a server spoke the last time, if that is known and not long ago."""

    def remember(self, definition: ServerDefinition, era: Era) -> None:
        """Keep what a server turned out to speak."""


class NoEraMemory(EraMemory):
    """Remembers nothing."""

    @override
    def recall(self, definition: ServerDefinition) -> Era | None:
        return None

    @override
    def remember(self, definition: ServerDefinition, era: Era) -> None:
        pass


class EraFile(EraMemory):
    """Remembers in a JSON file, which may be deleted. A file that cannot be read or written is done without.

    Keys are hashes, because a command line may hold a secret. Without `recalls` the file is written only: for those
    who want to know the era and not to guess it.
    """

    def __init__(self, path: Path, *, recalls: bool = True) -> None:
        self._path = path
        self._recalls = recalls

    @override
    def recall(self, definition: ServerDefinition) -> Era | None:
        entry = self._read().get(server_key(definition)) if self._recalls else None
        if not isinstance(entry, dict) or entry.get("era") not in tuple(Era):
            return None
        seen = entry.get("seen")
        return Era(entry["era"]) if isinstance(seen, (int, float)) and time.time() - seen < KEPT else None

    @override
    def remember(self, definition: ServerDefinition, era: Era) -> None:
        entries = self._read()
        key = server_key(definition)
        entries.pop(key, None)  # what was used last stands last
        entries[key] = {"era": era.value, "seen": int(time.time())}
        while len(entries) > _MAX_SERVERS:
            del entries[next(iter(entries))]
        self._write(entries)

    def _read(self) -> dict[str, Any]:
        try:
            text = self._path.read_bytes() if self._path.stat().st_size <= _MAX_BYTES else b""
            entries = json.loads(text)
        except (OSError, ValueError, RecursionError):
            return {}
        return entries if isinstance(entries, dict) else {}

    def _write(self, entries: dict[str, Any]) -> None:
        replace_file(self._path, entries)


def replace_file(path: Path, value: Any) -> None:
    """Put a whole new file of JSON in place, so that another program never reads half; where it cannot, it stays."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(value, file)
        Path(name).replace(path)
    except OSError:
        return


def user_era_file(*, recalls: bool = True) -> EraFile:
    """Give the memory that all of the user's sessions share."""
    import platformdirs  # not needed by a program that remembers nothing

    return EraFile(platformdirs.user_state_path("mcp-loupe") / "eras.json", recalls=recalls)


def server_key(definition: ServerDefinition) -> str:
    """Give a name for what a definition reaches, in which nothing of it can be read."""
    name = f"{definition.transport}\0{definition.target}"
    return hashlib.sha256(name.encode("utf-8", errors="surrogatepass")).hexdigest()[:32]
