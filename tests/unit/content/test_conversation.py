"""What a prompt makes, as a conversation."""

from typing import Any

import pytest

from inspector.content.conversation import read_conversation
from inspector.content.views import ImageView, RawView, SentenceView, TextView


def said(*messages: Any, **more: Any) -> Any:
    found = read_conversation({"messages": list(messages), **more})
    assert found is not None
    return found


def text(role: str, words: str) -> dict[str, Any]:
    return {"role": role, "content": {"type": "text", "text": words}}


def test_texts_are_counted_and_everything_else_is_told_apart() -> None:
    picture = {"role": "user", "content": {"type": "image", "data": "AAAA", "mimeType": "image/png"}}
    found = said(text("user", "a" * 10), picture, description="About")
    assert (found.characters, found.tokens, found.size, found.uncounted) == (10, 3, 13, 1)
    views = found.views()
    assert [view.speaker for view in views] == ["", "user", "user"]
    assert [type(view) for view in views] == [SentenceView, TextView, ImageView]


def test_a_fence_is_longer_than_any_inside() -> None:
    resource = {"uri": "x://a", "mimeType": "text/markdown", "text": "````\nx\n````"}
    found = said({"role": "user", "content": {"type": "resource", "resource": resource}})
    assert found.as_markdown() == "## user\n\nx://a\n\n`````markdown\n````\nx\n````\n`````"


@pytest.mark.parametrize("message", [None, 5, "words", [], {}, {"role": 3}, {"role": "user", "content": None}])
def test_what_is_no_message_is_shown_as_it_came(message: Any) -> None:
    (spoken,) = said(message).messages
    assert spoken.role in ("no role", "user")
    assert all(isinstance(part, RawView) for part in spoken.parts)
    assert said(message).as_text()


@pytest.mark.parametrize("result", [None, [], {}, {"messages": {}}, {"messages": "x"}])
def test_what_has_no_messages_is_no_conversation(result: Any) -> None:
    assert read_conversation(result) is None


def test_a_prompt_without_messages_says_so() -> None:
    conversation = read_conversation({"messages": []})
    assert conversation is not None
    (view,) = conversation.views()
    assert isinstance(view, SentenceView)
    assert view.text == "The prompt has no messages."
