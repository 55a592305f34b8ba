"""The line with the URI: what a person types there stays, and the rest of the panel speaks of that."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector.ui.bridge.session_handle import SessionHandle
from tests.conftest import TESTS
from tests.gui.conftest import Desk

STORM = [sys.executable, str(TESTS / "servers/updating_server.py")]


def connect(desk: Desk) -> SessionHandle:
    server = desk.connect(STORM)
    desk.window.actions_by_id.trigger("view.resources")
    desk.until(lambda: desk.window.resources.list.select("resource", "storm://3"))
    return server


def type_uri(desk: Desk, uri: str) -> None:
    line = desk.window.resources.uri
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, uri)


def test_a_uri_that_is_typed_stays_when_the_list_is_read_again(desk: Desk) -> None:
    server = connect(desk)
    resources = desk.window.resources
    type_uri(desk, "storm://typed")
    with_catalog = []
    server.catalog_changed.connect(lambda: with_catalog.append(True))
    desk.window.actions_by_id.trigger("server.refresh")
    desk.until(lambda: with_catalog)
    assert resources.uri.text() == "storm://typed"


def test_what_is_said_of_a_listed_resource_is_not_said_of_a_typed_one(desk: Desk) -> None:
    connect(desk)
    resources = desk.window.resources
    assert resources.header.name.isVisible()
    type_uri(desk, "storm://typed")
    assert not resources.header.name.isVisible()
    type_uri(desk, "storm://3")
    assert resources.header.name.isVisible()


def test_enter_on_a_listed_resource_reads_it_and_not_what_was_typed(desk: Desk) -> None:
    connect(desk)
    resources = desk.window.resources
    type_uri(desk, "storm://typed")
    QTest.keyClick(resources.tree.view, Qt.Key.Key_Return)
    desk.until(lambda: resources.result.headline.text().startswith("✓"))
    assert resources.uri.text() == "storm://3"


def test_reading_that_takes_long_is_said_and_can_be_stopped(desk: Desk) -> None:
    connect(desk)
    resources = desk.window.resources
    type_uri(desk, "storm://silent")
    QTest.keyClick(resources.uri, Qt.Key.Key_Return)
    assert resources.result.headline.text() == "Waiting for the server…"
    assert resources.read_button.text() == "Stop"
    QTest.mouseClick(resources.read_button, Qt.MouseButton.LeftButton)
    desk.until(lambda: "The reading was stopped" in resources.hint.text())
    assert resources.result.headline.text() == "What is read appears here."
    type_uri(desk, "storm://4")
    assert resources.hint.text() == ""


def test_a_title_of_one_long_word_does_not_widen_the_window(desk: Desk) -> None:
    connect(desk)
    before = desk.window.minimumSizeHint().width()
    desk.window.resources.list.select("resource", "storm://19")
    assert "w" * 40 in desk.window.resources.header.about.text()
    assert desk.window.minimumSizeHint().width() <= before + 400
