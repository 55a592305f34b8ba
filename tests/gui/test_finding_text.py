"""Places in a record: those that findings speak of, those that hold a text, and those one copies and filters by."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu

from inspector.traffic.capture import CaptureWriter, FindingRow
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.panels.messages import MessagesPanel
from inspector.ui.theme import DARK_COLOURS, LIGHT_COLOURS
from inspector.ui.widgets.findings_view import FindingsView
from inspector.ui.widgets.hex_view import HexView
from inspector.ui.widgets.json_place import find_place
from inspector.ui.widgets.json_text import indent
from inspector.ui.widgets.searches import BytesSearch
from tests.gui.conftest import Desk

SECTION = "https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool"
BODY = {
    "params": {"name": "add", "arguments": {"a/b": [1, 2, {"x": "Needle"}], "needle": True}},
    "_meta": {"a.b": "needle and Needle"},
}
HEAD = b"HTTP/1.1 202 Accepted\r\nDate: now\r\nContent-Type: text/plain\r\n\r\n"


@pytest.fixture
def messages(desk: Desk, tmp_path: Path) -> Iterator[MessagesPanel]:
    recorder = Recorder(CaptureWriter(tmp_path / "other.mcpcap"))
    tap = recorder.open_session("server", "stdio")
    first = tap.received(Kind.MESSAGE, json.dumps(BODY).encode())
    head = tap.received(Kind.HTTP_RESPONSE, HEAD)
    for number in range(20):
        tap.received(Kind.MESSAGE, b'{"n": %d, "word": "%s"}' % (number, b"needle" if number % 9 == 5 else b"hay"))
    for seq, pointer, address in (
        (first.seq, "/params/arguments/a~1b/2/x", SECTION),
        (first.seq, "", "https://elsewhere.example/trap"),
        (head.seq, "Content-Type", SECTION),
    ):
        finding = FindingRow("some-rule", "warning", f"Something is odd <b>here</b>: {pointer}", None, pointer, address)
        tap.add_finding(seq, finding)
    recorder.close()
    panel = MessagesPanel(tmp_path / "other.mcpcap", FilterBook(desk.settings))
    desk.qtbot.addWidget(panel)
    panel.resize(1000, 500)
    panel.show()
    desk.qtbot.waitExposed(panel)
    panel.table.selectRow(0)
    yield panel
    panel.close_capture()


def click(desk: Desk, view: FindingsView, top: int, text: str) -> None:
    """Click on a line of a finding."""
    item = view.topLevelItem(top)
    assert item is not None
    line = next(child for child in map(item.child, range(item.childCount())) if child and text in child.text(0))
    desk.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualItemRect(line).center())


def test_a_finding_names_its_place_and_leads_there_in_tree_and_text(desk: Desk, messages: MessagesPanel) -> None:
    detail = messages.detail
    detail.tabs.setCurrentWidget(detail.findings)
    click(desk, detail.findings, 0, "at /params/arguments/a~1b/2/x")
    assert detail.tabs.currentWidget() is detail.tree
    assert detail.tree.currentIndex().data() == "x"
    assert detail.tree.currentIndex().siblingAtColumn(1).data() == '"Needle"'
    detail.tabs.setCurrentWidget(detail.text)
    assert detail.text.text.textCursor().selectedText() == '"x": "Needle"'


def test_findings_take_the_colours_of_the_theme_chosen_last(desk: Desk, messages: MessagesPanel) -> None:
    def colour() -> str:
        item = messages.detail.findings.topLevelItem(0)
        line = item.child(1) if item is not None else None
        return line.foreground(0).color().name() if line is not None else ""

    assert colour() == LIGHT_COLOURS.accent
    desk.theme.choose("dark")
    desk.until(lambda: colour() == DARK_COLOURS.accent)


def test_a_finding_in_a_head_names_the_header_and_leads_to_its_line(desk: Desk, messages: MessagesPanel) -> None:
    detail = messages.detail
    messages.table.selectRow(1)
    detail.tabs.setCurrentWidget(detail.findings)
    click(desk, detail.findings, 0, "at the header Content-Type")
    assert detail.tabs.currentWidget() is detail.http
    detail.tabs.setCurrentWidget(detail.text)
    assert detail.text.text.textCursor().selectedText() == "Content-Type: text/plain"


def test_a_section_is_opened_on_a_click_and_only_where_our_rules_point(desk: Desk, messages: MessagesPanel) -> None:
    class Browser(QObject):
        opened: list[str]

        @Slot(QUrl)
        def open(self, url: QUrl) -> None:
            self.opened.append(url.toString())

    browser = Browser()
    browser.opened = []
    QDesktopServices.setUrlHandler("https", browser, "open")  # type: ignore[arg-type]  # the stubs say bytes, which find no slot
    try:
        view = messages.detail.findings
        messages.detail.tabs.setCurrentWidget(view)
        click(desk, view, 0, "2025-11-25/server/tools")
        click(desk, view, 1, "elsewhere.example")
    finally:
        QDesktopServices.unsetUrlHandler("https")
    assert browser.opened == [SECTION]


def test_a_finding_is_copied_with_all_there_is_to_it(desk: Desk, messages: MessagesPanel) -> None:
    view = messages.detail.findings
    messages.detail.tabs.setCurrentWidget(view)
    view.setFocus()
    desk.qtbot.keyClick(view, Qt.Key.Key_Home)
    desk.qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.splitlines()[0] == "warning  some-rule"
    assert "<b>here</b>" in copied
    assert copied.splitlines()[-1] == SECTION


def find(desk: Desk, messages: MessagesPanel, text: str) -> None:
    bar = messages.detail.find_bar
    messages.detail.find_text()
    bar.line.clear()
    desk.qtbot.keyClicks(bar.line, text)
    desk.qtbot.keyClick(bar.line, Qt.Key.Key_Return)


def test_a_text_is_found_in_the_text_forth_and_back(desk: Desk, messages: MessagesPanel) -> None:
    detail = messages.detail
    detail.tabs.setCurrentWidget(detail.text)
    find(desk, messages, "needle")
    assert detail.find_bar.count.text() == "1 of 4"
    desk.qtbot.keyClick(detail.find_bar.line, Qt.Key.Key_Return)
    assert detail.find_bar.count.text() == "2 of 4"
    desk.qtbot.keyClick(detail.find_bar.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    desk.qtbot.keyClick(detail.find_bar.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert detail.find_bar.count.text() == "4 of 4"
    detail.find_bar.case.click()
    assert detail.find_bar.count.text() == "1 of 2"
    find(desk, messages, "nowhere")
    assert detail.find_bar.count.text() == "not found"
    desk.qtbot.keyClick(detail.find_bar.line, Qt.Key.Key_Escape)
    assert not detail.find_bar.isVisible()


def test_a_text_is_found_in_names_and_values_of_the_tree(desk: Desk, messages: MessagesPanel) -> None:
    detail = messages.detail
    detail.tabs.setCurrentWidget(detail.tree)
    find(desk, messages, "needle")
    desk.until(lambda: detail.find_bar.count.text() == "1 of 3")
    places = [detail.tree.currentIndex().data()]
    for _ in range(2):
        detail.find_bar.next.click()
        places.append(detail.tree.currentIndex().data())
    assert places == ["x", "needle", "a.b"]


def test_bytes_are_found_as_text_and_as_figures(desk: Desk, messages: MessagesPanel) -> None:
    detail = messages.detail
    messages.table.selectRow(1)
    detail.tabs.setCurrentWidget(detail.bytes)
    find(desk, messages, "0x0d0a 0d0a")
    assert detail.find_bar.count.text() == "1 of 1"
    find(desk, messages, "ACCEPTED")
    assert detail.find_bar.count.text() == "1 of 1"


def test_bytes_are_marked_with_the_mouse_and_copied(desk: Desk, messages: MessagesPanel) -> None:
    view = messages.detail.bytes
    messages.table.selectRow(1)
    messages.detail.tabs.setCurrentWidget(view)
    digit = view.fontMetrics().horizontalAdvance("0")

    def byte(number: int) -> QPoint:
        """Give the place of a byte of the first row, among the figures."""
        return QPoint(8 + (10 + 3 * number) * digit + digit // 2, 6)

    desk.qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=byte(5))
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        QPointF(byte(7)),
        QPointF(view.viewport().mapToGlobal(byte(7))),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view.viewport(), move)
    assert view.selected == b"1.1"
    view.copy_figures()
    assert QGuiApplication.clipboard().text() == "31 2e 31"
    view.copy_text()
    assert QGuiApplication.clipboard().text() == "1.1"
    desk.qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.selected == HEAD


def test_a_text_is_found_from_record_to_record(desk: Desk, messages: MessagesPanel) -> None:
    said: list[str] = []
    messages.said.connect(said.append)

    def here() -> int:
        row = messages.current()
        return row.seq if row is not None else 0

    messages.table.selectRow(2)
    messages.table.setFocus()
    messages.find_text()
    desk.qtbot.keyClicks(messages.find_bar.line, "needle")
    desk.until(lambda: here() == 8)
    assert messages.detail.find_bar.count.text() == "1 of 1"
    desk.qtbot.keyClick(messages.find_bar.line, Qt.Key.Key_Return)
    desk.until(lambda: here() == 17)
    desk.qtbot.keyClick(messages.find_bar.line, Qt.Key.Key_Return)
    assert messages.find_bar.count.text() == "looking…"
    desk.until(lambda: said == ["There is no such text below the selected record."])
    assert messages.find_bar.count.text() == "not found"
    desk.qtbot.keyClick(messages.find_bar.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    desk.until(lambda: here() == 8)


def menu_of_place(messages: MessagesPanel, steps: list[str | int]) -> dict[str, Callable[[], None]]:
    tree = messages.detail.tree
    messages.detail.tabs.setCurrentWidget(tree)
    tree.select_place(steps)
    tree.customContextMenuRequested.emit(QPoint(0, 0))
    (menu,) = [menu for menu in tree.findChildren(QMenu) if menu.isVisible()]
    menu.close()
    return {action.text(): action.trigger for action in menu.actions()}


def test_a_place_is_copied_as_pointer_value_and_filter(desk: Desk, messages: MessagesPanel) -> None:
    clipboard = QGuiApplication.clipboard()
    menu = menu_of_place(messages, ["params", "arguments", "a/b", 2, "x"])
    menu["Copy Path"]()
    assert clipboard.text() == "/params/arguments/a~1b/2/x"
    menu["Copy Value"]()
    assert clipboard.text() == "Needle"
    menu["Copy as Filter"]()
    assert clipboard.text() == 'body.params.arguments["a/b"][2].x == "Needle"'


def test_a_value_in_the_tree_gives_the_filter_for_records_that_have_it(desk: Desk, messages: MessagesPanel) -> None:
    messages.table.selectRow(7)
    menu_of_place(messages, ["n"])["Only Records with This Value"]()
    desk.until(lambda: messages.model.rowCount() == 1)
    messages.table.selectRow(0)
    menu_of_place(messages, ["word"])["Only Records That Have This Place"]()
    desk.until(lambda: messages.model.rowCount() == 20)


def test_standard_error_is_left_out_at_a_switch(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages

    def kinds() -> set[str]:
        rows = [messages.model.record(row) for row in range(messages.model.rowCount())]
        return {row.kind for row in rows if row is not None}

    desk.until(lambda: kinds() >= {"process", "message"})
    messages.bar.output.click()
    desk.until(lambda: kinds() == {"message"})


def test_bytes_are_found_across_the_pieces_they_are_looked_through_in(desk: Desk) -> None:
    view = HexView()
    desk.qtbot.addWidget(view)
    raw = bytearray(b"." * 1_200_000)
    for place in (0, (1 << 19) - 3, (1 << 20) - 6, 1_199_994):
        raw[place : place + 6] = b"Needle"
    view.show_bytes(bytes(raw))
    search = BytesSearch(view)
    for text, case, places in (
        ("needle", False, 4),
        ("needle", True, 0),
        ("0x4e656564", False, 4),
        ("..", True, 599_988),
    ):
        search.look_for(text, case=case)
        desk.until(lambda: not search.more or search.total >= 5_000)
        assert search.total == min(places, 5_000)
    search.look_for("needle", case=False)
    desk.until(lambda: not search.more)
    search.step(backwards=True)
    assert (search.current, view.selected) == (4, b"Needle")


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("", "{"),
        ("/a", '"a": 1'),
        ("/b/c/1", "null"),
        ("/b/c/2/d~1e~0", '"d/e~": "x"'),
        ("/b/f", '"b": {'),
        ("/b/c/9", '"c": ['),
        ('/q"x', '"q\\"x": 2'),
    ],
)
def test_a_pointer_is_found_in_the_text_or_what_should_have_it(pointer: str, found: str) -> None:
    text = indent('{"a":1,"b":{"c":[true,null,{"d/e~":"x"}]},"q\\"x":2}')
    place = find_place(text, pointer)
    assert place is not None
    assert text[place[0] : place[1]] == found
