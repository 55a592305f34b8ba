"""A request for sampling as something readable: the conversation, and what the server wishes of the model.

https://modelcontextprotocol.io/specification/2025-11-25/client/sampling
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from inspector.content.beginnings import beginning_of
from inspector.content.views import BEYOND, RawView, TextView, View, view_of_content

_PRIORITIES: Final = (
    ("intelligencePriority", "intelligence"),
    ("speedPriority", "speed"),
    ("costPriority", "low cost"),
)
_STEPS: Final = 5
_LONGEST: Final = 2_000
_WRITTEN: Final = 200_000
"""About how many characters of a value are written as JSON; a request may have millions of them."""

_PARTS: Final = 100
"""Parts of a message that are read; those behind them are only counted."""

_LONGEST_ROLE: Final = 40
_LOOKED_AT: Final = 5
_HINTS: Final = 20


def conversation_views(params: dict[str, Any], last: int | None = None) -> list[View]:
    """Give the system prompt and the messages, each part under its role; only the `last` of them, if so wished."""
    system = params.get("systemPrompt")
    views: list[View] = [TextView(label="system prompt", text=system)] if isinstance(system, str) else []
    listed = params.get("messages")
    if not isinstance(listed, list):
        return [*views, RawView(label="messages", text=_short_json(listed), notes=("The messages are not a list.",))]
    for message in listed[-last:] if last else listed:
        views += _message_views(message)
    return views


def last_words(params: dict[str, Any], most: int) -> str:
    """Give the beginning of the last text of the conversation; empty where there is none near the end."""
    listed = params.get("messages")
    for message in reversed(listed[-_LOOKED_AT:] if isinstance(listed, list) else []):
        content = message.get("content") if isinstance(message, dict) else None
        parts = content[-_LOOKED_AT:] if isinstance(content, list) else [content]
        for part in reversed(parts):
            text = part.get("text") if isinstance(part, dict) and part.get("type") == "text" else part
            if isinstance(text, str):
                return text[:most]
    return ""


def _message_views(message: Any) -> list[View]:
    if not isinstance(message, dict):
        return [RawView(label="message", text=_short_json(message), notes=("The message is not an object.",))]
    content = message.get("content")
    said = message.get("role", "no role")
    role = said[:_LONGEST_ROLE] if isinstance(said, str) else "no role"
    parts = content if isinstance(content, list) else [content]
    views = [replace(view, label=f"{role} · {view.label}") for part in parts[:_PARTS] for view in _part_views(part)]
    return views + [BEYOND] * (len(parts) - _PARTS)


def _part_views(part: Any) -> list[View]:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind == "tool_use":
        label = f"tool use · {_short_json(part.get('name'))} · {_short_json(part.get('id'))}"
        return [_json_view(label, part.get("input"))]
    if kind == "tool_result":
        return _tool_result_views(part)
    return [view_of_content(part)]


def _tool_result_views(part: dict[str, Any]) -> list[View]:
    label = f"tool {'error' if part.get('isError') is True else 'result'} · {_short_json(part.get('toolUseId'))}"
    content = part.get("content")
    views = [view_of_content(item) for item in content[:_PARTS]] if isinstance(content, list) else []
    if "structuredContent" in part:
        views.append(_json_view("structured", part["structuredContent"]))
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
            text = _short_json(params[member])
            yield name, f"{text} tokens" if member == "maxTokens" else text
    if params.get("tools"):
        choice = params.get("toolChoice")
        mode = choice.get("mode", "auto") if isinstance(choice, dict) else "auto"
        words = {"auto": "the model decides", "required": "at least one must be used", "none": "none may be used"}
        yield "Tool choice", f"{mode} ({words.get(mode, 'not known')})" if isinstance(mode, str) else _short_json(mode)


def _preferences(preferences: dict[str, Any]) -> Iterator[tuple[str, str]]:
    hints = preferences.get("hints")
    if isinstance(hints, list) and hints:
        names = [hint.get("name") if isinstance(hint, dict) else hint for hint in hints[:_HINTS]]
        more = f", and {len(hints) - _HINTS:,} more" if len(hints) > _HINTS else ""
        yield "Model", ", else ".join(map(_short_json, names))[:_LONGEST] + more
    weights = [(word, preferences[member]) for member, word in _PRIORITIES if member in preferences]
    if weights:
        yield "Priorities", "   ".join(f"{word} {_weight(value)}" for word, value in weights)


def _weight(value: Any) -> str:
    """Write a priority from 0 to 1 as a bar and a number; anything else as it came."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        return _short_json(value)
    full = round(value * _STEPS)
    return f"{'■' * full}{'□' * (_STEPS - full)} {value:g}"


def _json_view(label: str, value: Any) -> TextView:
    shown, is_cut = beginning_of(value, _WRITTEN)
    notes = ("This is the beginning; all of it stands in the raw request.",) if is_cut else ()
    return TextView(label=label, text=_json(shown), is_json=True, notes=notes)


def _short_json(value: Any) -> str:
    """Write a text as it is, anything else as JSON; of a long one the beginning."""
    return (value if isinstance(value, str) else _json(beginning_of(value, _LONGEST)[0]))[:_LONGEST]


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return "…"
