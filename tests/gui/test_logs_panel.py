"""Log messages and other notifications, as a person reads and filters them."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from inspector.protocol import methods
from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.ui.bridge.session_handle import SessionHandle

from .conftest import Desk
from .test_window import log

LINES = [
    ("debug", "db", "opened"),
    ("info", "web", {"path": "/a", "took": [1, 2]}),
    ("error", "db", "lost\nit"),
    ("warning", None, 7),
]


def message(level: str, logger: str | None, data: Any) -> dict[str, Any]:
    params = {"level": level, "data": data} | ({"logger": logger} if logger else {})
    return {"jsonrpc": "2.0", "method": methods.LOG_MESSAGE, "params": params}


def say(desk: Desk, server: SessionHandle, lines: list[dict[str, Any]]) -> None:
    desk.window._tasks.start(server.call_tool("say", {"lines": lines}))


def shown(desk: Desk) -> list[list[str]]:
    model = desk.window.logs.model
    return [[str(model.index(row, c).data()) for c in range(1, 4)] for row in range(model.rowCount())]


def open_logs(desk: Desk, command: list[str]) -> SessionHandle:
    server = desk.connect(command)
    desk.window.actions_by_id.trigger("view.logs")
    assert "has sent no log message yet" in desk.window.logs.empty.text()
    say(desk, server, [message(*line) for line in LINES])
    desk.until(lambda: len(shown(desk)) == 4)
    return server


def test_log_messages_are_listed_as_they_come(desk: Desk, asking_command: list[str]) -> None:
    server = open_logs(desk, asking_command)
    assert shown(desk) == [
        ["debug", "db", "opened"],
        ["info", "web", '{"path": "/a", "took": [1, 2]}'],
        ["error", "db", "lost⏎it"],
        ["warning", "", "7"],
    ]
    say(desk, server, [message("info", "late", "more")])
    desk.until(lambda: shown(desk)[-1] == ["info", "late", "more"])


def test_they_are_filtered_by_level_logger_and_text(desk: Desk, asking_command: list[str]) -> None:
    open_logs(desk, asking_command)
    logs = desk.window.logs
    logs.level.setCurrentText("warning and above")
    desk.until(lambda: [row[0] for row in shown(desk)] == ["error", "warning"])
    logs.level.setCurrentIndex(0)
    desk.qtbot.keyClicks(logs.logger, "db")
    desk.until(lambda: [row[2] for row in shown(desk)] == ["opened", "lost⏎it"])
    logs.logger.clear()
    desk.window.actions_by_id.trigger("view.search")
    desk.qtbot.keyClicks(logs.search_line, "path")
    desk.until(lambda: [row[1] for row in shown(desk)] == ["web"])
    desk.qtbot.keyClicks(logs.search_line, "nowhere")
    desk.until(lambda: logs.empty.text() == "No message passes the filter.")


def test_data_is_a_tree_and_leads_to_its_record(desk: Desk, asking_command: list[str]) -> None:
    open_logs(desk, asking_command)
    logs = desk.window.logs
    logs.table.selectRow(1)
    desk.until(logs.tree.isVisible)
    model = logs.tree.model()
    assert [model.index(row, 0).data() for row in range(2)] == ["path", "took"]
    desk.until(lambda: any(row[5] == "info" for row in log(desk)))
    desk.qtbot.mouseClick(logs.log_button, Qt.MouseButton.LeftButton)
    assert log(desk)[desk.window.messages.table.currentIndex().row()][5] == "info"
    logs.table.selectRow(2)
    assert logs.words.toPlainText() == "lost\nit"
    logs.copy_rows()
    assert QGuiApplication.clipboard().text().endswith("error\tdb\tlost⏎it")


def test_all_notifications_are_there_to_see(desk: Desk, asking_command: list[str]) -> None:
    server = open_logs(desk, asking_command)
    say(desk, server, [{"jsonrpc": "2.0", "method": "notifications/odd", "params": {"a": 1}}])
    desk.window.logs.kind.setCurrentText("All Notifications")
    desk.until(lambda: len(shown(desk)) == 5)
    assert shown(desk)[-1] == ["notifications/odd", "", '{"a": 1}']


def test_the_level_is_asked_for_and_told_everywhere(desk: Desk, everything_command: list[str]) -> None:
    server = desk.connect(everything_command)
    desk.window.actions_by_id.trigger("view.logs")
    logs = desk.window.logs
    desk.qtbot.keyClicks(logs.asked, "debug")
    desk.until(lambda: 'from "debug" on' in logs.said.text())
    assert server.log_level == "debug"
    desk.until(lambda: any(row[4] == methods.SET_LEVEL and row[7] == "ok" for row in log(desk)))
    ticked = [action.text() for action in desk.window._log_levels.actions() if action.isChecked()]
    assert ticked == ["debug"]


def test_another_server_has_other_logs(desk: Desk, asking_command: list[str], plain_command: list[str]) -> None:
    first = open_logs(desk, asking_command)
    desk.connect(plain_command, "other")
    assert shown(desk) == []
    desk.window.servers.select(first)
    desk.until(lambda: len(shown(desk)) == 4)


def test_the_messages_of_a_batch_have_rows_of_their_own(desk: Desk, asking_command: list[str]) -> None:
    settings = StdioSettings(asking_command[0], tuple(asking_command[1:]))
    server = desk.window.add_and_open(ServerDefinition("server", settings, era="2025-03-26"))
    desk.until(lambda: server.is_open)
    desk.window.actions_by_id.trigger("view.logs")
    logs = desk.window.logs
    progress = {"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progressToken": 9, "progress": 1}}
    ping = {"jsonrpc": "2.0", "id": "p", "method": "ping"}
    batch: Any = [message("info", "web", "first"), progress, ping, message("error", "db", {"second": 2})]
    say(desk, server, [message("debug", "db", "before"), batch, message("debug", "db", "after")])
    desk.until(lambda: len(shown(desk)) == 4)
    assert [row[2] for row in shown(desk)] == ["before", "first", '{"second": 2}', "after"]
    assert shown(desk)[2] == ["error", "db", '{"second": 2}']
    logs.table.setCurrentIndex(logs.model.index(2, 0))
    assert logs.tree.value == {"second": 2}
    logs.level.setCurrentText("warning and above")
    desk.until(lambda: shown(desk) == [["error", "db", '{"second": 2}']])
    logs.level.setCurrentIndex(0)
    desk.qtbot.keyClicks(logs.search_line, "FIRST")
    desk.until(lambda: shown(desk) == [["info", "web", "first"]])
    logs.search_line.clear()
    logs.kind.setCurrentText("All Notifications")
    desk.until(lambda: len(shown(desk)) == 5)
    assert [row[0] for row in shown(desk)][2] == "notifications/progress"
