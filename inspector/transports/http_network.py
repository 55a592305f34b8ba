"""Sockets under HTTP: they send a request in one piece, and remember what came in answer to it."""

import re
import select
import ssl
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import anyio
import httpcore
from anyio.abc import ByteStream, SocketAttribute
from anyio.streams.tls import TLSAttribute, TLSStream
from typing_extensions import override

from inspector.traffic.timing import Timing, timed
from inspector.transports.addresses import connect_stream, is_address, resolve

_REMEMBERED: Final = 1 << 17
"""Bytes of an answer that are remembered; a head may have 100 kB before it is refused."""

_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,16})[^\r\n]{0,1000}\r\n")
_LAST_CHUNK: Final = b"0\r\n\r\n"


class Hearing:
    """The connection over which a request is answered, as soon as anything is read from it."""

    def __init__(self) -> None:
        self.wire: Wire | None = None
        self.timing = Timing()
        """What each step took, as far as it has come."""

    @property
    def heard(self) -> bytes:
        """The beginning of what came."""
        return self.wire.heard if self.wire is not None else b""

    @property
    def was_closed(self) -> bool:
        """Whether the connection had served before and gave nothing now: the server had closed it meanwhile."""
        return self.wire is not None and self.wire.requests > 1 and not self.heard


HEARING: Final[ContextVar[Hearing | None]] = ContextVar("HEARING", default=None)
"""Set where a request is sent, to learn what was answered even if that could not be understood."""


class Network(httpcore.AsyncNetworkBackend):
    """Connects sockets."""

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        timing = _timing()
        with _as(httpcore.ConnectTimeout, httpcore.ConnectError), anyio.fail_after(timeout):
            if is_address(host):
                addresses = [host]
            else:
                with timed(timing, "dns_ns"):
                    addresses = await resolve(host, port)
            with timed(timing, "connect_ns"):
                return Wire(await connect_stream(addresses, port, local_address))

    @override
    async def sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)


class Wire(httpcore.AsyncNetworkStream):
    """A connection. What is written waits for the end of the request: head and body are one packet, where they fit."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._socket = stream.extra(SocketAttribute.raw_socket)  # noqa: S610 - no Django
        self._waiting: list[bytes] = []
        self._pieces: list[bytes] = []
        self._heard = 0
        self._tail = b""
        self._spoiled = False
        self._timing = Timing()
        self._sent_at = 0
        self.requests = 0
        """How many were sent over it."""

    @property
    def heard(self) -> bytes:
        """What came since something was last sent, its beginning if that is much."""
        return b"".join(self._pieces)

    @override
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._waiting:
            await self._flush()
        try:
            with _as(httpcore.ReadTimeout, httpcore.ReadError):
                if timeout is None:
                    piece = await self._stream.receive(max_bytes)
                else:
                    with anyio.fail_after(timeout):
                        piece = await self._stream.receive(max_bytes)
        except anyio.EndOfStream:
            return b""
        if not self._heard:
            self._timing.wait_ns = time.monotonic_ns() - self._sent_at
        if self._heard < _REMEMBERED:
            self._pieces.append(piece)
        self._heard += len(piece)
        self._tail = (self._tail + piece)[-5:] if len(piece) < 5 else piece[-5:]
        return piece

    @override
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if buffer:
            self._waiting.append(buffer)
        else:  # which is how the end of a request is written
            await self._flush()

    async def _flush(self) -> None:
        together = b"".join(self._waiting)
        self._waiting.clear()
        self._pieces.clear()
        self._heard = 0
        self.requests += 1
        hearing = HEARING.get()
        if hearing is not None:
            hearing.wire = self
        self._begin_timing()
        if together:
            with timed(self._timing, "send_ns"), _as(httpcore.WriteTimeout, httpcore.WriteError):
                await self._stream.send(together)
        self._sent_at = time.monotonic_ns()

    def _begin_timing(self) -> None:
        """Time a request; what was asked before for the same one, of a proxy, belongs to the connecting."""
        timing = self._timing = _timing()
        if timing.send_ns is not None:
            timing.connect_ns = (timing.connect_ns or 0) + timing.send_ns + (timing.wait_ns or 0)
            timing.send_ns = timing.wait_ns = None

    @override
    async def aclose(self) -> None:
        await self._stream.aclose()

    @override
    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            with (
                timed(_timing(), "tls_ns"),
                _as(httpcore.ConnectTimeout, httpcore.ConnectError),
                anyio.fail_after(timeout),
            ):
                return Wire(
                    await TLSStream.wrap(
                        self._stream, hostname=server_hostname, ssl_context=ssl_context, standard_compatible=False
                    )
                )
        except anyio.EndOfStream as error:
            await self.aclose()
            raise httpcore.ConnectError(str(error)) from error
        except Exception:
            await self.aclose()
            raise

    @override
    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return self._spoiled or _is_readable(self._socket.fileno())
        if info == "socket":
            return self._socket
        if info == "ssl_object":
            return self._stream.extra(TLSAttribute.ssl_object, None)  # noqa: S610 - no Django
        return None

    def end_reply(self, headers: Iterable[tuple[bytes, bytes]], size: int) -> None:
        """Say that a reply with these headers has ended, after a body of `size` bytes.

        If more came than belongs to it, the next request would take that for its answer: the connection is not used
        again.
        """
        heard = self.heard
        head = _HEAD_END.search(heard)
        if head is None:
            self._spoiled = True
        elif not any(name.lower() == b"transfer-encoding" for name, _ in headers):
            self._spoiled = self._heard - head.end() > size
        elif len(heard) == self._heard:
            self._spoiled = _end_of_chunks(heard, head.end()) != self._heard
        else:  # too long to go through again
            self._spoiled = self._tail != _LAST_CHUNK


def _end_of_chunks(heard: bytes, at: int) -> int | None:
    """Give where a body in chunks ends (RFC 9112, 7.1); None where it is of another form, such as with trailers."""
    while line := _CHUNK_SIZE.match(heard, at):
        size = int(line[1], 16)
        at = line.end() + size + 2
        if size == 0:
            return at if heard[at - 2 : at] == b"\r\n" else None
    return None


def _timing() -> Timing:
    """Give where the steps of the request under way are noted."""
    hearing = HEARING.get()
    return hearing.timing if hearing is not None else Timing()


@contextmanager
def _as(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    """Raise what httpcore raises, in the place of what a socket does."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except (OSError, anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
        raise broken(str(error)) from error


def _is_readable(descriptor: int) -> bool:
    """Tell whether an idle connection has something to read, which can only be its end."""
    if descriptor < 0:
        return True
    if sys.platform == "win32":
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
