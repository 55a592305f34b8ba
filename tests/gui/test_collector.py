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
        for _ in range(200_000):
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
