"""Capabilities, read tolerantly."""

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
