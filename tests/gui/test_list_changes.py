"""Lists that change: what is new, gone or other than it was is told, and shown."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from inspector.protocol import items
from inspector.protocol.item_changes import changes_between
from inspector.ui.dialogs.list_changes import ListChangesDialog

from .conftest import Desk
from .test_questions import call
from .test_window import press, read


def test_a_new_prompt_is_told_quietly_and_shown(desk: Desk, demo_command: Any) -> None:
    server = desk.connect(demo_command("assistant"))
    window = desk.window
    window.actions_by_id.trigger("view.prompts")
    before = window.prompts.count
    assert not window.prompts.changes.isVisible()
    running = call(desk, server, "save_prompt", {"name": "weekly", "text": "Write the weekly report."})
    desk.until(lambda: running.result is not None and window.prompts.count == before + 1)
    assert window.prompts.changes.isVisible()
    assert "1 added." in window.prompts.changes.sentence.text()
    press(desk.qtbot, window.prompts.changes.show_button)
    (dialog,) = window.findChildren(ListChangesDialog)
    assert dialog.list.item(0).text() == "+ weekly"
    assert '+  "name": "weekly"' in read(dialog)
    dialog.close()
    desk.qtbot.mouseClick(window.prompts.changes.close_button, Qt.MouseButton.LeftButton)
    assert not window.prompts.changes.isVisible()
    window.actions_by_id.trigger("server.refresh")
    assert not window.prompts.changes.isVisible()


def test_a_list_that_is_still_to_come_is_not_taken_for_an_empty_one(desk: Desk, demo_command: Any) -> None:
    server = desk.connect(demo_command("assistant"))
    prompts, whole = desk.window.prompts, server.catalog
    assert {"tools/list", "prompts/list"} <= whole.listed
    desk.window.actions_by_id.trigger("view.prompts")
    prompts.changes._known.clear()  # as in the window's first look, when the word that it is connected comes early
    server.catalog = replace(whole, prompts=(), listed=frozenset({"tools/list"}))
    prompts.refresh()
    server.catalog = whole
    prompts.refresh()
    assert prompts.count == len(whole.prompts) > 0
    assert not prompts.changes.isVisible()


SERVER = """
import json, sys
from pathlib import Path
tools = json.loads(Path(sys.argv[1]).read_text())
for line in sys.stdin:
    message = json.loads(line)
    results = {
        "initialize": {"protocolVersion": "2025-11-25", "serverInfo": {"name": "s", "version": "1"}, "capabilities": {"tools": {}}},
        "tools/list": {"tools": tools},
    }
    if message.get("method") in results:
        reply = {"jsonrpc": "2.0", "id": message["id"], "result": results[message["method"]]}
    elif "id" in message:
        reply = {"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32601, "message": "no"}}
    else:
        continue
    print(json.dumps(reply), flush=True)
"""


def test_what_a_new_start_of_the_server_changed_is_told(desk: Desk, tmp_path: Path) -> None:
    def tool(name: str, description: str) -> dict[str, Any]:
        return {"name": name, "description": description, "inputSchema": {"type": "object"}}

    (tmp_path / "server.py").write_text(SERVER)
    listed = tmp_path / "tools.json"
    listed.write_text(json.dumps([tool("stays", "a"), tool("goes", "b"), tool("turns", "old words")]))
    desk.connect([sys.executable, str(tmp_path / "server.py"), str(listed)])
    tools = desk.window.tools
    desk.until(lambda: tools.count == 3)
    listed.write_text(json.dumps([tool("turns", "new words"), tool("comes", "c"), tool("stays", "a")]))
    desk.window.actions_by_id.trigger("server.reconnect")
    desk.until(lambda: "1 added, 1 removed, 1 changed." in tools.changes.sentence.text())
    press(desk.qtbot, tools.changes.show_button)
    (dialog,) = desk.window.findChildren(ListChangesDialog)
    assert [dialog.list.item(row).text() for row in range(3)] == ["+ comes", "- goes", "≠ turns"]
    dialog.list.setCurrentRow(2)
    assert '-  "description": "old words",' in read(dialog)
    assert '+  "description": "new words",' in read(dialog)
    dialog.close()


def test_twins_and_order_are_no_changes() -> None:
    one: dict[str, Any] = {"name": "one", "inputSchema": {}}
    two: dict[str, Any] = {"name": "two", "inputSchema": {}}
    before = [items.tool(raw) for raw in (one, two, one)]
    after = [items.tool(raw) for raw in (two, one, one)]
    assert not changes_between(before, after)
    assert changes_between(before, after[:2]).words == "1 removed"
