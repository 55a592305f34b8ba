"""What bytes are, by how they begin."""

from typing import Final

_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"%PDF", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
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
    return "image/svg+xml" if b"<svg" in data[:500] else ""


def agree(said: str, actual: str) -> bool:
    """Tell whether a MIME type may be said of bytes of a type; other names and formats inside others count as right."""
    if said == actual or any({said, actual} <= names for names in _SAME):
        return True
    return actual in ("application/zip", "application/gzip") and not said.startswith(("image/", "audio/", "text/"))
