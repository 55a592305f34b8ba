"""Requests for sampling in words, of whatever size."""

from typing import Any

from inspector.content.sampling import conversation_views, last_words, wishes
from inspector.content.views import TextView


def message(content: Any, role: str = "user") -> dict[str, Any]:
    return {"role": role, "content": content}


def test_the_last_words_are_the_last_text_near_the_end() -> None:
    messages = [
        message({"type": "text", "text": "first"}),
        message([{"type": "text", "text": "second"}, {"type": "image", "data": ""}]),
        message({"type": "tool_use", "id": "1", "name": "n", "input": {}}, "assistant"),
    ]
    assert last_words({"messages": messages}, 100) == "second"
    assert last_words({"messages": messages}, 3) == "sec"
    assert last_words({"messages": ["bare", 1, None]}, 100) == ""
    assert last_words({}, 100) == ""


def test_of_very_many_parts_the_first_are_read_and_the_others_counted() -> None:
    views = conversation_views({"messages": [message([{"type": "text", "text": "a"}] * 5_000)]})
    assert len(views) == 5_000
    assert len([view for view in views if isinstance(view, TextView)]) == 100


def test_of_a_large_input_of_a_tool_the_beginning_is_written() -> None:
    use = {"type": "tool_use", "id": "1", "name": "n", "input": {f"k{number}": "v" * 50 for number in range(50_000)}}
    (view,) = conversation_views({"messages": [message(use)]})
    assert isinstance(view, TextView)
    assert len(view.text) < 500_000
    assert view.notes == ("This is the beginning; all of it stands in the raw request.",)


def test_wishes_of_any_size_are_a_few_words() -> None:
    hints = [{"name": "x" * 50}] * 100_000
    params = {"modelPreferences": {"hints": hints}, "metadata": {f"k{n}": "v" for n in range(100_000)}}
    said = dict(wishes(params))
    assert said["Model"].endswith(", and 99,980 more")
    assert len(said["Metadata"]) <= 2_000
