"""Filtering the log as a person does: typing, choosing what is proposed, right-clicking a cell."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from inspector.traffic.capture import CaptureWriter
from inspector.traffic.filters.syntax import Filter, Flag
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.models.records_model import (
    DIRECTION,
    ID,
    LATENCY,
    METHOD,
    NOTE,
    NUMBER,
    SERVER,
    SIZE,
    STATUS,
    TIME,
)
from inspector.ui.panels.messages import MessagesPanel
from inspector.ui.widgets.filter_line import FilterLine
from tests.gui.conftest import Desk


@pytest.fixture
def line(qtbot: QtBot) -> FilterLine:
    line = FilterLine(lambda field: {"method": ["tools/call", "two words"]}.get(field, []))
    qtbot.addWidget(line)
    line.show()
    qtbot.waitExposed(line)
    line.setFocus()
    return line


def proposed(line: FilterLine) -> list[str]:
    return [line._words.item(row, 0).text() for row in range(line._words.rowCount())]


def test_a_filter_that_can_be_read_is_told_once_the_typing_rests(qtbot: QtBot, line: FilterLine) -> None:
    found: list[Filter] = []
    line.changed.connect(found.append)
    qtbot.keyClicks(line, "error")
    qtbot.waitUntil(lambda: found == [Flag("error")])
    assert line.property("right")


def test_a_filter_that_cannot_be_read_is_said_and_leaves_the_last_one_in_force(qtbot: QtBot, line: FilterLine) -> None:
    line.set_filter("error")
    said: list[str] = []
    line.judged.connect(said.append)
    qtbot.keyClicks(line, " and methd == x")
    qtbot.waitUntil(lambda: any("methd" in sentence for sentence in said))
    assert line.filter == Flag("error")
    assert line.property("wrong")


def test_fields_and_flags_are_proposed_while_one_types(qtbot: QtBot, line: FilterLine) -> None:
    qtbot.keyClicks(line, "la")
    assert proposed(line)[0] == "latency"
    qtbot.keyClicks(line, "tency ")
    assert proposed(line) == [">", ">=", "<", "<="]


def test_values_seen_are_proposed_and_quoted_where_they_must_be(qtbot: QtBot, line: FilterLine) -> None:
    qtbot.keyClicks(line, "method == t")
    assert proposed(line) == ["tools/call", '"two words"']


def test_a_proposal_taken_by_key_stands_in_place_of_what_was_typed(qtbot: QtBot, line: FilterLine) -> None:
    qtbot.keyClicks(line, "lat")
    qtbot.keyClick(line._list, Qt.Key.Key_Down)
    qtbot.keyClick(line._list, Qt.Key.Key_Return)
    assert line.text() == "latency "


def test_earlier_filters_come_back_by_key(qtbot: QtBot, line: FilterLine) -> None:
    for text in ("error", "waiting"):
        line.clear()
        qtbot.keyClicks(line, text)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.keyClick(line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert proposed(line) == ["waiting", "error"]


def choose(messages: MessagesPanel, row: int, column: int, text: str) -> None:
    """Choose an entry of a cell's menu."""
    at = messages.table.visualRect(messages.model.index(row, column)).center()
    messages.table.customContextMenuRequested.emit(at)
    (menu,) = [menu for menu in messages.findChildren(QMenu) if menu.isVisible()]
    action = next(action for action in menu.actions() if action.text().startswith(text))
    menu.close()
    action.trigger()


def row_with(desk: Desk, method: str) -> int:
    """Give the first row with a method, once the log has it: it may be a batch behind."""
    model = desk.window.messages.model

    def rows() -> list[int]:
        return [row for row in range(model.rowCount()) if model.index(row, METHOD).data() == method]

    desk.until(lambda: len(rows()) == 2)
    return rows()[0]


def test_a_cell_gives_the_filter_for_records_like_it(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages
    row = row_with(desk, "prompts/list")
    messages.table.scrollTo(messages.model.index(row, METHOD))
    choose(messages, row, METHOD, "Only method == prompts/list")
    desk.until(lambda: messages.model.rowCount() == 2)
    choose(messages, 0, SERVER, "Without session == server")
    desk.until(lambda: messages.model.rowCount() == 0)
    assert messages.filter_line.text() == "method == prompts/list and not session == server"


@pytest.mark.parametrize("column", [NUMBER, TIME, SERVER, DIRECTION, METHOD, ID, STATUS, LATENCY, SIZE, NOTE])
def test_every_cell_gives_a_filter_that_its_own_record_passes(
    desk: Desk, plain_command: list[str], column: int
) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages
    messages.table.header.setSectionHidden(NOTE, False)
    row = row_with(desk, "prompts/list")
    record = messages.model.record(row)
    assert record is not None
    messages._marks.keep_note(record.seq, 'say "it"')
    desk.until(lambda: (now := messages.model.record(row)) and now.note)
    messages.table.scrollTo(messages.model.index(row, column))
    choose(messages, row, column, "Only ")
    assert messages.filter_line.property("right")
    desk.until(lambda: messages.model.row_of(record.seq) >= 0)
    assert messages.filter_line.text()


def test_what_the_mouse_filtered_is_undone_by_key(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    line = desk.window.messages.filter_line
    desk.qtbot.keyClicks(line, "received")
    line.set_filter("method == tools/list")
    desk.qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "received"
    desk.qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == ""
    desk.qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "received"


def test_a_request_and_all_that_belongs_to_it_are_shown_together(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages
    row = row_with(desk, "tools/list")
    messages.table.scrollTo(messages.model.index(row, METHOD))
    choose(messages, row, STATUS, "Its Conversation")
    desk.until(lambda: messages.model.rowCount() == 2)


def test_the_selected_record_stays_selected_when_the_filter_is_taken_off(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages
    row_with(desk, "prompts/list")
    messages.filter_line.set_filter("prompts/list and received")
    desk.until(lambda: messages.model.rowCount() == 1)
    desk.qtbot.mouseClick(
        messages.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=messages.table.visualRect(messages.model.index(0, METHOD)).center(),
    )
    found = messages.current()
    assert found is not None
    messages.detail.tabs.setCurrentWidget(messages.detail.bytes)
    for text in ("", "received", "error", ""):
        messages.filter_line.set_filter(text)
        desk.until(lambda text=text: messages.current() == (None if text == "error" else found))  # type: ignore[misc]
    at = messages.table.visualRect(messages.table.currentIndex())
    assert messages.table.viewport().rect().contains(at.center())
    assert messages.detail.tabs.currentWidget() is messages.detail.bytes


def test_what_is_wrong_stands_beside_the_filter_and_the_rows_stay(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages
    messages.filter_line.set_filter("method == tools/list")
    desk.until(lambda: messages.model.rowCount() == 2)
    desk.qtbot.keyClicks(messages.filter_line, " and latency > soon")
    desk.until(lambda: any("no number" in label.text() for label in messages.findChildren(QLabel) if label.isVisible()))
    assert messages.model.rowCount() == 2


def test_what_is_wrong_leaves_room_to_mend_it(desk: Desk) -> None:
    window, messages = desk.window, desk.window.messages
    window.resize(1100, 700)
    before = messages.filter_line.width()
    desk.qtbot.keyClicks(messages.filter_line, "colour == red and method == tools/call")
    sentence = next(label for label in messages.findChildren(QLabel) if label.accessibleName().startswith("What is"))
    desk.until(sentence.isVisible)
    desk.until(lambda: messages.filter_line.width() >= min(before, 220) and sentence.width() > 100)
    assert "Fields are: method" in sentence.toolTip()
    messages.filter_line.set_filter("")
    assert messages.bar.own.isVisible()


def test_going_to_a_record_leaves_the_columns_where_they_are(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    window, messages = desk.window, desk.window.messages
    window.resize(1100, 700)
    row_with(desk, "prompts/list")
    messages.show_record(3)
    assert messages.table.horizontalScrollBar().value() == 0
    assert messages.table.horizontalScrollBar().maximum() > 0


def test_errors_are_gone_to_by_key_forth_and_back(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    window, messages = desk.window, desk.window.messages
    for _ in range(2):
        window.raw.start_from(b'{"jsonrpc": "2.0", "id": "x", "method": "no/such"}')
        window.raw.send()
        desk.until(lambda: window.raw._task is None)
    desk.until(lambda: len(messages._reader.matching(Flag("error"), 1, messages.model.total)) == 6)
    messages.table.selectRow(0)
    visited: list[tuple[int, str | None]] = []
    for command in ("next", "next", "next", "previous"):
        window.actions_by_id.trigger(f"messages.{command}-error")
        desk.until(lambda: (row := messages.current()) and (row.seq, row.status) not in [*visited[-1:], (1, None)])
        row = messages.current()
        assert row is not None
        visited.append((row.seq, row.status))
    assert [status for _seq, status in visited] == ["error"] * 4
    assert visited[0] < visited[1] < visited[2]
    assert visited[3] == visited[1]


def test_that_there_is_no_further_finding_is_said(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    desk.window.messages.filter_line.set_filter("number < 1")
    desk.window.actions_by_id.trigger("messages.next-finding")
    desk.until(lambda: desk.window.statusBar().currentMessage())
    assert "no finding below" in desk.window.statusBar().currentMessage()


def test_a_long_log_is_searched_once_while_it_grows(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "long.mcpcap"
    recorder = Recorder(CaptureWriter(path))
    tap = recorder.open_session("noisy", "stdio")
    for number in range(50_000):
        tap.received(Kind.STDERR, b"odd\n" if number % 2 else b"even\n")
    recorder.flush()
    panel = MessagesPanel(path, FilterBook(desk.settings))
    desk.qtbot.addWidget(panel)
    panel.filter_line.set_filter("odd")
    for number in range(50_000):
        tap.received(Kind.STDERR, b"odd\n" if number % 2 else b"even\n")
    recorder.flush()
    panel.look_for_more()
    desk.until(lambda: panel._searched == 100_000 and not panel._is_searching)
    assert panel.model.rowCount() == 50_000
    assert panel.model.number_at(49_999) == 100_000
    panel.close_capture()
    recorder.close()


def test_a_filter_set_before_anything_came_shows_what_passes_it(desk: Desk, plain_command: list[str]) -> None:
    desk.window.messages.filter_line.set_filter("method == tools/list")
    desk.connect(plain_command)
    desk.until(lambda: desk.window.messages.model.rowCount() == 2)
