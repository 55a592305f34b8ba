"""Captures of other runs, opened beside the log of this one."""

from pathlib import Path

from PySide6.QtWidgets import QMessageBox

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
