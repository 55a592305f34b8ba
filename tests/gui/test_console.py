"""The console: what servers write to standard error, and what befell their processes."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication

from inspector.content.ansi import Style
from inspector.traffic.capture import CaptureWriter
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder, Tap
from inspector.ui.capture_window import CaptureWindow
from inspector.ui.delegates.console_delegate import contrast, inks
from inspector.ui.models.console_model import SERVER, TEXT
from inspector.ui.models.records_model import METHOD
from inspector.ui.panels.console import ConsolePanel
from inspector.ui.theme import DARK_COLOURS, LIGHT_COLOURS, Colours
from tests.gui.conftest import Desk


def lines(console: ConsolePanel) -> list[str]:
    return [console.model.index(row, TEXT).data() for row in range(console.model.rowCount())]


@pytest.fixture
def tap(tmp_path: Path) -> Iterator[Tap]:
    recorder = Recorder(CaptureWriter(tmp_path / "other.mcpcap"))
    yield recorder.open_session("noisy", "stdio")
    recorder.close()


@pytest.fixture
def console(desk: Desk, tap: Tap, tmp_path: Path) -> Iterator[ConsolePanel]:
    tap.flush()
    panel = ConsolePanel(tmp_path / "other.mcpcap")
    desk.qtbot.addWidget(panel)
    panel.resize(700, 300)
    panel.show()
    desk.qtbot.waitExposed(panel)
    yield panel
    panel.close_capture()


def write(desk: Desk, tap: Tap, console: ConsolePanel, *raws: bytes) -> None:
    """Write lines of standard error, and wait until they are shown."""
    wanted = console.model.rowCount() + len(raws)
    for raw in raws:
        tap.received(Kind.STDERR, raw)
    tap.flush()
    console.look_for_more()
    desk.until(lambda: console.model.rowCount() == wanted)


def test_a_server_that_ends_leaves_its_words_and_its_end_behind(desk: Desk) -> None:
    program = "import sys; sys.stderr.write('\\x1b[1;31mfatal\\x1b[0m: no config\\n'); sys.exit(3)"
    desk.connect([sys.executable, "-c", program], "crashing")
    desk.window.actions_by_id.trigger("view.console")
    console = desk.window.console
    desk.until(lambda: any("ended with exit code 3" in line for line in lines(console)))
    shown = lines(console)
    assert "fatal: no config" in shown
    assert any(line.startswith("process ") and "started" in line for line in shown)
    assert console.model.index(0, SERVER).data() == "crashing"
    assert console.servers.findText("crashing") > 0


def test_one_server_is_chosen_among_several(desk: Desk, plain_command: list[str]) -> None:
    for name in ("one", "two"):
        desk.connect(plain_command, name)
    desk.window.actions_by_id.trigger("view.console")
    console = desk.window.console
    desk.until(lambda: console.servers.findText("two") > 0)
    console.servers.setCurrentText("two")
    desk.until(lambda: console.model.rowCount() > 0)
    sessions = {console.model.index(row, SERVER).data() for row in range(console.model.rowCount())}
    assert sessions == {"two"}
    assert console.table.isColumnHidden(SERVER)


def test_nothing_is_looked_for_while_the_console_is_behind_the_messages(desk: Desk, plain_command: list[str]) -> None:
    desk.qtbot.waitExposed(desk.window)
    desk.connect(plain_command)
    desk.until(lambda: desk.window.messages.model.rowCount() > 3)
    assert desk.window.console._target == 0
    desk.window.actions_by_id.trigger("view.console")
    desk.until(lambda: desk.window.console.model.rowCount() > 0)
    desk.window.show_record(1)
    assert not desk.window.console._seen


def test_colours_last_over_lines_and_end_where_they_end(desk: Desk, tap: Tap, console: ConsolePanel) -> None:
    write(desk, tap, console, b"\x1b[33mwarning: it begins\n", b"and goes on\x1b[0m\n", b"plain again\x1b[2K\r\n")
    styles = [[span.style for span in line.spans] for row in range(3) if (line := console.model.line(row))]
    assert styles == [[Style(foreground=3)], [Style(foreground=3)], [Style()]]
    assert lines(console) == ["warning: it begins", "and goes on", "plain again"]


def test_a_colour_is_known_also_where_one_begins_to_look_in_the_middle(
    desk: Desk, tap: Tap, console: ConsolePanel
) -> None:
    write(desk, tap, console, b"\x1b[32mgreen\n", *[b"on\n"] * 20)
    console.model._lines.clear()
    line = console.model.line(15)
    assert line is not None
    assert line.spans[0].style == Style(foreground=2)


def test_lines_are_copied_as_they_look_or_exactly(desk: Desk, tap: Tap, console: ConsolePanel) -> None:
    write(desk, tap, console, b"\x1b[31mred\x1b[0m\n", b"two\n", b"three\n")
    console.table.setFocus()
    console.table.selectRow(0)
    desk.qtbot.keyClick(console.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    desk.qtbot.keyClick(console.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "red\ntwo"
    console.copy(exact=True)
    assert QGuiApplication.clipboard().text() == "\x1b[31mred\x1b[0m\ntwo"


def test_a_text_is_found_forth_and_back(desk: Desk, tap: Tap, console: ConsolePanel) -> None:
    said: list[str] = []
    console.said.connect(said.append)
    write(desk, tap, console, b"one\n", b"needle\n", b"two\n", b"a Needle too\n")
    console.find_text()
    desk.qtbot.keyClicks(console.find_bar.line, "needle")
    desk.until(lambda: console.table.currentIndex().row() == 1)
    desk.qtbot.keyClick(console.find_bar.line, Qt.Key.Key_Return)
    desk.until(lambda: console.table.currentIndex().row() == 3)
    desk.qtbot.keyClick(console.find_bar.line, Qt.Key.Key_Return)
    desk.until(lambda: said == ["There is no such text below the selected line."])


def test_the_newest_line_is_followed_until_the_user_looks_elsewhere(
    desk: Desk, tap: Tap, console: ConsolePanel
) -> None:
    bar = console.table.verticalScrollBar()
    write(desk, tap, console, *(b"line %d\n" % number for number in range(100)))
    assert bar.value() == bar.maximum() > 0
    desk.qtbot.keyClick(console.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert not console.table.follower.isChecked()
    write(desk, tap, console, b"newest\n")
    assert bar.value() < bar.maximum()
    console.table.follower.click()
    assert bar.value() == bar.maximum()


def test_only_some_lines_of_many_are_kept_in_memory(desk: Desk, tap: Tap, console: ConsolePanel) -> None:
    write(desk, tap, console, *[b"line\n"] * 5_000)
    for row in range(5_000):
        assert console.model.line(row) is not None
    assert len(console.model._lines) == 2_000


def test_a_line_of_a_megabyte_is_shown_from_its_beginning(desk: Desk, tap: Tap, console: ConsolePanel) -> None:
    write(desk, tap, console, b"x" * 1_000_000 + b"\n")
    assert len(lines(console)[0]) < 5_000
    assert lines(console)[0].endswith("⋯")


def test_a_line_is_shown_among_the_messages(desk: Desk, tap: Tap, tmp_path: Path) -> None:
    for number in range(3):
        tap.received(Kind.STDERR, b"\x1b[1mline\x1b[0m %d\n" % number)
        tap.received(Kind.MESSAGE, b"{}")
    tap.flush()
    desk.window.captures.open(tmp_path / "other.mcpcap")
    (window,) = desk.window.findChildren(CaptureWindow)
    assert window.messages.model.index(0, METHOD).data() == "line 0"
    window.show_console()
    (console,) = window.findChildren(ConsolePanel)
    desk.until(lambda: console.model.rowCount() == 3)
    console.table.doubleClicked.emit(console.model.index(2, TEXT))
    row = window.messages.current()
    assert row is not None
    assert row.seq == 5
    window.close()


@pytest.mark.parametrize("colours", [LIGHT_COLOURS, DARK_COLOURS], ids=["light", "dark"])
def test_every_colour_a_server_may_ask_for_can_be_read(colours: Colours) -> None:
    is_dark = colours is DARK_COLOURS
    some = [None, *range(0, 256, 5), (0, 0, 0), (255, 255, 255), (128, 128, 128), (250, 240, 0)]
    for foreground in some:
        for background in some[::4]:
            ground, ink = inks(Style(foreground, background), is_dark=is_dark)
            assert contrast(QColor(ink), QColor(ground or colours.base)) >= 4.5, (foreground, background)
