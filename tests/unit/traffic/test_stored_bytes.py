"""Bytes that are read where they are looked at, against the same bytes in memory."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.traffic.capture import CaptureReader, CaptureWriter
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder
from inspector.traffic.stored_bytes import READ_AT_ONCE, StoredBytes, bytes_of

BIG = b"".join(b"%09d\n" % number for number in range(READ_AT_ONCE // 10 + 5))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaptureReader]:
    path = tmp_path_factory.mktemp("stored") / "c"
    recorder = Recorder(CaptureWriter(path))
    tap = recorder.open_session("server", "stdio")
    for kind, raw in ((Kind.MESSAGE, b"small"), (Kind.MESSAGE, BIG), (Kind.SSE, b"data: " + BIG + b"\n")):
        tap.received(kind, raw)
    recorder.close()
    reader = CaptureReader(path)
    yield reader
    reader.close()


@given(st.integers(0, len(BIG) + 10), st.integers(0, len(BIG) + 10))
def test_any_slice_is_that_of_the_bytes(reader: CaptureReader, first: int, last: int) -> None:
    found = StoredBytes(reader, 2, len(BIG))
    assert found[first:last] == BIG[first:last]
    assert found[first : first + 16] == BIG[first : first + 16]


def test_only_what_is_big_and_no_event_is_read_in_parts(reader: CaptureReader) -> None:
    small, big, event = (bytes_of(reader, row) for row in reader.rows(1, 3))
    assert small == b"small"
    assert isinstance(big, StoredBytes)
    assert (len(big), bytes(big)) == (len(BIG), BIG)
    assert isinstance(event, bytes)
