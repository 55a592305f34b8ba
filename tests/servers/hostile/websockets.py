"""WebSockets from bare sockets: frames and handshakes as no library would write them."""

import base64
import contextlib
import hashlib
import json
import socket
import struct
import threading

from .good import good, key_of, line
from .registry import WEBSOCKET, at_frame, at_upgrade

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
NOTE = b'{"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": "x"}}'


def frame(opcode, payload=b"", *, last=True, reserved=0):
    """Give one frame of a server (RFC 6455, 5.2)."""
    first = bytes([(0x80 if last else 0) | reserved | opcode])
    if len(payload) < 126:
        return first + bytes([len(payload)]) + payload
    if len(payload) < 1 << 16:
        return first + b"\x7e" + struct.pack("!H", len(payload)) + payload
    return first + b"\x7f" + struct.pack("!Q", len(payload)) + payload


class Connection:
    """One WebSocket. `do` decides about the tool "vice", `greet` about the opening handshake."""

    def __init__(self, connection, do, greet):
        self._connection, self._do, self._greet = connection, do, greet
        self._source = connection.makefile("rb")
        self.closed = False

    def serve(self):
        headers = self._head()
        if headers is None:
            return
        accept = base64.b64encode(hashlib.sha1(headers["sec-websocket-key"].encode() + GUID).digest()).decode()
        (self._greet or Connection.accept)(self, accept)
        while not self.closed and (message := self._read()) is not None:
            if key_of(message) == "vice" and self._do is not None:
                self._do(self, message)
            elif "id" in message and "method" in message:
                self.good(message)

    def accept(self, key, *fields):
        """Answer the opening handshake well, with more fields."""
        lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Accept: {key}", *(fields or ("Sec-WebSocket-Protocol: mcp",))]  # fmt: skip
        self.write("\r\n".join([*lines, "", ""]).encode())

    def write(self, raw):
        try:
            self._connection.sendall(raw)
        except OSError:
            self.closed = True

    def good(self, request):
        """Answer well."""
        self.write(frame(TEXT, self.body(request)))

    def body(self, request):
        return line(good(request))[:-1]

    def cut(self, *, reset=False):
        """End the connection without a closing handshake."""
        self.closed = True
        if reset:
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _head(self):
        if not self._source.readline():
            return None
        headers = {}
        while (field := self._source.readline()) not in (b"\r\n", b""):
            name, _, value = field.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        return headers

    def _read(self):
        """Give the next message; pings and pongs are passed over, a close is answered."""
        while True:
            start = self._source.read(2)
            if len(start) < 2:
                return None
            size = start[1] & 0x7F
            if size > 125:
                size = int.from_bytes(self._source.read(2 if size == 126 else 8), "big")
            mask = self._source.read(4)
            payload = bytes(byte ^ mask[at % 4] for at, byte in enumerate(self._source.read(size)))
            if start[0] & 0x0F == CLOSE:
                self.write(frame(CLOSE, payload))
                return None
            if start[0] & 0x0F == TEXT:
                return json.loads(payload)


GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def serve(name):
    """Listen, print the port, and serve connections."""
    do, greet = WEBSOCKET[name]
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=_talk, args=(connection, do, greet), daemon=True).start()


def _talk(connection, do, greet):
    with connection:
        talk = Connection(connection, do, greet)
        with contextlib.suppress(OSError):
            talk.serve()
        talk._source.close()


@at_frame
def ws_good(w, request):
    """Has no vice."""
    w.good(request)


@at_frame
def ws_binary(w, request):
    """Answers in a binary frame."""
    w.write(frame(BINARY, w.body(request)))


@at_frame
def ws_fragments(w, request):
    """Answers in frames of a byte each, with pings between them."""
    body = w.body(request)
    for at, byte in enumerate(body):
        w.write(frame(TEXT if at == 0 else 0, bytes([byte]), last=at == len(body) - 1) + frame(PING, b"p"))


@at_frame
def ws_byte_by_byte(w, request):
    """Writes its frame byte by byte."""
    for byte in frame(TEXT, w.body(request)):
        w.write(bytes([byte]))


@at_frame
def ws_bad_utf8(w, request):
    """Answers with bytes that are no UTF-8, in a text frame."""
    w.write(frame(TEXT, w.body(request).replace(b"well", b"we\xffll")))


@at_frame
def ws_bad_utf8_binary(w, request):
    """Answers with bytes that are no UTF-8, in a binary frame."""
    w.write(frame(BINARY, w.body(request).replace(b"well", b"we\xffll")))


@at_frame
def ws_empty(w, request):
    """Writes empty messages before it answers."""
    w.write(frame(TEXT) * 3 + frame(BINARY))
    w.good(request)


@at_frame
def ws_invalid_json(w, request):
    """Writes what is no JSON before it answers."""
    w.write(frame(TEXT, b"hello") + frame(TEXT, b"{") + frame(TEXT, b"\0"))
    w.good(request)


@at_frame
def ws_two_in_a_frame(w, request):
    """Has two messages, a line each, in one frame."""
    w.write(frame(TEXT, NOTE + b"\n" + w.body(request) + b"\n"))


@at_frame
def ws_pretty(w, request):
    """Answers with indented JSON, which a frame may hold."""
    w.write(frame(TEXT, json.dumps(good(request), indent=4).encode()))


@at_frame
def ws_twenty_megabytes(w, request):
    """Answers with 20 MB."""
    w.write(frame(TEXT, w.body(request).replace(b"well", b"x" * 20_000_000)))


@at_frame
def ws_ping_flood(w, request):
    """Pings 5 000 times before it answers."""
    w.write(frame(PING, b"still there?") * 5_000)
    w.good(request)


@at_frame
def ws_pongs_unasked(w, request):
    """Answers pings nobody sent."""
    w.write(frame(PONG, b"x" * 125) * 100)
    w.good(request)


@at_frame
def ws_note_flood(w, request):
    """Writes 10 000 notifications before it answers."""
    w.write(frame(TEXT, NOTE) * 10_000)
    w.good(request)


def _breaks(name, doc, raw):
    def do(w, request):
        w.write(raw)
        w.good(request)

    do.__name__, do.__doc__ = name, doc
    at_frame(do)


_breaks("ws_masked", "Masks its frames as only clients do.", b"\x81\x85\0\0\0\0hello")
_breaks("ws_reserved_bits", "Sets bits that are reserved.", frame(TEXT, b"{}", reserved=0x70))
_breaks("ws_reserved_opcode", "Writes frames of a kind there is not.", frame(5, b"{}"))
_breaks("ws_continuation_of_nothing", "Continues what has not begun.", frame(0, b"{}"))
_breaks("ws_begins_twice", "Begins a message within a message.", frame(TEXT, b"{", last=False) + frame(TEXT, b"{}"))
_breaks("ws_long_ping", "Pings with more bytes than a ping may have.", frame(PING, b"x" * 200))
_breaks("ws_fragmented_ping", "Pings in fragments.", frame(PING, b"x", last=False))
_breaks("ws_length_lies", "Has a frame longer than all memory.", b"\x81\x7f" + b"\xff" * 8)
_breaks("ws_length_not_least", "Writes a short length in the long way.", b"\x81\x7f\0\0\0\0\0\0\0\x02{}")
_breaks("ws_close_1000", "Closes in order.", frame(CLOSE, b"\x03\xe8"))
_breaks("ws_close_1011", "Closes for a reason of its own.", frame(CLOSE, b"\x03\xf3" + "kaputt 😀".encode()))
_breaks("ws_close_4999", "Closes with a code of its own.", frame(CLOSE, b"\x13\x87"))
_breaks("ws_close_empty", "Closes without a code.", frame(CLOSE))
_breaks("ws_close_one_byte", "Closes with half a code.", frame(CLOSE, b"\x03"))
_breaks("ws_close_reserved", "Closes with a code that is never written.", frame(CLOSE, b"\x03\xed"))
_breaks("ws_close_bad_reason", "Closes with a reason that is no UTF-8.", frame(CLOSE, b"\x03\xe8\xff\xfe"))
_breaks("ws_no_websocket", "Writes lines instead of frames.", NOTE + b"\n")


@at_frame
def ws_half_a_frame(w, request):
    """Ends in the middle of a frame."""
    w.write(frame(TEXT, w.body(request))[:30])
    w.cut()


@at_frame
def ws_half_a_message(w, request):
    """Ends in the middle of a message in fragments."""
    w.write(frame(TEXT, w.body(request), last=False))
    w.cut()


@at_frame
def ws_vanishes(w, request):
    """Ends without a closing handshake."""
    w.cut()


@at_frame
def ws_resets(w, request):
    """Resets the connection."""
    w.cut(reset=True)


@at_frame
def ws_silent(w, request):
    """Does not answer."""


# -- the opening handshake


@at_upgrade
def ws_no_subprotocol(w, key):
    """Agrees to no subprotocol."""
    w.accept(key, "X-Nothing: 1")


@at_upgrade
def ws_other_subprotocol(w, key):
    """Agrees to a subprotocol nobody offered."""
    w.accept(key, "Sec-WebSocket-Protocol: soap")


@at_upgrade
def ws_extension_unasked(w, key):
    """Agrees to an extension nobody offered."""
    w.accept(key, "Sec-WebSocket-Extensions: x-frogs")


@at_upgrade
def ws_wrong_key(w, key):
    """Answers with another key."""
    w.accept("AAAAAAAAAAAAAAAAAAAAAAAAAAA=")


@at_upgrade
def ws_200(w, key):
    """Answers the handshake with a page."""
    w.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<h1>hi</h1>")
    w.cut()


@at_upgrade
def ws_401(w, key):
    """Wants to know who asks."""
    w.write(b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n")
    w.cut()


@at_upgrade
def ws_redirects(w, key):
    """Redirects."""
    w.write(b"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    w.cut()


@at_upgrade
def ws_no_http(w, key):
    """Answers the handshake with frames."""
    w.write(frame(TEXT, NOTE))
    w.cut()


@at_upgrade
def ws_closes_at_once(w, key):
    """Closes before the handshake is through."""
    w.cut()


@at_upgrade
def ws_head_for_ever(w, key):
    """Answers the handshake with headers without end."""
    w.write(b"HTTP/1.1 101 Switching Protocols\r\n")
    while not w.closed:
        w.write(b"X-More: " + b"x" * 1000 + b"\r\n")


@at_upgrade
def ws_frames_with_head(w, key):
    """Writes its first frames in one breath with the handshake."""
    w.accept(key, "Sec-WebSocket-Protocol: mcp", "X-Odd: 1")
    w.write(frame(TEXT, NOTE) + frame(PING))
