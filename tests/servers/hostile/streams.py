"""Event streams with everything odd."""

import json

from .good import good
from .registry import at, at_call
from .web import pause

EVENTS = ("Content-Type", "text/event-stream")
CHUNKED = ("Transfer-Encoding", "chunked")
NOTE = b'{"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": "x"}}'


def event(body, *lines):
    """Give one event."""
    return b"".join(line + b"\n" for line in lines) + b"data: " + body + b"\n\n"


@at_call
def sse_good(x):
    """Answers with an event stream, well."""
    x.stream(event(x.good_body(), b"event: message"))


@at_call
def sse_no_blank_line(x):
    """Leaves out the blank line at the end."""
    x.stream(b"data: " + x.good_body())


@at_call
def sse_one_line_feed(x):
    """Ends with one line feed instead of two."""
    x.stream(b"data: " + x.good_body() + b"\n")


@at_call
def sse_cr_only(x):
    """Ends its lines with carriage returns alone, and keeps the stream open."""
    x.head(200, EVENTS, CHUNKED)
    x.chunk(b"event: message\rdata: " + x.good_body() + b"\r\r")
    pause(0.3)
    x.frame(b"0\r\n\r\n")


@at_call
def sse_crlf(x):
    """Ends its lines with carriage return and line feed."""
    x.stream(event(x.good_body(), b"event: message").replace(b"\n", b"\r\n"))


@at_call
def sse_mixed_ends(x):
    """Ends each line in another way, cut between carriage return and line feed."""
    x.head(200, EVENTS, CHUNKED)
    for piece in (b"id: 1\r", b"\nevent: message\r", b"data: " + x.good_body() + b"\n\r", b"\n"):
        x.chunk(piece)
        pause()
    x.frame(b"0\r\n\r\n")


@at_call
def sse_huge_comment(x):
    """Has a comment of 5 MB before its answer."""
    x.stream(b": " + b"c" * 5_000_000 + b"\n\n", event(x.good_body()))


@at_call
def sse_many_comments(x):
    """Has 20 000 comments before its answer."""
    x.stream(b":\n\n" * 20_000, event(x.good_body()))


@at_call
def sse_id_with_nul(x):
    """Has a NUL in an id."""
    x.stream(event(x.good_body(), b"id: a\0b"))


@at_call
def sse_retry_odd(x):
    """Asks for pauses that are no numbers, or none anyone would wait."""
    x.stream(b"retry: soon\n\nretry: -1\n\nretry: " + b"9" * 30 + b"\n\n", event(x.good_body()))


@at_call
def sse_retry_digits(x):
    """Asks for a pause in digits of another script."""
    x.stream("retry: ٣٤٥\n\n".encode(), b"retry: " + b"9" * 10_000 + b"\n\n", event(x.good_body()))


@at_call
def sse_bare_json(x):
    """Writes its JSON without "data:"."""
    x.stream(x.good_body() + b"\n\n")


@at_call
def sse_named_otherwise(x):
    """Gives its event another name."""
    x.stream(event(x.good_body(), b"event: mcp-result"))


@at_call
def sse_data_lines(x):
    """Spreads its answer over many data lines."""
    lines = json.dumps(good(x.message), indent=1).encode().split(b"\n")
    x.stream(b"".join(b"data: " + line + b"\n" for line in lines) + b"\n")


@at_call
def sse_byte_order_mark(x):
    """Begins with a byte order mark."""
    x.stream(b"\xef\xbb\xbf" + event(x.good_body()))


@at_call
def sse_byte_by_byte(x):
    """Sends a chunk for each byte, so that characters are cut."""
    x.stream(*(bytes([byte]) for byte in event(x.good_body())))


@at_call
def sse_no_space(x):
    """Leaves out the blank behind the colon, or writes two."""
    x.stream(b"data:" + x.good_body() + b"\n\n", b"data:  " + NOTE + b"\n\n")


@at_call
def sse_unknown_fields(x):
    """Has fields nobody knows."""
    x.stream(event(x.good_body(), b"Data: 1", b"foo: bar", b"lonely", b"data", b"id", b"event"))


@at_call
def sse_no_json(x):
    """Has data that is no JSON before its answer."""
    x.stream(event(b"[DONE]"), event(b""), event(b"\0\xff"), event(x.good_body()))


@at_call
def sse_ends_without_reply(x):
    """Ends without an answer."""
    x.stream(event(NOTE))


@at_call
def sse_empty(x):
    """Ends without a byte."""
    x.stream()


@at_call
def sse_cut_in_event(x):
    """Closes in the middle of an event."""
    x.head(200, EVENTS, CHUNKED)
    x.chunk(event(x.good_body())[:40])
    x.cut()


@at_call
def sse_reset(x):
    """Resets the connection after a notification."""
    x.head(200, EVENTS, CHUNKED)
    x.chunk(event(NOTE))
    pause(0.1)
    x.cut(reset=True)


@at_call
def sse_reply_twice(x):
    """Answers twice."""
    x.stream(event(x.good_body()) * 2)


@at_call
def sse_goes_on(x):
    """Goes on after the answer, and keeps the stream open."""
    x.head(200, EVENTS, CHUNKED)
    x.chunk(event(x.good_body()))
    pause()
    x.chunk(event(NOTE) * 3)
    x.hold()


@at_call
def sse_other_id(x):
    """Answers with the id of somebody else."""
    x.stream(event(json.dumps({**good(x.message), "id": "somebody"}).encode()))


@at_call
def sse_ids_twice(x):
    """Gives two events the same id."""
    x.stream(event(NOTE, b"id: 1"), event(x.good_body(), b"id: 1"))


@at_call
def sse_asks(x):
    """Asks in the stream of a call, with the id of that call."""
    ask = {"jsonrpc": "2.0", "id": x.message["id"], "method": "ping"}
    x.stream(event(json.dumps(ask).encode()), event(x.good_body()))


@at_call
def sse_as_json(x):
    """Says its event stream is JSON, in chunks."""
    x.stream(event(x.good_body()), kind="application/json")


@at_call
def json_as_sse(x):
    """Says its JSON is an event stream."""
    x.answer(x.good_body(), kind="text/event-stream")


@at_call
def sse_content_type_shouted(x):
    """Writes the content type in capitals, with a charset."""
    x.stream(event(x.good_body()), kind="TEXT/EVENT-STREAM ; Charset=UTF-8")


@at_call
def sse_flood(x):
    """Writes 10 000 notifications before its answer."""
    x.stream(event(NOTE) * 10_000, event(x.good_body()))


@at_call
def sse_endless_line(x):
    """Writes 20 MB of one line, and ends without an answer."""
    x.stream(*[b"data" + b"x" * 1_000_000] * 20)


@at_call
def sse_keeps_alive_for_ever(x):
    """Writes comments, and nothing else, for as long as anybody listens."""
    x.head(200, EVENTS, CHUNKED)
    while not x.closes:
        x.chunk(b": still here\n\n")
        pause(0.05)


@at_call
def sse_progress_for_ever(x):
    """Reports progress on somebody else's token for as long as anybody listens."""
    note = b'{"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progressToken": "x", "progress": 1}}'
    x.head(200, EVENTS, CHUNKED)
    while not x.closes:
        x.chunk(event(note))
        pause(0.05)


# -- the stream for what is unasked


@at("GET")
def listen_as_json(x):
    """Answers the listening with JSON."""
    x.answer(b"{}")


@at("GET")
def listen_500(x):
    """Breaks when listened to."""
    x.answer(b"<h1>500</h1>", status=500, kind="text/html")


@at("GET")
def listen_drops(x):
    """Drops the listener at once, and asks for no pause before the next try."""
    x.stream(b"retry: 0\nid: 1\n\n")


@at("GET")
def listen_resets(x):
    """Resets each listener."""
    x.cut(reset=True)


@at("GET")
def listen_flood(x):
    """Writes 5 000 changes of lists to the listener."""
    changed = b'{"jsonrpc": "2.0", "method": "notifications/tools/list_changed"}'
    x.head(200, EVENTS, CHUNKED)
    x.chunk(event(changed) * 5_000)
    x.hold()


@at("GET")
def listen_junk(x):
    """Writes replies to nobody, junk and half an event to the listener."""
    x.head(200, EVENTS, CHUNKED)
    x.chunk(event(b'{"jsonrpc": "2.0", "id": 99, "result": {}}') + event(b"junk") + b"data: {")
    x.hold()
