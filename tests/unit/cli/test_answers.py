from pathlib import Path
from typing import Any

import pytest

from inspector.cli.answers import AnswerError, Answers
from inspector.cli.talk import TalkOptions
from inspector.sessions.questions import Declined, Granted, Question

pytestmark = pytest.mark.anyio

SCHEMA = {"type": "object", "properties": {"name": {"type": "string", "default": "Ada"}}, "required": ["name"]}


async def answered(options: TalkOptions, method: str, params: dict[str, Any], said: list[str] | None = None) -> Any:
    heard: list[str] = [] if said is None else said
    answer = await Answers(options, heard.append).ask(Question("server", method, params, 1))
    return answer.result if isinstance(answer, Granted) else answer


async def test_to_accept_fills_the_form_with_its_defaults() -> None:
    options = TalkOptions(on_elicitation="accept")
    answer = await answered(options, "elicitation/create", {"requestedSchema": SCHEMA, "message": "Who?"})
    assert answer == {"action": "accept", "content": {"name": "Ada"}}


@pytest.mark.parametrize("schema", [None, [], "x", {"type": "object", "properties": 5}])
async def test_a_form_that_is_none_is_accepted_too(schema: Any) -> None:
    answer = await answered(TalkOptions(on_elicitation="accept"), "elicitation/create", {"requestedSchema": schema})
    assert answer["action"] == "accept"


@pytest.mark.parametrize("action", ["decline", "cancel"])
async def test_to_decline_or_cancel_sends_no_content(action: str) -> None:
    answer = await answered(TalkOptions(on_elicitation=action), "elicitation/create", {"requestedSchema": SCHEMA})
    assert answer == {"action": action}


async def test_an_elicitation_by_url_is_shown_and_never_opened() -> None:
    said: list[str] = []
    params = {"mode": "url", "url": "https://example.com/pay", "message": "Pay"}
    answer = await answered(TalkOptions(on_elicitation="accept"), "elicitation/create", params, said)
    assert answer == {"action": "accept"}
    assert "https://example.com/pay" in " ".join(said)


async def test_a_file_holds_the_content_or_the_whole_result(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    options = TalkOptions(on_elicitation=f"@{path}")
    path.write_text('{"name": "Bob"}')
    assert await answered(options, "elicitation/create", {}) == {"action": "accept", "content": {"name": "Bob"}}
    path.write_text('{"action": "cancel"}')
    assert await answered(options, "elicitation/create", {}) == {"action": "cancel"}


async def test_sampling_is_answered_with_text_from_a_file_that_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "answer.txt"
    path.write_text("plain words")
    answer = await answered(TalkOptions(on_sampling=f"@{path}"), "sampling/createMessage", {})
    assert answer["content"] == {"type": "text", "text": "plain words"}
    assert answer["role"] == "assistant"


async def test_what_no_option_answers_is_declined() -> None:
    for method in ("elicitation/create", "sampling/createMessage", "some/other"):
        assert isinstance(await answered(TalkOptions(), method, {}), Declined)
    assert Answers(TalkOptions(), print).profile.capabilities_in("2025-11-25") == {}


@pytest.mark.parametrize("text", ["", "[1]", "{"])
def test_a_file_without_content_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "answer.json"
    path.write_text(text)
    with pytest.raises(AnswerError, match=r"answer\.json"):
        Answers(TalkOptions(on_elicitation=f"@{path}"), print)
