"""Sending anything by hand."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from inspector.traffic.filters.parser import parse_filter
from inspector.ui.panels.raw import RawPanel
from inspector.ui.widgets.outcome_view import OutcomeView
from tests.gui.conftest import Desk


def headlines(raw: RawPanel) -> list[str]:
    return [view.headline.text() for view in raw.replies.findChildren(OutcomeView)]


def last_sent(desk: Desk) -> bytes:
    model = desk.window.messages.model
    rows = [model.record(row) for row in range(model.rowCount())]
    seq = max(row.seq for row in rows if row is not None and row.direction == "sent")
    return desk.window.messages._reader.raw(seq)


def send(desk: Desk, raw: bytes) -> RawPanel:
    desk.window.actions_by_id.trigger("view.raw")
    panel = desk.window.raw
    panel.start_from(raw)
    desk.qtbot.mouseClick(panel.send_button, Qt.MouseButton.LeftButton)
    desk.until(lambda: panel._task is None)
    return panel


def test_what_is_typed_is_sent_to_the_byte_and_answered(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    text = b'{ "jsonrpc":"2.0", "id": "mine",  "method": "prompts/list" }'
    panel = send(desk, text)
    assert headlines(panel)[-1].startswith("✓")
    desk.until(lambda: last_sent(desk) == text + b"\n")


def test_broken_json_is_sent_too(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    panel = desk.window.raw
    panel.start_from(b'{"jsonrpc": "2.0", "id": 1, ')
    assert "not JSON" in panel.sentence.text()
    assert panel.send_button.isEnabled()
    send(desk, b'{"jsonrpc": "2.0", "id": 1, ')
    desk.until(lambda: last_sent(desk) == b'{"jsonrpc": "2.0", "id": 1, \n')


def test_bytes_that_are_no_text_come_and_go_as_escapes(desk: Desk, plain_command: list[str]) -> None:
    panel = desk.window.raw
    panel.start_from(b'a \\ "\xff\x00"')
    assert panel.escapes.isChecked()
    assert panel.bytes_to_send() == b'a \\ "\xff\x00"'
    panel.start_from(rb"a \n b")
    assert not panel.escapes.isChecked()
    assert panel.bytes_to_send() == rb"a \n b"


def test_several_lines_are_said_to_be_several_messages(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    panel = desk.window.raw
    panel.start_from(b'{\n"id": 1}')
    assert "2 lines" in panel.sentence.text()
    panel.to_one_line()
    assert panel.bytes_to_send() == b'{"id": 1}'
    panel.editor.undo()
    assert panel.bytes_to_send() == b'{\n"id": 1}'


def test_a_message_of_the_log_is_edited_and_sent_again(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages
    desk.until(lambda: any(messages.model.index(r, 4).data() == "tools/list" for r in range(messages.model.rowCount())))
    rows = [messages.model.record(row) for row in range(messages.model.rowCount())]
    row = next(row for row in rows if row is not None and row.method == "tools/list" and row.direction == "sent")
    messages.edit_and_resend(row)
    assert desk.window.tabs.currentWidget() is desk.window.raw
    assert b"tools/list" in desk.window.raw.bytes_to_send()


def test_a_message_is_edited_for_the_server_it_was_sent_to(
    desk: Desk, plain_command: list[str], demo_command: Callable[[str], list[str]]
) -> None:
    first = desk.connect(plain_command, "first")
    second = desk.connect(demo_command("calculator"), "second")
    assert desk.window.server is second
    messages = desk.window.messages
    wanted = parse_filter("session == first and method == tools/list and sent")
    desk.until(lambda: messages._reader.matching(wanted, 1, messages.model.total))
    number = messages._reader.matching(wanted, 1, messages.model.total)[0]
    messages.edit_and_resend(messages._reader.rows(number, number)[0])
    assert desk.window.server is first
    assert desk.window.raw.bytes_to_send() == messages._reader.raw(number).rstrip()


def test_nothing_is_sent_to_a_server_that_is_not_connected(desk: Desk) -> None:
    assert not desk.window.raw.send_button.isEnabled()


def test_a_start_fits_the_era_of_the_server(desk: Desk, demo_command: Callable[[str], list[str]]) -> None:
    desk.connect(demo_command("calculator"))
    desk.window.actions_by_id.trigger("view.raw")
    panel = desk.window.raw
    panel._start('{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}')
    desk.qtbot.mouseClick(panel.send_button, Qt.MouseButton.LeftButton)
    desk.until(lambda: panel._task is None)
    assert headlines(panel)[-1].startswith("✓")
