"""What a content item, or the content of a resource, can be shown as.

https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-result. An item comes from a server and
may be anything; nothing here raises, and what is odd is a note beside the view.
"""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any, Final

_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"%PDF", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)
_JSON_LIMIT: Final = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What all views have: a label that says what it is, and sentences about what is odd."""

    label: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView(View):
    """Text to be shown as it is; `is_json` where it is JSON and may be laid out."""

    text: str
    is_json: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageView(View):
    """A picture, not decoded yet."""

    data: bytes = field(repr=False)
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryView(View):
    """Bytes that are neither text nor picture: audio among them."""

    data: bytes = field(repr=False)
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView(View):
    """A resource that is pointed to; nothing is fetched."""

    uri: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawView(View):
    """What is not understood, as JSON."""

    text: str


def view_of_content(item: Any) -> View:
    """Show one item of a tool result or of a prompt message."""
    if isinstance(item, str):
        return TextView(label="text", text=item, notes=("The content is a bare text and not an object.",))
    if not isinstance(item, dict):
        return _raw(item, "The content is not an object.")
    kind = item.get("type")
    if kind == "text" and isinstance(item.get("text"), str):
        return _text(item["text"], "text", None)
    if kind in ("image", "audio") and isinstance(item.get("data"), str):
        return _binary(item["data"], _mime(item), str(kind))
    if kind == "resource":
        return view_of_resource(item.get("resource"))
    if kind == "resource_link" and isinstance(item.get("uri"), str):
        name = item.get("title") or item.get("name") or item["uri"]
        return LinkView(label="resource link", uri=item["uri"], name=str(name))
    return _raw(item, f'Content of the type "{kind}" is not known, or lacks what belongs to it.')


def view_of_resource(contents: Any) -> View:
    """Show one item of `contents` of a resource."""
    if not isinstance(contents, dict):
        return _raw(contents, "The resource is not an object.")
    label = str(contents.get("uri", "resource"))
    if isinstance(contents.get("text"), str):
        return _text(contents["text"], label, _mime(contents))
    if isinstance(contents.get("blob"), str):
        return _binary(contents["blob"], _mime(contents), label)
    return _raw(contents, 'The resource has neither "text" nor "blob".')


def _mime(item: dict[str, Any]) -> str:
    mime = item.get("mimeType")
    return mime.lower() if isinstance(mime, str) else ""


def _text(text: str, label: str, mime: str | None) -> View:
    if mime:
        label = f"{label} · {mime}"
    return TextView(label=label, text=text, is_json=_is_json(text))


def _is_json(text: str) -> bool:
    if text.lstrip()[:1] not in ("{", "[") or len(text) > _JSON_LIMIT:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _binary(encoded: str, mime: str, label: str) -> View:
    notes: list[str] = []
    data = _decode(encoded, notes)
    actual = mime_of(data)
    if mime and actual and actual != mime and not {actual, mime} <= {"image/jpeg", "image/jpg"}:
        notes.append(f'The MIME type says "{mime}", but the bytes are those of "{actual}".')
    if not mime:
        notes.append("There is no MIME type.")
    label = f"{label} · {mime or actual or 'unknown type'}"
    if (actual or mime).startswith("image/"):
        return ImageView(label=label, data=data, mime=actual or mime, notes=tuple(notes))
    return BinaryView(label=label, data=data, mime=mime or actual, notes=tuple(notes))


def _decode(encoded: str, notes: list[str]) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        notes.append(f"The data is not valid Base64 ({error}); it is shown as far as it could be read.")
    kept = "".join(c for c in encoded if c.isascii() and (c.isalnum() or c in "+/"))
    return base64.b64decode(kept[: len(kept) // 4 * 4])


def mime_of(data: bytes) -> str:
    """Tell a MIME type from the first bytes; empty if they are not known."""
    for magic, mime in _MAGIC:
        if data.startswith(magic):
            return mime
    if data[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(data[8:12], "")
    return "image/svg+xml" if b"<svg" in data[:500] else ""


def _raw(item: Any, note: str) -> View:
    return RawView(label="raw", text=json.dumps(item, ensure_ascii=False, indent=2), notes=(note,))
