"""How latencies are counted."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.traffic.latencies import Latencies

LATENCIES = st.lists(st.floats(0.002, 1e6), min_size=1, max_size=200)


@given(LATENCIES, st.sampled_from([0.0, 0.5, 0.9, 0.99, 1.0]))
def test_quantiles_of_few_latencies_are_exact(values: list[float], part: float) -> None:
    rank = max(1, -(-len(values) * round(part * 100) // 100))
    assert Latencies(values).quantile(part) == sorted(values)[rank - 1]


def test_quantiles_of_many_latencies_are_good_to_four_percent() -> None:
    found = Latencies(ms / 10 for ms in range(1, 100_001))
    for part in (0.5, 0.9, 0.99):
        assert found.quantile(part) == pytest.approx(10_000 * part, rel=0.04)
    assert (found.least, found.most, found.count) == (0.1, 10_000, 100_000)


@given(LATENCIES, st.sampled_from([1, 2, 4, 8, 16, 32]))
def test_steps_have_no_holes_and_lose_nothing(values: list[float], together: int) -> None:
    steps = Latencies(values).steps(together)
    assert sum(step.count for step in steps) == len(values)
    assert all(a.high == pytest.approx(b.low) for a, b in pairwise(steps))
    assert steps[0].low <= min(values) * 1.0001
    assert steps[-1].high >= max(values) * 0.9999


def test_latencies_beyond_the_scale_are_counted_at_its_ends() -> None:
    found = Latencies([0, 1e-9, 1e12])
    assert [step.count for step in found.steps() if step.count] == [2, 1]
    assert (found.quantile(0), found.most) == (0, 1e12)


def test_a_copy_stays_as_it_was() -> None:
    found = Latencies([1.0, 2.0])
    kept = found.copy()
    found.add(50.0)
    assert (kept.count, kept.most, kept.quantile(1)) == (2, 2.0, 2.0)
    assert found.part_below(50) == pytest.approx(2 / 3)


def test_no_latency_has_no_quantile() -> None:
    with pytest.raises(ValueError, match="no latency"):
        Latencies().quantile(0.5)
