"""Several threads that search one capture find what one would, in order, and end."""

import threading
from pathlib import Path

import pytest

from inspector.traffic.capture import CaptureReader, CaptureWriter
from inspector.traffic.filters.parser import parse_filter
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder
from inspector.traffic.searching import SharedSearch

COUNT = 130_000


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "c"
    recorder = Recorder(CaptureWriter(path))
    tap = recorder.open_session("server", "stdio")
    for number in range(COUNT):
        tap.received(Kind.MESSAGE, b'{"n": %d}' % number)
    recorder.close()
    return path


def test_all_that_passes_is_found_in_order(path: Path) -> None:
    shared, wanted = SharedSearch(path), parse_filter('"77"')
    slices = list(shared.search(wanted, 1, COUNT, lambda: True))
    reader = CaptureReader(path)
    assert [number for numbers, _ in slices for number in numbers] == reader.matching(wanted, 1, COUNT)
    assert [end for _, end in slices][-1] == COUNT
    assert sorted(end for _, end in slices) == [end for _, end in slices]
    reader.close()
    shared.close()


def test_a_search_that_is_given_up_stops_and_the_next_one_goes_on(path: Path) -> None:
    shared, wanted = SharedSearch(path), parse_filter("received")
    searching = shared.search(wanted, 1, COUNT, lambda: False)
    assert list(searching) == []
    some = shared.search(wanted, 1, COUNT, lambda: True)
    assert next(some)[0][:3] == [1, 2, 3]
    del some
    assert sum(len(numbers) for numbers, _ in shared.search(wanted, 101, 300, lambda: True)) == 200
    shared.close()


def test_no_thread_is_left_once_it_is_closed(path: Path) -> None:
    shared = SharedSearch(path)
    list(shared.search(parse_filter("received"), 1, COUNT, lambda: True))
    assert any(thread.name == "search" for thread in threading.enumerate())
    shared.close()
    assert not any(thread.name == "search" for thread in threading.enumerate())
