"""Which captures were kept long enough."""

import os
from pathlib import Path

from inspector.traffic.capture import CaptureReader, CaptureWriter
from inspector.traffic.keeping import StoredCapture, is_let_go, kept_too_long, stored_captures
from inspector.traffic.marks import MarkWriter
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder

DAY = 86_400.0


def capture(path: Path, *, changed: float | None = None) -> Path:
    recorder = Recorder(CaptureWriter(path))
    recorder.open_session("server", "stdio").received(Kind.MESSAGE, b"kept")
    recorder.close()
    if changed is not None:
        os.utime(path, (changed, changed))
    return path


def stored(name: str, *, days_old: float, megabytes: int = 1) -> StoredCapture:
    return StoredCapture(Path(name), 100 * DAY - days_old * DAY, megabytes * 1_000_000)


def names(captures: list[StoredCapture]) -> list[str]:
    return [str(each.path) for each in captures]


def test_captures_are_found_newest_first_with_all_that_stands_beside_them(tmp_path: Path) -> None:
    capture(tmp_path / "old.mcpcap", changed=1_000)
    new = capture(tmp_path / "new.mcpcap", changed=2_000)
    (tmp_path / "new.mcpcap-wal").write_bytes(b"x" * 1_000)
    (tmp_path / "letter.txt").write_text("not a capture")
    found = stored_captures(tmp_path)
    assert [each.path.name for each in found] == ["new.mcpcap", "old.mcpcap"]
    assert found[0].size == new.stat().st_size + 1_000
    assert stored_captures(tmp_path / "nowhere") == []


def test_what_is_older_than_the_limit_goes_and_the_newest_always_stays() -> None:
    captures = [stored("a", days_old=40), stored("b", days_old=41), stored("c", days_old=50)]
    assert names(kept_too_long(captures, days=45, megabytes=0, now=100 * DAY)) == ["c"]
    assert names(kept_too_long(captures, days=10, megabytes=0, now=100 * DAY)) == ["b", "c"]
    assert kept_too_long(captures, days=0, megabytes=0, now=100 * DAY) == []


def test_what_has_no_room_goes_from_the_oldest_on() -> None:
    captures = [stored("a", days_old=1, megabytes=5), stored("b", days_old=2), stored("c", days_old=3, megabytes=4)]
    assert names(kept_too_long(captures, days=0, megabytes=8, now=100 * DAY)) == ["c"]
    assert names(kept_too_long(captures, days=0, megabytes=3, now=100 * DAY)) == ["b", "c"]


def test_what_somebody_has_open_is_not_let_go(tmp_path: Path) -> None:
    path = capture(tmp_path / "a.mcpcap")
    reader = CaptureReader(path)
    assert reader.count() == 1
    assert not is_let_go(path)
    reader.close()
    assert is_let_go(path)


def test_what_is_being_written_is_not_let_go(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "a.mcpcap"))
    recorder.open_session("server", "stdio").received(Kind.MESSAGE, b"first")
    recorder.flush()
    assert not is_let_go(tmp_path / "a.mcpcap")
    recorder.close()


def test_what_the_user_has_marked_or_noted_is_not_let_go(tmp_path: Path) -> None:
    marked, noted = capture(tmp_path / "marked.mcpcap"), capture(tmp_path / "noted.mcpcap")
    marks = MarkWriter(marked)
    marks.toggle(1)
    marks.close()
    notes = MarkWriter(noted)
    notes.note(1, "why the client fails")
    notes.close()
    assert not is_let_go(marked)
    assert not is_let_go(noted)


def test_what_is_no_capture_is_not_let_go(tmp_path: Path) -> None:
    (tmp_path / "a.mcpcap").write_text("somebody's own file")
    assert not is_let_go(tmp_path / "a.mcpcap")
    assert not is_let_go(tmp_path / "nowhere.mcpcap")
