"""What can be said of one call beside its arguments."""

from dataclasses import dataclass
from typing import Any

from inspector.sessions.tasks import TaskRequest


@dataclass(frozen=True, slots=True)
class CallOptions:
    """Times are seconds; None takes those of the server. `meta` goes out in `_meta`, `task` asks for a task."""

    timeout: float | None = None
    total_timeout: float | None = None
    meta: dict[str, Any] | None = None
    task: TaskRequest | None = None

    @property
    def words(self) -> str:
        """Say in a few words what differs from the usual; empty where nothing does."""
        said = (
            "as task" if self.task is not None else "",
            f"{self.timeout:g} s" if self.timeout is not None else "",
            f"{self.total_timeout:g} s in all" if self.total_timeout is not None else "",
            "_meta" if self.meta else "",
        )
        return ", ".join(filter(None, said))
