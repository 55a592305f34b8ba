"""A request and all that belongs to it, as one story."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTreeWidgetItem

from inspector.traffic.filters.parser import parse_filter
from inspector.ui.widgets.story_view import StoryView
from tests.gui.conftest import Desk


def texts(item: QTreeWidgetItem) -> list[str]:
    return [item.text(2), item.text(3)]


def tops(story: StoryView) -> list[QTreeWidgetItem]:
    return [item for row in range(story.topLevelItemCount()) if (item := story.topLevelItem(row)) is not None]


def test_progress_stands_between_request_and_reply(desk: Desk, demo_command: Callable[[str], list[str]]) -> None:
    desk.connect(demo_command("assistant"))
    window, messages = desk.window, desk.window.messages
    window.tools.list.select("tool", "work_slowly")
    window.tools.editor.set_value({"steps": 3, "seconds_per_step": 0.01})
    window.tools.call()
    desk.until(lambda: window.tools.result.headline.text().startswith("✓"))
    messages.filter_line.set_filter("method == tools/call and request")
    desk.until(lambda: messages.model.rowCount() == 1)
    messages.table.selectRow(0)
    messages.detail.tabs.setCurrentWidget(messages.detail.story)
    desk.until(lambda: len(tops(messages.detail.story)) == 2)
    request, reply = tops(messages.detail.story)
    assert texts(request) == ["tools/call work_slowly", "ok"]
    assert texts(reply) == ["result", "ok"]
    children = [request.child(row) for row in range(request.childCount())]
    between = [child.text(2) for child in children if child is not None]
    assert [text.split(" ", 1)[0] for text in between].count("notifications/progress") == 4
    messages.detail.story.setFocus()
    desk.qtbot.keyClick(messages.detail.story, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.keyClick(messages.detail.story, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert "tools/call work_slowly" in copied[0]
    assert all(line.startswith("  ") for line in copied[1:-1])
    assert copied[-1].startswith("←")


def test_a_record_of_the_story_is_gone_to(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages
    messages.filter_line.set_filter("method == tools/list and sent")
    desk.until(lambda: messages.model.rowCount() == 1)
    messages.table.selectRow(0)
    messages.detail.tabs.setCurrentWidget(messages.detail.story)
    desk.until(lambda: len(tops(messages.detail.story)) == 2)
    messages.detail.story.itemActivated.emit(tops(messages.detail.story)[1], 0)
    row = messages.current()
    assert row is not None
    assert (row.method, row.direction) == ("tools/list", "received")


def test_a_conversation_is_followed_and_sent_again_by_key(desk: Desk, plain_command: list[str]) -> None:
    server = desk.connect(plain_command)
    window, log = desk.window, desk.window.messages
    wanted = parse_filter("method == tools/list")
    desk.until(lambda: len(log._reader.matching(wanted, 1, log.model.total)) == 2)
    request, reply = log._reader.matching(wanted, 1, log.model.total)
    window.actions_by_id.trigger("messages.conversation")
    assert window.statusBar().currentMessage() == "No record is selected."
    log.show_record(reply)
    for keys, shown in (("messages.partner", request), ("messages.partner", reply)):
        window.actions_by_id.trigger(keys)
        desk.until(lambda shown=shown: (row := log.current()) is not None and row.seq == shown)  # type: ignore[misc]
    window.actions_by_id.trigger("messages.conversation")
    desk.until(lambda: log.model.rowCount() == 2 and log.current() is not None)
    assert log.detail.tabs.currentWidget() is log.detail.story
    window.actions_by_id.trigger("messages.resend")
    assert window.tabs.currentWidget() is window.raw
    assert window.raw.bytes_to_send() == log._reader.raw(reply).rstrip()
    assert server.is_open
