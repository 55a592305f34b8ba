"""What the program says of itself to servers."""

from dataclasses import dataclass, field
from typing import Any

from inspector import __version__


def _identity() -> dict[str, Any]:
    return {"name": "mcp-loupe", "title": "MCP Loupe", "version": __version__}


@dataclass(frozen=True, slots=True)
class ClientProfile:
    """Client identity and capabilities (specification, Lifecycle, Capability Negotiation).

    Without anybody to answer questions no capability is declared; see `INTERACTIVE`.
    """

    info: dict[str, Any] = field(default_factory=_identity)
    capabilities: dict[str, Any] = field(default_factory=dict)


def interactive_profile() -> ClientProfile:
    """Give the profile of a program with a person in front of it."""
    return ClientProfile(capabilities={"elicitation": {"form": {}}, "sampling": {}})
