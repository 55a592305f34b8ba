"""The flood server over HTTP: prints its port, answers every POST with a JSON body, and knows no event streams."""

import asyncio
import json

from typing_extensions import override

from tests.bench.flood_server import answer, reply


class Connection(asyncio.Protocol):
    """One kept-alive connection; as much of HTTP/1.1 as the clients of the measurement need."""

    def __init__(self) -> None:
        self._bytes = b""
        self._transport: asyncio.WriteTransport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    @override
    def data_received(self, data: bytes) -> None:
        self._bytes += data
        while True:
            head, found, rest = self._bytes.partition(b"\r\n\r\n")
            length = _length(head)
            if not found or len(rest) < length:
                return
            body, self._bytes = rest[:length], rest[length:]
            self._respond(head.startswith(b"POST"), body)

    def _respond(self, posted: bool, body: bytes) -> None:
        message = json.loads(body) if posted else {}
        status, content = b"202 Accepted", b""
        if not posted:
            status = b"405 Method Not Allowed"
        elif "id" in message:
            status, content = b"200 OK", reply(message["id"], answer(message)[1])
        assert self._transport is not None
        self._transport.write(
            b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
            % (status, len(content), content)
        )


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
