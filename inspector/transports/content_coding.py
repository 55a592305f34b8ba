"""Content codings of HTTP bodies (RFC 9110, 8.4.1). None is asked for; some servers compress all the same."""

import zlib
from typing import Final

MAX_DECODED: Final = 64 << 20
"""Bytes one body may unfold to; a small one could fill the memory otherwise."""

_STEP: Final = 1 << 20
_WINDOWS: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class Undecodable(Exception):
    """A body cannot be decoded; the text says why."""


class Decoder:
    """Undoes one coding, piece by piece. Raises `Undecodable`."""

    def __init__(self, coding: str) -> None:
        self._coding = coding.strip().lower()
        window = _WINDOWS.get(self._coding)
        if window is None:
            raise Undecodable(f'The body is coded as "{coding}", which was not asked for and cannot be read.')
        self._inflate = zlib.decompressobj(window)
        self._begun = False
        self._decoded = 0

    def feed(self, piece: bytes) -> bytes:
        """Give what a piece of the body unfolds to."""
        parts: list[bytes] = []
        while piece:
            part = self._unfold(piece)
            self._decoded += len(part)
            if self._decoded > MAX_DECODED:
                raise Undecodable(f"The body unfolds to over {MAX_DECODED >> 20} MB and was not read on.")
            parts.append(part)
            piece = self._inflate.unconsumed_tail
            if self._inflate.eof:  # a gzip body may consist of several members (RFC 1952, 2.2)
                piece = self._inflate.unused_data.lstrip(b"\0")
                self._inflate = zlib.decompressobj(_WINDOWS[self._coding])
        return b"".join(parts)

    def _unfold(self, piece: bytes) -> bytes:
        try:
            unfolded = self._inflate.decompress(piece, _STEP)
        except zlib.error as error:
            if self._coding != "deflate" or self._begun:
                raise Undecodable(f'The body is not "{self._coding}" as it says: {error}.') from error
            self._inflate = zlib.decompressobj(-15)  # many servers mean the bare form without header
            unfolded = self._unfold_bare(piece)
        self._begun = True
        return unfolded

    def _unfold_bare(self, piece: bytes) -> bytes:
        try:
            return self._inflate.decompress(piece, _STEP)
        except zlib.error as error:
            raise Undecodable(f'The body is not "deflate" as it says: {error}.') from error


def decoder_for(header: str | None) -> Decoder | None:
    """Give the decoder of a `Content-Encoding`, None where nothing is coded; raises `Undecodable`."""
    coding = (header or "").strip().lower()
    return None if coding in ("", "identity") else Decoder(coding)
