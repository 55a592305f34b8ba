"""What bytes are, by how they begin."""

import re
from typing import Final

_PROLOGUE: Final = 1_000
_SVG: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:(?:<\?[^>]*>|<!--.*?-->|<!DOCTYPE svg[^>]*>)\s*)*+<svg\b", re.DOTALL
)
"""The first element decides: HTML and Markdown may hold an `<svg>` too."""

_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\x00asm", "application/wasm"),
)
_SAME: Final = (
    {"image/jpeg", "image/jpg", "image/pjpeg"},
    {"audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"},
    {"audio/mpeg", "audio/mp3"},
    {"audio/ogg", "video/ogg", "application/ogg", "audio/opus", "audio/vorbis"},
    {"audio/flac", "audio/x-flac"},
    {"image/bmp", "image/x-ms-bmp"},
    {"application/gzip", "application/x-gzip"},
)


def mime_of(data: bytes) -> str:
    """Tell a MIME type from the first bytes; empty if they are not known."""
    for magic, mime in _MAGIC:
        if data.startswith(magic):
            return mime
    if data[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(data[8:12], "")
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    if data[:2] == b"BM" and data[6:10] == bytes(4):  # two letters begin many a text; these four are reserved
        return "image/bmp"
    if data[:3] == b"ID3" and data[3:4] < b"\x10" and len(data) > 10:
        return "audio/mpeg"
    return "image/svg+xml" if _SVG.match(data[:_PROLOGUE]) else ""


def agree(said: str, actual: str) -> bool:
    """Tell whether a MIME type may be said of bytes of a type; other names and formats inside others count as right."""
    if said == actual or any({said, actual} <= names for names in _SAME):
        return True
    return actual in ("application/zip", "application/gzip") and not said.startswith(("image/", "audio/", "text/"))
