"""Tasks as a person follows them, in both eras, and over the end of the program."""

import sys
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from inspector.protocol import methods
from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.sessions.task_memory import TaskFile
from inspector.sessions.tasks import Task, TaskRequest
from inspector.ui.bridge.call_options import CallOptions
from inspector.ui.bridge.session_handle import SessionHandle
from tests.conftest import TESTS

from .conftest import Desk
from .test_window import log, press, read


def start(desk: Desk, server: SessionHandle, **arguments: Any) -> Any:
    return desk.window._tasks.start(server.call_tool("work", arguments, options=CallOptions(task=TaskRequest(60_000))))


def rows(desk: Desk) -> list[list[str]]:
    model = desk.window.tasks.model
    return [[str(model.index(row, c).data()) for c in range(model.columnCount())] for row in range(model.rowCount())]


def states(desk: Desk) -> list[str]:
    return [row[0] for row in rows(desk)]


def test_a_server_without_tasks_is_told_to_have_none(desk: Desk, plain_command: list[str]) -> None:
    assert "appear here when it is connected" in desk.window.tasks.empty.text()
    desk.connect(plain_command)
    assert "declares no tasks" in desk.window.tasks.empty.text()


def test_a_task_is_listed_with_what_is_known_of_it(desk: Desk, task_command: list[str]) -> None:
    server = desk.connect(task_command)
    desk.window.actions_by_id.trigger("view.tasks")
    assert "There is no task yet" in desk.window.tasks.empty.text()
    start(desk, server, states=["working"] * 100 + ["completed"], poll=200)
    desk.until(lambda: states(desk) == ["working"])
    (row,) = rows(desk)
    assert row[1] == "tools/call work"
    assert "to go" in row[2]
    assert row[3] == "1"  # progress
    assert row[4].startswith("2025-11-25")
    assert row[6].endswith(" ago")  # its time to live is over
    assert row[7:] == ["0.2 s", "t0"]
    assert desk.window.tabs.tabText(4) == "Tasks 1"
    desk.until(lambda: any(row[5] == "work" for row in log(desk)))
    press(desk.qtbot, desk.window.tasks.log_button)
    assert log(desk)[desk.window.messages.table.currentIndex().row()][4] == methods.CALL_TOOL
    press(desk.qtbot, desk.window.tasks.copy_button)
    assert QGuiApplication.clipboard().text() == "t0"


def test_a_task_is_cancelled(desk: Desk, task_command: list[str]) -> None:
    server = desk.connect(task_command)
    desk.window.actions_by_id.trigger("view.tasks")
    start(desk, server, states=["working"] * 100, poll=60_000)
    desk.until(lambda: states(desk) == ["working"])
    press(desk.qtbot, desk.window.tasks.cancel_button)
    desk.until(lambda: states(desk) == ["cancelled"])
    assert not desk.window.tasks.cancel_button.isEnabled()
    press(desk.qtbot, desk.window.tasks.refresh_button)
    desk.until(lambda: any(row[4] == methods.GET_TASK and row[7] == "ok" for row in log(desk)))


def test_the_result_of_a_task_is_fetched_and_its_question_answered(desk: Desk, task_command: list[str]) -> None:
    server = desk.connect(task_command)
    window = desk.window
    window.actions_by_id.trigger("view.tasks")
    start(desk, server, states=["working", "input_required"], poll=60_000, ask=True)
    desk.until(lambda: "working" in states(desk))
    window.tasks.table.selectRow(states(desk).index("working"))
    press(desk.qtbot, window.tasks.result_button)
    desk.until(lambda: window.questions.count == 1)
    assert window.tasks.result_button.text() == "Answer and Get Result"
    assert window.tasks.stop_button.isVisible()
    window.actions_by_id.trigger("view.questions")
    assert "For tools/call work" in read(window.questions)  # the question names its task
    press(desk.qtbot, next(b for b in window.questions.findChildren(QPushButton) if b.text() == "Accept"))
    window.actions_by_id.trigger("view.tasks")
    desk.until(lambda: '"action": "accept"' in read(window.tasks.result))


def test_who_stops_waiting_leaves_the_task_running(desk: Desk, task_command: list[str]) -> None:
    server = desk.connect(task_command)
    window = desk.window
    window.actions_by_id.trigger("view.tasks")
    start(desk, server, states=["working"] * 100, poll=60_000)
    desk.until(lambda: states(desk) == ["working"])
    press(desk.qtbot, window.tasks.result_button)
    desk.until(window.tasks.stop_button.isVisible)
    press(desk.qtbot, window.tasks.stop_button)
    desk.until(lambda: not window.tasks.stop_button.isVisible())
    press(desk.qtbot, window.tasks.refresh_button)
    desk.until(lambda: any(row[4] == methods.GET_TASK and row[7] == "ok" for row in log(desk)))
    assert not any(row[4] == methods.CANCEL_TASK for row in log(desk))


def test_tasks_are_known_again_after_a_restart(desk: Desk, tmp_path: Path, task_command: list[str]) -> None:
    command = [*task_command, str(tmp_path / "of the server.json")]
    server = desk.connect(command)
    window = desk.window
    window.actions_by_id.trigger("view.tasks")
    start(desk, server, states=["working"] * 100, poll=60_000)
    start(desk, server, states=["working", "completed"], poll=60_000)
    desk.until(lambda: len(rows(desk)) == 2)
    window.task_keeper.keep()
    desk.window._tasks.start(server.close())
    desk.until(lambda: not server.is_open)

    again = desk.connect(command, "the same in another run")  # of which nothing is known in this one
    assert again is not server
    desk.until(lambda: len(rows(desk)) == 2 and sorted(states(desk)) == ["completed", "working"])
    assert {row[1] for row in rows(desk)} == {"tools/call work"}
    window.tasks.table.selectRow(states(desk).index("completed"))
    press(desk.qtbot, window.tasks.result_button)
    desk.until(lambda: "done" in read(window.tasks.result))


def test_a_task_that_the_server_has_forgotten_is_said_to_be_gone(
    desk: Desk, tmp_path: Path, task_command: list[str]
) -> None:
    server = desk.connect(task_command)
    desk.window.actions_by_id.trigger("view.tasks")
    start(desk, server, states=["working"] * 100, poll=60_000)
    desk.until(lambda: states(desk) == ["working"])
    desk.window.actions_by_id.trigger("server.reconnect")
    desk.until(lambda: states(desk) == ["not known any more"])
    assert rows(desk)[0][2] == "no such task"


def test_all_tasks_of_a_server_are_listed(desk: Desk, tmp_path: Path, task_command: list[str]) -> None:
    kept = {"other": {"id": "other", "states": ["working"], "poll": 5, "ttl": None, "arguments": {}, "token": None}}
    (tmp_path / "of the server.json").write_text(__import__("json").dumps(kept))
    desk.connect([*task_command, str(tmp_path / "of the server.json")])
    desk.window.actions_by_id.trigger("view.tasks")
    press(desk.qtbot, desk.window.tasks.list_button)
    desk.until(lambda: [row[8] for row in rows(desk)] == ["other"])


def test_tasks_are_remembered_by_server_and_bounded(tmp_path: Path) -> None:
    file = TaskFile(tmp_path / "of the server.json")
    one, other = (ServerDefinition("n", StdioSettings(command)) for command in ("one", "other"))
    file.remember(one, [Task(f"t{number}", "working", method="m", subject="s") for number in range(80)])
    file.remember(other, [Task("x", "working"), Task("gone", "unknown")])
    assert [task.id for task in file.recall(one)] == [f"t{number}" for number in range(30, 80)]
    assert file.recall(one)[0].subject == "s"
    assert [task.id for task in file.recall(other)] == ["x"]
    assert "one" not in (tmp_path / "of the server.json").read_text()  # a command line may hold a secret
    (tmp_path / "of the server.json").write_text("broken")
    assert file.recall(one) == ()


def test_tasks_of_the_extension_ask_give_results_and_are_known_again(desk: Desk, tmp_path: Path) -> None:
    command = [sys.executable, str(TESTS / "servers/modern_stdio.py"), "--tasks", str(tmp_path / "kept.json")]
    server = desk.connect(command)
    window = desk.window
    window.actions_by_id.trigger("view.tasks")
    first = desk.window._tasks.start(server.call_tool("echo", {}))
    desk.until(lambda: states(desk) == ["input required"])
    assert rows(desk)[0][1] == "tools/call echo"
    assert not window.tasks.list_button.isVisible()  # this revision has no list of tasks
    desk.until(lambda: window.questions.count == 1)
    window.task_keeper.keep()
    desk.window._tasks.start(server.close())  # with the question open, and its task
    desk.until(lambda: first.done() and window.questions.count == 0)

    desk.connect(command, "another run")
    desk.until(lambda: states(desk) == ["input required"])
    press(desk.qtbot, window.tasks.result_button)
    desk.until(lambda: window.questions.count == 1)
    window.actions_by_id.trigger("view.questions")
    assert "Go on?" in read(window.questions)
    desk.until(lambda: any(b.text() == "Accept" for b in window.questions.findChildren(QPushButton)))
    press(desk.qtbot, next(b for b in window.questions.findChildren(QPushButton) if b.text() == "Accept"))
    window.actions_by_id.trigger("view.tasks")
    desk.until(lambda: states(desk) == ["completed"])
    desk.until(lambda: '"action": "accept"' in read(window.tasks.result))
