"""What era a server spoke the last time, so that `auto` need not ask again."""

from pathlib import Path
from typing import Protocol

from typing_extensions import override

from inspector.protocol.revisions import Era
from inspector.servers.definition import ServerDefinition
from inspector.sessions.memory_file import MemoryFile


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
    """Remembers in a JSON file. Without `recalls` it is written only: for those who want to know and not to guess."""

    def __init__(self, path: Path, *, recalls: bool = True) -> None:
        self._file = MemoryFile(path, most=1_000, most_bytes=1_000_000)
        self._recalls = recalls

    @override
    def recall(self, definition: ServerDefinition) -> Era | None:
        era = self._file.recall(definition).get("era") if self._recalls else None
        return Era(era) if era in tuple(Era) else None

    @override
    def remember(self, definition: ServerDefinition, era: Era) -> None:
        self._file.remember(definition, {"era": era.value})


def user_era_file(*, recalls: bool = True) -> EraFile:
    """Give the memory that all of the user's sessions share."""
    import platformdirs  # not needed by a program that remembers nothing

    return EraFile(platformdirs.user_state_path("mcp-loupe") / "eras.json", recalls=recalls)
