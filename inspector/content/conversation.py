"""The messages a prompt makes, as a conversation: to look at, to copy, and how much of a model's room they take.

https://modelcontextprotocol.io/specification/2025-11-25/server/prompts#promptmessage
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from inspector.content.annotations import annotation_words
from inspector.content.views import (
    BEYOND,
    BinaryView,
    ImageView,
    LinkView,
    RawView,
    SentenceView,
    TextView,
    View,
    view_of_content,
)

CHARACTERS_A_TOKEN: Final = 4
"""A rule of thumb for English; every model counts otherwise, and other languages take more."""

_LONGEST_ROLE: Final = 40


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message: who says it, and what, in the parts it has."""

    role: str
    parts: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A description, if there is one, and the messages in their order."""

    messages: tuple[Spoken, ...]
    description: str = ""

    @property
    def characters(self) -> int:
        """Characters of all texts, those of embedded resources among them."""
        return sum(len(part.text) for part in self._parts if isinstance(part, (TextView, RawView)))

    @property
    def size(self) -> int:
        """Bytes of all contents."""
        texts = (len(p.text.encode("utf-8", "replace")) for p in self._parts if isinstance(p, (TextView, RawView)))
        return sum(texts) + sum(len(p.data) for p in self._parts if isinstance(p, (ImageView, BinaryView)))

    @property
    def tokens(self) -> int:
        """About how many tokens the texts are."""
        return -(-self.characters // CHARACTERS_A_TOKEN)

    @property
    def uncounted(self) -> int:
        """How many pictures, sounds and other bytes there are, of which nobody but the model knows what they take."""
        return sum(isinstance(part, (ImageView, BinaryView)) for part in self._parts)

    @property
    def _parts(self) -> Iterator[View]:
        return (part for message in self.messages for part in message.parts)

    def views(self, most: int | None = None) -> list[View]:
        """Give all parts in order, each with who says it; those behind the first `most` are only counted."""
        spoken = ((message.role, part) for message in self.messages for part in message.parts)
        shown: list[View] = [replace(part, speaker=role) for role, part in islice(spoken, most)]
        about: list[View] = [SentenceView(label="description", text=self.description)] if self.description else []
        empty: list[View] = [] if shown else [SentenceView(label="messages", text="The prompt has no messages.")]
        return [*about, *(shown or empty), *(BEYOND for _ in spoken)]

    def as_text(self) -> str:
        """Write it as plain text."""
        said = (f"{message.role}:\n" + "\n".join(map(_words, message.parts)) for message in self.messages)
        return "\n\n".join(said)

    def as_markdown(self) -> str:
        """Write it as Markdown: a heading for each message, and resources in fences."""
        said = (f"## {message.role}\n\n" + "\n\n".join(map(_marked, message.parts)) for message in self.messages)
        return "\n\n".join([f"_{self.description}_", *said] if self.description else said)


def read_conversation(result: Any) -> Conversation | None:
    """Read the result of `prompts/get`; None where it has no list of messages."""
    messages = result.get("messages") if isinstance(result, dict) else None
    if not isinstance(messages, list):
        return None
    description = result.get("description")
    about = description if isinstance(description, str) else ""
    return Conversation(tuple(_read_message(message) for message in messages), about)


def _read_message(message: Any) -> Spoken:
    if not isinstance(message, dict):
        text = json.dumps(message, ensure_ascii=False, default=str)
        return Spoken("no role", (RawView(label="message", text=text, notes=("The message is not an object.",)),))
    role, content = message.get("role"), message.get("content")
    parts = content if isinstance(content, list) else [content]
    name = role[:_LONGEST_ROLE] if isinstance(role, str) and role else "no role"
    return Spoken(name, tuple(_annotated(part) for part in parts))


def _annotated(item: Any) -> View:
    view, words = view_of_content(item), annotation_words(item)
    return replace(view, label=f"{view.label} · {words}") if words else view


def _words(part: View) -> str:
    if isinstance(part, TextView):
        return f"[{part.uri}]\n{part.text}" if part.uri else part.text
    if isinstance(part, LinkView):
        return f"[{part.name}: {part.uri}]"
    if isinstance(part, (ImageView, BinaryView)):
        return f"[{part.label}, {len(part.data):,} bytes]"
    return part.text if isinstance(part, RawView) else f"[{part.label}]"


def _marked(part: View) -> str:
    if isinstance(part, (TextView, RawView)) and (part.uri or isinstance(part, RawView)):
        fence = "`" * max(3, 1 + _longest_run(part.text))
        language = part.language if isinstance(part, TextView) else "json"
        return f"{part.uri or part.label}\n\n{fence}{language}\n{part.text}\n{fence}"
    if isinstance(part, LinkView):
        return f"[{part.name}](<{part.uri}>)"
    return _words(part)


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest
