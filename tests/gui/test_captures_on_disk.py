"""What becomes of captures on the disk: one that fills it, and those of earlier runs."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from inspector.sessions.outcome import NoReply
from inspector.traffic.capture import CaptureReader, CaptureWriter
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder
from inspector.ui.capture_window import CaptureWindow
from inspector.ui.old_captures import let_go
from tests.gui.conftest import Desk

DEMO = [sys.executable, "-m", "inspector", "demo", "calculator"]
LONG_AGO = 1_000_000_000.0


def capture(path: Path, *, changed: float = LONG_AGO) -> Path:
    recorder = Recorder(CaptureWriter(path))
    recorder.open_session("server", "stdio").received(Kind.MESSAGE, b"kept")
    recorder.close()
    os.utime(path, (changed, changed))
    return path


def fill_the_disk(desk: Desk) -> None:
    """Let SQLite answer from now on as it does on a full disk."""
    recorder = desk.workspace._recorder
    assert recorder is not None
    assert recorder._writer is not None
    database = recorder._writer._db
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count={pages}")


def test_a_full_disk_is_said_to_stay_seen_and_the_session_goes_on(desk: Desk) -> None:
    server = desk.connect(DEMO)
    desk.until(lambda: desk.window.messages.model.rowCount() > 4)
    before = desk.window.messages.model.rowCount()
    fill_the_disk(desk)
    call = asyncio.get_event_loop().create_task(server.call_tool("add", {"a": 1, "b": 2, "note": "x" * 400_000}))
    desk.until(desk.window.messages.stopped.isVisible)
    desk.until(call.done)
    assert not isinstance(call.result(), NoReply)
    assert "Recording has stopped; the sessions go on." in desk.window.messages.stopped.sentence.text()
    assert "Free some space" in desk.window.messages.stopped.help.text()
    assert server.is_open
    assert desk.window.messages.model.rowCount() >= before
    reader = CaptureReader(desk.workspace.path)
    assert reader.count() >= before
    reader.close()


def test_captures_beyond_the_limits_go_to_the_trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "data" / "captures"
    folder.mkdir(parents=True)
    current = capture(folder / "now.mcpcap", changed=LONG_AGO * 2)
    old = capture(folder / "old.mcpcap")
    gone = let_go(current, days=30, megabytes=0)
    assert [each.path for each in gone] == [old]
    assert not old.exists()
    assert current.exists()


def test_what_the_system_does_not_take_into_its_trash_stays(tmp_path: Path) -> None:
    current, old = capture(tmp_path / "now.mcpcap", changed=LONG_AGO * 2), capture(tmp_path / "old.mcpcap")
    assert let_go(current, days=30, megabytes=0, trash=lambda _path: False) == []
    assert old.exists()


def test_at_the_start_it_is_said_what_went(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    for name in ("one", "two"):
        capture(desk.workspace.path.parent / f"{name}.mcpcap")
    desk.window.preferences.put("captures.keep-days", 7)
    desk.window.old_captures.look()
    desk.until(lambda: "2 old captures were moved to the trash" in desk.window.statusBar().currentMessage())


def test_the_menu_offers_captures_of_earlier_runs(desk: Desk) -> None:
    menu = desk.window.recent_captures
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["There are none yet"]
    capture(desk.workspace.path.parent / "earlier.mcpcap")
    menu.aboutToShow.emit()
    (offered,) = menu.actions()
    assert offered.text().startswith("2001-09-0")
    offered.trigger()
    (window,) = desk.window.findChildren(CaptureWindow)
    assert window.messages.model.rowCount() == 1
    window.close()
