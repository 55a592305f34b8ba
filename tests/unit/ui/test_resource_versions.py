"""The versions of resources, and how long something is fresh, in words."""

from typing import Any

from inspector.protocol.caching import Freshness
from inspector.sessions.outcome import ErrorReply, ResultReply
from inspector.ui import resource_versions
from inspector.ui.resource_versions import MAX_RESOURCES, MAX_VERSIONS, ResourceVersions, what_changed
from inspector.ui.widgets.freshness_label import words_for

KEY = (1, "x://a")
SECOND = 1_000_000_000


def reading(text: str, **more: Any) -> ResultReply:
    return ResultReply({"contents": [{"uri": "x://a", "text": text}], **more}, 1, 2, 3)


def test_a_reading_that_brings_nothing_new_is_no_version() -> None:
    versions = ResourceVersions()
    assert versions.add(KEY, reading("a", ttlMs=1))
    assert not versions.add(KEY, reading("a", ttlMs=2))
    assert versions.add(KEY, reading("b"))
    assert [version.number for version in versions.of(KEY)] == [1, 2]
    assert what_changed(*versions.of(KEY))[-2:] == ["-a", "+b"]


def test_versions_and_resources_are_bounded_and_numbers_go_on() -> None:
    versions = ResourceVersions()
    for number in range(MAX_VERSIONS + 5):
        versions.add(KEY, reading(str(number)))
    assert [versions.of(KEY)[0].number, versions.of(KEY)[-1].number] == [6, MAX_VERSIONS + 5]
    for number in range(MAX_RESOURCES):
        versions.add((2, str(number)), reading("a"))
    assert versions.of(KEY) == []
    versions.add(KEY, reading("again"))
    assert versions.of(KEY)[0].number == MAX_VERSIONS + 6


def test_versions_are_bounded_by_their_size_too(monkeypatch: Any) -> None:
    monkeypatch.setattr(resource_versions, "MAX_SIZE", 1_000_000)
    versions = ResourceVersions()
    for number in range(20):
        versions.add(KEY, reading(str(number) * 100_000))
    assert 2 <= len(versions.of(KEY)) <= 10
    versions.add((2, "other"), reading("x" * 5_000_000))
    assert versions.of(KEY) == []
    assert len(versions.of((2, "other"))) == 1


def test_what_was_not_looked_at_is_unread_until_it_is() -> None:
    versions = ResourceVersions()
    versions.mark_unread(KEY)
    assert versions.is_unread(KEY)
    assert versions.looked_at(KEY)
    assert not versions.looked_at(KEY)


def test_two_errors_are_two_versions() -> None:
    versions = ResourceVersions()
    assert versions.add(KEY, ErrorReply({"code": 1}, 1, 2, 3))
    assert versions.add(KEY, ErrorReply({"code": 1}, 1, 2, 3))


def test_caching_hints_are_counted_down_in_words() -> None:
    hints = Freshness(0, 60 * SECOND, "private")
    assert words_for(hints, 15 * SECOND) == "15 s old · fresh for another 45 s · private: for this user alone"
    assert words_for(hints, 75 * SECOND).startswith("75 s old · stale for 15 s")
    assert words_for(Freshness(0, 0), SECOND) == "1 s old · not to be kept"
    assert words_for(Freshness(0, 3 * 86_400 * SECOND, 5), 0) == "0 s old · fresh for another 3 d · cache scope 5"
