"""Marks and notes on records of the log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from inspector.traffic.capture import CaptureWriter, Row
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder
from inspector.ui.capture_window import CaptureWindow
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.models.records_model import METHOD, NOTE, TIME
from inspector.ui.panels.messages import MessagesPanel
from tests.gui.conftest import Desk


@pytest.fixture
def messages(desk: Desk, tmp_path: Path) -> Iterator[MessagesPanel]:
    """Give a log of ten lines of standard error, the first selected."""
    recorder = Recorder(CaptureWriter(tmp_path / "other.mcpcap"))
    tap = recorder.open_session("noisy", "stdio")
    for number in range(1, 11):
        tap.received(Kind.STDERR, f"line {number}\n".encode())
    recorder.close()
    panel = MessagesPanel(tmp_path / "other.mcpcap", FilterBook(desk.settings))
    desk.qtbot.addWidget(panel)
    panel.resize(1000, 400)
    panel.show()
    desk.qtbot.waitExposed(panel)
    panel.table.selectRow(0)
    panel.table.setFocus()
    yield panel
    panel.close_capture()


def record(messages: MessagesPanel, row: int) -> Row:
    found = messages.model.record(row)
    assert found is not None
    return found


def test_a_key_marks_the_selected_record_and_takes_the_mark_away(desk: Desk, messages: MessagesPanel) -> None:
    desk.qtbot.keyClick(messages.table, Qt.Key.Key_M)
    desk.until(lambda: record(messages, 0).marked)
    assert messages.detail.headline.text().endswith("marked")
    desk.qtbot.keyClick(messages.table, Qt.Key.Key_M)
    desk.until(lambda: not record(messages, 0).marked)


def test_a_note_is_written_where_it_is_read_and_kept(desk: Desk, messages: MessagesPanel) -> None:
    line = messages.detail.note
    assert not line.isVisible()
    desk.qtbot.keyClick(messages.table, Qt.Key.Key_N)
    assert line.hasFocus()
    desk.qtbot.keyClicks(line, "too slow")
    desk.qtbot.keyClick(line, Qt.Key.Key_Return)
    desk.until(lambda: record(messages, 0).note == "too slow")
    assert messages.model.index(0, NOTE).data() == "too slow"
    assert "too slow" in messages.model.index(0, METHOD).data(Qt.ItemDataRole.ToolTipRole)
    messages.table.selectRow(1)
    assert not line.isVisible()
    messages.table.selectRow(0)
    assert (line.isVisible(), line.text()) == (True, "too slow")


def test_what_was_typed_is_kept_when_another_record_is_selected(desk: Desk, messages: MessagesPanel) -> None:
    messages.write_note()
    desk.qtbot.keyClicks(messages.detail.note, "half a")
    messages.table.selectRow(5)
    desk.until(lambda: record(messages, 0).note == "half a")
    assert record(messages, 5).note is None


def test_escape_takes_back_what_was_typed(desk: Desk, messages: MessagesPanel) -> None:
    messages.write_note()
    desk.qtbot.keyClicks(messages.detail.note, "no")
    desk.qtbot.keyClick(messages.detail.note, Qt.Key.Key_Escape)
    assert not messages.detail.note.isVisible()
    assert messages.table.hasFocus()
    messages.table.selectRow(1)
    assert record(messages, 0).note is None


def test_marks_and_notes_are_gone_to_forth_and_back(desk: Desk, messages: MessagesPanel) -> None:
    said: list[str] = []
    messages.said.connect(said.append)
    messages._marks.toggle_mark(4)
    messages._marks.keep_note(8, "here")
    visited = []
    for way, seq in (("next", 4), ("next", 8), ("previous", 4)):
        desk.until(lambda: record(messages, 7).note == "here")
        messages.commands()[f"messages.{way}-mark"]()
        desk.until(lambda seq=seq: (row := messages.current()) is not None and row.seq == seq)  # type: ignore[misc]
        visited.append(seq)
    messages.commands()["messages.previous-mark"]()
    desk.until(lambda: said == ["There is no mark above the selected record."])
    assert visited == [4, 8, 4]


def test_a_filter_for_marks_follows_what_is_marked(desk: Desk, messages: MessagesPanel) -> None:
    messages._marks.toggle_mark(4)
    messages.filter_line.set_filter('marked or note ~ "slow"')
    desk.until(lambda: messages.model.rowCount() == 1)
    messages._marks.keep_note(6, "slow")
    desk.until(lambda: messages.model.rowCount() == 2)
    messages._marks.toggle_mark(4)
    desk.until(lambda: messages.model.rowCount() == 1)
    assert record(messages, 0).seq == 6


def test_that_a_mark_cannot_be_kept_is_said(desk: Desk, messages: MessagesPanel, tmp_path: Path) -> None:
    said: list[str] = []
    messages.said.connect(said.append)
    (tmp_path / "other.mcpcap").rename(tmp_path / "moved.mcpcap")
    desk.qtbot.keyClick(messages.table, Qt.Key.Key_M)
    desk.until(lambda: said)
    assert 'cannot be kept in "other.mcpcap"' in said[0]
    (tmp_path / "moved.mcpcap").rename(tmp_path / "other.mcpcap")


def test_marks_last_until_the_capture_is_opened_again(desk: Desk, messages: MessagesPanel, tmp_path: Path) -> None:
    messages._marks.toggle_mark(2)
    messages._marks.keep_note(2, "seen")
    messages.close_capture()
    desk.window.captures.open(tmp_path / "other.mcpcap")
    (window,) = desk.window.findChildren(CaptureWindow)
    row = record(window.messages, 1)
    assert (row.marked, row.note) == (1, "seen")
    window.close()


def test_times_are_counted_from_where_the_user_says(desk: Desk, messages: MessagesPanel) -> None:
    def times() -> list[str]:
        return [messages.model.index(row, TIME).data() for row in range(3)]

    assert times()[0] == "+0.000"
    messages.commands()["messages.time-clock"]()
    assert all(len(text.split(":")) == 3 for text in times())
    messages.commands()["messages.time-previous"]()
    assert times()[0] == ""
    messages.filter_line.set_filter("number == 1 or number == 9")
    desk.until(lambda: messages.model.rowCount() == 2)
    between = (record(messages, 1).mono_ns - record(messages, 0).mono_ns) / 1e9
    assert times()[1] == f"{between:+.3f}"


def test_columns_come_and_go_are_kept_and_come_back(desk: Desk, messages: MessagesPanel) -> None:
    def press(menu: QMenu, text: str) -> None:
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu.deleteLater()

    header = messages.table.header
    assert header.isSectionHidden(NOTE)
    press(header.menu(), "Note")
    press(header.menu(), "Time of Day")
    press(header.menu(), "Subject")
    messages.bar.output.click()
    kept = messages.save_state()
    press(header.menu(), "Reset Columns")
    assert header.isSectionHidden(NOTE)
    messages.bar.show_all()
    messages.restore_state(kept)
    assert not messages.bar.output.isChecked()
    assert not header.isSectionHidden(NOTE)
    assert messages.model.headerData(TIME, Qt.Orientation.Horizontal) == "clock"
    assert [header.isSectionHidden(column) for column in range(header.count())].count(True) == 1
    messages.restore_state(b"what an earlier version kept")
    assert not header.isSectionHidden(NOTE)


def test_several_records_are_selected_copied_and_given_to_the_export(desk: Desk, messages: MessagesPanel) -> None:
    table, bot = messages.table, desk.qtbot

    def click(row: int, keys: Qt.KeyboardModifier) -> None:
        at = table.visualRect(messages.model.index(row, METHOD)).center()
        bot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, keys, at)

    messages.filter_line.set_filter("not number == 2")
    desk.until(lambda: messages.model.rowCount() == 9)
    click(0, Qt.KeyboardModifier.NoModifier)
    click(2, Qt.KeyboardModifier.ShiftModifier)
    click(5, Qt.KeyboardModifier.ControlModifier)
    bot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "line 1\nline 3\nline 4\nline 7"
    assert messages.export_choice().selected == [1, 3, 4, 7]
    assert messages.detail.row == record(messages, 5)
