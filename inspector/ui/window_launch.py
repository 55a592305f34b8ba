"""What a window is opened with."""

from dataclasses import dataclass
from pathlib import Path

from inspector.servers.definition import ServerDefinition


@dataclass(frozen=True, slots=True)
class WindowLaunch:
    """The servers to list, which of them to connect at once, and how the window begins.

    `connect` and `selected` are names of servers. Those of an imported configuration are not connected: the user
    sees their command line first. `opened` are captures of other runs to show. `problems` are sentences to show.
    """

    definitions: tuple[ServerDefinition, ...] = ()
    connect: tuple[str, ...] = ()
    selected: str | None = None
    capture: Path | None = None
    opened: tuple[Path, ...] = ()
    theme: str | None = None
    problems: tuple[str, ...] = ()
