"""Several captures made one."""

from pathlib import Path

import pytest

from inspector.app import run
from inspector.traffic.capture import CaptureError, CaptureReader, CaptureWriter, FindingRow
from inspector.traffic.export.merging import merge_captures
from inspector.traffic.marks import MarkWriter
from inspector.traffic.record import Direction, Kind, Record
from inspector.traffic.recorder import Recorder
from inspector.traffic.timing import Timing


def record(session: int, wall: int, raw: bytes, direction: Direction = Direction.SENT) -> Record:
    made = Record(session, direction, Kind.MESSAGE, raw)
    made.wall_ns, made.mono_ns = wall, wall - 1_000_000
    return made


def write(path: Path, *calls: tuple[int, bytes], name: str = "weather", clock: int = 1_000_000) -> Path:
    """Write a capture of calls that were answered one nanosecond later."""
    writer = CaptureWriter(path)
    writer.add_session(1, name, "stdio", "weather --now", 5)
    seq = 0
    for wall, raw in calls:
        sent, reply = record(1, wall, raw), record(1, wall + 1, b"answer to " + raw, Direction.RECEIVED)
        sent.seq, reply.seq, seq = seq + 1, seq + 2, seq + 2
        sent.exchange = reply.exchange = sent.seq
        reply.status, reply.latency_ns = "ok", 1
        for one in (sent, reply):
            one.mono_ns = one.wall_ns - clock
        finding = FindingRow("id-null", "error", "odd", None, "/id", "section")
        writer.write([sent, reply], (), [(reply.seq, finding)], [(sent.seq, Timing(1, 2, 3, 4, 5))])
    writer.close()
    return path


def test_records_stand_in_the_order_of_the_wall_clock_and_still_belong_together(tmp_path: Path) -> None:
    one = write(tmp_path / "one", (10, b"a"), (30, b"c"))
    two = write(tmp_path / "two", (20, b"b"), name="files")
    assert merge_captures([one, two], tmp_path / "both") == 6
    reader = CaptureReader(tmp_path / "both")
    rows = reader.rows(1, 10)
    assert [reader.raw(row.seq) for row in rows] == [
        b"a", b"answer to a", b"b", b"answer to b", b"c", b"answer to c",
    ]  # fmt: skip
    assert [row.exchange for row in rows] == [1, 1, 3, 3, 5, 5]
    assert [row.session for row in rows] == ["weather", "weather", "files", "files", "weather", "weather"]
    assert reader.reply_to(3) == 4
    assert [len(reader.findings(seq)) for seq in range(1, 7)] == [0, 1, 0, 1, 0, 1]
    assert reader.timing(3) == Timing(1, 2, 3, 4, 5)
    reader.close()


def test_sessions_of_one_name_stay_apart(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one.mcpcap", (10, b"a")), write(tmp_path / "two.mcpcap", (20, b"b"))
    merge_captures([one, two], tmp_path / "both")
    reader = CaptureReader(tmp_path / "both")
    assert [(each.id, each.name, each.target) for each in reader.sessions()] == [
        (1, "weather", "weather --now"),
        (2, "weather (two)", "weather --now"),
    ]
    reader.close()


def test_the_order_within_a_capture_stays_even_where_its_wall_clock_was_set_back(tmp_path: Path) -> None:
    one = write(tmp_path / "one", (100, b"a"), (50, b"later, by an earlier clock"))
    two = write(tmp_path / "two", (70, b"b"))
    merge_captures([one, two], tmp_path / "both")
    reader = CaptureReader(tmp_path / "both")
    assert [reader.raw(row.seq) for row in reader.rows(1, 9) if row.direction == "sent"] == [
        b"b", b"a", b"later, by an earlier clock",
    ]  # fmt: skip
    reader.close()


def test_the_monotonic_clocks_of_two_machines_are_brought_together(tmp_path: Path) -> None:
    one = write(tmp_path / "one", (10_000_000, b"a"), clock=1_000_000)
    two = write(tmp_path / "two", (10_000_020, b"b"), clock=7_000_000)
    merge_captures([one, two], tmp_path / "both")
    reader = CaptureReader(tmp_path / "both")
    monos = [row.mono_ns for row in reader.rows(1, 9)]
    assert [mono - monos[0] for mono in monos] == [0, 1, 20, 21]
    reader.close()


def test_marks_and_notes_come_along(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one", (10, b"a")), write(tmp_path / "two", (20, b"b"))
    marks = MarkWriter(two)
    marks.toggle(1)
    marks.note(2, "look here")
    marks.close()
    merge_captures([one, two], tmp_path / "both")
    reader = CaptureReader(tmp_path / "both")
    assert [(row.marked, row.note) for row in reader.rows(1, 9)] == [(0, None), (0, None), (1, None), (0, "look here")]
    reader.close()


def test_a_capture_that_is_being_written_can_be_merged(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "live"))
    recorder.open_session("server", "stdio").received(Kind.MESSAGE, b"so far")
    recorder.flush()
    assert merge_captures([write(tmp_path / "one", (10, b"a")), tmp_path / "live"], tmp_path / "both") == 3
    recorder.close()


def test_a_merge_that_is_stopped_or_cannot_be_read_leaves_nothing_behind(tmp_path: Path) -> None:
    one = write(tmp_path / "one", *((10 * number, b"a") for number in range(3_000)))
    with pytest.raises(CaptureError, match="stopped"):
        merge_captures([one, one], tmp_path / "both", stop=lambda: True)
    (tmp_path / "none").write_bytes(b"not a capture")
    with pytest.raises(CaptureError, match="could not be opened"):
        merge_captures([one, tmp_path / "none"], tmp_path / "both")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("both")] == []


def test_an_older_file_is_replaced_once_all_captures_can_be_read(tmp_path: Path) -> None:
    one, older = write(tmp_path / "one", (10, b"a")), write(tmp_path / "both", (20, b"b"))
    (tmp_path / "none").write_bytes(b"not a capture")
    with pytest.raises(CaptureError, match="could not be opened"):
        merge_captures([one, tmp_path / "none"], older, replaces=True)
    assert older.exists()
    assert merge_captures([one, one, one], older, replaces=True) == 6


def test_the_command_merges_and_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = write(tmp_path / "one", (10, b"a")), write(tmp_path / "two", (20, b"b"))
    assert run(["merge", str(one), str(two), "--output", str(tmp_path / "both")]) == 0
    assert "4 records of 2 captures" in capsys.readouterr().err
    assert run(["merge", str(one), str(two), "--output", str(one)]) == 2
    assert "exists already" in capsys.readouterr().err
