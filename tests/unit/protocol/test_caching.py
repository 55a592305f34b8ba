from typing import Any

import pytest

from inspector.protocol.caching import Freshness, freshness_of

SECOND = 1_000_000_000


def test_a_result_is_fresh_for_as_long_as_the_server_says() -> None:
    fresh = freshness_of({"ttlMs": 2000, "cacheScope": "public"}, 5 * SECOND)
    assert fresh == Freshness(5 * SECOND, 7 * SECOND, "public")
    assert fresh.is_fresh(7 * SECOND - 1)
    assert not fresh.is_fresh(7 * SECOND)


@pytest.mark.parametrize("ttl", [0, -1, "1000", None, True, [], float("nan"), float("-inf")])
def test_what_is_no_time_is_stale_at_once(ttl: Any) -> None:
    fresh = freshness_of({"ttlMs": ttl}, SECOND)
    assert fresh is not None
    assert not fresh.is_fresh(SECOND)


@pytest.mark.parametrize("ttl", [float("inf"), 10**400, 1e300])
def test_a_time_without_end_is_borne(ttl: Any) -> None:
    fresh = freshness_of({"ttlMs": ttl}, SECOND)
    assert fresh is not None
    assert fresh.is_fresh(10**20)


@pytest.mark.parametrize("result", [None, [], "text", {}, {"tools": []}])
def test_a_result_without_hints_has_none(result: Any) -> None:
    assert freshness_of(result, SECOND) is None


def test_a_list_is_as_old_as_its_oldest_page_and_stale_with_the_first() -> None:
    first = Freshness(1 * SECOND, 9 * SECOND, "private")
    second = Freshness(2 * SECOND, 3 * SECOND, "private")
    assert first.joined(second) == Freshness(1 * SECOND, 3 * SECOND, "private")
    assert first.joined(None) is first
