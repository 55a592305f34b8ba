"""The ids of tasks, kept from one run of the program to the next: a task may outlive the session it was made in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from inspector.protocol.capabilities import has, has_extension
from inspector.protocol.meta import TASKS_EXTENSION
from inspector.protocol.revisions import Era
from inspector.servers.definition import ServerDefinition
from inspector.sessions.memory_file import MemoryFile
from inspector.sessions.tasks import UNKNOWN, Task

MAX_REMEMBERED: Final = 50
"""How many tasks are remembered of one server, the newest."""


@dataclass(frozen=True, slots=True)
class RememberedTask:
    """What is kept of a task: its id, and the call it came from."""

    id: str
    method: str = ""
    subject: str = ""


class TaskFile:
    """Remembers in a JSON file."""

    def __init__(self, path: Path) -> None:
        self._file = MemoryFile(path, most=200, most_bytes=5_000_000)

    def recall(self, definition: ServerDefinition) -> tuple[RememberedTask, ...]:
        """Give the tasks that were remembered of a server, the oldest first."""
        listed = self._file.recall(definition).get("tasks")
        read = map(_read_task, listed[-MAX_REMEMBERED:] if isinstance(listed, list) else ())
        return tuple(task for task in read if task is not None)

    def remember(self, definition: ServerDefinition, tasks: Sequence[Task]) -> None:
        """Keep which tasks a server has, in the place of those before; one it does not know any more is left out."""
        kept = [[task.id, task.method, task.subject] for task in tasks if task.status != UNKNOWN][-MAX_REMEMBERED:]
        self._file.remember(definition, {"tasks": kept} if kept else {})


def speaks_of_tasks(era: Era | None, capabilities: Any) -> bool:
    """Tell whether a server can be asked about tasks: it declares the capability, or the extension."""
    return has_extension(capabilities, TASKS_EXTENSION) if era is Era.MODERN else has(capabilities, "tasks")


def _read_task(value: Any) -> RememberedTask | None:
    if isinstance(value, list) and len(value) == 3 and all(isinstance(part, str) for part in value) and value[0]:
        return RememberedTask(*value)
    return None
