"""Bytes that are text: read by their mark, by the character set that is said of them, or as UTF-8.

https://www.rfc-editor.org/rfc/rfc2046#section-4.1.2 for the parameter "charset".
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from inspector.content.languages import language_of

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET: Final = re.compile(r';\s*charset\s*=\s*"?([\w.:-]{1,40})', re.IGNORECASE)
_KNOWN: Final = re.compile(
    r"(?:us-?ascii|utf-?(?:8|16|32)(?:-?[lb]e)?|iso-?8859-?\d{1,2}|latin-?\d|windows-?\d{3,4}|cp\d{3,4}|koi8-[ru]"
    r"|shift[_-]jis|euc-(?:jp|kr)|iso-2022-jp|gb2312|gbk|gb18030|big5|macintosh)",
    re.IGNORECASE,
)
"""Sets of characters; Python's codecs know other things by names too."""

_PIECE: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class Text:
    """The text, and a sentence about how it was read where that is not plain."""

    text: str
    note: str = ""


def is_text_type(mime: str, uri: str = "") -> bool:
    """Tell whether a MIME type, or the ending of a URI where the type says nothing, stands for text."""
    return mime.startswith("text/") or bool(language_of(mime, uri))


def read_text(data: bytes, content_type: str = "") -> Text | None:
    """Read bytes as text; None where they are none. `content_type` is the MIME type with its parameters."""
    mark, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", ""))
    if mark:
        name = "" if encoding == "utf-8-sig" else f"The bytes are {encoding.upper()}, as their mark says."
        text = _decoded(data, encoding)
        return None if text is None else Text(text, name)
    said = _said(content_type)
    for name in filter(None, (said, "utf-8")):
        text = _decoded(data, name)
        if text is not None and "\0" not in text[:_PIECE]:
            is_plain = name == "utf-8" and said in ("", name)
            return Text(text, "" if is_plain else f'The bytes are read as "{name}".')
    if content_type.startswith("text/") and b"\0" not in data[:_PIECE]:
        return Text(_decoded(data, "latin-1") or "", "The bytes are not UTF-8, so they are read as ISO 8859-1.")
    return None


def encoded(text: str) -> bytes:
    """Give a text in UTF-8, a piece at a time; half a surrogate pair becomes a question mark."""
    return b"".join(text[at : at + _PIECE].encode(errors="replace") for at in range(0, len(text), _PIECE))


def _said(content_type: str) -> str:
    found = _CHARSET.search(content_type[:400])
    name = found[1].lower() if found and _KNOWN.fullmatch(found[1]) else ""
    if name in ("utf8", "us-ascii", "ascii"):
        return "utf-8"
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def _decoded(data: bytes, encoding: str) -> str | None:
    """Decode a piece at a time: one call for all of it would keep every other thread waiting."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        pieces = [decoder.decode(data[at : at + _PIECE]) for at in range(0, len(data), _PIECE)]
        return "".join((*pieces, decoder.decode(b"", True)))
    except (UnicodeError, ValueError):
        return None
