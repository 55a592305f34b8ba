"""Pictures that came inside a `data:` URI, small enough to be an icon. Nothing is fetched: other sources are words.

https://modelcontextprotocol.io/specification/2025-11-25/schema#icon
"""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from inspector.content.base64_text import decode
from inspector.content.magic import mime_of
from inspector.content.svg_check import why_not_drawn
from inspector.ui.widgets.image_box import decode_image, draw_svg

SIDE: Final = 28
"""Pixels that are kept, for screens with two to a point."""

_LONGEST: Final = 100_000
_LARGEST: Final = 512 * 512
_LARGEST_SVG: Final = 4_000


def data_icon(sources: tuple[str, ...]) -> QImage | None:
    """Give the first of the sources that is a picture itself, at the size of an icon; None where none is."""
    for source in sources:
        head, comma, encoded = source.partition(",")
        if not (head.startswith("data:image/") and head.endswith(";base64") and comma) or len(encoded) > _LONGEST:
            continue
        image = _drawn(decode(encoded).data)
        if not image.isNull():
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            return image.scaled(QSize(SIDE, SIDE), keep, smooth)
    return None


def _drawn(data: bytes) -> QImage:
    if mime_of(data) == "image/svg+xml":
        return draw_svg(data)[0] if len(data) <= _LARGEST_SVG and not why_not_drawn(data) else QImage()
    return decode_image(data, _LARGEST)[0]
