"""Servers in this process that write given bytes in given pieces, over TCP, HTTP and WebSocket."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(talk: Talk) -> AsyncIterator[int]:
    """Serve connections with `talk`, and close each after it; gives the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


async def write_in_pieces(writer: asyncio.StreamWriter, pieces: list[bytes]) -> None:
    """Write so that each piece is read by itself, as far as a socket can be made to."""
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        for _ in range(3):
            await asyncio.sleep(0)


def chunked(chunks: list[bytes]) -> bytes:
    """Give a body in chunks (RFC 9112, 7.1)."""
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks if chunk) + b"0\r\n\r\n"


def http_answer(content_type: str, chunks: list[bytes]) -> bytes:
    """Give a whole answer with its body in chunks."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head.encode() + chunked(chunks)


async def read_head(reader: asyncio.StreamReader) -> dict[str, str]:
    """Read a request's head, and the body that belongs to it; gives the headers."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[1:]
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    await reader.readexactly(int(headers.get("content-length", 0)))
    return headers


def websocket_accept(headers: dict[str, str]) -> bytes:
    """Give the answer to a WebSocket's opening handshake (RFC 6455, 4.2.2)."""
    key = headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: mcp\r\n\r\n"
    ).encode()


def websocket_frame(opcode: int, payload: bytes, *, last: bool = True) -> bytes:
    """Give one frame of a server, unmasked (RFC 6455, 5.2)."""
    first = bytes([opcode | (0x80 if last else 0)])
    if len(payload) < 126:
        return first + bytes([len(payload)]) + payload
    if len(payload) < 1 << 16:
        return first + b"\x7e" + len(payload).to_bytes(2, "big") + payload
    return first + b"\x7f" + len(payload).to_bytes(8, "big") + payload


def websocket_message(fragments: list[bytes]) -> bytes:
    """Give one text message in fragments."""
    last = len(fragments) - 1
    return b"".join(
        websocket_frame(0 if number else 1, fragment, last=number == last) for number, fragment in enumerate(fragments)
    )
