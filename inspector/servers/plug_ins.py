"""Which transports are installed beside those of the program: entry points, found and not yet loaded.

The entry point's group is `mcp_loupe.transports`, its name the URL scheme, its object what makes the transport.
"""

from importlib.metadata import EntryPoint, entry_points
from typing import Final

GROUP: Final = "mcp_loupe.transports"


def plug_in_for(scheme: str) -> EntryPoint | None:
    """Give the plug-in of a URL scheme, in lower case; nothing of it is imported."""
    return next(iter(entry_points(group=GROUP, name=scheme)), None)


def plug_in_schemes() -> tuple[str, ...]:
    """Give the URL schemes that plug-ins have."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))
