"""A transport alone: run against a server, its frames heard, its records read back."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio

from inspector.jsonrpc.message import Shape
from inspector.lint.situations import Situation
from inspector.traffic.capture import CaptureReader, CaptureWriter
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Recorder, Tap
from inspector.transports.base import Transport
from inspector.transports.failure import Failure

FRAMES = (Kind.MESSAGE, Kind.SSE, Kind.BODY)
LIMIT = 30


class Heard:
    """A receiver that keeps what it is told; no request is ever answered."""

    def __init__(self) -> None:
        self.payloads: list[bytes] = []
        self.over = anyio.Event()

    def received(self, record: Record, payload: bytes) -> None:
        self.payloads.append(payload)

    def undelivered(self, sent: Record, failure: Failure) -> None:
        self.over.set()

    def crossed(self, record: Record, posted: Record | None = None) -> None:
        pass

    def noticed(self, situation: Situation, record: Record, sentence: str, pointer: str = "") -> None:
        pass

    def unanswered(self, sent: Record) -> bool:
        return True


async def carry(make: Callable[[Tap], Transport], *, post: bool = False) -> tuple[list[bytes], list[bytes]]:
    """Run a transport until the server ends it, or the answer to a posted request is over.

    Gives the bytes of the records of frames that came in, and the payloads that were handed on.
    """
    heard = Heard()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wire.mcpcap"
        recorder = Recorder(CaptureWriter(path))
        tap = recorder.open_session("wire", "wire", "wire")
        with anyio.fail_after(LIMIT):
            await _run(make(tap), heard, tap, post=post)
        recorder.close()
        reader = CaptureReader(path)
        rows = reader.rows(1, reader.count())
        frames = [reader.raw(row.seq) for row in rows if row.direction == "received" and row.kind in FRAMES]
        reader.close()
    return frames, heard.payloads


async def _run(transport: Transport, heard: Heard, tap: Tap, *, post: bool) -> None:
    async with anyio.create_task_group() as tasks:

        async def run(*, task_status: Any = anyio.TASK_STATUS_IGNORED) -> None:
            await transport.run(heard, task_status=task_status)

        await tasks.start(run)
        if post:
            record = tap.draft(b'{"jsonrpc":"2.0","id":1,"method":"ping"}')
            record.shape = Shape.REQUEST
            await transport.send(record)
            await heard.over.wait()
            transport.close()
