"""Content codings of HTTP bodies (RFC 9110, 8.4.1). None is asked for; some servers compress all the same."""

import zlib
from typing import Final

MAX_DECODED: Final = 64 << 20
"""Bytes one body may unfold to; a small one could fill the memory otherwise."""

_STEP: Final = 1 << 20
_CODINGS: Final = ("gzip", "x-gzip", "deflate")
_GZIP: Final = 31
_ZLIB: Final = 15
_BARE: Final = -15
_GZIP_MAGIC: Final = b"\x1f\x8b"


class Undecodable(Exception):
    """A body cannot be decoded; the text says why."""


class Mislabelled(Undecodable):
    """A body is of no coding that is known, or not of the one it is said to be."""


class Decoder:
    """Undoes one coding, piece by piece. Raises `Undecodable`.

    What follows the end of the coded body is passed over.
    """

    def __init__(self, coding: str) -> None:
        self._coding = coding.strip().lower()
        if self._coding not in _CODINGS:
            raise Mislabelled(f'The body is coded as "{coding}", which was not asked for and cannot be read.')
        self._begin = b""
        self._inflate: zlib._Decompress | None = None
        self._members = 0
        self._over = False
        self._decoded = 0

    def feed(self, piece: bytes) -> bytes:
        """Give what a piece of the body unfolds to."""
        parts: list[bytes] = []
        while piece and not self._over:
            if self._inflate is None:
                piece = self._begin = self._begin + piece
                if len(piece) < 2:
                    break
                self._begin, self._inflate = b"", self._inflater(piece)
                if self._inflate is None:
                    break
            parts.append(self._unfold(self._inflate, piece))
            piece = self._inflate.unconsumed_tail
            if self._inflate.eof:
                piece = self._inflate.unused_data
                self._members += 1
                self._inflate, self._over = None, self._coding == "deflate"
        return b"".join(parts)

    def _inflater(self, begin: bytes) -> "zlib._Decompress | None":
        """Choose by the first two bytes how to go on; None where a further member of a gzip body does not begin."""
        if self._coding != "deflate":  # a gzip body may consist of several members (RFC 1952, 2.2)
            self._over = self._members > 0 and begin[:2] != _GZIP_MAGIC
            return None if self._over else zlib.decompressobj(_GZIP)
        with_header = begin[0] & 0x0F == 8 and int.from_bytes(begin[:2], "big") % 31 == 0  # RFC 1950, 2.2
        return zlib.decompressobj(_ZLIB if with_header else _BARE)  # many servers mean the bare form

    def _unfold(self, inflate: "zlib._Decompress", piece: bytes) -> bytes:
        try:
            part = inflate.decompress(piece, _STEP)
        except zlib.error as error:
            raise Mislabelled(f'The body is not "{self._coding}" as it says: {error}.') from error
        self._decoded += len(part)
        if self._decoded > MAX_DECODED:
            raise Undecodable(f"The body unfolds to over {MAX_DECODED >> 20} MB and was not read on.")
        return part


def decoder_for(header: str | None) -> Decoder | None:
    """Give the decoder of a `Content-Encoding`, None where nothing is coded; raises `Undecodable`."""
    coding = (header or "").strip().lower()
    return None if coding in ("", "identity") else Decoder(coding)
