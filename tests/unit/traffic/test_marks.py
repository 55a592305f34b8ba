"""Marks and notes: kept beside the records, while others write them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from inspector.traffic.capture import CaptureReader, CaptureWriter
from inspector.traffic.export.capture_copy import copy_capture
from inspector.traffic.export.json_lines import json_lines
from inspector.traffic.export.redaction import Redaction
from inspector.traffic.export.selection import Selection
from inspector.traffic.filters.parser import parse_filter
from inspector.traffic.marks import MarkError, MarkWriter
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    tap = recorder.open_session("server", "stdio")
    for number in range(5):
        tap.received(Kind.STDERR, f"line {number}\n".encode())
    recorder.close()
    return tmp_path / "c"


@contextmanager
def marking(path: Path) -> Iterator[MarkWriter]:
    writer = MarkWriter(path)
    yield writer
    writer.close()


def seen(path: Path) -> list[tuple[int, int, str | None]]:
    reader = CaptureReader(path)
    rows = [(row.seq, row.marked, row.note) for row in reader.rows(1, 9) if row.marked or row.note is not None]
    reader.close()
    return rows


def test_a_mark_and_a_note_are_kept_and_taken_away_again(path: Path) -> None:
    with marking(path) as writer:
        writer.toggle(2)
        writer.note(3, "odd\nindeed")
    assert seen(path) == [(2, 1, None), (3, 0, "odd\nindeed")]
    with marking(path) as writer:
        writer.toggle(2)
        writer.note(3, "")
    assert seen(path) == []


def test_marks_are_written_while_the_recorder_writes(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    tap = recorder.open_session("server", "stdio")
    tap.received(Kind.STDERR, b"first\n")
    recorder.flush()

    def write_marks() -> None:
        with marking(tmp_path / "c") as writer:
            for number in range(1, 201):
                writer.note(number, "here")

    beside = Thread(target=write_marks)
    beside.start()
    for _ in range(200):
        for _ in range(20):
            tap.received(Kind.STDERR, b"more\n")
        recorder.flush()
    beside.join()
    recorder.close()
    reader = CaptureReader(tmp_path / "c")
    assert reader.count() == 4_001
    assert reader.matching(parse_filter("noted"), 1, 4_001) == list(range(1, 201))
    reader.close()


def test_a_capture_without_the_tables_opens_and_takes_marks(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.executescript("DROP TABLE mark; DROP TABLE note")
    db.close()
    reader = CaptureReader(path)
    assert reader.matching(parse_filter("marked or noted"), 1, 9) == []
    with marking(path) as writer:
        writer.toggle(4)
    reader.look_again()
    assert reader.matching(parse_filter("marked"), 1, 9) == [4]
    reader.close()


def test_that_a_file_takes_no_marks_is_said_with_what_helps(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA journal_mode=DELETE")
    db.close()
    with sqlite3.connect(path, isolation_level=None) as db:
        db.execute("BEGIN EXCLUSIVE")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("inspector.traffic.marks._PATIENCE", 0.01)
            with pytest.raises(MarkError, match="Try again in a moment"):
                MarkWriter(path)
    db.close()
    (path.parent / "text").write_text("no database at all, by no means")
    with pytest.raises(MarkError, match="Export it as a capture"):
        MarkWriter(path.parent / "text")


def test_marks_and_notes_leave_with_the_records(path: Path, tmp_path: Path) -> None:
    with marking(path) as writer:
        writer.toggle(2)
        writer.note(2, "see ?token=abcdefghijk here")
    reader = CaptureReader(path)
    lines = list(json_lines(Selection(reader, parse_filter("marked"), redaction=Redaction())))
    assert len(lines) == 1
    assert '"marked": true, "note": "see ?token=REDACTED here"' in lines[0]
    copy_capture(Selection(reader, parse_filter("number >= 2")), tmp_path / "copy")
    reader.close()
    assert seen(tmp_path / "copy") == [(1, 1, "see ?token=abcdefghijk here")]
