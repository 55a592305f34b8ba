"""Bytes of a record that are read from the capture where they are looked at: 100 MB must not pass through a window."""

from collections import OrderedDict
from typing import Final

from inspector.traffic.capture import CaptureReader, Row

READ_AT_ONCE: Final = 2_000_000
"""Up to so many bytes a record is read whole."""

_BLOCK: Final = 1 << 16
_BLOCKS_KEPT: Final = 16


class StoredBytes:
    """Looks like bytes as far as length and slices go. One thread: that of its reader."""

    def __init__(self, reader: CaptureReader, seq: int, size: int) -> None:
        self._reader = reader
        self._seq = seq
        self._size = size
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def __len__(self) -> int:
        return self._size

    def __bytes__(self) -> bytes:
        return self._reader.raw(self._seq)

    def __getitem__(self, place: slice) -> bytes:
        first, last, _ = place.indices(self._size)
        if last - first > _BLOCK:
            return self._reader.part(self._seq, first, last)
        blocks = range(first // _BLOCK, -(-last // _BLOCK))
        there = b"".join(map(self._block, blocks))
        start = blocks.start * _BLOCK
        return there[first - start : max(last, first) - start]

    def _block(self, number: int) -> bytes:
        """Give a block; what lies far behind is found by going through all before it, so some are kept."""
        if number not in self._blocks:
            end = min((number + 1) * _BLOCK, self._size)
            self._blocks[number] = self._reader.part(self._seq, number * _BLOCK, end)
            while len(self._blocks) > _BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(number)
        return self._blocks[number]


Bytes = bytes | StoredBytes


def bytes_of(reader: CaptureReader, row: Row) -> Bytes:
    """Give the bytes of a record: whole, or if they are very many as they are looked at. An event is always whole."""
    if row.size <= READ_AT_ONCE or row.kind == "sse":
        return reader.raw(row.seq)
    return StoredBytes(reader, row.seq, row.size)
