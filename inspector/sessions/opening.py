"""Opening a session: which era the server speaks is found out here.

https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio#backward-compatibility and
https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#backward-compatibility
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import anyio

from inspector.protocol.errors import is_modern, supported_versions
from inspector.protocol.revisions import (
    AUTO,
    LATEST_LEGACY,
    LATEST_MODERN,
    LEGACY_REVISIONS,
    MODERN_REVISIONS,
    REVISIONS,
    Era,
)
from inspector.sessions.eras.driver import CannotOpen, Conversation, EraDriver, Greeting
from inspector.sessions.eras.legacy import LegacyDriver
from inspector.sessions.eras.modern import ModernDriver
from inspector.sessions.link import Link
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome, ResultReply
from inspector.sessions.peer import Limits
from inspector.transports.failure import Reason

_FINAL: Final = (Reason.START, Reason.CONNECT, Reason.AUTHORIZATION)
"""Failures that say nothing about the era: whoever cannot be reached cannot be asked otherwise."""

_OLDER: Final = (400, 404, 405)
"""What a server of the transport of 2024-11-05 answers to a POST (2025-11-25, Transports, Backwards Compatibility)."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that is open: over which link, spoken how, and what the server said."""

    link: Link
    driver: EraDriver
    greeting: Greeting


@dataclass(frozen=True, slots=True)
class Plan:
    """How to open. `new_link` opens a link (raises `CannotOpen`); `conversation` makes what a driver works with.

    `probing` and `greeting` are called when these phases begin.
    """

    era: str
    limits: Limits
    probe_timeout: float
    new_link: Callable[[], Awaitable[Link]]
    conversation: Callable[[Link], Conversation]
    probing: Callable[[], None]
    greeting: Callable[[], None]
    remembered: Era | None = None
    """The era the server spoke the last time, for the setting `auto`."""

    older_link: Callable[[], Awaitable[Link]] | None = None
    """Opens a link over the transport that an older server at the same address would speak."""


async def open_session(plan: Plan) -> Opened:
    """Open a session as its era setting says; raises `CannotOpen` with the outcome that decided."""
    link = await plan.new_link()
    if plan.era == AUTO and link.transport.handshake_only:
        return await _open_legacy(plan, link, LATEST_LEGACY)
    if plan.era == AUTO and plan.remembered is Era.LEGACY:
        return await _open_as_remembered(plan, link)
    if plan.era == AUTO:
        return await _open_auto(plan, link)
    if plan.era in LEGACY_REVISIONS:
        return await _open_legacy(plan, link, plan.era)
    revision = plan.era if plan.era in MODERN_REVISIONS else LATEST_MODERN
    return await _open_modern(plan, link, revision)


async def _open_legacy(plan: Plan, link: Link, revision: str) -> Opened:
    plan.greeting()
    try:
        return await _greet(plan, link, revision)
    except CannotOpen as refusal:
        older = await _older_link(plan, refusal)
        if older is None:
            raise
    link.transport.close()
    return await _greet(plan, older, revision)


async def _greet(plan: Plan, link: Link, revision: str) -> Opened:
    driver = LegacyDriver(plan.conversation(link), revision)
    return Opened(link, driver, await driver.open(plan.limits))


async def _older_link(plan: Plan, refusal: CannotOpen) -> Link | None:
    """Open a link over the older transport if the refusal is one that such a server gives, and if it is one."""
    outcome = refusal.outcome
    if plan.older_link is None or not isinstance(outcome, NoReply) or outcome.failure.status not in _OLDER:
        return None
    try:
        return await plan.older_link()
    except CannotOpen:
        return None


async def _open_modern(plan: Plan, link: Link, revision: str) -> Opened:
    plan.greeting()
    driver = ModernDriver(plan.conversation(link), revision)
    return Opened(link, driver, await driver.open(plan.limits))


async def _open_as_remembered(plan: Plan, link: Link) -> Opened:
    """Open without a probe a server that had no answer to it the last time; where that fails, probe all the same."""
    try:
        return await _open_legacy(plan, link, LATEST_LEGACY)
    except CannotOpen as refusal:
        outcome = refusal.outcome
        if isinstance(outcome, NoReply) and outcome.failure.reason in _FINAL:
            raise
    link = await _alive(plan, link, outcome)
    return await _open_auto(plan, link)


async def _alive(plan: Plan, link: Link, outcome: Outcome) -> Link:
    """Give the link, or a new one if what was sent was too much for the server."""
    ended = isinstance(outcome, NoReply) and outcome.failure.reason is Reason.CLOSED
    if not ended or link.transport.has_request_streams:
        return link
    await link.ended.wait()
    return await plan.new_link()


async def _open_auto(plan: Plan, link: Link) -> Opened:
    """Probe, and fall back on whatever is not modern; never by one error code alone."""
    plan.probing()
    probe = _Probe(ModernDriver(plan.conversation(link), LATEST_MODERN), plan.limits)
    first: Opened | CannotOpen | None = None
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(probe.run)
        with anyio.move_on_after(plan.probe_timeout):
            await probe.done.wait()
        if not probe.done.is_set():
            first = await _race(plan, link, probe)
        tasks.cancel_scope.cancel()
    if isinstance(first, CannotOpen):
        fresh = await _alive(plan, link, first.outcome)  # it may have ended on the probe before it saw the handshake
        if fresh is link:
            raise first
        return await _open_legacy(plan, fresh, LATEST_LEGACY)
    return first or await _after_probe(plan, link, probe)


class _Probe:
    """A `server/discover` under way."""

    def __init__(self, driver: ModernDriver, limits: Limits) -> None:
        self.driver = driver
        self.outcome: Outcome | None = None
        self.done = anyio.Event()
        self._limits = limits

    async def run(self) -> None:
        self.outcome = await self.driver.discover(self._limits)
        self.done.set()

    @property
    def modern(self) -> bool:
        """Whether the outcome is one that only a modern server gives."""
        outcome = self.outcome
        if isinstance(outcome, ResultReply):
            value = outcome.value
            return isinstance(value, dict) and ("supportedVersions" in value or value.get("resultType") is not None)
        return isinstance(outcome, ErrorReply) and is_modern(outcome.error)


async def _after_probe(plan: Plan, link: Link, probe: _Probe) -> Opened:
    outcome = probe.outcome
    if isinstance(outcome, ResultReply) and probe.modern:
        offered = outcome.value.get("supportedVersions")
        if isinstance(offered, list) and not any(revision in offered for revision in MODERN_REVISIONS):
            return await _by_offer(plan, link, outcome, offered)
        return Opened(link, probe.driver, probe.driver.read(outcome))
    if isinstance(outcome, ErrorReply) and probe.modern:
        return await _by_offer(plan, link, outcome, supported_versions(outcome.error))
    if isinstance(outcome, NoReply):
        if outcome.failure.reason in _FINAL:
            raise CannotOpen(outcome)
        link = await _alive(plan, link, outcome)
    return await _open_legacy(plan, link, LATEST_LEGACY)


async def _by_offer(plan: Plan, link: Link, outcome: Outcome, offered: list[str]) -> Opened:
    """Open with the newest revision both sides know; a modern server that offers none has refused."""
    for revision in reversed(REVISIONS):
        if revision in offered and revision in LEGACY_REVISIONS:
            return await _open_legacy(plan, link, revision)
        if revision in offered and revision != LATEST_MODERN:
            return await _open_modern(plan, link, revision)
    if isinstance(outcome, ResultReply):
        return await _open_legacy(plan, link, LATEST_LEGACY)
    raise CannotOpen(outcome)


async def _race(plan: Plan, link: Link, probe: _Probe) -> Opened | CannotOpen | None:
    """Send the handshake too while the probe is silent; gives what it came to, or None if the probe was first.

    The silence may be that of a legacy server that ignores what it does not know, or that of a start which is
    not through yet (`npx` fetching packages); in the second case the probe may still turn out modern.
    """
    settled = anyio.Event()
    greeted: Opened | CannotOpen | None = None

    async def greet() -> None:
        nonlocal greeted
        try:
            greeted = await _open_legacy(plan, link, LATEST_LEGACY)
        except CannotOpen as refusal:
            greeted = refusal
        settled.set()

    async def watch_probe() -> None:
        await probe.done.wait()
        if probe.modern:
            settled.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(greet)
        tasks.start_soon(watch_probe)
        await settled.wait()
        tasks.cancel_scope.cancel()
    return None if probe.modern and not isinstance(greeted, Opened) else greeted
