"""MIME types, and what the first bytes of data say it is."""

import re
from dataclasses import dataclass
from typing import Final

_NAME: Final = r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}"
_MEDIA_TYPE: Final = re.compile(rf"{_NAME}/{_NAME}(?:\s*;\s*[^\s;=]+=(?:\"[^\"]*\"|[^\s;\"]*))*\s*;?\Z")


def is_media_type(text: str) -> bool:
    """Tell whether a text is written as a MIME type (RFC 6838, section 4.2; RFC 9110, section 8.3.1)."""
    return len(text) <= 1_000 and _MEDIA_TYPE.match(text) is not None


def essence(mime: str) -> str:
    """Give a MIME type without its parameters, in lower case."""
    return mime.partition(";")[0].strip().lower()


def kind_of(mime: str) -> str:
    """Give the top-level type: image, audio, text, application."""
    return essence(mime).partition("/")[0]


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What data begins like: a MIME type, and what else it is rightly called."""

    mime: str
    aliases: tuple[str, ...] = ()

    def matches(self, mime: str) -> bool:
        """Tell whether a MIME type may stand for such data. General types say nothing, so they may."""
        declared = essence(mime)
        if declared in (self.mime, *self.aliases, "application/octet-stream", "image/*", "audio/*"):
            return True
        return kind_of(declared) not in ("image", "audio", "text") and declared not in _SPECIFIC


_SPECIFIC: Final = frozenset({"application/json", "application/pdf"})
_WEBM: Final = Sniffed("video/webm", ("audio/webm", "video/x-matroska", "audio/x-matroska"))
_MP4: Final = Sniffed(
    "video/mp4", ("audio/mp4", "audio/m4a", "audio/x-m4a", "audio/aac", "image/heic", "image/heif", "image/avif")
)
_SIGNATURES: Final = (
    (b"\x89PNG\r\n\x1a\n", Sniffed("image/png", ("image/apng", "image/vnd.mozilla.apng"))),
    (b"\xff\xd8\xff", Sniffed("image/jpeg", ("image/jpg", "image/pjpeg"))),
    (b"GIF87a", Sniffed("image/gif")),
    (b"GIF89a", Sniffed("image/gif")),
    (b"II*\0", Sniffed("image/tiff")),
    (b"MM\0*", Sniffed("image/tiff")),
    (b"%PDF-", Sniffed("application/pdf")),
    (b"OggS", Sniffed("audio/ogg", ("application/ogg", "video/ogg", "audio/opus", "audio/vorbis"))),
    (b"ID3", Sniffed("audio/mpeg", ("audio/mp3", "audio/x-mpeg"))),
    (b"fLaC", Sniffed("audio/flac", ("audio/x-flac",))),
    (b"\x1aE\xdf\xa3", _WEBM),
)
_RIFF: Final = {
    b"WEBP": Sniffed("image/webp"),
    b"WAVE": Sniffed("audio/wav", ("audio/x-wav", "audio/wave", "audio/vnd.wave")),
}


def sniff(data: bytes) -> Sniffed | None:
    """Tell by its first bytes what data is; None where they say nothing."""
    if data.startswith(b"RIFF"):
        return _RIFF.get(data[8:12])
    if data[4:8] == b"ftyp":
        return _MP4
    return next((found for start, found in _SIGNATURES if data.startswith(start)), None)
