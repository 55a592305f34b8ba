"""What a server says of a resource beside its name: size, annotations, icons; all of it may be anything.

https://modelcontextprotocol.io/specification/2025-11-25/server/resources#annotations
"""

from dataclasses import dataclass
from typing import Any, Final

from inspector.protocol.items import Item

_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Facts:
    """As far as they can be read; empty where the server says nothing. `size` is in bytes.

    `icons` are the sources as they were sent; nothing is fetched.
    """

    size: int | None = None
    modified: str = ""
    priority: str = ""
    audience: str = ""
    icons: tuple[str, ...] = ()


def facts_of(item: Item) -> Facts:
    """Read what is said of a resource or a template."""
    size = item.member("size")
    annotations = item.member("annotations")
    said = annotations if isinstance(annotations, dict) else {}
    audience, priority, modified = said.get("audience"), said.get("priority"), said.get("lastModified")
    return Facts(
        size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None,
        modified if isinstance(modified, str) else "",
        f"{priority:g}" if isinstance(priority, (int, float)) and not isinstance(priority, bool) else "",
        ", ".join(str(one) for one in audience[:_MOST]) if isinstance(audience, list) else "",
        _sources(item.member("icons")),
    )


def _sources(icons: Any) -> tuple[str, ...]:
    listed = icons[:_MOST] if isinstance(icons, list) else []
    sources = (icon.get("src") for icon in listed if isinstance(icon, dict))
    return tuple(source for source in sources if isinstance(source, str))
