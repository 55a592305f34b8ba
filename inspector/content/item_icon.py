"""The icon of a tool or another item. Only one that comes with the list is used; nothing is fetched.

https://modelcontextprotocol.io/specification/2025-11-25/basic/index#icons
"""

from dataclasses import dataclass, field
from typing import Any, Final

from inspector.content.base64_text import decode
from inspector.content.magic import mime_of

_LARGEST: Final = 200_000
"""Characters of a data URI that is drawn in a list."""

_LOOKED_AT: Final = 10
_DRAWN: Final = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""By their bytes, whatever is said of them. Drawings (SVG) are documents that may ask for others."""


@dataclass(frozen=True, slots=True)
class ItemIcon:
    """One icon. `data` is empty where it is not drawn, and `note` says why."""

    source: str = field(repr=False)
    data: bytes = field(default=b"", repr=False)
    note: str = ""


def icon_of(raw: Any) -> ItemIcon | None:
    """Give the first icon that can be drawn, or else the first with the reason; None where there is none."""
    icons = raw.get("icons") if isinstance(raw, dict) else None
    if not isinstance(icons, list):
        return None
    sources = [one.get("src") for one in icons[:_LOOKED_AT] if isinstance(one, dict)]
    read = [_read(source) for source in sources if isinstance(source, str)]
    return next((one for one in read if one.data), read[0] if read else None)


def _read(source: str) -> ItemIcon:
    if not source.startswith("data:"):
        return ItemIcon(source[:300], note=f'The icon "{source[:100]}" is not fetched, and so not shown.')
    head, comma, body = source.partition(",")
    if not comma or not head.endswith(";base64") or len(source) > _LARGEST:
        return ItemIcon(source[:300], note="The icon is too large, or not written in Base64, and so not shown.")
    data = decode(body).data
    if mime_of(data) not in _DRAWN:
        return ItemIcon(source[:300], note="The icon is no PNG, JPEG, GIF or WebP, and so not shown.")
    return ItemIcon(source, data)
