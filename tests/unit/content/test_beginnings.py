"""The beginning of a large value."""

from inspector.content.beginnings import beginning_of


def test_a_small_value_is_given_as_it_is() -> None:
    value = {"a": [1, None, "text"]}
    shown, is_cut = beginning_of(value)
    assert shown is value
    assert not is_cut


def test_of_a_long_text_and_a_long_list_there_is_the_beginning() -> None:
    shown, is_cut = beginning_of({"text": "x" * 1_000_000})
    assert is_cut
    assert shown["text"].endswith("x ⋯ 1,000,000 characters")
    shown, is_cut = beginning_of([{"a": 1}] * 1_000_000)
    assert is_cut
    assert 1_000 < len(shown) < 100_000


def test_what_is_nested_too_deeply_is_left_to_whoever_writes_it() -> None:
    value: list[object] = []
    for _ in range(100_000):
        value = [value]
    shown, is_cut = beginning_of(value)
    assert shown is value
    assert not is_cut
