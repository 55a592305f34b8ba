"""Catalog items, read tolerantly: whatever a server sent, there is a name to show and a reason for what is odd."""

import json
from dataclasses import dataclass, field
from typing import Any

from inspector.jsonrpc.message import MISSING
from inspector.protocol.mirrored import may_mirror, read_mirroring


@dataclass(frozen=True, slots=True)
class Item:
    """One tool, resource, template or prompt. `problem` says why it cannot be used as it should."""

    raw: Any = field(repr=False)
    kind: str
    name: str
    title: str = ""
    description: str = ""
    key: str = ""
    """What a request names it by: name, URI, or URI template."""
    badges: tuple[str, ...] = ()
    problem: str = ""

    def member(self, name: str) -> Any:
        """Give a member as it was sent, or `MISSING`."""
        return self.raw.get(name, MISSING) if isinstance(self.raw, dict) else MISSING


def tool(raw: Any) -> Item:
    """Read a tool."""
    item = _named(raw, "tool")
    problem = item.problem
    if not problem and not isinstance(item.member("inputSchema"), dict):
        problem = "It has no inputSchema, or one that is not an object."
    schema = item.member("inputSchema")
    wrong = read_mirroring(schema).problem if may_mirror(schema) else ""
    if not problem and wrong:
        problem = f"Since 2026-07-28 it may not be called over HTTP. {wrong}"
    return _with(item, badges=_tool_badges(item), problem=problem)


def prompt(raw: Any) -> Item:
    """Read a prompt."""
    return _named(raw, "prompt")


def resource(raw: Any) -> Item:
    """Read a resource."""
    return _addressed(raw, "resource", "uri")


def template(raw: Any) -> Item:
    """Read a resource template."""
    return _addressed(raw, "template", "uriTemplate")


def is_destructive(item: Item) -> bool:
    """Tell whether a tool says of itself that it may destroy something (annotations, destructiveHint)."""
    hints = item.member("annotations")
    return isinstance(hints, dict) and hints.get("destructiveHint") is True and hints.get("readOnlyHint") is not True


def prompt_schema(item: Item) -> dict[str, Any]:
    """Give a prompt's arguments as a JSON Schema; all of them are texts (specification, Prompts)."""
    listed = item.member("arguments")
    arguments = (
        [a for a in listed if isinstance(a, dict) and isinstance(a.get("name"), str)]
        if isinstance(listed, list)
        else []
    )
    return {
        "type": "object",
        "properties": {
            a["name"]: {"type": "string", "title": _text(a, "title"), "description": _text(a, "description")}
            for a in arguments
        },
        "required": [a["name"] for a in arguments if a.get("required") is True],
    }


def _named(raw: Any, kind: str) -> Item:
    if isinstance(raw, str):
        return Item(raw, kind, raw, key=raw, problem=f"It is a bare text and not an object, so it is no proper {kind}.")
    if not isinstance(raw, dict):
        return Item(raw, kind, _short(raw), problem=f"It is not an object, so it is no proper {kind}.")
    name = _text(raw, "name")
    problem = "" if name else "It has no name, so it cannot be asked for."
    return Item(raw, kind, name or "(no name)", _title(raw), _text(raw, "description"), key=name, problem=problem)


def _addressed(raw: Any, kind: str, member: str) -> Item:
    if not isinstance(raw, dict):
        return _named(raw, kind)
    address, name = _text(raw, member), _text(raw, "name")
    problem = "" if address else _why_unaddressed(member, name)
    mime = _text(raw, "mimeType")
    return Item(
        raw,
        kind,
        name or address or "(no name)",
        _title(raw),
        _text(raw, "description"),
        key=address or name,
        badges=tuple(filter(None, (mime, "template" if kind == "template" else ""))),
        problem=problem,
    )


def _why_unaddressed(member: str, name: str) -> str:
    """Say what the lack of an address means; servers in the field let their resources be read by name."""
    if name and member == "uri":
        return "It has no uri; it is read by its name, which not every server knows."
    return f"It has no {member}, so it cannot be read."


def _with(item: Item, *, badges: tuple[str, ...], problem: str) -> Item:
    return Item(item.raw, item.kind, item.name, item.title, item.description, item.key, badges, problem)


def _title(raw: dict[str, Any]) -> str:
    annotations = raw.get("annotations")
    return _text(raw, "title") or (_text(annotations, "title") if isinstance(annotations, dict) else "")


def _text(raw: dict[str, Any], member: str) -> str:
    value = raw.get(member)
    return value if isinstance(value, str) else ""


def _tool_badges(item: Item) -> tuple[str, ...]:
    hints, execution = item.member("annotations"), item.member("execution")
    runs = isinstance(execution, dict) and execution.get("taskSupport") in ("optional", "required")
    return (*_hint_badges(hints), *(["task"] if runs else []))


def _hint_badges(hints: Any) -> tuple[str, ...]:
    if not isinstance(hints, dict):
        return ()
    words = (
        ("readOnlyHint", True, "read-only"),
        ("destructiveHint", True, "destructive"),
        ("idempotentHint", True, "idempotent"),
        ("openWorldHint", True, "open world"),
    )
    return tuple(word for member, value, word in words if hints.get(member) is value)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"
