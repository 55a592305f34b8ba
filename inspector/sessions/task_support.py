"""Whether a tool may be called as a task.

https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/tasks#tool-level-negotiation
"""

from dataclasses import dataclass
from typing import Any, Final

from inspector.protocol.items import Item
from inspector.protocol.revisions import Era
from inspector.sessions.state import SessionState

_REVISION: Final = "2025-11-25"
"""The one revision in which the client asks for a task; since 2026-07-28 the server decides by itself."""


@dataclass(frozen=True, slots=True)
class TaskSupport:
    """Whether a call may, or must, ask for a task; `why` is the sentence that says so."""

    offered: bool
    required: bool
    why: str


def task_support(item: Item, state: SessionState | None) -> TaskSupport:
    """Judge one tool by the state of the session with its server."""
    wish = declared_support(item)
    if state is None or state.revision is None:
        return TaskSupport(False, False, "Connect to learn whether this tool may run as a task.")
    if state.era is Era.MODERN:
        return TaskSupport(False, False, "In this revision the server decides whether a call becomes a task.")
    if state.revision != _REVISION:
        return TaskSupport(False, False, f"Tasks are asked for in revision {_REVISION} alone.")
    if not _are_calls_offered(state.capabilities):
        return TaskSupport(False, False, "The server does not declare that calls may run as tasks.")
    if wish == "required":
        return TaskSupport(True, True, "This tool must be called as a task.")
    if wish == "optional":
        return TaskSupport(True, False, "The call runs as a task, and is followed to its end.")
    return TaskSupport(False, False, "This tool does not offer to run as a task.")


def declared_support(item: Item) -> str:
    """Give what a tool says in `execution.taskSupport`; empty where it says nothing, or no text."""
    execution = item.member("execution")
    wish = execution.get("taskSupport") if isinstance(execution, dict) else None
    return wish if isinstance(wish, str) else ""


def _are_calls_offered(capabilities: Any) -> bool:
    place = capabilities
    for name in ("tasks", "requests", "tools", "call"):
        place = place.get(name) if isinstance(place, dict) else None
    return place is not None and place is not False
