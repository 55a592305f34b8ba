"""The latencies of the rows shown, in the box below their button."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from inspector.ui.log.filter_book import FilterBook
from inspector.ui.panels.messages import MessagesPanel
from tests.gui.conftest import Desk
from tests.unit.traffic.test_lapse import exchange, notice, written


@pytest.fixture
def panel(desk: Desk, tmp_path: Path) -> Iterator[MessagesPanel]:
    """A log of a notification and three calls, of 10, 20 and 400 ms; the last failed."""
    records = [notice(1, 0), *exchange(2, 100, 10), *exchange(4, 200, 20), *exchange(6, 300, 400, "error")]
    written(tmp_path / "other.mcpcap", records).close()
    panel = MessagesPanel(tmp_path / "other.mcpcap", FilterBook(desk.settings))
    desk.qtbot.addWidget(panel)
    panel.resize(1_200, 300)
    panel.show()
    yield panel
    panel.latencies.hide()
    panel.close_capture()


def test_each_exchange_shown_counts_once(desk: Desk, panel: MessagesPanel) -> None:
    panel.latencies.button.click()
    histogram = panel.latencies.histogram
    desk.until(lambda: histogram.sentence == "3 exchanges · p50 20 ms · p90 400 ms · p99 400 ms · max 400 ms")


def test_only_rows_that_pass_the_filter_count(desk: Desk, panel: MessagesPanel) -> None:
    histogram = panel.latencies.histogram
    panel.filter_line.set_filter("error")
    panel.latencies.button.click()
    desk.until(lambda: histogram.sentence.startswith("1 exchange · p50 400 ms"))
    panel.latencies.hide()
    panel.filter_line.set_filter("notification")
    panel.latencies.button.click()
    desk.until(lambda: histogram.sentence.startswith("None of the rows shown"))


def test_a_click_on_a_bar_filters_by_it(desk: Desk, panel: MessagesPanel) -> None:
    panel.latencies.button.click()
    histogram = panel.latencies.histogram
    desk.until(lambda: histogram.sentence.startswith("3 exchanges"))
    x = next(x for x in range(histogram.width(), 0, -1) if histogram.bar_at(x))
    desk.qtbot.mouseClick(histogram, Qt.MouseButton.LeftButton, pos=QPoint(x, 100))
    assert not panel.latencies.isVisible()
    assert panel.filter_line.text().startswith("latency >= ")
    assert panel.filter_line.property("right")
    desk.until(lambda: panel.model.rowCount() == 2)
