"""Resources that change while one looks at them."""

from collections.abc import Callable

import pytest

from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.ui.bridge.session_handle import SessionHandle
from tests.gui.conftest import Desk

LIST = "tasks://all"


def connect(desk: Desk, command: list[str], era: str) -> SessionHandle:
    server = desk.window.add_and_open(ServerDefinition("tasks", StdioSettings(command[0], tuple(command[1:])), era=era))
    desk.until(lambda: server.state is not None and server.state.phase == "connected")
    return server


def add_task(desk: Desk, title: str) -> None:
    tools = desk.window.tools
    tools.list.select("tool", "add_task")
    tools.editor.set_value({"text": title})
    tools.call()


@pytest.mark.parametrize("era", ["modern", "2025-11-25"])
def test_a_subscribed_resource_is_read_again_when_it_changes_and_shows_what_changed(
    desk: Desk, demo_command: Callable[[str], list[str]], era: str
) -> None:
    connect(desk, demo_command("tasks"), era)
    resources = desk.window.resources
    desk.window.actions_by_id.trigger("view.resources")
    resources.uri.setText(LIST)
    resources.read()
    desk.until(lambda: resources.result.headline.text().startswith("✓"))
    resources.toggle_subscription()
    desk.until(lambda: "subscribed;" in resources.subscription.text())
    desk.until(lambda: resources.subscribe_button.text() == "Unsubscribe")
    add_task(desk, "Water the plants")
    desk.until(lambda: resources.versions.shown.count() == 2)
    changed = resources.result.changes.toPlainText().splitlines()
    assert any(line.startswith("+") and "Water the plants" in line for line in changed)
    resources.versions.shown.setCurrentIndex(1)
    resources.versions.shown.activated.emit(1)
    result = resources.result
    assert not result.tabs.isTabVisible(result.tabs.indexOf(result.changes))
    resources.toggle_subscription()
    desk.until(lambda: resources.subscribe_button.text() == "Subscribe")


def test_a_subscription_beside_the_one_looked_at_is_counted(
    desk: Desk, demo_command: Callable[[str], list[str]]
) -> None:
    connect(desk, demo_command("tasks"), "2025-11-25")
    resources = desk.window.resources
    resources.uri.setText(LIST)
    resources.toggle_subscription()
    desk.until(lambda: "subscribed;" in resources.subscription.text())
    resources.read()
    desk.until(lambda: resources.result.headline.text().startswith("✓"))
    resources.uri.setText("tasks://1")
    desk.until(lambda: "1 more subscribed" in resources.subscription.text())
    add_task(desk, "Water the plants")
    desk.until(lambda: len(resources.reader.versions.of((id(resources.server), LIST))) == 2)
    resources.uri.setText("tasks://2")
    desk.until(lambda: "1 of them changed" in resources.subscription.text())


def test_a_refused_subscription_says_why(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    resources = desk.window.resources
    resources.uri.setText("x://y")
    resources.toggle_subscription()
    desk.until(lambda: "refused" in resources.subscription.text())
    assert resources.subscribe_button.text() == "Subscribe"
