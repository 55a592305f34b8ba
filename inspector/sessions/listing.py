"""Reading the lists of a server, page by page.

https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/pagination
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from inspector.protocol import methods
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome
from inspector.sessions.state import MethodError

MAX_PAGES: Final = 1_000
MAX_ITEMS: Final = 200_000

MEMBERS: Final = {
    methods.LIST_TOOLS: "tools",
    methods.LIST_RESOURCES: "resources",
    methods.LIST_TEMPLATES: "resourceTemplates",
    methods.LIST_PROMPTS: "prompts",
}
"""Which member of a result holds the items."""

Call = Callable[[str, dict[str, Any]], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Listed:
    """One list, as far as it could be read."""

    items: tuple[Any, ...]
    error: MethodError | None = None
    note: str | None = None


async def read_list(method: str, call: Call) -> Listed:
    """Read all pages of one list. What came before an error, or before a paginator was stopped, is kept."""
    items: list[Any] = []
    seen: set[str] = set()
    params: dict[str, Any] = {}
    for _ in range(MAX_PAGES):
        outcome = await call(method, params)
        if isinstance(outcome, ErrorReply):
            return Listed(tuple(items), MethodError(method, error=outcome.error))
        if isinstance(outcome, NoReply):
            return Listed(tuple(items), MethodError(method, failure=outcome.failure))
        page, cursor = _read_page(method, outcome.value)
        items += page
        if cursor is None:
            return Listed(tuple(items))
        if cursor in seen:
            return Listed(tuple(items), note=f'"{method}" gave the cursor "{cursor}" twice; reading stopped there.')
        if len(items) > MAX_ITEMS:
            break
        seen.add(cursor)
        params = {"cursor": cursor}
    return Listed(tuple(items), note=f'"{method}" did not come to an end; reading stopped after {len(items)} items.')


def _read_page(method: str, result: Any) -> tuple[list[Any], str | None]:
    if not isinstance(result, dict):
        return [], None
    items = result.get(MEMBERS[method])
    cursor = result.get("nextCursor")
    return items if isinstance(items, list) else [], cursor if isinstance(cursor, str) else None
