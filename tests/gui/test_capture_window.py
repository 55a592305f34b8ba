"""Captures of other runs, opened beside the log of this one."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox

from inspector.traffic.capture import CaptureWriter
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder
from inspector.ui.capture_window import CaptureWindow
from tests.gui.conftest import Desk


def test_a_capture_is_shown_while_somebody_else_still_writes_it(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "other.mcpcap"
    recorder = Recorder(CaptureWriter(path))
    tap = recorder.open_session("noisy", "stdio")
    tap.received(Kind.STDERR, b"first\n")
    recorder.flush()
    desk.window.captures.open_all([path])
    (window,) = desk.window.findChildren(CaptureWindow)
    assert window.messages.model.rowCount() == 1
    tap.received(Kind.STDERR, b"second\n")
    recorder.flush()
    desk.until(lambda: window.messages.model.rowCount() == 2)
    window.messages.filter_line.set_filter("second")
    desk.until(lambda: window.messages.model.rowCount() == 1)
    recorder.close()
    window.close()


def test_what_is_no_capture_is_said(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "text.mcpcap"
    path.write_text("hello")
    desk.window.captures.open_all([path])
    (box,) = desk.window.findChildren(QMessageBox)
    assert "could not be opened" in box.text()
    assert desk.window.findChildren(CaptureWindow) == []
    box.close()


def capture_of(path: Path, text: bytes) -> Path:
    recorder = Recorder(CaptureWriter(path))
    recorder.open_session(path.stem, "stdio").received(Kind.STDERR, text)
    recorder.close()
    return path


def test_captures_that_are_chosen_become_one_which_is_opened(desk: Desk, tmp_path: Path) -> None:
    one, two = (capture_of(tmp_path / f"{name}.mcpcap", name.encode()) for name in ("one", "two"))
    desk.window.actions_by_id.trigger("file.merge")
    (which,) = desk.window.findChildren(QFileDialog)
    which.filesSelected.emit([str(one), str(two)])
    (where,) = [dialog for dialog in desk.window.findChildren(QFileDialog) if dialog is not which]
    where.fileSelected.emit(str(tmp_path / "both.mcpcap"))
    which.close()
    where.close()
    desk.until(lambda: desk.window.findChildren(CaptureWindow))
    (window,) = desk.window.findChildren(CaptureWindow)
    model = window.messages.model
    assert [record.session for row in range(model.rowCount()) if (record := model.record(row))] == ["one", "two"]
    assert "2 records of 2 captures" in desk.window.statusBar().currentMessage()
    window.close()


def test_a_capture_is_not_merged_into_itself(desk: Desk, tmp_path: Path) -> None:
    one = capture_of(tmp_path / "one.mcpcap", b"one")
    desk.window.captures.merge([one, one], one)
    (box,) = desk.window.findChildren(QMessageBox)
    assert "Name another file" in box.text()
    assert one.exists()
    box.close()
