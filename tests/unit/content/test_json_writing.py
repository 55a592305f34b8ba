"""JSON written a piece at a time reads as what it was made of."""

import json
from typing import Any

import pytest

from inspector.content.json_writing import write_large


@pytest.mark.parametrize(
    "value",
    [
        None,
        [1, 2.5, True, "a", {}, [], {"a": {"b": [1]}}],
        {"long": 'ä"\n\u2028\U0001f600' * 200_000, "b": ["x" * 300_000]},
        {"": [[], [[]]]},
    ],
)
def test_what_is_written_in_pieces_is_what_is_written_at_once(value: Any) -> None:
    assert write_large(value) == json.dumps(value, ensure_ascii=False)


def test_what_is_nested_too_deeply_is_said() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    assert write_large(value).startswith("This value cannot be written")
