"""A transport as a plug-in: `framed://host:port`, where each message follows its length in four bytes, big-endian."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

import anyio
from anyio.abc import SocketStream, TaskStatus
from anyio.streams.buffered import BufferedByteReceiveStream
from typing_extensions import override

from inspector.servers.definition import PlugInSettings
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Tap
from inspector.transports.base import Headers, OpenError, Receiver, Transport
from inspector.transports.failure import Failure, Reason


class FramedTransport(Transport):
    """One connection; recorded is what crosses, when it crosses."""

    name: ClassVar[str] = "framed"

    def __init__(self, tap: Tap, settings: PlugInSettings) -> None:
        super().__init__(tap)
        self._url = settings.url
        self._stream: SocketStream | None = None
        self._closing = anyio.Event()

    @override
    async def run(self, receiver: Receiver, *, task_status: TaskStatus[None]) -> Failure:
        place = urlsplit(self._url)
        try:
            stream = await anyio.connect_tcp(place.hostname or "", place.port or 0)
        except OSError as error:
            raise OpenError(Failure(Reason.CONNECT, f'Nothing was reached at "{self._url}": {error}.')) from error
        async with stream, anyio.create_task_group() as tasks:
            self._stream = stream
            tasks.start_soon(self._end_when_closed, tasks.cancel_scope)
            task_status.started()
            await self._read(stream, receiver)
            tasks.cancel_scope.cancel()
        return Failure(Reason.CLOSED, "The connection has ended.")

    async def _read(self, stream: SocketStream, receiver: Receiver) -> None:
        source = BufferedByteReceiveStream(stream)
        try:
            while True:
                head = await source.receive_exactly(4)
                payload = await source.receive_exactly(int.from_bytes(head))
                receiver.received(self.tap.received(Kind.MESSAGE, payload), payload)
        except (anyio.IncompleteRead, anyio.BrokenResourceError):
            return

    async def _end_when_closed(self, scope: anyio.CancelScope) -> None:
        await self._closing.wait()
        scope.cancel()

    @override
    async def send(self, record: Record, headers: Headers = ()) -> None:
        if self._stream is not None:
            self.tap.keep(record)
            await self._stream.send(len(record.raw).to_bytes(4) + record.raw)

    @override
    def close(self) -> None:
        self._closing.set()


class BrokenTransport(FramedTransport):
    """Raises wherever it can."""

    @override
    async def run(self, receiver: Receiver, *, task_status: TaskStatus[None]) -> Failure:
        if self._url.endswith("before"):
            raise RuntimeError("before it started")
        task_status.started()
        await self._closing.wait()
        raise RuntimeError("after it started")

    @override
    async def send(self, record: Record, headers: Headers = ()) -> None:
        raise RuntimeError("not sent")

    @override
    def facts(self) -> dict[str, Any]:
        raise RuntimeError("no facts")


def no_transport(tap: Tap, settings: PlugInSettings) -> str:
    """Give something else."""
    return "text"
