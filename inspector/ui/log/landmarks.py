"""What one goes to in the log, by key: forth and back."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from inspector.traffic.filters.syntax import Comparison, Filter, Flag, Or, Present, walk

LANDMARKS: Final[Mapping[str, Filter]] = MappingProxyType(
    {
        "error": Or((Flag("error"), Flag("failure"))),
        "finding": Flag("finding"),
        "mark": Or((Flag("marked"), Flag("noted"))),
    }
)
"""By name; marks are notes, too."""


def speaks_of_marks(wanted: Filter) -> bool:
    """Tell whether a filter lets other records pass once one is marked or noted on."""
    return any(
        (isinstance(part, Flag) and part.name in ("marked", "noted"))
        or (isinstance(part, (Comparison, Present)) and part.field == "note")
        for part in walk(wanted)
    )
