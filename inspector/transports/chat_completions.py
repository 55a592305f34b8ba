"""Sampling as the chat completions that OpenAI-compatible endpoints speak, and their reply as a sampling result.

https://modelcontextprotocol.io/specification/2025-11-25/client/sampling. What a server sends may be anything: what has
no counterpart is handed on as JSON text, so that the model sees it, and nothing here raises.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

_CHOICES: Final = ("auto", "required", "none")
_REASONS: Final = {"stop": "endTurn", "length": "maxTokens", "tool_calls": "toolUse", "function_call": "toolUse"}
_SOUNDS: Final = {"audio/wav": "wav", "audio/x-wav": "wav", "audio/mpeg": "mp3", "audio/mp3": "mp3"}


def chat_request(params: dict[str, Any], model: str) -> dict[str, Any]:
    """Give the body of the request to the endpoint for the params of `sampling/createMessage`."""
    system = params.get("systemPrompt")
    messages = [{"role": "system", "content": system}] if isinstance(system, str) and system else []
    listed = params.get("messages")
    for message in listed if isinstance(listed, list) else []:
        messages += _messages(message)
    body: dict[str, Any] = {"model": model, "messages": messages}
    for name, theirs in (("maxTokens", "max_tokens"), ("temperature", "temperature"), ("stopSequences", "stop")):
        if params.get(name) is not None:
            body[theirs] = params[name]
    tools = params.get("tools")
    if isinstance(tools, list) and tools:
        body["tools"] = [_tool(tool) for tool in tools if isinstance(tool, dict)]
        choice = params.get("toolChoice")
        mode = choice.get("mode") if isinstance(choice, dict) else None
        body |= {"tool_choice": mode} if mode in _CHOICES else {}
    return body


def sampling_result(reply: Any, model: str) -> dict[str, Any] | None:
    """Give the result for a server from the endpoint's reply; None where it holds no message."""
    choices = reply.get("choices") if isinstance(reply, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    message = choice.get("message")
    if not isinstance(message, dict):
        return None
    blocks = [*_texts(message), *_tool_uses(message)]
    reason, named = choice.get("finish_reason"), reply.get("model")
    return {
        "role": "assistant",
        "content": blocks[0] if len(blocks) == 1 else blocks or {"type": "text", "text": ""},
        "model": named if isinstance(named, str) and named else model,
        "stopReason": _REASONS.get(reason, reason) if isinstance(reason, str) else "endTurn",
    }


def _messages(message: Any) -> list[dict[str, Any]]:
    """Give the messages for one of sampling: results of tools stand in messages of their own."""
    role = message.get("role") if isinstance(message, dict) else None
    content = message.get("content") if isinstance(message, dict) else message
    blocks = content if isinstance(content, list) else [content]
    results = [_tool_result(block) for block in blocks if isinstance(block, dict) and _is(block, "tool_result")]
    calls = [_tool_call(block) for block in blocks if isinstance(block, dict) and _is(block, "tool_use")]
    parts = [_part(block) for block in blocks if not _is(block, "tool_result") and not _is(block, "tool_use")]
    if not parts and not calls:
        return results
    said: dict[str, Any] = {"role": "assistant" if role == "assistant" else "user"}
    said["content"] = parts[0]["text"] if len(parts) == 1 and parts[0]["type"] == "text" else parts or None
    return [*results, said | ({"tool_calls": calls} if calls else {})]


def _is(block: Any, kind: str) -> bool:
    return isinstance(block, dict) and block.get("type") == kind


def _part(block: Any) -> dict[str, Any]:
    if _is(block, "text"):
        return {"type": "text", "text": str(block.get("text", ""))}
    if _is(block, "image"):
        return {"type": "image_url", "image_url": {"url": f"data:{block.get('mimeType')};base64,{block.get('data')}"}}
    if _is(block, "audio"):
        kind = _SOUNDS.get(str(block.get("mimeType")), "wav")
        return {"type": "input_audio", "input_audio": {"data": block.get("data"), "format": kind}}
    return {"type": "text", "text": block if isinstance(block, str) else _json(block)}


def _tool_call(block: dict[str, Any]) -> dict[str, Any]:
    function = {"name": str(block.get("name")), "arguments": _json(block.get("input", {}))}
    return {"id": str(block.get("id")), "type": "function", "function": function}


def _tool_result(block: dict[str, Any]) -> dict[str, Any]:
    content = block.get("content")
    texts = [part["text"] for part in map(_part, content if isinstance(content, list) else []) if "text" in part]
    text = "\n".join(texts) or _json(block.get("structuredContent", content))
    return {"role": "tool", "tool_call_id": str(block.get("toolUseId")), "content": text}


def _tool(tool: dict[str, Any]) -> dict[str, Any]:
    function: dict[str, Any] = {"name": str(tool.get("name")), "parameters": tool.get("inputSchema", {})}
    if isinstance(tool.get("description"), str):
        function["description"] = tool["description"]
    return {"type": "function", "function": function}


def _texts(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    content = message.get("content")
    for part in content if isinstance(content, list) else [content]:
        text = part.get("text") if isinstance(part, dict) else part
        if isinstance(text, str) and text:
            yield {"type": "text", "text": text}


def _tool_uses(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, list) else []:
        function = call.get("function") if isinstance(call, dict) else None
        if isinstance(function, dict):
            arguments = _read(function.get("arguments"))
            yield {"type": "tool_use", "id": str(call.get("id")), "name": str(function.get("name")), "input": arguments}


def _read(arguments: Any) -> Any:
    """Read the arguments a model wrote; what is no JSON stays the text it is, for the user to see."""
    try:
        return json.loads(arguments) if isinstance(arguments, str) and arguments else arguments or {}
    except (ValueError, RecursionError):
        return arguments


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return "…"
