"""Resource templates as a person fills them in: fields, completion from the server, and the URI they make."""

import asyncio
import base64
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from inspector.protocol.items import resource
from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.sessions.suggestions import Suggestions
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.data_icon import data_icon
from inspector.ui.models.resource_tree import MODIFIED, PICTURE_ROLE, Mark, ResourceTreeModel
from inspector.ui.widgets.line_completer import LineCompleter
from tests.gui.conftest import Desk


def connect(desk: Desk, command: list[str], era: str = "auto") -> SessionHandle:
    definition = ServerDefinition("files", StdioSettings(command[0], tuple(command[1:])), era=era)
    server = desk.window.add_and_open(definition)
    desk.until(lambda: server.state is not None and server.state.phase == "connected")
    desk.window.activateWindow()
    desk.window.actions_by_id.trigger("view.resources")
    return server


def field(desk: Desk, name: str) -> QLineEdit:
    lines = desk.window.resources.form.findChildren(QLineEdit)
    line = next(line for line in lines if line.accessibleName() == name)
    desk.window.activateWindow()
    line.setFocus()
    desk.until(line.hasFocus)
    return line


def offered(line: QLineEdit) -> list[str]:
    completer = line.findChild(LineCompleter)
    assert completer is not None
    return [completer.model.item(row).text() for row in range(completer.model.rowCount())]


@pytest.mark.parametrize("era", ["modern", "2025-11-25"])
def test_the_server_completes_a_variable_by_what_the_others_are(
    desk: Desk, demo_command: Callable[[str], list[str]], era: str
) -> None:
    connect(desk, demo_command("files"), era)
    resources = desk.window.resources
    desk.until(lambda: resources.list.select("template", "garden://{file}/{line}"))
    assert resources.hint.text() == "Still without a value: file, line."
    file = field(desk, "file")
    QTest.keyClicks(file, "b")
    desk.until(lambda: offered(file) == ["beds.csv", "beds.svg"])
    QTest.keyClick(file.findChild(LineCompleter).popup, Qt.Key.Key_Down)  # type: ignore[union-attr]
    QTest.keyClick(file.findChild(LineCompleter).popup, Qt.Key.Key_Return)  # type: ignore[union-attr]
    assert file.text() == "beds.csv"
    assert resources.uri.text() == "garden://beds.csv/"
    line = field(desk, "line")
    QTest.keyClick(line, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: offered(line) == ["1", "2", "3", "4"])  # the lines of that file
    QTest.keyClicks(line, "2")
    assert resources.uri.text() == "garden://beds.csv/2"
    assert resources.hint.text() == ""
    QTest.keyClick(line, Qt.Key.Key_Return)
    desk.until(lambda: resources.result.headline.text().startswith("✓"))


def test_a_revision_without_context_is_asked_without(desk: Desk, demo_command: Callable[[str], list[str]]) -> None:
    connect(desk, demo_command("files"), "2025-03-26")
    resources = desk.window.resources
    desk.until(lambda: resources.list.select("template", "garden://{file}/{line}"))
    QTest.keyClicks(field(desk, "file"), "beds.csv")
    line = field(desk, "line")
    QTest.keyClick(line, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: resources.form.said.text() == "The server has no value that begins so.")
    assert offered(line) == []


def test_any_uri_can_be_typed_beside_the_template(desk: Desk, demo_command: Callable[[str], list[str]]) -> None:
    connect(desk, demo_command("files"))
    resources = desk.window.resources
    desk.until(lambda: resources.list.select("template", "garden://{file}/{line}"))
    resources.uri.setText("garden://plan.json/1")
    QTest.keyClick(resources.uri, Qt.Key.Key_Return)
    desk.until(lambda: resources.result.headline.text().startswith("✓"))
    assert "plan.json" in resources.uri.text()


def test_what_was_filled_in_is_there_again(desk: Desk, demo_command: Callable[[str], list[str]]) -> None:
    connect(desk, demo_command("files"))
    resources = desk.window.resources
    desk.until(lambda: resources.list.select("template", "garden://{file}/{line}"))
    QTest.keyClicks(field(desk, "file"), "beds.csv")
    resources.list.select("resource", "file:///garden/readme.md")
    assert not resources.form.isVisible()
    desk.until(lambda: resources.list.select("template", "garden://{file}/{line}"))
    assert field(desk, "file").text() == "beds.csv"
    assert resources.uri.text() == "garden://beds.csv/"


def test_a_server_without_completions_is_not_asked(desk: Desk, plain_command: list[str]) -> None:
    server = connect(desk, plain_command)
    form = desk.window.resources.form
    form.setVisible(True)
    form.show_template(server, "x://{a}", {})
    line = field(desk, "a")
    QTest.keyClicks(line, "b")
    QTest.keyClick(line, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    asked = line.findChild(LineCompleter)
    assert asked is not None
    desk.until(lambda: asked._task is not None and asked._task.done())
    assert desk.workspace.path.exists()
    assert form.said.text() == ""
    assert offered(line) == []


def test_a_broken_template_says_why_and_leaves_the_uri_to_the_user(desk: Desk, plain_command: list[str]) -> None:
    server = connect(desk, plain_command)
    form = desk.window.resources.form
    form.setVisible(True)
    form.show_template(server, "x://{file-name}", {})
    assert '"file-name" is no name of a variable' in form.problem.text()
    assert form.uri() is None


def test_the_reference_servers_templates_are_completed(desk: Desk, everything_command: list[str]) -> None:
    connect(desk, everything_command)
    resources = desk.window.resources
    desk.until(lambda: any(item.kind == "template" for item in resources.tree.model.shown))
    template = next(item for item in resources.tree.model.shown if item.kind == "template")
    resources.list.select("template", template.key)
    name = next(iter(resources.form.form().editors())).removeprefix("/")
    line = field(desk, name)
    QTest.keyClicks(line, "1")
    desk.until(lambda: resources.uri.text() == template.key.replace(f"{{{name}}}", "1"))
    QTest.keyClick(line, Qt.Key.Key_Return)
    desk.until(lambda: resources.result.headline.text().startswith("✓"))


def test_the_shape_of_the_list_is_remembered(desk: Desk, demo_command: Callable[[str], list[str]]) -> None:
    connect(desk, demo_command("files"))
    resources = desk.window.resources
    resources.tree.tree_button.click()
    header = resources.tree.view.header()
    header.setSectionHidden(MODIFIED, False)
    kept = resources.save_state()
    resources.tree.tree_button.click()
    header.setSectionHidden(MODIFIED, True)
    resources.restore_state(kept)
    assert resources.tree.model.as_tree
    assert not header.isSectionHidden(MODIFIED)
    resources.restore_state(b"something else")


def test_resources_stand_in_the_tree_of_their_uris_and_are_searched(
    desk: Desk, demo_command: Callable[[str], list[str]]
) -> None:
    connect(desk, demo_command("files"))
    tree = desk.window.resources.tree
    tree.tree_button.click()
    model = tree.model
    groups = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert groups == ["file:///garden/", "garden://{file}/"]
    assert model.rowCount(model.index(0, 0)) == 7
    tree.search.setText("beds svg")
    assert [item.name for item in model.shown] == ["beds.svg"]
    assert model.data(model.index(0, 0, model.index(0, 0))) == "beds.svg"
    current = tree.current()
    assert current is not None
    assert current.name == "beds.svg"


def test_an_icon_is_drawn_where_it_came_along_and_never_fetched(qtbot: QtBot) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="#ff0000"/></svg>'
    inside = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
    bad = f"data:image/svg+xml;base64,{base64.b64encode(svg.replace(b'<rect', b'<script/><rect')).decode()}"
    assert data_icon(("https://example.com/a.png", "file:///etc/passwd", bad, "data:image/png;base64,AAAA")) is None
    picture = data_icon(("https://example.com/a.png", inside))
    assert picture is not None
    assert picture.pixelColor(4, 4).name() == "#ff0000"
    model = ResourceTreeModel(lambda _uri: Mark())
    raws = [{"uri": "x://a", "name": "a", "icons": [{"src": inside}]}, {"uri": "x://b", "name": "b"}]
    model.set_items([resource(raw) for raw in raws])
    assert model.index(0, 0).data(PICTURE_ROLE) is not None
    assert model.index(1, 0).data(PICTURE_ROLE) is None


def test_an_icon_that_came_along_is_named_by_its_type(qtbot: QtBot) -> None:
    model = ResourceTreeModel(lambda _uri: Mark())
    icons = [{"src": "data:image/png;base64,AAAA"}, {"src": "https://example.com/a.png"}]
    badges = model.with_facts(resource({"uri": "x://a", "name": "a", "icons": icons})).badges
    assert badges[-1] == "icon image/png, icon https://example.com/a.png"


def test_a_server_that_completes_slowly_is_said_to_be_waited_for(
    qtbot: QtBot, qt_loop: asyncio.AbstractEventLoop
) -> None:
    said: list[str] = []
    failed: list[BaseException] = []
    line, answered = QLineEdit(), asyncio.Event()
    qtbot.addWidget(line)

    async def ask(_text: str) -> Suggestions:
        await answered.wait()
        return Suggestions()

    completer = LineCompleter(line, ask, Tasks(failed.append))
    completer.said.connect(said.append)
    line.show()
    completer.ask()
    qtbot.waitUntil(lambda: said == ["Waiting for the server's completions…"])
    answered.set()
    qtbot.waitUntil(lambda: said[1:2] == [""])
    assert failed == []
