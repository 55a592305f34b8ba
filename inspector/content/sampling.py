"""A request for sampling as something readable: the conversation, and what the server wishes of the model.

https://modelcontextprotocol.io/specification/2025-11-25/client/sampling
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from inspector.content.views import RawView, TextView, View, view_of_content

_PRIORITIES: Final = (
    ("intelligencePriority", "intelligence"),
    ("speedPriority", "speed"),
    ("costPriority", "low cost"),
)
_STEPS: Final = 5
_LONGEST: Final = 2_000


def conversation_views(params: dict[str, Any], last: int | None = None) -> list[View]:
    """Give the system prompt and the messages, each part under its role; only the `last` of them, if so wished."""
    system = params.get("systemPrompt")
    views: list[View] = [TextView(label="system prompt", text=system)] if isinstance(system, str) else []
    listed = params.get("messages")
    if not isinstance(listed, list):
        return [*views, RawView(label="messages", text=_json(listed), notes=("The messages are not a list.",))]
    for message in listed[-last:] if last else listed:
        views += _message_views(message)
    return views


def result_views(result: dict[str, Any]) -> list[View]:
    """Give the views of a sampling result."""
    return _message_views(result)


def _message_views(message: Any) -> list[View]:
    if not isinstance(message, dict):
        return [RawView(label="message", text=_json(message), notes=("The message is not an object.",))]
    content = message.get("content")
    role = str(message.get("role", "no role"))
    parts = content if isinstance(content, list) else [content]
    return [replace(view, label=f"{role} · {view.label}") for part in parts for view in _part_views(part)]


def _part_views(part: Any) -> list[View]:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind == "tool_use":
        label = f"tool use · {part.get('name')} · {part.get('id')}"
        return [TextView(label=label, text=_json(part.get("input")), is_json=True)]
    if kind == "tool_result":
        return _tool_result_views(part)
    return [view_of_content(part)]


def _tool_result_views(part: dict[str, Any]) -> list[View]:
    label = f"tool {'error' if part.get('isError') is True else 'result'} · {part.get('toolUseId')}"
    content = part.get("content")
    views = [view_of_content(item) for item in content] if isinstance(content, list) else []
    if "structuredContent" in part:
        views.append(TextView(label="structured", text=_json(part["structuredContent"]), is_json=True))
    return [replace(view, label=f"{label} · {view.label}") for view in views] or [TextView(label=label, text="")]


def wishes(params: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give what the server wishes of the model, as names and words, in the order people ask for it."""
    preferences = params.get("modelPreferences")
    if isinstance(preferences, dict):
        yield from _preferences(preferences)
    for member, name in (
        ("maxTokens", "At most"),
        ("temperature", "Temperature"),
        ("stopSequences", "Stops at"),
        ("includeContext", "Context"),
        ("metadata", "Metadata"),
    ):
        if member in params:
            text = params[member] if isinstance(params[member], str) else _json(params[member])
            yield name, f"{text} tokens" if member == "maxTokens" else text[:_LONGEST]
    if params.get("tools"):
        choice = params.get("toolChoice")
        mode = choice.get("mode", "auto") if isinstance(choice, dict) else "auto"
        words = {"auto": "the model decides", "required": "at least one must be used", "none": "none may be used"}
        yield "Tool choice", f"{mode} ({words.get(mode, 'not known')})" if isinstance(mode, str) else _json(mode)


def _preferences(preferences: dict[str, Any]) -> Iterator[tuple[str, str]]:
    hints = preferences.get("hints")
    if isinstance(hints, list) and hints:
        names = [hint.get("name") if isinstance(hint, dict) else hint for hint in hints]
        yield "Model", ", else ".join(name if isinstance(name, str) else _json(name) for name in names)[:_LONGEST]
    weights = [(word, preferences[member]) for member, word in _PRIORITIES if member in preferences]
    if weights:
        yield "Priorities", "   ".join(f"{word} {_weight(value)}" for word, value in weights)


def _weight(value: Any) -> str:
    """Write a priority from 0 to 1 as a bar and a number; anything else as it came."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        return _json(value)
    full = round(value * _STEPS)
    return f"{'■' * full}{'□' * (_STEPS - full)} {value:g}"


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return "…"
