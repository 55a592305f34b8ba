"""Capabilities: the server's read tolerantly, the client's as a set of things that can be declared."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

from inspector.protocol import methods

_NEEDED: Final = {
    methods.LIST_TOOLS: "tools",
    methods.LIST_RESOURCES: "resources",
    methods.LIST_TEMPLATES: "resources",
    methods.LIST_PROMPTS: "prompts",
    methods.COMPLETE: "completions",
    methods.SET_LEVEL: "logging",
}


class ClientCapability(StrEnum):
    """What a client can declare; the value is the path in the capabilities object."""

    ROOTS = "roots"
    ROOTS_CHANGES = "roots.listChanged"
    SAMPLING = "sampling"
    SAMPLING_TOOLS = "sampling.tools"
    SAMPLING_CONTEXT = "sampling.context"
    ELICITATION_FORM = "elicitation.form"
    ELICITATION_URL = "elicitation.url"
    TASKS_LIST = "tasks.list"
    TASKS_CANCEL = "tasks.cancel"
    TASKS_SAMPLING = "tasks.requests.sampling.createMessage"
    TASKS_ELICITATION = "tasks.requests.elicitation.create"


_SINCE: Final = {
    ClientCapability.SAMPLING_TOOLS: "2025-11-25",
    ClientCapability.SAMPLING_CONTEXT: "2025-11-25",
    ClientCapability.ELICITATION_FORM: "2025-06-18",
    ClientCapability.ELICITATION_URL: "2025-11-25",
    ClientCapability.TASKS_LIST: "2025-11-25",
    ClientCapability.TASKS_CANCEL: "2025-11-25",
    ClientCapability.TASKS_SAMPLING: "2025-11-25",
    ClientCapability.TASKS_ELICITATION: "2025-11-25",
}
_UNTIL: Final = {
    ClientCapability.ROOTS_CHANGES: "2025-11-25",
    ClientCapability.TASKS_LIST: "2025-11-25",
    ClientCapability.TASKS_CANCEL: "2025-11-25",
    ClientCapability.TASKS_SAMPLING: "2025-11-25",
    ClientCapability.TASKS_ELICITATION: "2025-11-25",
}
EXTENSIONS_SINCE: Final = "2026-07-28"
"""The first revision whose client capabilities have a member `extensions`."""


def knows(revision: str, capability: ClientCapability) -> bool:
    """Tell whether a revision has a client capability (its schema, ClientCapabilities)."""
    return _SINCE.get(capability, "") <= revision <= _UNTIL.get(capability, "9")


def declaration(capabilities: Iterable[ClientCapability]) -> dict[str, Any]:
    """Give the capabilities object that declares these; an option declares what it is an option of."""
    declared: dict[str, Any] = {}
    for capability in sorted(capabilities):
        *path, last = capability.value.split(".")
        place = declared
        for name in path:
            place = place.setdefault(name, {})
        place.setdefault(last, True if capability is ClientCapability.ROOTS_CHANGES else {})
    return declared


def has(capabilities: Any, name: str, option: str | None = None) -> bool:
    """Tell whether a capability, or one option of it, is declared.

    Any value but `false` and `null` counts, because servers in the field write `"tools": true`.
    """
    value = capabilities.get(name) if isinstance(capabilities, dict) else None
    if option is not None:
        value = value.get(option) if isinstance(value, dict) else None
    return value is not None and value is not False


def allows(capabilities: Any, method: str) -> bool:
    """Tell whether the server's capabilities announce a method; a server that announces none is asked anyway."""
    needed = _NEEDED.get(method)
    if needed is None or not isinstance(capabilities, dict) or not capabilities:
        return True
    return has(capabilities, needed)


def has_extension(capabilities: Any, name: str) -> bool:
    """Tell whether an extension is declared (Extension Negotiation)."""
    extensions = capabilities.get("extensions") if isinstance(capabilities, dict) else None
    return has(extensions, name)
