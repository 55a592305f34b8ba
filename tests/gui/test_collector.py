"""Cycles with widgets in them are taken apart by the window's thread, whoever makes the garbage."""

import gc
import threading
from weakref import ref

from PySide6.QtCore import QObject

from inspector.ui.collector import Collector


class Cycle(QObject):
    """Something of Qt that only a collection can end."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def test_no_other_thread_collects_what_the_window_left(collector: Collector) -> None:
    ended_by: list[int] = []
    watched = ref(Cycle(), lambda _gone: ended_by.append(threading.get_ident()))

    def make_garbage() -> None:
        for _ in range(100_000):
            cycle: list[object] = []
            cycle.append(cycle)

    thread = threading.Thread(target=make_garbage)
    thread.start()
    thread.join()
    assert ended_by == []
    assert gc.get_count()[0] > gc.get_threshold()[0]
    collector.look()
    gc.collect()
    assert ended_by == [threading.get_ident()]
    assert watched() is None


def test_all_objects_are_looked_at_again_once_they_are_a_quarter_more(collector: Collector) -> None:
    def grow(count: int) -> list[object]:
        """Make objects that stay, and let them grow old."""
        made: list[object] = []
        limits = gc.get_threshold()
        for _ in range(limits[1] + 2):
            made.extend([] for _ in range(max(count // (limits[1] + 1), limits[0] + 1)))
            collector.look()
        return made

    def whole() -> int:
        return int(gc.get_stats()[2]["collections"])

    limits = gc.get_threshold()
    gc.set_threshold(100, 2, 2)
    try:
        stays = grow(10_000) + grow(10_000) + grow(10_000)
        collector._collect(2)
        before = whole()
        for _ in range(5):
            stays += grow(0)
        assert whole() == before
        for _ in range(5):
            stays += grow(len(gc.get_objects()) // 4)
        assert whole() > before
    finally:
        gc.set_threshold(*limits)
    assert stays


def test_the_parts_of_a_giant_are_not_walked_and_what_came_with_them_is_in_the_end(collector: Collector) -> None:
    watched = ref(Cycle())
    giant = [[number] for number in range(300_000)]
    collector.look()
    gc.collect()
    assert watched() is not None  # nobody walked what was new
    giant.clear()
    for _ in range(60):
        collector.look()
    gc.collect()
    assert watched() is None
