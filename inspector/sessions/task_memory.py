"""The ids of tasks, kept from one run of the program to the next: a task may outlive the session it was made in."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from inspector.protocol.capabilities import has, has_extension
from inspector.protocol.meta import TASKS_EXTENSION
from inspector.protocol.revisions import Era
from inspector.servers.definition import ServerDefinition
from inspector.sessions.era_memory import replace_file, server_key
from inspector.sessions.tasks import UNKNOWN, Task

MAX_REMEMBERED: Final = 50
"""How many tasks are remembered of one server, the newest."""

KEPT: Final = 30 * 86_400
"""Seconds after which a task is forgotten that was not heard of since."""

_MAX_SERVERS: Final = 200
_MAX_BYTES: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class RememberedTask:
    """What is kept of a task: its id, and the call it came from."""

    id: str
    method: str = ""
    subject: str = ""


class TaskFile:
    """Remembers in a JSON file, which may be deleted. One that cannot be read or written is done without."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def recall(self, definition: ServerDefinition) -> tuple[RememberedTask, ...]:
        """Give the tasks that were remembered of a server, the oldest first."""
        entry = self._read().get(server_key(definition))
        listed = entry.get("tasks") if isinstance(entry, dict) else None
        read = map(_read_task, listed[-MAX_REMEMBERED:] if isinstance(listed, list) else ())
        return tuple(task for task in read if task is not None)

    def remember(self, definition: ServerDefinition, tasks: Sequence[Task]) -> None:
        """Keep which tasks a server has, in the place of those before; one it does not know any more is left out."""
        entries = self._read()
        key = server_key(definition)
        entries.pop(key, None)
        kept = [[task.id, task.method, task.subject] for task in tasks if task.status != UNKNOWN][-MAX_REMEMBERED:]
        if kept:
            entries[key] = {"seen": int(time.time()), "tasks": kept}
        while len(entries) > _MAX_SERVERS:
            del entries[next(iter(entries))]
        replace_file(self._path, entries)

    def _read(self) -> dict[str, Any]:
        try:
            text = self._path.read_bytes() if self._path.stat().st_size <= _MAX_BYTES else b""
            entries = json.loads(text)
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(entries, dict):
            return {}
        oldest = time.time() - KEPT
        return {key: entry for key, entry in entries.items() if _seen(entry) > oldest}


def speaks_of_tasks(era: Era | None, capabilities: Any) -> bool:
    """Tell whether a server can be asked about tasks: it declares the capability, or the extension."""
    return has_extension(capabilities, TASKS_EXTENSION) if era is Era.MODERN else has(capabilities, "tasks")


def _seen(entry: Any) -> float:
    seen = entry.get("seen") if isinstance(entry, dict) else None
    return seen if isinstance(seen, (int, float)) else 0.0


def _read_task(value: Any) -> RememberedTask | None:
    if isinstance(value, list) and len(value) == 3 and all(isinstance(part, str) for part in value) and value[0]:
        return RememberedTask(*value)
    return None
