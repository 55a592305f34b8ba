"""The time line over the log: pointing, selecting, zooming, and putting it away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from inspector.traffic.lapse import Picture
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.panels.messages import MessagesPanel
from inspector.ui.settings import Settings
from inspector.ui.widgets.timeline import Timeline
from tests.gui.conftest import Desk
from tests.unit.traffic.test_lapse import exchange, notice, written


@pytest.fixture
def panel(desk: Desk, tmp_path: Path) -> Iterator[MessagesPanel]:
    """A log of one second: a notification, a call of 300 ms that fared well, one that failed, and the end."""
    records = [notice(1, 0), *exchange(2, 100, 300), *exchange(4, 600, 100, "error"), notice(6, 1_000)]
    written(tmp_path / "other.mcpcap", records).close()
    panel = MessagesPanel(tmp_path / "other.mcpcap", FilterBook(desk.settings))
    desk.qtbot.addWidget(panel)
    panel.resize(1_200, 300)
    panel.show()
    desk.until(lambda: panel.time_strip.timeline._picture.last_ns == 10**9 and shown(panel).is_whole)
    yield panel
    panel.close_capture()


def shown(panel: MessagesPanel) -> Picture:
    return panel.time_strip.timeline._picture


def at(line: Timeline, ms: float) -> QPoint:
    return QPoint(round(line.x_at(ms * 1_000_000)), 8)


def drag(desk: Desk, line: Timeline, first: int, last: int) -> None:
    desk.qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=at(line, first))
    desk.qtbot.mouseMove(line, at(line, last))
    desk.qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, pos=at(line, last))


def wheel(line: Timeline, ms: int, turns: int) -> None:
    point = QPointF(at(line, ms))
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    turn = QPoint(0, 120 * turns)
    event = QWheelEvent(point, point, QPoint(), turn, *none, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(line, event)


def test_pointing_at_a_bar_says_in_words_what_it_is(desk: Desk, panel: MessagesPanel) -> None:
    line = panel.time_strip.timeline
    assert "#2" in line.words_at(at(line, 250))
    assert "ok · 300 ms" in line.words_at(at(line, 250))
    assert "error · 100 ms" in line.words_at(at(line, 650))
    assert "notification" in line.words_at(at(line, 0.2))
    assert line.words_at(at(line, 500)) in ("server 1  +499 ms", "server 1  +500 ms", "server 1  +501 ms")


def test_a_click_on_a_bar_selects_its_request(desk: Desk, panel: MessagesPanel) -> None:
    line = panel.time_strip.timeline
    desk.qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=at(line, 650))
    current = panel.current()
    assert current is not None
    assert current.seq == 4


def test_dragging_over_the_line_filters_by_time_and_escape_gives_it_up(desk: Desk, panel: MessagesPanel) -> None:
    line = panel.time_strip.timeline
    panel.filter_line.set_filter("reply or notification")
    drag(desk, line, 350, 450)
    text = panel.filter_line.text()
    assert text.startswith("(reply or notification) and time >= 0.")
    assert panel.filter_line.property("right")
    desk.until(lambda: panel.model.rowCount() == 1)
    drag(desk, line, 350, 720)
    assert panel.filter_line.text().count("time >=") == 1
    desk.until(lambda: panel.model.rowCount() == 2)
    desk.qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert panel.filter_line.text() == "reply or notification"
    assert line.selection is None
    desk.until(lambda: panel.model.rowCount() == 4)


def test_a_selection_goes_with_what_it_wrote_into_the_filter_line(desk: Desk, panel: MessagesPanel) -> None:
    line = panel.time_strip.timeline
    drag(desk, line, 350, 450)
    assert line.selection is not None
    panel.filter_line.set_filter("error")
    assert line.selection is None


def test_the_wheel_zooms_about_the_pointer_and_a_double_click_shows_all_again(desk: Desk, panel: MessagesPanel) -> None:
    line = panel.time_strip.timeline
    wheel(line, 250, 10)
    begin, end = line.view
    assert begin < 250_000_000 < end
    assert end - begin < 150_000_000
    desk.until(lambda: (shown(panel).begin, shown(panel).is_whole) == (begin, True))
    assert "ok · 300 ms" in line.words_at(at(line, 250))
    desk.qtbot.mouseDClick(line, Qt.MouseButton.LeftButton, pos=at(line, 250))
    assert line.view == (0, 10**9)
    desk.until(lambda: shown(panel).begin == 0)


def test_shift_and_drag_pans(desk: Desk, panel: MessagesPanel) -> None:
    line = panel.time_strip.timeline
    wheel(line, 500, 10)
    begin, end = line.view
    start, shift = at(line, 500), Qt.KeyboardModifier.ShiftModifier
    desk.qtbot.mousePress(line, Qt.MouseButton.LeftButton, shift, start)
    desk.qtbot.mouseMove(line, start + QPoint(100, 0))
    desk.qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, shift, start + QPoint(100, 0))
    assert line.view[0] < begin
    assert line.view[1] - line.view[0] == end - begin
    assert line.selection is None


def test_the_time_line_is_put_away_by_its_button_for_the_next_time_too(desk: Desk, panel: MessagesPanel) -> None:
    assert panel.time_strip.isVisible()
    panel.time_strip.button.click()
    assert not panel.time_strip.isVisible()
    assert not FilterBook(Settings(desk.settings.folder / "window.ini")).switch("time-line", default=True)
    panel.time_strip.button.click()
    assert panel.time_strip.isVisible()


def test_the_time_line_and_the_latencies_are_commands_too(desk: Desk) -> None:
    log = desk.window.messages
    assert log.time_strip.isVisible()
    desk.window.actions_by_id.trigger("messages.time-line")
    assert not log.time_strip.isVisible()
    desk.window.actions_by_id.trigger("messages.latencies")
    assert log.latencies.isVisible()
    log.latencies.hide()


def test_the_time_line_grows_with_the_log(desk: Desk, demo_command: object) -> None:
    line = desk.window.messages.time_strip.timeline
    assert callable(demo_command)
    desk.connect(demo_command("calculator"))
    desk.until(lambda: len(line._picture.lanes) == 1 and line._picture.is_whole)
    assert line._picture.lanes[0].name == "server"
