"""What the matrix spans, and what in it is not there, each with its reason. Nothing is skipped."""

from typing import Final

from inspector.protocol.revisions import LEGACY_REVISIONS, REVISIONS

TRANSPORTS: Final = ("stdio", "http", "sse", "ws")

PLACES: Final = tuple((transport, revision) for transport in TRANSPORTS for revision in REVISIONS)

_ELICITATION: Final = "Elicitation came with 2025-06-18."
_BEFORE_JUNE: Final = ("2024-11-05", "2025-03-26")
_ROUNDS: Final = "Multi round-trip requests came with 2026-07-28; before, the server sends requests of its own."
_STATELESS: Final = "Servers send no requests since 2026-07-28; they answer with what they need (MRTR)."

ABSENT: Final[dict[str, dict[str, str]]] = {
    "elicitation": dict.fromkeys(_BEFORE_JUNE, _ELICITATION),
    "links": dict.fromkeys((*_BEFORE_JUNE, "2025-06-18"), "Elicitation by an address came with 2025-11-25."),
    "ping": {"2026-07-28": "The stateless revision has no ping."},
    "MRTR": dict.fromkeys(LEGACY_REVISIONS, _ROUNDS),
    "requests of the server": {"2026-07-28": _STATELESS},
    "logging/setLevel": {"2026-07-28": "Since 2026-07-28 each request names the level it wants in its `_meta`."},
    "resources/subscribe": {"2026-07-28": "Since 2026-07-28 one `subscriptions/listen` asks for all changes."},
    "structured output": dict.fromkeys(_BEFORE_JUNE, "It came with 2025-06-18; the SDK sends it anyway: a finding."),
}
"""Feature × revision → why it is not there. The cell then asserts that it is not."""

UNPROBED: Final = {"sse": "HTTP with SSE belongs to the handshake revisions, so nothing else is looked for there."}
"""Transports over which the program, left to itself, does not ask for a stateless revision."""

_AT_THE_END: Final = "The Python SDK answers what is open when its input closes with -32000."

JUSTIFIED: Final[dict[str, dict[str, str]]] = {
    "stdio": {
        "error-code-old-range": _AT_THE_END,
        "process-ignored-close": "The reference server goes on until a signal ends it.",
    },
    "http": {"reply-after-cancel": "The SDK ends the stream of a cancelled call with an error."},
    "streamableHttp": {"reply-id-null": "The reference server refuses the probe without its id."},
}
"""Rules that servers of the matrix break over a transport, and why that is so; beside them there may only be notes."""


def has(feature: str, revision: str) -> bool:
    """Tell whether a revision has a feature."""
    return revision not in ABSENT[feature]
