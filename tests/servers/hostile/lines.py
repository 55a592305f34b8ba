"""Bytes and lines: what stands where a message should be."""

import json

from .good import TEXT, good, line, reply, text
from .registry import stdio


@stdio
def good_after_all(s):
    """Has no vice; whoever finds one here is wrong."""


@stdio
def invalid_json(s):
    """Writes lines around its answers that are no JSON."""
    s.on(None, lambda r: s.write(b'Listening on stdio...\n{"jsonrpc": \n' + line(good(r))) if "id" in r else None)


@stdio
def python_repr(s):
    """Answers a call in Python's notation."""
    s.on("vice", lambda r: s.write(str(good(r)).encode() + b"\n"))


@stdio
def comments_in_json(s):
    """Answers a call in JSON with a comment and a trailing comma."""
    s.on("vice", lambda r: s.write(b'{"jsonrpc": "2.0", "id": %d, "result": {},} // done\n' % r["id"]))


@stdio
def bad_utf8(s):
    """Answers a call with bytes in a text that are no UTF-8."""
    s.on("vice", lambda r: s.write(line(reply(r, text("caf@ latin"))).replace(b"@", b"\xe9")))


@stdio
def utf16(s):
    """Answers a call in UTF-16."""
    s.on("vice", lambda r: s.write(json.dumps(good(r)).encode("utf-16") + b"\n"))


@stdio
def byte_order_mark(s):
    """Puts a byte order mark before each message."""
    s.on(None, lambda r: s.write(b"\xef\xbb\xbf" + line(good(r))) if "id" in r else None)


@stdio
def pretty_printed(s):
    """Answers a call with indented JSON over many lines."""
    s.on("vice", lambda r: s.write(json.dumps(good(r), indent=2).encode() + b"\n"))


@stdio
def content_length_framing(s):
    """Frames every message with headers, as the Language Server Protocol does."""

    def answer(request):
        if "id" in request:
            body = json.dumps(good(request)).encode()
            s.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    s.on(None, answer)


@stdio
def content_length_once(s):
    """Frames the answer to a call with headers, and ends it with a line feed nevertheless."""
    s.on("vice", lambda r: s.write(b"Content-Length: 90\r\n\r\n" + line(good(r))))


@stdio
def crlf(s):
    """Ends its lines with carriage return and line feed."""
    s.on(None, lambda r: s.write(line(good(r)).replace(b"\n", b"\r\n")) if "id" in r else None)


@stdio
def cr_only(s):
    """Ends its lines with a carriage return alone."""
    s.on(None, lambda r: s.write(line(good(r)).replace(b"\n", b"\r")) if "id" in r else None)


@stdio
def blank_lines(s):
    """Writes empty lines around its answers."""
    s.on(None, lambda r: s.write(b"\n \t\n\r\n" + line(good(r)) + b"\n") if "id" in r else None)


@stdio
def nul_bytes(s):
    """Writes NULs between its lines."""
    s.on("vice", lambda r: s.write(b"\0\0\0\n" + line(good(r)) + b"\0\n"))


@stdio
def nul_in_front(s):
    """Puts a NUL before the answer to a call, in the same line."""
    s.on("vice", lambda r: s.write(b"\0" + line(good(r))))


@stdio
def raw_control_characters(s):
    """Answers a call with unescaped control characters in a text."""
    s.on("vice", lambda r: s.write(line(reply(r, text("a@b"))).replace(b"@", b"\t\x01\x1b[31m")))


@stdio
def ansi_colours(s):
    """Writes a coloured banner to standard output."""
    s.on("vice", lambda r: s.write(b"\x1b[32m\x1b[1mReady\x1b[0m\n" + line(good(r))))


@stdio
def two_in_a_line(s):
    """Writes two messages in one line."""
    s.on("vice", lambda r: s.write(line({"jsonrpc": "2.0", "method": "notifications/x"})[:-1] + line(good(r))))


@stdio
def other_line_ends(s):
    """Has characters in a text that other readers take for the end of a line."""
    s.on("vice", lambda r: s.say(reply(r, text("a\u2028b\u2029c\x85d"))))


@stdio
def byte_by_byte(s):
    """Writes an answer byte by byte."""

    def answer(request):
        for byte in line(good(request)):
            s.write(bytes([byte]))

    s.on("vice", answer)


@stdio
def fifty_megabytes(s):
    """Answers a call with one line of 50 MB."""
    s.on("vice", lambda r: s.say(reply(r, text("x" * 50_000_000))))


@stdio
def many_small_values(s):
    """Answers a call with a line of many small values."""
    s.on("vice", lambda r: s.say(reply(r, {"content": [{"type": "text", "text": "x"}] * 200_000})))


@stdio
def millions_of_values(s):
    """Answers a call with more values than fit into memory as objects, in 8 MB."""
    s.on("vice", lambda r: s.write(_with(r, b"[" + b"0," * 4_000_000 + b"0]")))


@stdio
def megabytes_of_blanks(s):
    """Puts 5 MB of blanks around the answer to a call."""
    s.on("vice", lambda r: s.write(b" " * 5_000_000 + line(good(r))))


@stdio
def deep_nesting(s):
    """Answers a call with lists in lists, 100 000 levels deep."""
    s.on("vice", lambda r: s.write(_with(r, b"[" * 100_000 + b"]" * 100_000)))


@stdio
def deep_objects(s):
    """Answers a call with objects in objects, as deep as Python's own reader goes."""
    s.on("vice", lambda r: s.write(_with(r, b'{"a":' * 900 + b"1" + b"}" * 900)))


@stdio
def open_brackets(s):
    """Writes a million opening brackets."""
    s.on("vice", lambda r: s.write(b"[" * 1_000_000 + b"\n" + line(good(r))))


@stdio
def huge_numbers(s):
    """Answers a call with numbers beyond all floating point."""
    s.on("vice", lambda r: s.write(_with(r, b"[1e999, -1e999, 1e-999, 123456789012345678901234567890]")))


@stdio
def ten_thousand_digits(s):
    """Answers a call with an integer of 10 000 digits."""
    s.on("vice", lambda r: s.write(_with(r, b"9" * 10_000)))


@stdio
def lone_surrogates(s):
    """Answers a call with halves of surrogate pairs."""
    s.on("vice", lambda r: s.write(_with(r, rb'"\ud800 and \udfff"')))


@stdio
def duplicate_keys(s):
    """Answers a call with members given twice, the id among them."""
    s.on("vice", lambda r: s.write(b'{"id": 99999, "id": %d, "result": {"content": []}, ' % r["id"]
                                   + b'"result": {"content": []}, "jsonrpc": "2.0"}\n'))  # fmt: skip


@stdio
def not_a_number(s):
    """Answers a call with NaN and Infinity."""
    s.on("vice", lambda r: s.write(_with(r, b"[NaN, Infinity, -Infinity]")))


@stdio
def json_but_no_message(s):
    """Writes JSON that is no message."""
    s.on("vice", lambda r: s.write(b'42\n"text"\nnull\ntrue\n{}\n{"a": 1}\n1e999\n' + line(good(r))))


@stdio
def noise_without_end(s):
    """Writes half a line and goes on in the next breath with an answer, in the same line."""
    s.on("vice", lambda r: s.write(b"Loading..." + line(good(r))))


def _with(request, value):
    """Give the line of a good answer that has `value`, some JSON, in `structuredContent` too."""
    content = json.dumps([{"type": "text", "text": TEXT}]).encode()
    return b'{"jsonrpc": "2.0", "id": %d, "result": {"content": %s, "structuredContent": {"value": %s}}}\n' % (
        request["id"], content, value,
    )  # fmt: skip
