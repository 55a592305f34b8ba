import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import anyio
import pytest

from inspector.jsonrpc.message import Shape
from inspector.traffic.capture import CaptureError, CaptureReader, CaptureWriter, FindingRow
from inspector.traffic.filters.syntax import Everything, Text
from inspector.traffic.record import Direction, Kind, Record
from inspector.traffic.recorder import Recorder


def request(recorder: Recorder, text: bytes = b'{"id":1}') -> Record:
    tap = recorder.open_session("server", "stdio")
    record = tap.draft(text)
    record.shape, record.method = "request", "tools/call"
    tap.keep(record)
    return record


def test_a_record_comes_back_byte_for_byte(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    raw = bytes(range(256)) + b"\r\n"
    recorder.open_session("server", "stdio").received(Kind.MESSAGE, raw)
    recorder.close()
    reader = CaptureReader(tmp_path / "c")
    (row,) = reader.rows(1, 10)
    assert reader.raw(row.seq) == raw
    assert (row.direction, row.kind, row.size, row.session) == ("received", "message", 258, "server")
    reader.close()


def test_a_reply_fills_in_status_and_latency_of_its_request(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    sent = request(recorder)
    recorder.flush()
    reader = CaptureReader(tmp_path / "c")
    assert reader.rows(1, 1)[0].status is None
    reply = Record(sent.session, Direction.RECEIVED, Kind.MESSAGE, b"{}")
    recorder.keep(reply)
    reply.exchange, reply.status, reply.latency_ns = sent.seq, "ok", 5
    recorder.flush()
    assert (reader.rows(1, 1)[0].status, reader.rows(1, 1)[0].latency_ns) == ("ok", 5)
    assert reader.reply_to(sent.seq) == reply.seq
    reader.close()
    recorder.close()


def test_a_request_with_two_ends_is_one_row_with_the_first(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    sent = request(recorder)
    for status, latency in (("failure", 5), ("ok", 7)):
        end = Record(sent.session, Direction.RECEIVED, Kind.MESSAGE, b"{}")
        end.exchange, end.status, end.latency_ns = sent.seq, status, latency
        recorder.keep(end)
    recorder.close()
    reader = CaptureReader(tmp_path / "c")
    assert [(row.seq, row.status, row.latency_ns) for row in reader.rows(1, 9)] == [
        (1, "failure", 5),
        (2, "failure", 5),
        (3, "ok", 7),
    ]
    reader.close()


def test_a_record_annotated_after_it_was_written_is_written_again(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    record = request(recorder)
    recorder.flush()
    record.subject = "later"
    recorder.amend(record)
    recorder.close()
    reader = CaptureReader(tmp_path / "c")
    assert reader.rows(1, 1)[0].subject == "later"
    reader.close()


def test_findings_are_kept_with_their_record(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    record = request(recorder)
    finding = FindingRow("rule", "error", "It is odd.", None, "/id", "https://example.org")
    recorder.add_finding(record.seq, finding)
    recorder.close()
    reader = CaptureReader(tmp_path / "c")
    assert reader.findings(record.seq) == [finding]
    assert reader.rows(1, 1)[0].findings == 1
    reader.close()


@pytest.mark.anyio
async def test_a_record_is_on_disk_without_being_asked_for(tmp_path: Path) -> None:
    committed = anyio.Event()
    recorder = Recorder(CaptureWriter(tmp_path / "c"), committed=lambda _count: committed.set())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(recorder.run)
        request(recorder)
        with anyio.fail_after(2):
            await committed.wait()
        tasks.cancel_scope.cancel()
    reader = CaptureReader(tmp_path / "c")
    assert reader.count() == 1
    reader.close()
    recorder.close()


def test_a_text_is_found_in_bodies_and_columns(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    tap = recorder.open_session("server", "stdio")
    for number in range(50):
        tap.received(Kind.MESSAGE, f'{{"value": "item_{number}"}}'.encode())
    recorder.close()
    reader = CaptureReader(tmp_path / "c")
    assert reader.matching(Text("ITEM_7"), 1, 50) == [8]
    assert reader.matching(Text("item%"), 1, 50) == []
    assert len(reader.matching(Everything(), 11, 20)) == 10
    reader.close()


def test_a_full_disk_stops_the_recording_and_says_so(tmp_path: Path) -> None:
    said: list[str] = []
    writer = CaptureWriter(tmp_path / "c")
    writer._db.execute("PRAGMA max_page_count=20")  # SQLite then answers as it does on a full disk
    recorder = Recorder(writer, stopped=said.append)
    tap = recorder.open_session("server", "stdio")
    for _ in range(3):
        tap.received(Kind.MESSAGE, b"x" * 200_000)
        recorder.flush()
    recorder.close()
    assert len(said) == 1
    assert "Recording has stopped; the sessions go on." in said[0]


def test_a_file_that_is_no_capture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"")
    with pytest.raises(CaptureError, match="not a capture"):
        CaptureReader(tmp_path / "c")
    (tmp_path / "c").write_bytes(b"a picture, perhaps" * 100)
    with pytest.raises(CaptureError, match="it is not a capture"):
        CaptureReader(tmp_path / "c")
    with pytest.raises(CaptureError, match="could not be opened: there is no such file"):
        CaptureReader(tmp_path / "absent")


def test_a_capture_is_for_its_owner_only(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    request(recorder)
    recorder.flush()
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
    recorder.close()


def test_a_capture_never_writes_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"precious")
    with pytest.raises(CaptureError, match="exists already"):
        CaptureWriter(tmp_path / "c")
    assert (tmp_path / "c").read_bytes() == b"precious"


FLOOD = """
import sys, anyio
from pathlib import Path
from inspector.jsonrpc.message import Shape
from inspector.traffic.capture import CaptureWriter
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder
async def main():
    recorder = Recorder(CaptureWriter(Path(sys.argv[1])))
    tap = recorder.open_session("s", "stdio")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(recorder.run)
        number = 0
        while True:
            for _ in range(50):
                number += 1
                tap.received(Kind.MESSAGE, b"%d" % number)
            print(number, flush=True)
            await anyio.sleep(0.005)
anyio.run(main)
"""


def test_a_killed_program_leaves_a_capture_that_opens(tmp_path: Path) -> None:
    path = tmp_path / "c"
    with subprocess.Popen([sys.executable, "-c", FLOOD, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        written = 0
        deadline = time.monotonic() + 20
        while written < 2_000 and time.monotonic() < deadline:
            written = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    reader = CaptureReader(path)
    count = reader.count()
    assert count > 500
    assert all(reader.raw(seq) == b"%d" % seq for seq in range(1, count + 1, 37))
    reader.close()


def made(number: int) -> Record:
    """A record of one of the makes there are: each bit of the number says whether an annotation is there."""
    kind, direction = list(Kind)[number % len(Kind)], list(Direction)[number % len(Direction)]
    record = Record(1, direction, kind, b"x" * (number % 3), own=bool(number & 1))
    record.exchange, record.http, record.latency_ns = (7 if number & bit else None for bit in (2, 4, 8))
    record.method, record.subject, record.rpc_id = ("text" if number & bit else None for bit in (16, 32, 64))
    record.status, record.shape = "ok" if number & 128 else None, list(Shape)[number % 7] if number & 1 else None
    return record


def test_every_make_of_record_comes_back_as_it_went_in(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    recorder.open_session("server", "stdio")
    records = [made(number) for number in range(256)]
    for record in records:
        recorder.keep(record)
    recorder.close()
    db = sqlite3.connect(tmp_path / "c")
    columns = "direction, kind, own, exchange, http, latency_ns, method, subject, rpc_id, status, shape, size, raw"
    rows = db.execute(f"SELECT seq, wall_ns, mono_ns, session, {columns} FROM record ORDER BY seq").fetchall()
    db.close()
    assert rows == [
        (
            r.seq, r.wall_ns, r.mono_ns, 1, r.direction, r.kind, r.own, r.exchange, r.http, r.latency_ns, r.method,
            r.subject, r.rpc_id, r.status, r.shape, len(r.raw), r.raw,
        )
        for r in records
    ]  # fmt: skip


@pytest.mark.parametrize("size", [10, 20_000])
def test_hundreds_of_like_records_come_back_as_they_went_in(tmp_path: Path, size: int) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    tap = recorder.open_session("server", "stdio")
    raws = [b"%d " % number + bytes(size) for number in range(250)]
    for record, subject in zip(tap.received_together(Kind.MESSAGE, raws), range(250), strict=True):
        record.subject = f"subject {subject}"
    recorder.close()
    reader = CaptureReader(tmp_path / "c")
    assert [reader.raw(seq) for seq in range(1, 251)] == raws
    rows = reader.rows(1, 250)
    assert [(row.seq, row.subject, row.size) for row in rows] == [
        (number, f"subject {number - 1}", len(raws[number - 1])) for number in range(1, 251)
    ]
    reader.close()


@pytest.mark.parametrize("text", ['"quoted" \\ and /', "line\nfeed\ttab\x00nul\x1f", "\x7f\u2028 é 💡", "null", ""])
def test_a_row_has_its_texts_as_they_were_kept(tmp_path: Path, text: str) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    request(recorder).subject = text
    recorder.close()
    reader = CaptureReader(tmp_path / "c")
    (row,) = reader.rows(1, 1)
    assert (row.subject, row.status, row.latency_ns, row.note) == (text, None, None, None)
    assert reader.rows(2, 9) == []
    reader.close()


def test_a_text_that_is_no_unicode_harms_no_record_of_its_batch(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    before, odd, after = (request(recorder) for _ in range(3))
    odd.subject = "half a pair: \ud800"
    recorder.close()
    reader = CaptureReader(tmp_path / "c")
    assert [row.subject for row in reader.rows(1, 3)] == [before.subject, "half a pair: ?", after.subject]
    reader.close()


def test_what_came_with_one_read_has_one_time_and_its_own_numbers(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    tap = recorder.open_session("server", "stdio")
    records = tap.received_together(Kind.MESSAGE, [b"1\n", b"2\n", b"3\n"])
    assert [record.seq for record in records] == [1, 2, 3]
    assert len({(record.wall_ns, record.mono_ns) for record in records}) == 1
    recorder.close()


def test_what_waits_for_long_is_written_as_soon_as_it_was_looked_at(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    tap = recorder.open_session("server", "stdio")
    reader = CaptureReader(tmp_path / "c")
    (first, _) = tap.received_together(Kind.MESSAGE, [b"1\n", b"2\n"])
    first.mono_ns = time.monotonic_ns() + 10**10
    tap.rest()
    assert reader.count() == 0
    first.mono_ns = time.monotonic_ns() - 10**9
    tap.rest()
    assert reader.count() == 2
    reader.close()
    recorder.close()


@pytest.mark.anyio
async def test_a_big_record_goes_to_the_disk_beside_and_in_its_place(tmp_path: Path) -> None:
    committed: list[int] = []
    written = anyio.Event()

    def take(count: int) -> None:
        committed.append(count)
        if count == 3:
            written.set()

    recorder = Recorder(CaptureWriter(tmp_path / "c"), committed=take)
    tap = recorder.open_session("server", "stdio")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(recorder.run)
        big = [tap.received(Kind.MESSAGE, bytes(20_000_000)) for _ in range(2)]
        big[0].subject = "annotated before it was written"
        tap.received(Kind.MESSAGE, b"small")
        with anyio.fail_after(30):
            await written.wait()
        big[1].subject = "annotated after"
        recorder.amend(big[1])
        tasks.cancel_scope.cancel()
    recorder.close()
    assert committed == sorted(committed)
    reader = CaptureReader(tmp_path / "c")
    assert [(row.size, row.subject) for row in reader.rows(1, 3)] == [
        (20_000_000, "annotated before it was written"),
        (20_000_000, "annotated after"),
        (5, None),
    ]
    reader.close()


def test_the_write_ahead_log_is_folded_in_beside_the_writing(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path / "c")
    recorder = Recorder(writer)
    tap = recorder.open_session("server", "stdio")
    for _ in range(100):
        tap.received(Kind.MESSAGE, bytes(10_000))
    recorder.flush()
    assert (tmp_path / "c").stat().st_size < 1_000_000
    writer.fold()
    assert (tmp_path / "c").stat().st_size > 1_000_000
    recorder.close()
