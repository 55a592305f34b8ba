from hypothesis import given
from hypothesis import strategies as st

from inspector.jsonrpc.lines import LineSplitter


def split(chunks: list[bytes]) -> list[bytes]:
    splitter = LineSplitter()
    lines = [line for chunk in chunks for line in splitter.feed(chunk)]
    rest = splitter.finish()
    return lines + ([rest] if rest else [])


def test_lines_come_out_with_their_line_feeds() -> None:
    assert split([b"one\ntwo\r\n\nthree"]) == [b"one\n", b"two\r\n", b"\n", b"three"]


@given(st.lists(st.binary(max_size=8), max_size=12))
def test_lines_do_not_depend_on_how_the_bytes_were_cut(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    assert split(chunks) == split([whole])
    assert b"".join(split(chunks)) == whole


def test_a_line_of_many_chunks_comes_out_whole() -> None:
    assert split([b"x" * 1000] * 1000 + [b"\n"]) == [b"x" * 1_000_000 + b"\n"]
