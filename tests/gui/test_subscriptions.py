"""Subscriptions as a person has them: many at once, marked, kept over a reconnect, and through a storm."""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton

from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.ui import resource_versions
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.panels.resources import ResourcesPanel
from inspector.ui.resource_versions import MAX_VERSIONS
from tests.conftest import TESTS, absent, node_program
from tests.gui.conftest import Desk

STORM = [sys.executable, str(TESTS / "servers/updating_server.py")]
MEMORY = TESTS / "npm/node_modules/@modelcontextprotocol/server-memory/dist/index.js"
GRAPH = "memory://knowledge-graph"


def connect(desk: Desk, command: list[str], era: str = "auto", **env: str) -> SessionHandle:
    settings = StdioSettings(command[0], tuple(command[1:]), env)
    server = desk.window.add_and_open(ServerDefinition("server", settings, era=era))
    desk.until(lambda: server.state is not None and server.state.phase == "connected")
    desk.window.actions_by_id.trigger("view.resources")
    return server


def call(desk: Desk, name: str, **arguments: object) -> None:
    tools = desk.window.tools
    tools.list.select("tool", name)
    tools.editor.set_value(arguments)
    tools.call()


def choose_from_menu(resources: ResourcesPanel, begins: str) -> None:
    menu = resources.tree.menu()
    next(action for action in menu.actions() if action.text().startswith(begins)).trigger()


def kept(resources: ResourcesPanel) -> list[int]:
    return [version.number for version in resources.reader.versions.of(resources._key)]


def granted(server: SessionHandle) -> list[str]:
    return [one.uri for one in server.subscriptions if one.state == "granted"]


def test_many_resources_are_subscribed_to_at_once_and_marked(desk: Desk) -> None:
    server = connect(desk, STORM)
    resources = desk.window.resources
    desk.until(lambda: len(resources.tree.model.shown) == 20)
    resources.tree.view.selectAll()
    choose_from_menu(resources, "Subscribe to 20 Resources")
    desk.until(lambda: len(granted(server)) == 20)
    assert all(resources._mark_of(f"storm://{number}").state == "subscribed" for number in range(20))
    resources.list.select("resource", "storm://1")
    told = "subscribed; changes are read as they are told · 19 more subscribed"
    desk.until(lambda: told in resources.subscription.text())
    call(desk, "change", uri="storm://7")
    desk.until(lambda: resources._mark_of("storm://7").is_unread)
    desk.until(lambda: "1 of them changed" in resources.subscription.text())
    resources.list.select("resource", "storm://7")
    assert not resources._mark_of("storm://7").is_unread
    resources.tree.view.selectAll()
    choose_from_menu(resources, "Unsubscribe from 20 Resources")
    desk.until(lambda: server.subscriptions == ())


def test_many_resources_are_read_a_few_at_a_time_and_the_rest_can_be_left(desk: Desk) -> None:
    connect(desk, STORM)
    resources = desk.window.resources
    desk.until(lambda: len(resources.tree.model.shown) == 20)
    resources.tree.view.selectAll()
    choose_from_menu(resources, "Read 20 Resources")
    assert resources.reader.waiting == 12
    choose_from_menu(resources, "Stop Reading")
    desk.until(lambda: not any(resources.reader.is_reading((id(resources.server), f"storm://{n}")) for n in range(20)))
    read = [n for n in range(20) if resources.reader.versions.of((id(resources.server), f"storm://{n}"))]
    assert len(read) == 8
    choose_from_menu(resources, "Read 20 Resources")
    desk.until(lambda: all(resources.reader.versions.of((id(resources.server), f"storm://{n}")) for n in range(20)))


@pytest.mark.parametrize("era", ["modern", "2025-11-25"])
def test_subscriptions_are_there_again_after_a_reconnect(
    desk: Desk, demo_command: Callable[[str], list[str]], era: str
) -> None:
    server = connect(desk, demo_command("tasks"), era)
    resources = desk.window.resources
    resources.uri.setText("tasks://all")
    resources.toggle_subscription()
    desk.until(lambda: granted(server) == ["tasks://all"])
    desk.window.actions_by_id.trigger("server.disconnect")
    desk.until(lambda: "the subscription has ended" in resources.subscription.text())
    desk.window.actions_by_id.trigger("server.connect")
    desk.until(lambda: granted(server) == ["tasks://all"])
    resources.toggle_subscription()
    desk.until(lambda: server.subscriptions == ())
    desk.window.actions_by_id.trigger("server.reconnect")
    desk.until(lambda: server.state is not None and server.state.phase != "connected")
    desk.until(lambda: server.state is not None and server.state.phase == "connected")
    assert server.subscriptions == ()


def test_without_reading_again_a_change_is_marked_and_not_read(desk: Desk) -> None:
    connect(desk, STORM)
    resources = desk.window.resources
    desk.window.preferences.put("resources.read-updates", False)
    desk.until(lambda: resources.list.select("resource", "storm://3"))
    resources.toggle_subscription()
    desk.until(lambda: "changes are marked and not read" in resources.subscription.text())
    resources.read()
    desk.until(lambda: resources.result.headline.text().startswith("✓"))
    call(desk, "change", uri="storm://3")
    desk.until(lambda: "Read it again to see how." in resources.hint.text())
    assert len(resources.reader.versions.of(resources._key)) == 1
    resources.read()
    desk.until(lambda: len(resources.reader.versions.of(resources._key)) == 2)
    assert resources.hint.text() == ""


def test_any_two_versions_are_compared_and_what_was_dropped_is_told(desk: Desk) -> None:
    connect(desk, STORM)
    resources = desk.window.resources
    desk.until(lambda: resources.list.select("resource", "storm://5"))
    key = resources._key
    for number in range(MAX_VERSIONS + 3):
        call(desk, "change", uri="storm://5")
        desk.until(partial(read_version, desk, number + 1))
    bar = resources.versions
    assert bar.shown.count() == MAX_VERSIONS
    assert "the newest 50 are kept; 3 older are in the log" in bar._note.text()
    bar.shown.setCurrentIndex(10)
    bar.shown.activated.emit(10)
    bar.other.setCurrentIndex(40)
    bar.other.activated.emit(40)
    lines = resources.result.changes.toPlainText().splitlines()
    assert [line for line in lines if line[0] in "+-"] == ["-change 13", "+change 43"]
    resources.read()  # no news, and the two stay
    desk.until(lambda: not resources.reader.is_reading(key))
    assert bar.shown.currentIndex() == 0


def read_version(desk: Desk, number: int) -> bool:
    """Read until the change the tool was asked for is seen."""
    resources = desk.window.resources
    versions = resources.reader.versions.of(resources._key)
    if versions and versions[-1].number >= number:
        return True
    if not resources.reader.is_reading(resources._key):
        resources.read()
    return False


def test_a_storm_of_updates_leaves_the_window_usable_and_ends_with_the_newest_version(desk: Desk) -> None:
    connect(desk, STORM)
    window, resources = desk.window, desk.window.resources
    desk.until(lambda: resources.list.select("resource", "storm://0"))
    resources.toggle_subscription()
    desk.until(lambda: "subscribed;" in resources.subscription.text())
    ticks: list[float] = []
    timer = QTimer(window)
    timer.setInterval(0)
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start()
    call(desk, "storm", count=1_000, seconds=3)
    desk.until(lambda: window.tools.result.headline.text().startswith("✓"))
    assert window.tools.result.entry is not None
    told = int(window.tools.result.entry.value["content"][0]["text"])
    assert told > 300  # a thousand a second, where the machine can
    desk.until(lambda: resources.reader.versions.of(resources._key))
    desk.until(lambda: newest(resources) == f"change {told}\n")
    timer.stop()
    assert len(resources.reader.versions.of(resources._key)) < told / 5
    window.messages.filter_line.set_filter("method == notifications/resources/updated")
    desk.until(lambda: window.messages.model.rowCount() == told)
    assert len(ticks) > 20


def newest(resources: ResourcesPanel) -> str:
    outcome = resources.reader.versions.of(resources._key)[-1].outcome
    return str(outcome.value["contents"][0]["text"])  # type: ignore[union-attr]


def test_the_memory_server_shows_what_was_added_to_its_graph(desk: Desk, tmp_path: Path) -> None:
    node = node_program()
    if node is None or not MEMORY.exists():
        absent("@modelcontextprotocol/server-memory")
    connect(desk, [node or "node", str(MEMORY)], MEMORY_FILE_PATH=str(tmp_path / "memory.jsonl"))
    resources = desk.window.resources
    desk.until(lambda: resources.list.select("resource", GRAPH))
    resources.read()
    desk.until(lambda: resources.result.headline.text().startswith("✓"))
    resources.toggle_subscription()
    desk.until(lambda: "subscribed;" in resources.subscription.text())
    whale = {"name": "Moby", "entityType": "whale", "observations": ["is white"]}
    call(desk, "create_entities", entities=[whale])
    desk.until(lambda: resources.versions.shown.count() == 2)
    changed = [line for line in resources.result.changes.toPlainText().splitlines() if line.startswith("+")]
    assert any('"Moby"' in line for line in changed)
    assert any('"is white"' in line for line in changed)


def test_large_contents_are_read_beside_the_window_and_copied_whole(desk: Desk) -> None:
    connect(desk, STORM)
    result = desk.window.resources.result
    desk.window.resources.open_uri("storm://large")
    desk.until(lambda: result.headline.text().startswith("✓") and result.content.parts)
    result.tabs.setCurrentWidget(result.raw)
    next(button for button in result.raw.findChildren(QToolButton) if button.text() == "Text").click()
    desk.until(lambda: "Long texts and lists are cut." in result.raw.text._note.text())
    result.raw.text.copy_all()
    desk.until(lambda: QGuiApplication.clipboard().text().count("a line of text") == 600_000)
    assert json.loads(QGuiApplication.clipboard().text()) == result.raw.value
    result.tabs.setCurrentWidget(result.content)
    next(button for button in result.content.findChildren(QToolButton) if button.text() == "Copy").click()
    desk.until(lambda: QGuiApplication.clipboard().text() == "a line of text\n" * 600_000)


def test_of_large_contents_no_more_is_kept_than_there_is_room_for_which_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource_versions, "MAX_SIZE", 1_500)
    connect(desk, STORM)
    resources = desk.window.resources
    desk.until(lambda: resources.list.select("resource", "storm://3"))
    resources.toggle_subscription()
    desk.until(lambda: "subscribed;" in resources.subscription.text())
    resources.read()
    desk.until(lambda: kept(resources) == [1])
    for last in (2, 3):
        call(desk, "change", uri="storm://3")
        desk.until(partial(lambda last: kept(resources) == [last], last))
    assert resources.versions.isVisible()
    assert resources.versions._note.text() == "only the newest is kept; 2 older are in the log"
