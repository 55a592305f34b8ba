"""A model that is asked over HTTP, against a small endpoint of our own."""

from collections.abc import Iterator
from typing import Any

import anyio
import pytest

from inspector.transports.chat_completions import chat_request, sampling_result
from inspector.transports.failure import Reason
from inspector.transports.model_endpoint import ModelEndpoint, ModelFailure, ask_model
from tests.servers.chat_server import Chat, chat_server

ASKED: dict[str, Any] = {
    "messages": [{"role": "user", "content": {"type": "text", "text": "hello"}}],
    "systemPrompt": "Be brief.",
    "maxTokens": 20,
    "temperature": 0.5,
    "stopSequences": ["END"],
    "tools": [{"name": "look", "description": "Looks", "inputSchema": {"type": "object"}}],
    "toolChoice": {"mode": "required"},
}

pytestmark = pytest.mark.anyio


@pytest.fixture
def chat() -> Iterator[Chat]:
    with chat_server() as running:
        yield running


async def test_a_model_is_asked_with_all_the_server_wished(chat: Chat) -> None:
    result = await ask_model(ModelEndpoint(chat.url, "echo"), "secret", ASKED)
    assert result == {
        "role": "assistant",
        "content": {"type": "text", "text": "You said: hello"},
        "model": "echo-1",
        "stopReason": "endTurn",
    }
    (asked,) = chat.asked
    assert asked["messages"][0] == {"role": "system", "content": "Be brief."}
    assert (asked["max_tokens"], asked["temperature"], asked["stop"]) == (20, 0.5, ["END"])
    assert asked["tool_choice"] == "required"
    assert asked["tools"][0]["function"]["name"] == "look"
    assert chat.heads[0]["Authorization"] == "Bearer secret"


async def test_without_a_key_none_is_sent(chat: Chat) -> None:
    await ask_model(ModelEndpoint(chat.url + "/", "echo"), "", ASKED)
    assert "Authorization" not in chat.heads[0]


async def test_the_use_of_a_tool_comes_back_as_such(chat: Chat) -> None:
    result = await ask_model(ModelEndpoint(chat.url, "tool"), "", ASKED)
    assert result["content"] == {"type": "tool_use", "id": "c1", "name": "look", "input": {"at": 1}}
    assert result["stopReason"] == "toolUse"


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("busy", "503: too many requests"),
        ("odd", "not with a chat completion"),
        ("key", "401: Incorrect key. See the key"),
        ("moved", "307"),
    ],
)
async def test_what_goes_wrong_is_said_in_a_sentence(chat: Chat, model: str, words: str) -> None:
    with pytest.raises(ModelFailure, match=words):
        await ask_model(ModelEndpoint(chat.url, model), "wrong", ASKED)
    assert len(chat.asked) == 1  # a redirect would take the key along


async def test_a_model_that_does_not_answer_is_given_up(chat: Chat) -> None:
    with pytest.raises(ModelFailure) as raised:
        await ask_model(ModelEndpoint(chat.url, "slow", 0.2), "", ASKED)
    assert raised.value.failure.reason is Reason.TIMEOUT


async def test_asking_can_be_cancelled(chat: Chat) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ask_model, ModelEndpoint(chat.url, "slow"), "", ASKED)
        while not chat.asked:
            await anyio.sleep(0.01)
        tasks.cancel_scope.cancel()


async def test_an_address_where_nobody_listens_is_said() -> None:
    with pytest.raises(ModelFailure, match=r"127\.0\.0\.1:1 could not be asked"):
        await ask_model(ModelEndpoint("http://127.0.0.1:1/v1", "x"), "", ASKED)


def test_every_kind_of_content_has_its_counterpart() -> None:
    messages = [
        {
            "role": "user",
            "content": [{"type": "text", "text": "see"}, {"type": "image", "data": "AA", "mimeType": "image/png"}],
        },
        {"role": "user", "content": {"type": "audio", "data": "AA", "mimeType": "audio/mpeg"}},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "look", "input": {"a": 1}}]},
        {
            "role": "user",
            "content": [{"type": "tool_result", "toolUseId": "t", "content": [{"type": "text", "text": "sky"}]}],
        },
    ]
    assert chat_request({"messages": messages}, "m")["messages"] == [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "see"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}},
            ],
        },
        {"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "AA", "format": "mp3"}}]},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "t", "type": "function", "function": {"name": "look", "arguments": '{"a": 1}'}}],
        },
        {"role": "tool", "tool_call_id": "t", "content": "sky"},
    ]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"messages": 1},
        {"messages": [None, 1, "x", {}, {"content": None}, {"content": [[], {"type": 1}]}]},
        {"tools": 5},
    ],
)
def test_a_request_of_any_shape_can_be_handed_on(params: dict[str, Any]) -> None:
    assert chat_request(params, "m")["model"] == "m"


@pytest.mark.parametrize("reply", [None, 1, [], {}, {"choices": []}, {"choices": [{}]}, {"choices": [{"message": 1}]}])
def test_a_reply_without_a_message_is_none(reply: Any) -> None:
    assert sampling_result(reply, "m") is None


def test_arguments_that_are_no_json_are_shown_as_they_are() -> None:
    call = {"id": "c", "function": {"name": "f", "arguments": "{broken"}}
    result = sampling_result({"choices": [{"message": {"tool_calls": [call]}}]}, "m")
    assert result is not None
    assert result["content"]["input"] == "{broken"
