"""Names for files that hold what a server sent: no path, nothing a system takes for a device or an option."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

_LONGEST: Final = 80
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)
_ENDINGS: Final = {
    "application/gzip": "gz",
    "application/json": "json",
    "application/pdf": "pdf",
    "application/wasm": "wasm",
    "application/zip": "zip",
    "audio/flac": "flac",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "text/csv": "csv",
    "text/html": "html",
    "text/markdown": "md",
    "text/plain": "txt",
    "text/tab-separated-values": "tsv",
}


def ending_for(mime: str) -> str:
    """Give the ending for a MIME type, without the dot; empty where none is known."""
    return _ENDINGS.get(mime, "")


def file_name(uri: str, mime: str, otherwise: str = "content") -> str:
    """Propose the name of a file for what is at a URI: its last part made safe, with an ending for the type."""
    try:
        path = urlsplit(uri[:4_000]).path or urlsplit(uri[:4_000]).netloc
    except ValueError:
        path = ""
    last = next((part for part in reversed(unquote(path, errors="replace").split("/")) if part.strip(". ")), "")
    name = _UNSAFE.sub("_", last).strip(" ._-")
    if len(name) > _LONGEST:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: _LONGEST - len(ending) - 1]}.{ending}" if dot and len(ending) < 10 else name[:_LONGEST]
    name = f"_{name}" if _DEVICE.match(name) else name or otherwise
    ending = ending_for(mime)
    return name if "." in name or not ending else f"{name}.{ending}"
