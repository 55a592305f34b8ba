from hypothesis import given
from hypothesis import strategies as st

from inspector.jsonrpc.lines import LONGEST, LineSplitter


def split(chunks: list[bytes], longest: int = LONGEST) -> list[bytes]:
    splitter = LineSplitter(longest)
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


@given(st.lists(st.text("ab\n", max_size=8), max_size=12), st.integers(1, 5))
def test_a_line_too_long_comes_out_in_pieces_however_it_was_cut(texts: list[str], longest: int) -> None:
    chunks = [text.encode() for text in texts]
    whole = b"".join(chunks)
    assert split(chunks, longest) == split([whole], longest)
    assert b"".join(split(chunks, longest)) == whole
    assert all(len(piece) <= longest for piece in split(chunks, longest))
