"""A server's lists: read when the session opens, and again when the server says they changed."""

import dataclasses
from collections.abc import Callable
from typing import Any, Final

import anyio

from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.protocol.capabilities import allows
from inspector.sessions.linting import Linter
from inspector.sessions.listing import Call, Listed, read_list
from inspector.sessions.state import Catalog

PARTS: Final = {
    "tools": methods.LIST_TOOLS,
    "resources": methods.LIST_RESOURCES,
    "templates": methods.LIST_TEMPLATES,
    "prompts": methods.LIST_PROMPTS,
}
"""The parts of a catalog, and the method that lists each."""

_CHANGED: Final = {
    methods.TOOLS_CHANGED: ("tools",),
    methods.RESOURCES_CHANGED: ("resources", "templates"),
    methods.PROMPTS_CHANGED: ("prompts",),
}

_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 10.0
"""Seconds between two readings of lists that change all the time."""


class Lists:
    """The catalog of one session. `call` sends a request; `changed` and `learn_tools` hear what was read."""

    def __init__(
        self,
        call: Call,
        linter: Linter,
        changed: Callable[[Catalog], None],
        learn_tools: Callable[[tuple[Any, ...]], None],
    ) -> None:
        self.catalog = Catalog()
        self._call = call
        self._linter = linter
        self._changed = changed
        self._learn_tools = learn_tools
        self._begun: set[str] = set()
        """What was read, or is being read."""
        self._stale: set[str] = set()
        self._stale_event = anyio.Event()

    async def read(self, capabilities: Any, *parts: str) -> None:
        """Read the parts named, or all, as far as the server's capabilities announce them."""
        for part in parts or tuple(PARTS):
            method = PARTS[part]
            if allows(capabilities, method):
                self._begun.add(part)
                self._take(part, method, await read_list(method, self._call))
            else:
                self.catalog = dataclasses.replace(self.catalog, listed=self.catalog.listed | {method})

    def _take(self, part: str, method: str, listed: Listed) -> None:
        catalog = self.catalog
        errors = [error for error in catalog.errors if error.method != method]
        notes = [note for note in catalog.notes if not note.startswith(f'"{method}"')]
        if listed.error is not None:
            errors.append(listed.error)
        for odd in listed.oddities:
            if odd.situation is Situation.LIST_ENDLESS:
                notes.append(odd.sentence)
            self._linter.note_at(odd.situation, odd.seq, method, odd.sentence, odd.pointer)
        if part == "tools":
            self._learn_tools(listed.items)
            tools = [tool for tool in listed.items if isinstance(tool, dict) and "outputSchema" in tool]
            self._linter.output_schemas = {str(tool.get("name")): tool["outputSchema"] for tool in tools}
        fresh = {name: value for name, value in catalog.freshness.items() if name != part}
        if listed.freshness is not None:
            fresh[part] = listed.freshness
        fields: dict[str, Any] = {part: listed.items, "freshness": fresh, "listed": catalog.listed | {method}}
        self.catalog = dataclasses.replace(catalog, errors=tuple(errors), notes=tuple(notes), **fields)
        self._changed(self.catalog)

    def told(self, method: str) -> None:
        """Hear a notification; one that says a list changed makes it stale."""
        changed = _CHANGED.get(method)
        if changed is not None:
            self._stale.update(changed)
            self._stale_event.set()

    def missed(self) -> None:
        """Hear that changes may have gone unheard: every list that was read is stale."""
        self._stale.update(self._begun)
        if self._stale:
            self._stale_event.set()

    async def keep_read(self, capabilities: Any) -> None:
        """Read lists again when they are stale, until cancelled; many notices at once cost one reading.

        A server that gives notice at each reading would keep both busy for ever: the pauses grow.
        """
        pause = _FIRST_PAUSE
        while True:
            await self._stale_event.wait()
            parts, self._stale, self._stale_event = self._stale, set(), anyio.Event()
            await self.read(capabilities, *sorted(parts))
            await anyio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE) if self._stale_event.is_set() else _FIRST_PAUSE
