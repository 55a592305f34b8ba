"""How long a result may be taken for fresh, and who may keep it.

https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching
"""

from dataclasses import dataclass
from typing import Any, Final

_LONGEST_MS: Final = 1e15
"""About 30 000 years; what a server says beyond that is cut."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """The caching hints of a result, at the time it came. Times are nanoseconds of the wall clock.

    `scope` is as sent; it should be `public` or `private`.
    """

    received_ns: int
    expires_ns: int
    scope: Any = None

    def is_fresh(self, now_ns: int) -> bool:
        """Tell whether the server would have it used without asking again (Freshness Calculation)."""
        return now_ns < self.expires_ns

    def joined(self, page: "Freshness | None") -> "Freshness":
        """Give the freshness of a list that has this page too: as old as its oldest page, stale with the first."""
        if page is None:
            return self
        return Freshness(
            min(self.received_ns, page.received_ns),
            min(self.expires_ns, page.expires_ns),
            self.scope if self.scope is not None else page.scope,
        )


def freshness_of(result: Any, received_ns: int) -> Freshness | None:
    """Read the hints of a result; None if it has none. What is no number of milliseconds, or negative, counts as 0."""
    if not isinstance(result, dict) or not ("ttlMs" in result or "cacheScope" in result):
        return None
    ttl: Any = result.get("ttlMs")
    is_number = isinstance(ttl, (int, float)) and not isinstance(ttl, bool)
    milliseconds = min(ttl, _LONGEST_MS) if is_number and ttl > 0 else 0  # NaN is not above 0
    return Freshness(received_ns, received_ns + int(milliseconds * 1_000_000), result.get("cacheScope"))
