"""Base64 as servers send it: read as far as it can be, with a word about what was wrong."""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

MAX_ENCODED: Final = 300_000_000
"""Characters that are decoded; what is longer is cut."""

_PIECE: Final = 1_000_000
"""Characters that are decoded at once; a multiple of four."""

_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_OTHERS: Final = bytes(set(range(256)) - set(_ALPHABET))


@dataclass(frozen=True, slots=True)
class Decoded:
    """The bytes, and a sentence about what was wrong with their text; empty if nothing was."""

    data: bytes
    note: str = ""


def decode(encoded: str) -> Decoded:
    """Decode Base64; never raises. https://www.rfc-editor.org/rfc/rfc4648#section-4."""
    if len(encoded) > MAX_ENCODED:
        beginning = decode(encoded[:MAX_ENCODED])
        note = f"Only the first {MAX_ENCODED // 1_000_000} MB are decoded."
        return Decoded(beginning.data, f"{note} {beginning.note}".strip())
    try:
        return Decoded(_in_pieces(encoded))
    except (binascii.Error, ValueError) as error:
        reason = error
    if encoded.startswith("data:") and "," in encoded[:200]:
        inner = decode(encoded.partition(",")[2])
        return Decoded(inner.data, "The data is a data: URI, where Base64 alone belongs.")
    if "-" in encoded or "_" in encoded:
        plain = encoded.translate(str.maketrans("-_", "+/"))
        if " " not in plain and "\n" not in plain:
            return Decoded(_leniently(plain), "The data is Base64 of the kind for URLs, not the ordinary one.")
    note = f"The data is not valid Base64 ({_why(reason)}); it is shown as far as it could be read."
    return Decoded(_leniently(encoded), note)


def _in_pieces(encoded: str) -> bytes:
    """Decode a piece at a time: one call for all of it would keep every other thread waiting."""
    if len(encoded) <= _PIECE:
        return binascii.a2b_base64(encoded, strict_mode=True)
    if encoded.find("=", 0, len(encoded) - 2) >= 0:
        raise ValueError("excess data after padding")
    pieces = (encoded[at : at + _PIECE] for at in range(0, len(encoded), _PIECE))
    return b"".join(binascii.a2b_base64(piece, strict_mode=True) for piece in pieces)


def _leniently(encoded: str) -> bytes:
    pieces = (encoded[at : at + _PIECE] for at in range(0, len(encoded), _PIECE))
    kept = b"".join(piece.encode("ascii", errors="ignore").translate(None, delete=_OTHERS) for piece in pieces)
    whole = kept[: len(kept) // 4 * 4]
    rest = kept[len(whole) :]
    if len(rest) < 2:  # one character alone is not a byte
        return _decoded(whole)
    return _decoded(whole + rest + b"=" * (4 - len(rest)))


def _decoded(whole: bytes) -> bytes:
    return b"".join(base64.b64decode(whole[at : at + _PIECE]) for at in range(0, len(whole), _PIECE))


def _why(error: Exception) -> str:
    text = str(error)
    return text[:1].lower() + text[1:]
