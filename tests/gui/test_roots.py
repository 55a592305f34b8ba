"""Roots: edited per server, given when the server asks, and told when they change."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from inspector.protocol import methods
from inspector.protocol.capabilities import ClientCapability
from inspector.servers.definition import Root
from inspector.sessions.outcome import ResultReply
from inspector.sessions.terms_memory import TermsFile
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.workspace import Workspace
from inspector.ui.dialogs.connect.dialog import ConnectDialog
from inspector.ui.dialogs.roots import RootsDialog
from inspector.ui.dialogs.roots_editor import RootsEditor

from .conftest import Desk
from .test_questions import call
from .test_window import log, press, read


def folders(desk: Desk, server: SessionHandle) -> Any:
    running = call(desk, server, "list_allowed_directories", {})
    desk.until(lambda: running.result is not None)
    assert isinstance(running.result, ResultReply)
    return running.result.value["content"][0]["text"]


def open_dialog(desk: Desk) -> RootsDialog:
    desk.window.actions_by_id.trigger("server.roots")
    return desk.window.findChildren(RootsDialog)[-1]


def test_a_change_of_the_roots_is_told_and_the_server_asks_for_them(
    desk: Desk, filesystem_command: list[str], tmp_path: Path
) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    server = desk.connect([*filesystem_command, str(tmp_path / "first")])
    desk.until(lambda: any(row[4] == methods.LIST_ROOTS for row in log(desk)))
    assert "first" in folders(desk, server)
    dialog = open_dialog(desk)
    assert "told at once that they changed" in read(dialog)
    dialog.editor.add_folder(str(tmp_path / "second"))
    dialog.accept()
    desk.until(lambda: len([row for row in log(desk) if row[4] == methods.LIST_ROOTS and row[7] == "ok"]) >= 3)
    desk.until(lambda: "second" in folders(desk, server))
    assert "first" not in folders(desk, server)
    assert any(row[4] == methods.ROOTS_CHANGED for row in log(desk))
    assert server.definition.roots == (Root((tmp_path / "second").as_uri(), "second"),)
    desk.window.actions_by_id.trigger("server.reconnect")
    desk.until(lambda: server.sessions == 2 and server.is_open)
    desk.until(lambda: "second" in folders(desk, server))  # they are kept with the server


def test_in_the_modern_era_they_are_given_when_a_call_asks(desk: Desk, demo_command: Any, tmp_path: Path) -> None:
    server = desk.connect(demo_command("assistant"))
    dialog = open_dialog(desk)
    assert "has no word for a change" in read(dialog)
    dialog.editor.add_folder(str(tmp_path))
    dialog.accept()
    desk.until(lambda: server.definition.roots)
    running = call(desk, server, "name_roots", {})
    desk.until(lambda: running.result is not None)
    assert tmp_path.as_uri() in str(running.result.value)
    assert not any(row[4] == methods.ROOTS_CHANGED for row in log(desk))
    assert desk.window.questions.count == 0


def test_roots_are_added_named_ordered_and_removed(qtbot: QtBot) -> None:
    editor = RootsEditor()
    qtbot.addWidget(editor)
    editor.show()
    editor.set_roots((Root("file:///one"), Root("file:///two", "Two")))
    editor.table.selectRow(1)
    press(qtbot, editor.up_button)
    assert editor.roots() == (Root("file:///two", "Two"), Root("file:///one"))
    press(qtbot, editor.down_button)
    press(qtbot, editor.remove_button)
    assert editor.roots() == (Root("file:///one"),)
    press(qtbot, editor.add_button)
    (line,) = editor.table.findChildren(QLineEdit)
    line.setText("no uri")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.roots()[-1].uri == "no uri", timeout=5_000)
    assert "is no URI" in editor.problem()
    assert editor.roots()[-1] == Root("no uri")  # and it can be tried all the same


def test_roots_and_capabilities_are_kept_for_the_next_run(desk: Desk, demo_command: Any, tmp_path: Path) -> None:
    desk.workspace._terms = TermsFile(tmp_path / "terms.json")
    given = desk.connect(demo_command("assistant")).definition
    open_dialog(desk).editor.add_folder(str(tmp_path))
    desk.window.findChildren(RootsDialog)[-1].accept()
    server = desk.window.server
    assert server is not None
    desk.until(lambda: server.definition.roots)
    desk.window.actions_by_id.trigger("server.edit")
    (dialog,) = desk.window.findChildren(ConnectDialog)
    (item,) = dialog.client.capabilities.findItems("sampling", Qt.MatchFlag.MatchExactly)
    item.setCheckState(Qt.CheckState.Unchecked)
    press(desk.qtbot, dialog.ok)
    desk.until(lambda: server.sessions == 2 and server.is_open)
    later = Workspace(tmp_path / "later.mcpcap", terms=TermsFile(tmp_path / "terms.json")).add(given).definition
    assert later.roots == (Root(tmp_path.as_uri(), tmp_path.name),)
    assert later.client.switched[ClientCapability.SAMPLING] is False
