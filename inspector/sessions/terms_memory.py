"""What the user said in the window about a server, kept from one run of the program to the next: roots and client."""

from pathlib import Path

from inspector.servers.config_terms import client_terms, with_terms
from inspector.servers.definition import ServerDefinition
from inspector.sessions.memory_file import MemoryFile


class TermsFile:
    """Remembers in a JSON file.

    What was kept stands in for what the configuration said when it was kept; once that says something else, it is the
    configuration that holds.
    """

    def __init__(self, path: Path) -> None:
        self._file = MemoryFile(path, most=500, most_bytes=5_000_000)

    def recall(self, definition: ServerDefinition) -> ServerDefinition:
        """Give a server as it was configured with what the user said since."""
        entry = self._file.recall(definition)
        kept = entry.get("kept")
        if not isinstance(kept, dict) or entry.get("given") != client_terms(definition):
            return definition
        self._file.remember(definition, entry)  # or a month would end it, however often it is used
        return with_terms(definition, {name: kept.get(name) for name in ("roots", "client")})[0]

    def remember(self, given: ServerDefinition, definition: ServerDefinition) -> None:
        """Keep roots and client of a server that was configured as `given`; the same as there are not kept."""
        said, kept = client_terms(given), client_terms(definition)
        self._file.remember(definition, {"given": said, "kept": kept} if kept != said else {})
