"""What a content item, or the content of a resource, can be shown as.

https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-result. An item comes from a server and
may be anything; nothing here raises, and what is odd is a note beside the view.

Readers stand in `READERS` in the order they are asked; each gives a view or passes. What none takes is shown raw.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from inspector.content import json_text
from inspector.content.base64_text import decode
from inspector.content.languages import language_of
from inspector.content.magic import agree, mime_of
from inspector.content.text_bytes import is_text_type, read_text

__all__ = [
    "BEYOND",
    "READERS",
    "AudioView",
    "BinaryView",
    "ImageView",
    "LinkView",
    "RawView",
    "Reader",
    "SentenceView",
    "TextView",
    "View",
    "mime_of",
    "view_of_content",
    "view_of_resource",
]

_LONGEST_LABEL: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What all views have: a label that says what it is, and sentences about what is odd.

    `uri` is that of a resource, `speaker` the role of who says it in a conversation; empty elsewhere.
    """

    label: str
    notes: tuple[str, ...] = ()
    uri: str = ""
    speaker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView(View):
    """Text to be shown as it is; `is_json` where it is JSON and may be laid out.

    `language` is "markdown", "html" and the like where the MIME type or the URI says so. It is for colours and the
    choice of viewers alone: nothing a server sends is rendered as markup.
    """

    text: str
    data: bytes | None = field(default=None, repr=False)
    """The bytes it was read from, where they came as Base64."""

    is_json: bool = False
    language: str = ""
    mime: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceView(View):
    """A few words about what follows."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageView(View):
    """A picture, not decoded yet."""

    data: bytes = field(repr=False)
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryView(View):
    """Bytes that are neither text nor picture."""

    data: bytes = field(repr=False)
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioView(BinaryView):
    """Sound, not decoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView(View):
    """A resource that is pointed to; nothing is fetched."""

    uri: str
    name: str
    description: str = ""
    mime: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawView(View):
    """What is not understood, as JSON."""

    text: str


BEYOND: Final = RawView(label="", text="")
"""Stands for a view behind those that are shown: it is only counted."""

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads items of one kind. Those with a higher `priority` are asked first."""

    name: str
    priority: int
    read: Callable[[Item], View | None]


def view_of_content(item: Any, readers: "Iterable[Reader] | None" = None) -> View:
    """Show one item of a tool result or of a prompt message."""
    if isinstance(item, str):
        return TextView(label="text", text=item, notes=("The content is a bare text and not an object.",))
    if not isinstance(item, dict):
        return _raw(item, "The content is not an object.")
    for reader in sorted(readers or READERS, key=lambda reader: -reader.priority):
        view = reader.read(item)
        if view is not None:
            return view
    kind = item.get("type")
    said = f'"{_short(kind)}"' if isinstance(kind, str) else "that it does not name"
    return _raw(item, f"Content of the type {said} is not known, or lacks what belongs to it.")


def view_of_resource(contents: Any) -> View:
    """Show one item of `contents` of a resource."""
    if not isinstance(contents, dict):
        return _raw(contents, "The resource is not an object.")
    uri = contents.get("uri")
    label = _short(uri) if isinstance(uri, str) else "resource"
    notes = () if isinstance(uri, str) else ("The resource has no URI.",)
    text, blob = contents.get("text"), contents.get("blob")
    address = uri if isinstance(uri, str) else ""
    if isinstance(text, str):
        both = ('There are both "text" and "blob"; the text is shown.',) if isinstance(blob, str) else ()
        return _text(text, label, _mime(contents), notes + both, address)
    if isinstance(blob, str):
        return _as_text(replace(_binary(blob, _mime(contents), label, notes), uri=address), contents, label)
    return _raw(contents, 'The resource has neither "text" nor "blob".')


def _read_text(item: Item) -> View | None:
    if item.get("type") != "text" or not isinstance(item.get("text"), str):
        return None
    return _text(item["text"], "text", _mime(item))


def _read_picture_or_sound(item: Item) -> View | None:
    if item.get("type") not in ("image", "audio") or not isinstance(item.get("data"), str):
        return None
    return _binary(item["data"], _mime(item), str(item["type"]))


def _read_embedded(item: Item) -> View | None:
    return view_of_resource(item.get("resource")) if item.get("type") == "resource" else None


def _read_link(item: Item) -> View | None:
    if item.get("type") != "resource_link" or not isinstance(item.get("uri"), str):
        return None
    titles = (item.get("title"), item.get("name"), item["uri"])
    name = next((title for title in titles if title and isinstance(title, str)), "")
    about = item.get("description")
    return LinkView(
        label="resource link",
        uri=item["uri"],
        name=name,
        description=about if isinstance(about, str) else "",
        mime=_mime(item),
    )


READERS: Final[tuple[Reader, ...]] = (
    Reader("text", 50, _read_text),
    Reader("picture or sound", 40, _read_picture_or_sound),
    Reader("embedded resource", 30, _read_embedded),
    Reader("resource link", 20, _read_link),
)


def _mime(item: Item) -> str:
    """Give the MIME type without its parameters."""
    mime = item.get("mimeType")
    return _short(mime.partition(";")[0].strip().lower()) if isinstance(mime, str) else ""


def _text(text: str, label: str, mime: str, notes: tuple[str, ...] = (), uri: str = "") -> TextView:
    claimed = mime == "application/json" or mime.endswith("+json")
    found = json_text.look_at(text, claimed=claimed, mime=mime)
    language = "json" if found.is_json else language_of(mime, uri)
    return TextView(
        label=f"{label} · {mime}" if mime else label,
        text=text,
        is_json=found.is_json,
        language=language,
        notes=(*notes, *filter(None, (found.note,))),
        mime=mime,
        uri=uri,
    )


def _as_text(view: View, contents: Item, label: str) -> View:
    """Give bytes that are said to be text as text, for servers send files as blobs whatever is in them."""
    if type(view) is not BinaryView or not view.data or not is_text_type(_mime(contents), view.uri):
        return view
    said = contents.get("mimeType")
    read = read_text(view.data, said if isinstance(said, str) else "")
    if read is None or mime_of(view.data[:4_096]):
        return view
    text = _text(read.text, label, _mime(contents), (*view.notes, *filter(None, (read.note,))), view.uri)
    return replace(text, data=view.data)


def _binary(encoded: str, mime: str, label: str, notes: tuple[str, ...] = ()) -> View:
    decoded = decode(encoded)
    actual = mime_of(decoded.data)
    said = (
        decoded.note,
        "There is no MIME type." if not mime else "",
        "There are no bytes." if not decoded.data else "",
        f'The MIME type says "{mime}", but the bytes are those of "{actual}".' if _contradicts(mime, actual) else "",
    )
    notes = (*notes, *filter(None, said))
    label = f"{label} · {mime or actual or 'unknown type'}"
    shown = actual or mime
    if shown.startswith("image/"):
        return ImageView(label=label, data=decoded.data, mime=shown, notes=notes)
    if shown.startswith("audio/"):
        return AudioView(label=label, data=decoded.data, mime=shown, notes=notes)
    return BinaryView(label=label, data=decoded.data, mime=mime or actual, notes=notes)


def _contradicts(said: str, actual: str) -> bool:
    return bool(said and actual and not agree(said, actual))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"


def _raw(item: Any, note: str) -> View:
    try:
        # Not indented, for that takes ten times as long; who shows it lays it out.
        text = json.dumps(item, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        text = "…"
        note = f"{note} It is nested too deeply to be written out."
    return RawView(label="raw", text=text, notes=(note,))
