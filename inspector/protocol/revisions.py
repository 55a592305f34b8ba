"""The protocol's revisions, and the two eras they fall into.

Terms from https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning#terminology.
"""

import re
from enum import StrEnum
from typing import Final

LEGACY_REVISIONS: Final = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
"""Revisions that open a session with an `initialize` handshake, oldest first."""

MODERN_REVISIONS: Final = ("2026-07-28",)
"""Stateless revisions: every request carries version and capabilities in `_meta`, oldest first."""

REVISIONS: Final = LEGACY_REVISIONS + MODERN_REVISIONS
WITH_BATCHES: Final = "2025-03-26"
"""The only revision that has JSON-RPC batches (Base Protocol, Batching)."""

LATEST_LEGACY: Final = LEGACY_REVISIONS[-1]
LATEST_MODERN: Final = MODERN_REVISIONS[-1]


_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")


class Era(StrEnum):
    """The two ways a client and a server agree on what they speak."""

    LEGACY = "legacy"
    MODERN = "modern"


AUTO: Final = "auto"
"""The era setting that probes with `server/discover` and falls back to the handshake."""

ERA_CHOICES: Final = (AUTO, "modern", *REVISIONS)
"""What a user may set: `auto`, `modern`, or one exact revision."""


def era_of(revision: str) -> Era:
    """Tell the era of a revision; one we do not know counts as modern if it is a date not before the first modern."""
    return Era.MODERN if _DATE.match(revision) and revision >= MODERN_REVISIONS[0] else Era.LEGACY


def pinned(choice: str) -> str | None:
    """Give the revision that an era setting names, or None where it leaves that open."""
    if choice == AUTO:
        return None
    return choice if choice in REVISIONS else LATEST_MODERN
