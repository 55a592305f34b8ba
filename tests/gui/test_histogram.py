"""The histogram of latencies, as it is read and pointed at."""

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from inspector.ui.widgets.histogram import Histogram


def shown(qtbot: QtBot) -> Histogram:
    histogram = Histogram()
    qtbot.addWidget(histogram)
    histogram.resize(420, 170)
    histogram.show()
    return histogram


def test_a_histogram_without_latencies_says_how_to_get_some(qtbot: QtBot) -> None:
    histogram = shown(qtbot)
    assert histogram.sentence == "No latencies yet. Each reply to a request adds one."
    assert histogram.bar_at(200) is None


def test_a_histogram_says_its_quantiles_in_words(qtbot: QtBot) -> None:
    histogram = shown(qtbot)
    histogram.set_values([float(ms) for ms in range(1, 101)])
    assert histogram.sentence == "100 replies · p50 50 ms · p90 90 ms · p99 99 ms · max 100 ms"
    assert histogram.accessibleDescription() == histogram.sentence
    histogram.add(1500.0)
    assert histogram.sentence.endswith("max 1500 ms")
    histogram.clear()
    assert "No latencies" in histogram.sentence


def test_each_latency_stands_in_one_bar_that_says_its_bounds(qtbot: QtBot) -> None:
    histogram = shown(qtbot)
    histogram.set_noun("call", "calls")
    histogram.set_values([12.0, 12.0, 450.0])
    steps = {histogram.bar_at(x) for x in range(histogram.width())} - {None}
    assert {histogram.words_for(step) for step in steps if step} == {
        "12 ms to 13 ms: 2 calls, 66.7%",
        "422 ms to 487 ms: 1 call, 33.3%",
    }


def test_a_click_on_a_bar_gives_its_bounds(qtbot: QtBot) -> None:
    histogram = shown(qtbot)
    histogram.set_values([450.0] * 3)
    x = next(x for x in range(histogram.width()) if histogram.bar_at(x))
    with qtbot.waitSignal(histogram.chosen) as chosen:
        qtbot.mouseClick(histogram, Qt.MouseButton.LeftButton, pos=QPoint(x, 80))
    assert chosen.args is not None
    low, high = chosen.args
    assert low <= 450 < high
