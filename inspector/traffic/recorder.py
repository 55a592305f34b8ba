"""The recorder: takes records from the wire, numbers them, and brings them to the capture in batches."""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Any, Final, NamedTuple

import anyio
from anyio import to_thread

from inspector.traffic.capture import CaptureError, CaptureWriter, FindingRow
from inspector.traffic.record import Direction, Kind, Record
from inspector.traffic.timing import Timing

FLUSH_INTERVAL: Final = 0.03
"""Seconds a record may wait for its batch; the promise is at most 50 ms behind."""

_LATE_NS: Final = 15_000_000
"""Nanoseconds after which a record is written as soon as what came with it was looked at."""

_BATCH_RECORDS: Final = 4_000
_BATCH_BYTES: Final = 1 << 20
_HEAVY: Final = 1 << 18
"""Bytes a record, from which on a batch is written by another thread."""

_MOST_BYTES: Final = 1 << 28
"""What may wait for that thread; then everything waits for it."""

_FOLD_BYTES: Final = 1 << 24
_FOLD_INTERVAL: Final = 1.0


class _Batch(NamedTuple):
    """What goes to the disk in one transaction."""

    records: list[Record]
    amended: dict[int, Record]
    findings: list[tuple[int, FindingRow]]
    timings: list[tuple[int, Timing]]


class Recorder:
    """Keeps records in order. Belongs to the thread of the engine; nothing here waits for anything.

    Writing happens in that same thread: SQLite takes a record in about 2 µs, whereas a second thread would
    fight for the interpreter lock at every row. Few records of many bytes are the other way round: they go to
    the disk from a worker thread, as does what makes SQLite wait for the disk. `committed` is called after each
    batch with the number of records that readers of the file now see, and `stopped` once if the disk refuses.
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
        self._timings: list[tuple[int, Timing]] = []
        self._sessions = 0
        self._seq = 0
        self._flushed = 0
        self._dirty = anyio.Event()
        self._writing = Lock()
        self._aside: _Batch | None = None
        """What another thread is about to write."""
        self._refusal: CaptureError | None = None
        """Why the disk did not take a batch, whichever thread wrote it."""
        self._unfolded = 0

    def open_session(self, name: str, transport: str, target: str = "") -> "Tap":
        """Start a session in the capture; everything it records goes through the tap. `target` is what is reached."""
        self._sessions += 1
        if self._writer is not None:
            self._writer.add_session(self._sessions, name, transport, target, time.time_ns())
        return Tap(self, self._sessions)

    def keep(self, record: Record) -> None:
        """Stamp the record with number and clocks and take it into the batch. A request heads its own exchange."""
        self._make_room()
        self._seq = record.seq = self._seq + 1
        record.wall_ns = time.time_ns()
        record.mono_ns = time.monotonic_ns()
        if record.shape == "request" and record.exchange is None:
            record.exchange = record.seq
        self._batch.append(record)
        self._batch_bytes += len(record.raw)

    def keep_arrived(self, records: Sequence[Record]) -> None:
        """Take records that came in with one read of the system: they have one time."""
        self._make_room()
        wall, mono, seq, size = time.time_ns(), time.monotonic_ns(), self._seq, 0
        for record in records:
            seq += 1
            record.seq, record.wall_ns, record.mono_ns = seq, wall, mono
            size += len(record.raw)
        self._seq = seq
        self._batch += records
        self._batch_bytes += size

    def rest(self) -> None:
        """Write a full batch, or one that waits for long, now that its records say all they will.

        In a flood the time to write comes late, for the loop is busy with what comes in.
        """
        if self._batch and (self._is_full() or self._is_late()) and not self._is_heavy():
            self.flush()

    def _make_room(self) -> None:
        """Write a full batch before the next record and not after the last, which is not annotated then."""
        if self._batch and self._is_full() and (not self._is_heavy() or self._batch_bytes >= _MOST_BYTES):
            self.flush()
        if not self._batch:
            self._dirty.set()

    def _is_full(self) -> bool:
        return len(self._batch) >= _BATCH_RECORDS or self._batch_bytes >= _BATCH_BYTES

    def _is_late(self) -> bool:
        return time.monotonic_ns() - self._batch[0].mono_ns > _LATE_NS

    def _is_heavy(self) -> bool:
        return self._batch_bytes >= _BATCH_BYTES and self._batch_bytes >= len(self._batch) * _HEAVY

    def amend(self, record: Record) -> None:
        """Say that a record's annotations changed; only one that was written already needs a second write."""
        if record.seq <= self._flushed and not record.part:
            self._amended[record.seq] = record
            self._dirty.set()

    def add_finding(self, seq: int, finding: FindingRow) -> None:
        """Attach a finding to a record."""
        self._findings.append((seq, finding))
        self._dirty.set()

    def add_timing(self, seq: int, timing: Timing) -> None:
        """Say how long the steps of an HTTP request took."""
        self._timings.append((seq, timing))
        self._dirty.set()

    def flush(self) -> None:
        """Write what is waiting, and wait for it. A disk that refuses ends the recording, never the session."""
        self._write_aside()
        if self._batch or self._amended or self._findings or self._timings:
            self._write(self._take())
        self._conclude()

    async def _flush_aside(self) -> None:
        """Write what is waiting while everything else goes on."""
        self._aside = self._take()
        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(self._write_aside)
        self._conclude()

    def _write_aside(self) -> None:
        """Write what was set aside for another thread, or wait until it is written.

        That thread may not have begun when somebody has to wait for it, and the one that waits would keep it from that.
        """
        with self._writing:
            batch, self._aside = self._aside, None
            if batch is not None:
                self._write(batch)

    def _take(self) -> _Batch:
        batch = _Batch(self._batch, self._amended, self._findings, self._timings)
        self._unfolded += self._batch_bytes + 100 * len(self._batch)
        self._batch, self._amended, self._findings, self._timings, self._batch_bytes = [], {}, [], [], 0
        self._flushed = self._seq
        return batch

    def _write(self, batch: _Batch) -> None:
        try:
            if self._writer is not None:
                self._writer.write(batch.records, batch.amended.values(), batch.findings, batch.timings)
        except CaptureError as error:
            self._refusal = error

    def _conclude(self) -> None:
        """Tell that all that was taken is written, or why it is not; in the engine's thread."""
        if self._writer is None:
            return
        if self._refusal is None:
            self._committed(self._flushed)
            return
        self._writer.close()
        self._writer = None
        self._stopped(str(self._refusal))

    async def run(self) -> None:
        """Flush in time, until cancelled; what is left is written then."""
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._fold_in_time)
                while True:
                    await self._dirty.wait()
                    await anyio.sleep(FLUSH_INTERVAL)
                    self._dirty = anyio.Event()
                    if self._is_heavy():
                        await self._flush_aside()
                    else:
                        self.flush()
        finally:
            self.flush()

    async def _fold_in_time(self) -> None:
        """Bring what was written from SQLite's log into its file, beside the writing: it waits for the disk twice."""
        while True:
            await anyio.sleep(_FOLD_INTERVAL)
            if self._unfolded >= _FOLD_BYTES and self._writer is not None:
                self._unfolded = 0
                await to_thread.run_sync(self._writer.fold)

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

    def received_together(self, kind: Kind, raws: Iterable[bytes]) -> list[Record]:
        """Keep frames that came in with one read of the system."""
        session = self.session
        records = [Record(session, Direction.RECEIVED, kind, raw) for raw in raws]
        self._recorder.keep_arrived(records)
        return records

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

    def add_timing(self, request: Record, timing: Timing) -> None:
        """Say how long the steps of an HTTP request took."""
        self._recorder.add_timing(request.seq, timing)

    def rest(self) -> None:
        """Say that what came in together was looked at."""
        self._recorder.rest()

    def flush(self) -> None:
        """Write now; for work that may take long, so that the disk knows before."""
        self._recorder.flush()
