"""The recorder: takes records from the wire, numbers them, and brings them to the capture in batches."""

import json
import time
from collections.abc import Callable
from typing import Any, Final

import anyio

from inspector.traffic.capture import CaptureError, CaptureWriter, FindingRow
from inspector.traffic.record import Direction, Kind, Record

FLUSH_INTERVAL: Final = 0.03
"""Seconds a record may wait for its batch; the promise is at most 50 ms behind."""

_BATCH_RECORDS: Final = 512
_BATCH_BYTES: Final = 1 << 20


class Recorder:
    """Keeps records in order. Belongs to the thread of the engine; nothing here waits for anything.

    Writing happens in that same thread: SQLite takes a record in about 3 µs, whereas a second thread would
    fight for the interpreter lock at every row. `committed` is called after each batch with the number of
    records that readers of the file now see, and `stopped` once if the disk refuses.
    """

    def __init__(
        self,
        writer: CaptureWriter,
        *,
        committed: Callable[[int], None] = lambda _count: None,
        stopped: Callable[[str], None] = lambda _why: None,
    ) -> None:
        self._writer: CaptureWriter | None = writer
        self._committed = committed
        self._stopped = stopped
        self._batch: list[Record] = []
        self._batch_bytes = 0
        self._amended: dict[int, Record] = {}
        self._findings: list[tuple[int, FindingRow]] = []
        self._sessions = 0
        self._seq = 0
        self._flushed = 0
        self._dirty = anyio.Event()

    def open_session(self, name: str, transport: str, target: str = "") -> "Tap":
        """Start a session in the capture; everything it records goes through the tap. `target` is what is reached."""
        self._sessions += 1
        if self._writer is not None:
            self._writer.add_session(self._sessions, name, transport, target, time.time_ns())
        return Tap(self, self._sessions)

    def keep(self, record: Record) -> None:
        """Stamp the record with number and clocks and take it into the batch. A request heads its own exchange."""
        self._seq = record.seq = self._seq + 1
        record.wall_ns = time.time_ns()
        record.mono_ns = time.monotonic_ns()
        if record.shape == "request" and record.exchange is None:
            record.exchange = record.seq
        batch = self._batch
        if not batch:
            self._dirty.set()
        batch.append(record)
        self._batch_bytes += len(record.raw)
        if len(batch) >= _BATCH_RECORDS or self._batch_bytes >= _BATCH_BYTES:
            self.flush()

    def amend(self, record: Record) -> None:
        """Say that a record's annotations changed; only one that was written already needs a second write."""
        if record.seq <= self._flushed and not record.part:
            self._amended[record.seq] = record
            self._dirty.set()

    def add_finding(self, seq: int, finding: FindingRow) -> None:
        """Attach a finding to a record."""
        self._findings.append((seq, finding))
        self._dirty.set()

    def flush(self) -> None:
        """Write what is waiting. A disk that refuses ends the recording, never the session."""
        batch, amended, findings = self._batch, self._amended, self._findings
        if not (batch or amended or findings):
            return
        self._batch, self._amended, self._findings, self._batch_bytes = [], {}, [], 0
        self._flushed = self._seq
        if self._writer is None:
            return
        try:
            self._writer.write(batch, amended.values(), findings)
        except CaptureError as error:
            self._writer.close()
            self._writer = None
            self._stopped(str(error))
        else:
            self._committed(self._flushed)

    async def run(self) -> None:
        """Flush in time, until cancelled; what is left is written then."""
        try:
            while True:
                await self._dirty.wait()
                await anyio.sleep(FLUSH_INTERVAL)
                self._dirty = anyio.Event()
                self.flush()
        finally:
            self.flush()

    def close(self) -> None:
        """Write what is waiting and close the file."""
        self.flush()
        if self._writer is not None:
            self._writer.close()
            self._writer = None


class Tap:
    """A session's way to the recorder."""

    def __init__(self, recorder: Recorder, session: int) -> None:
        self._recorder = recorder
        self.session = session

    def draft(self, raw: bytes, *, own: bool = False) -> Record:
        """Make the record of a message that is about to be sent; the transport keeps it when it is."""
        return Record(self.session, Direction.SENT, Kind.MESSAGE, raw, own=own)

    def keep(self, record: Record) -> None:
        """Keep a drafted record, now that its bytes go out."""
        self._recorder.keep(record)

    def received(self, kind: Kind, raw: bytes, *, http: int | None = None) -> Record:
        """Keep what came in."""
        record = Record(self.session, Direction.RECEIVED, kind, raw)
        record.http = http
        self._recorder.keep(record)
        return record

    def sent(self, kind: Kind, raw: bytes, *, own: bool = False) -> Record:
        """Keep something sent that is not a message, such as the head of an HTTP request."""
        record = Record(self.session, Direction.SENT, kind, raw, own=own)
        self._recorder.keep(record)
        return record

    def local(self, kind: Kind, facts: dict[str, Any], *, exchange: int | None = None) -> Record:
        """Keep something that happened here: a process that started, an answer that did not come."""
        record = Record(self.session, Direction.LOCAL, kind, json.dumps(facts, ensure_ascii=False).encode())
        record.exchange = exchange
        self._recorder.keep(record)
        return record

    def amend(self, record: Record) -> None:
        """Say that a kept record was annotated further."""
        self._recorder.amend(record)

    def add_finding(self, seq: int, finding: FindingRow) -> None:
        """Attach a finding to a kept record, by its number."""
        self._recorder.add_finding(seq, finding)

    def flush(self) -> None:
        """Write now; for work that may take long, so that the disk knows before."""
        self._recorder.flush()
