from hypothesis import given
from hypothesis import strategies as st

from inspector.jsonrpc.sse import LARGE, EventStreamParser, ServerSentEvent, parse_event


def parse(chunks: list[bytes], large: int = LARGE) -> list[ServerSentEvent]:
    parser = EventStreamParser(large)
    events = [event for chunk in chunks for event in parser.feed(chunk)]
    rest = parser.finish()
    return events + ([rest] if rest is not None else [])


def test_an_event_has_its_fields() -> None:
    (event,) = parse([b": hello\nevent: note\nid: 7\nretry: 250\ndata: one\ndata: two\n\n"])
    assert (event.event, event.id, event.retry, event.data) == ("note", "7", 250, b"one\ntwo")
    assert event.comments == ("hello",)
    assert event.complete


def test_a_comment_alone_is_a_block_without_data() -> None:
    (event,) = parse([b":keep-alive\n\n"])
    assert event.data is None
    assert event.comments == ("keep-alive",)


def test_all_three_line_ends_are_known() -> None:
    assert [event.data for event in parse([b"data: a\r\n\r\ndata: b\r\rdata: c\n\n"])] == [b"a", b"b", b"c"]


def test_a_block_without_its_blank_line_is_given_as_not_complete() -> None:
    (event,) = parse([b"data: cut"])
    assert event.data == b"cut"
    assert not event.complete


def test_a_byte_order_mark_at_the_start_is_passed_over() -> None:
    assert [event.data for event in parse([b"\xef\xbb\xbfdata: a\n\n"])] == [b"a"]


def test_an_event_can_be_read_again_from_its_bytes() -> None:
    (event,) = parse([b"event: x\ndata: y\n\n"])
    assert parse_event(event.raw) == event


def test_a_byte_order_mark_is_passed_over_before_any_block() -> None:
    events = parse([b"\n\xef\xbb\xbfdata: a\n\n"])
    assert [event.data for event in events] == [None, b"a"]
    assert parse_event(events[1].raw).data == b"a"


pieces = st.sampled_from(
    [
        b"data: a",
        b"data:",
        b"data",
        b"id: 1",
        b":c",
        b"retry: 5",
        b"unknown: z",
        b"\n",
        b"\r",
        b"\r\n",
        b"event: e",
        b"\xef\xbb\xbf",
        b"x",
    ]
)


@given(st.lists(pieces, max_size=20), st.data())
def test_events_do_not_depend_on_how_the_bytes_were_cut(parts: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    chunks = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert parse(chunks) == parse([whole])
    assert b"".join(event.raw for event in parse(chunks)) == whole
    for event in parse(chunks)[:-1]:
        assert parse_event(event.raw).data == event.data


def test_a_stream_of_carriage_returns_gives_its_block_without_waiting() -> None:
    parser = EventStreamParser()
    (event,) = parser.feed(b"data: a\r\r")
    assert event.data == b"a"
    (event,) = parser.feed(b"\ndata: b\r\r")
    assert (event.raw, event.data) == (b"\ndata: b\r\r", b"b")
    assert parse_event(event.raw) == event
    assert parser.finish() is None


def test_carriage_return_and_line_feed_stay_together() -> None:
    parser = EventStreamParser()
    assert parser.feed(b"data: a\r\n\r") == []
    (event,) = parser.feed(b"\ndata: b")
    assert event.raw == b"data: a\r\n\r\n"


@given(st.lists(pieces, max_size=20))
def test_a_large_block_is_read_as_a_small_one(parts: list[bytes]) -> None:
    assert parse([b"".join(parts)], large=0) == parse([b"".join(parts)])
