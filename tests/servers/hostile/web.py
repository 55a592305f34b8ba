"""An HTTP server of bare sockets, good until a vice is put in: it can write what no library would."""

import json
import os
import socket
import struct
import threading
import time
from itertools import count

from .good import good, key_of

PHRASES = {200: "OK", 202: "Accepted", 405: "Method Not Allowed"}


class Exchange:
    """One request, and how it is answered. What belongs to the answer is kept; how it is framed is not."""

    def __init__(self, server, connection, verb, headers, body):
        self.server, self.verb, self.headers, self._connection = server, verb, headers, connection
        self.message = json.loads(body) if body else None
        self.closes = False
        self._copy = server.copy()

    @property
    def key(self):
        """What to decide by: the tool, the method of the message, or the verb of what is no POST."""
        return key_of(self.message) if self.message is not None else self.verb

    # -- writing ----------------------------------------------------------------------------------------------

    def frame(self, raw):
        """Write bytes that are no part of head or body."""
        try:
            self._connection.sendall(raw)
        except OSError:
            self.closes = True

    def write(self, raw):
        """Write bytes of head or body."""
        if self._copy is not None:
            self._copy.write(raw)
            self._copy.flush()
        self.frame(raw)

    def chunk(self, raw):
        """Write a piece of a body in chunks."""
        self.frame(b"%x\r\n" % len(raw))
        self.write(raw)
        self.frame(b"\r\n")

    def head(self, status=200, *headers, phrase=None):
        """Write status line and headers."""
        text = phrase or PHRASES.get(status, "Odd")
        self.write(f"HTTP/1.1 {status} {text}\r\n".encode() + b"".join(_field(*field) for field in headers) + b"\r\n")

    def answer(self, body, *headers, status=200, kind="application/json"):
        """Write a whole answer."""
        typed = (("Content-Type", kind),) if kind else ()
        self.head(status, *typed, *headers, ("Content-Length", len(body)))
        self.write(body)

    def stream(self, *pieces, kind="text/event-stream"):
        """Write an event stream in chunks, to its end."""
        self.head(200, ("Content-Type", kind), ("Transfer-Encoding", "chunked"))
        for piece in pieces:
            self.chunk(piece)
        self.frame(b"0\r\n\r\n")

    def good_body(self):
        """Give the body of the right answer."""
        return json.dumps(good(self.message, self.server.modern), ensure_ascii=False).encode()

    def good(self):
        """Answer well."""
        if self.message is None:
            self.answer(b"", status=405 if self.verb == "GET" else 200, kind=None)
        elif "id" not in self.message or "method" not in self.message:
            self.answer(b"", status=202, kind=None)
        else:
            self.answer(self.good_body())

    def cut(self, *, reset=False):
        """End the connection here and now; with a reset, what is under way is thrown away."""
        self.closes = True
        if reset:
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._connection.close()

    def hold(self, seconds=30):
        """Keep the connection open without a word, until the client is gone."""
        self._connection.settimeout(seconds)
        try:
            while self._connection.recv(1000):
                pass
        except OSError:
            pass
        self.closes = True


class WebServer:
    """Answers each request by `do`, a function of an `Exchange`."""

    def __init__(self, do, modern):
        self._do = do
        self.modern = modern
        self._folder = os.environ.get("HOSTILE_COPY")
        self._numbers = count()

    def copy(self):
        """Open the file of what is written in one exchange."""
        if self._folder is None:
            return None
        os.makedirs(self._folder, exist_ok=True)  # noqa: PTH103 - no imports that are not needed
        return open(os.path.join(self._folder, f"{next(self._numbers)}"), "wb")  # noqa: PTH118, PTH123

    def serve(self):
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, connection.makefile("rb") as source:
            while (request := _read(source)) is not None:
                exchange = Exchange(self, connection, *request)
                self._do(exchange)
                if exchange.closes:
                    return


def _read(source):
    """Give verb, headers and body of the next request, or None at the end."""
    try:
        first = source.readline().split()
        headers = {}
        while (field := source.readline()) not in (b"\r\n", b""):
            name, _, value = field.partition(b":")
            headers[name.strip().lower().decode()] = value.strip().decode("latin-1")
        return (first[0].decode(), headers, source.read(int(headers.get("content-length", 0)))) if first else None
    except OSError:
        return None


def _field(name, value):
    raw = value if isinstance(value, bytes) else str(value).encode("latin-1")
    return name.encode("latin-1") + b": " + raw + b"\r\n"


def pause(seconds=0.02):
    """Let the client read what was written, before more comes."""
    time.sleep(seconds)
