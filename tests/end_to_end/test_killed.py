"""The program is killed in the middle of a flood, and its capture still opens."""

import sys
from pathlib import Path

import pytest

from inspector.traffic.capture import CaptureReader
from tests.bench.kills import kill_in_mid_flood, lines_kept
from tests.servers.dated_flood import LINE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9, and no such pipe")

SLACK = 0.5
"""Seconds; `make bench ARGS=kills` measures how few there really are."""


@pytest.mark.parametrize("after", [0.61, 0.67, 0.73, 0.79, 0.83, 0.88, 0.94, 1.01, 1.13, 1.27])
def test_a_capture_holds_every_line_to_shortly_before_the_program_was_killed(tmp_path: Path, after: float) -> None:
    killed = kill_in_mid_flood(tmp_path, after)
    kept = lines_kept(killed.capture)
    assert kept >= killed.taken_before(SLACK) > 0
    reader = CaptureReader(killed.capture)
    last = reader.count()
    for number in range(0, kept, max(1, kept // 500)):
        assert reader.raw(last - kept + 1 + number) == LINE.format(number).encode()
    reader.close()
