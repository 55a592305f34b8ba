"""HTTP below the messages: lengths, chunks, heads, and connections that break."""

from .registry import at, at_call
from .web import pause

JSON = ("Content-Type", "application/json")


@at_call
def length_too_long(x):
    """Promises more bytes than it sends, and closes."""
    body = x.good_body()
    x.head(200, JSON, ("Content-Length", len(body) + 10))
    x.write(body)
    x.cut()


@at_call
def length_too_short(x):
    """Sends more bytes than it promised."""
    body = x.good_body()
    x.head(200, JSON, ("Content-Length", len(body)))
    x.write(body)
    x.frame(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


@at_call
def length_cuts_json(x):
    """Promises fewer bytes than its JSON has."""
    body = x.good_body()
    x.head(200, JSON, ("Content-Length", len(body) - 3))
    x.write(body[:-3])
    x.frame(body[-3:])


@at_call
def length_negative(x):
    """Promises a negative number of bytes."""
    x.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: -5\r\n\r\n" + x.good_body())
    x.cut()


@at_call
def length_huge(x):
    """Promises more bytes than there are in the world."""
    x.head(200, JSON, ("Content-Length", "9" * 19))
    x.write(x.good_body())
    x.cut()


@at_call
def length_twice(x):
    """Promises two different numbers of bytes."""
    x.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n" + x.good_body())
    x.cut()


@at_call
def length_and_chunks(x):
    """Promises a number of bytes, and sends chunks."""
    x.head(200, JSON, ("Content-Length", "3"), ("Transfer-Encoding", "chunked"))
    x.chunk(x.good_body())
    x.frame(b"0\r\n\r\n")


@at_call
def no_length(x):
    """Ends its body by closing."""
    x.head(200, JSON, ("Connection", "close"))
    x.write(x.good_body())
    x.cut()


@at_call
def chunks_of_one_byte(x):
    """Sends a chunk for every byte, with extensions and trailers."""
    x.head(200, JSON, ("Transfer-Encoding", "chunked"))
    for byte in x.good_body():
        x.frame(b"1;odd=yes\r\n")
        x.write(bytes([byte]))
        x.frame(b"\r\n")
    x.frame(b"0\r\nX-Trailer: 1\r\n\r\n")


@at_call
def chunk_size_odd(x):
    """Sends a chunk whose size is no number."""
    x.head(200, JSON, ("Transfer-Encoding", "chunked"))
    x.frame(b"xyz\r\n" + x.good_body() + b"\r\n0\r\n\r\n")
    x.cut()


@at_call
def chunk_size_huge(x):
    """Sends a chunk that says it has more bytes than there are."""
    x.head(200, JSON, ("Transfer-Encoding", "chunked"))
    x.frame(b"FFFFFFFFFFFFFFF\r\n")
    x.write(x.good_body())
    x.cut()


@at_call
def chunks_without_end(x):
    """Closes before the last chunk."""
    x.head(200, JSON, ("Transfer-Encoding", "chunked"))
    x.chunk(x.good_body())
    x.cut()


@at_call
def chunk_cut_off(x):
    """Closes in the middle of a chunk."""
    x.head(200, JSON, ("Transfer-Encoding", "chunked"))
    x.frame(b"ffff\r\n")
    x.write(x.good_body()[:20])
    x.cut()


@at_call
def coding_of_transfer_unknown(x):
    """Transfers in a way nobody knows."""
    x.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: brotli-over-pigeon\r\n\r\n" + x.good_body())
    x.cut()


@at_call
def many_headers(x):
    """Sends 5 000 headers."""
    x.write(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(50_000)) + b"\r\n")
    x.cut()


@at_call
def some_hundred_headers(x):
    """Sends 500 headers, which is still bearable."""
    x.answer(x.good_body(), *((f"X-{n}", "y" * 50) for n in range(500)))


@at_call
def long_header(x):
    """Sends a header of 5 MB."""
    x.write(b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 5_000_000 + b"\r\n\r\n")
    x.cut()


@at_call
def header_with_nul(x):
    """Sends a header that holds a NUL."""
    x.write(b"HTTP/1.1 200 OK\r\nX-Odd: a\0b\r\nContent-Length: 0\r\n\r\n")
    x.cut()


@at_call
def header_without_colon(x):
    """Sends a line that is no header."""
    x.write(b"HTTP/1.1 200 OK\r\nthis is no header\r\nContent-Length: 0\r\n\r\n")
    x.cut()


@at_call
def header_in_latin_1(x):
    """Sends a header in Latin-1 with spaces at its end."""
    x.answer(x.good_body(), ("X-Place", "M\xfcnchen"))


@at_call
def no_http(x):
    """Answers with something that is not HTTP."""
    x.write(b"SSH-2.0-OpenSSH_9.6\r\n")
    x.cut()


@at_call
def http_0_9(x):
    """Answers with the body alone."""
    x.write(x.good_body())
    x.cut()


@at_call
def http_2_answer(x):
    """Answers in frames of HTTP/2."""
    x.write(b"\0\0\0\x04\0\0\0\0\0\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\x01")
    x.cut()


@at_call
def http_1_0(x):
    """Answers in HTTP/1.0."""
    x.write(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + x.good_body())
    x.cut()


@at_call
def status_line_short(x):
    """Leaves out the reason, and the blank before it."""
    body = x.good_body()
    x.frame(b"HTTP/1.1 200\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


@at_call
def status_line_odd(x):
    """Has a status of letters."""
    x.write(b"HTTP/1.1 OK 200\r\n\r\n")
    x.cut()


@at_call
def line_feeds_alone(x):
    """Ends the lines of its head with line feeds alone."""
    body = x.good_body()
    x.frame(b"HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: %d\n\n%s" % (len(body), body))


@at_call
def closes_at_once(x):
    """Closes without a word."""
    x.cut()


@at_call
def closes_in_head(x):
    """Closes in the middle of the head."""
    x.write(b"HTTP/1.1 200 OK\r\nContent-Ty")
    x.cut()


@at_call
def closes_after_head(x):
    """Closes when the head is through."""
    x.head(200, JSON, ("Content-Length", 500))
    x.cut()


@at_call
def resets_at_once(x):
    """Resets the connection."""
    x.cut(reset=True)


@at_call
def resets_in_body(x):
    """Resets the connection in the middle of the body."""
    x.head(200, JSON, ("Content-Length", 5_000))
    x.write(x.good_body()[:30])
    pause(0.1)
    x.cut(reset=True)


@at_call
def answers_nothing(x):
    """Keeps the connection open without a word."""
    x.hold()


@at_call
def stops_in_body(x):
    """Stops in the middle of the body, and keeps the connection open."""
    x.head(200, JSON, ("Content-Length", 5_000))
    x.write(x.good_body()[:30])
    x.hold()


@at_call
def body_byte_by_byte(x):
    """Sends its body byte by byte."""
    body = x.good_body()
    x.head(200, JSON, ("Content-Length", len(body)))
    for byte in body:
        x.write(bytes([byte]))


@at("tools/list")
def list_never_comes(x):
    """Keeps the connection open when its tools are asked for."""
    x.hold()


@at()
def closes_each_connection(x):
    """Closes the connection after each answer without saying so."""
    x.good()
    x.cut()
