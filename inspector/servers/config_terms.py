"""How to speak with a server, as its entry in a configuration file says it: era, time limits, roots, the client.

    {"era": "2025-11-25", "timeout": 30, "totalTimeout": 300,
     "roots": ["/home/me/project", {"uri": "file:///srv", "name": "Served"}],
     "client": {"identity": {"name": "other"}, "capabilities": {"sampling": false}, "extensions": {"x.org/a": {}}}}

Read tolerantly, for other programs keep members of their own in that file: what cannot be used is named in a sentence
and left out, and the server can be used without it. Times are seconds.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from inspector.protocol.capabilities import ClientCapability
from inspector.protocol.revisions import ERA_CHOICES
from inspector.servers.definition import ClientSettings, Root, ServerDefinition, root_at

_MAX_SECONDS: Final = 1e6

Say = Callable[[str, str], None]
"""Takes the place of what is left out, and why, to be read after "because it"."""


def with_terms(server: ServerDefinition, entry: dict[str, Any]) -> tuple[ServerDefinition, tuple[str, ...]]:
    """Give a server with what its entry says beside how to reach it, and sentences about what was left out."""
    sentences: list[str] = []

    def say(place: str, why: str) -> None:
        sentences.append(f'The server "{server.name}" is used without its "{place}", because it {why}.')

    changes = {}
    for member, (field, read) in _READERS.items():
        value = entry.get(member)
        found = read(value, member, say) if value is not None else None
        if found is not None:
            changes[field] = found
    _check_spelling(entry, say)
    return replace(server, **changes), tuple(sentences)


def client_terms(server: ServerDefinition) -> dict[str, Any]:
    """Give roots and client of a server as its entry would say them; `with_terms` reads it back."""
    client = server.client
    return {
        "roots": [{"uri": root.uri, "name": root.name} for root in server.roots],
        "client": {
            "identity": dict(client.identity),
            "capabilities": {str(capability): on for capability, on in client.switched.items()},
            "extensions": {name: value if value is None else dict(value) for name, value in client.extensions.items()},
        },
    }


def _era(value: Any, place: str, say: Say) -> str | None:
    if isinstance(value, str) and value in ERA_CHOICES:
        return value
    say(place, f"is not one of {', '.join(ERA_CHOICES)}")
    return None


def _seconds(value: Any, place: str, say: Say) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < _MAX_SECONDS:
        return float(value)
    say(place, "is not a time in seconds")
    return None


def _roots(value: Any, place: str, say: Say) -> tuple[Root, ...] | None:
    if not isinstance(value, list):
        say(place, "is not a list")
        return None
    found = (_root(item, f"{place}[{index}]", say) for index, item in enumerate(value))
    return tuple(root for root in found if root is not None)


def _root(value: Any, place: str, say: Say) -> Root | None:
    if isinstance(value, str) and value:
        return root_at(value)
    if isinstance(value, dict) and isinstance(value.get("uri"), str) and isinstance(value.get("name", ""), str):
        return Root(value["uri"], value.get("name", ""))
    say(place, 'is neither a folder nor an object with the texts "uri" and "name"')
    return None


def _client(value: Any, place: str, say: Say) -> ClientSettings | None:
    if not isinstance(value, dict):
        say(place, "is not an object")
        return None
    parts = {name: _part(value, name, place, say) for name in ("identity", "capabilities", "extensions")}
    for name in value.keys() - parts.keys():
        say(f"{place}.{name}", f"is not one of {', '.join(parts)}")
    return ClientSettings(
        parts["identity"],
        _switched(parts["capabilities"], f"{place}.capabilities", say),
        _extensions(parts["extensions"], f"{place}.extensions", say),
    )


def _part(value: dict[str, Any], name: str, place: str, say: Say) -> dict[str, Any]:
    part = value.get(name)
    if part is not None and not isinstance(part, dict):
        say(f"{place}.{name}", "is not an object")
    return part if isinstance(part, dict) else {}


def _switched(wanted: dict[str, Any], place: str, say: Say) -> dict[ClientCapability, bool]:
    known = {str(capability): capability for capability in ClientCapability}
    switched = {}
    for name, on in wanted.items():
        if name not in known:
            say(f"{place}.{name}", f"is not one of {', '.join(known)}")
        elif not isinstance(on, bool):
            say(f"{place}.{name}", "is neither true nor false")
        else:
            switched[known[name]] = on
    return switched


def _extensions(wanted: dict[str, Any], place: str, say: Say) -> dict[str, dict[str, Any] | None]:
    extensions = {}
    for name, settings in wanted.items():
        if settings is None or isinstance(settings, dict):
            extensions[name] = settings
        else:
            say(f"{place}.{name}", "is neither an object nor null")
    return extensions


_READERS: Final[dict[str, tuple[str, Callable[[Any, str, Say], Any]]]] = {
    "era": ("era", _era),
    "timeout": ("timeout", _seconds),
    "totalTimeout": ("total_timeout", _seconds),
    "roots": ("roots", _roots),
    "client": ("client", _client),
}
"""By member: the field of the definition, and what reads it or says why it cannot."""

_KNOWN: Final = (
    *("command", "args", "env", "cwd", "url", "serverUrl", "httpUrl", "type", "headers", "subprotocol"),
    *("tls", "proxy", "connectTimeout", *_READERS),
)


def _check_spelling(entry: dict[str, Any], say: Say) -> None:
    """Tell of members that are ours but for case and hyphens; whatever else there is belongs to other programs."""
    known = {_plain(name): name for name in _KNOWN}
    for name in entry:
        meant = known.get(_plain(name), name)
        if name != meant:
            say(name, f'is written "{meant}"')


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")
