"""Reading the lists of a server, page by page.

https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/pagination
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from inspector.lint.look import shown
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.protocol.caching import Freshness
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome, ResultReply
from inspector.sessions.state import MethodError

MAX_PAGES: Final = 1_000
MAX_ITEMS: Final = 200_000

MEMBERS: Final = {
    methods.LIST_TOOLS: "tools",
    methods.LIST_RESOURCES: "resources",
    methods.LIST_TEMPLATES: "resourceTemplates",
    methods.LIST_PROMPTS: "prompts",
    methods.LIST_TASKS: "tasks",
}
"""Which member of a result holds the items."""

Call = Callable[[str, dict[str, Any]], Awaitable[Outcome]]


_NAMES: Final = {
    methods.LIST_TOOLS: "name",
    methods.LIST_RESOURCES: "uri",
    methods.LIST_TEMPLATES: "uriTemplate",
    methods.LIST_PROMPTS: "name",
    methods.LIST_TASKS: "taskId",
}
"""Which member of an item tells it from the others."""

_MAX_TWICE: Final = 20


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something odd about the pages of a list; `seq` is the page's record, `pointer` the place in it (RFC 6901)."""

    situation: Situation
    seq: int
    sentence: str
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One list, as far as it could be read."""

    items: tuple[Any, ...]
    error: MethodError | None = None
    oddities: tuple[Oddity, ...] = ()
    freshness: Freshness | None = None


async def read_list(method: str, call: Call) -> Listed:
    """Read all pages of one list. What came before an error, or before a paginator was stopped, is kept."""
    pages = _Pages(method)
    params: dict[str, Any] = {}
    last = 0
    for _ in range(MAX_PAGES):
        outcome = await call(method, params)
        if isinstance(outcome, ErrorReply):
            return pages.listed(MethodError(method, error=outcome.error))
        if isinstance(outcome, NoReply):
            return pages.listed(MethodError(method, failure=outcome.failure))
        cursor, last = pages.add(outcome), outcome.reply_seq
        if cursor is None:
            return pages.listed()
        if pages.is_repeated(cursor):
            pages.stop(last, f'"{method}" gave the cursor {shown(cursor)} twice; reading stopped there.')
            return pages.listed()
        if len(pages.items) > MAX_ITEMS:
            break
        params = {"cursor": cursor}
    sentence = f'"{method}" did not come to an end; reading stopped after {len(pages.items)} items.'
    pages.stop(last, sentence)
    return pages.listed()


class _Pages:
    """The pages of one list, and what is odd about them as a whole."""

    def __init__(self, method: str) -> None:
        self.items: list[Any] = []
        self._method = method
        self._oddities: list[Oddity] = []
        self._cursors: set[str] = set()
        self._names: set[str] = set()
        self._scope: Any = None
        self._freshness: Freshness | None = None

    def add(self, page: ResultReply) -> str | None:
        """Take a page; gives the cursor of the next one, if there is one."""
        result = page.value
        if not isinstance(result, dict):
            return None
        cursor, items = result.get("nextCursor"), result.get(MEMBERS[self._method])
        if isinstance(items, list):
            self._look_for_twins(items, page.reply_seq)
            self.items += items
        self._freshness = page.freshness if self._freshness is None else self._freshness.joined(page.freshness)
        self._look_at_scope(result.get("cacheScope"), page.reply_seq)
        return cursor if isinstance(cursor, str) else None

    def is_repeated(self, cursor: str) -> bool:
        """Tell whether a cursor was given before, and keep it in mind."""
        known = cursor in self._cursors
        self._cursors.add(cursor)
        return known

    def stop(self, seq: int, sentence: str) -> None:
        """Note that the list did not come to an end."""
        self._oddities.append(Oddity(Situation.LIST_ENDLESS, seq, sentence, "/result/nextCursor"))

    def listed(self, error: MethodError | None = None) -> Listed:
        """Give what was read."""
        return Listed(tuple(self.items), error, tuple(self._oddities), self._freshness)

    def _look_for_twins(self, items: list[Any], seq: int) -> None:
        """Look for items of earlier pages (Pagination, Implementation Guidelines); twins on one page are lint's."""
        member, here = _NAMES[self._method], set()
        for number, item in enumerate(items):
            name = item.get(member) if isinstance(item, dict) else None
            if not isinstance(name, str):
                continue
            here.add(name)
            if name in self._names and len(self._oddities) < _MAX_TWICE:
                sentence = f"{shown(name)} was on an earlier page of the list already."
                pointer = f"/result/{MEMBERS[self._method]}/{number}"
                self._oddities.append(Oddity(Situation.LIST_ITEM_TWICE, seq, sentence, pointer))
        self._names |= here

    def _look_at_scope(self, scope: Any, seq: int) -> None:
        """See that all pages have the same cache scope (2026-07-28, Caching, Interaction with Pagination)."""
        if scope is None:
            return
        if self._scope is not None and scope != self._scope:
            sentence = f"The cache scope of this page is {shown(scope)}, that of an earlier one {shown(self._scope)}."
            self._oddities.append(Oddity(Situation.LIST_CACHE_SCOPE, seq, sentence, "/result/cacheScope"))
        self._scope = scope
