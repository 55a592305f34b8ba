"""A session: one connection to a server, from open to close, and what the user can do with it."""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol, TypeVar

import anyio
from anyio.abc import TaskGroup, TaskStatus

from inspector.jsonrpc.message import Message
from inspector.lint.finding import Finding
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.protocol.capabilities import allows
from inspector.protocol.revisions import LATEST_LEGACY
from inspector.servers.definition import ServerDefinition
from inspector.sessions.client_profile import ClientProfile
from inspector.sessions.eras.driver import CannotOpen, Conversation, EraDriver
from inspector.sessions.eras.legacy import LegacyDriver
from inspector.sessions.link import CLOSED, Link
from inspector.sessions.linting import Linter
from inspector.sessions.listing import Listed, read_list
from inspector.sessions.opening import Opened, Plan, open_session
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome
from inspector.sessions.peer import Limits, Progress
from inspector.sessions.questions import Ask, ask_nobody
from inspector.sessions.state import Catalog, Phase, SessionState
from inspector.sessions.subscriptions import Subscription, Subscriptions
from inspector.sessions.tasks import Task, TaskBoard
from inspector.traffic.record import Record
from inspector.traffic.recorder import Recorder
from inspector.transports.failure import Failure, Reason
from inspector.transports.opening import transport_for

_LISTS: Final = {
    "tools": methods.LIST_TOOLS,
    "resources": methods.LIST_RESOURCES,
    "templates": methods.LIST_TEMPLATES,
    "prompts": methods.LIST_PROMPTS,
}

_CHANGED: Final = {
    methods.TOOLS_CHANGED: ("tools",),
    methods.RESOURCES_CHANGED: ("resources", "templates"),
    methods.PROMPTS_CHANGED: ("prompts",),
}

_Given = TypeVar("_Given")

_LAST_CHECK: Final = 0.2
"""Seconds for what was not checked yet when a session ends."""


class SessionObserver(Protocol):
    """Who hears of a session. Called in the engine's thread, in order; must not wait."""

    def state_changed(self, state: SessionState) -> None:
        """Take the session's new state."""

    def catalog_changed(self, catalog: Catalog) -> None:
        """Take the server's new lists."""

    def notified(self, method: str, params: Any, seq: int) -> None:
        """Take a notification of the server."""

    def subscriptions_changed(self, subscriptions: tuple[Subscription, ...]) -> None:
        """Take all subscriptions, one of which changed."""

    def task_changed(self, task: Task) -> None:
        """Take a task that is new or changed."""


class Session:
    """One connection to a server. `run` owns it from open to close; the rest is called meanwhile.

    Without `lists` the server's lists are not read when the session opens.
    """

    def __init__(
        self,
        definition: ServerDefinition,
        recorder: Recorder,
        observer: SessionObserver,
        *,
        client: ClientProfile | None = None,
        ask: Ask = ask_nobody,
        lists: bool = True,
    ) -> None:
        self.definition = definition
        self.state = SessionState(Phase.STARTING)
        self.catalog = Catalog()
        self.subscriptions = Subscriptions(observer.subscriptions_changed)
        self.tasks = TaskBoard(observer.task_changed)
        self._observer = observer
        self._client = client or ClientProfile()
        self._ask = ask
        self._lists = lists
        self._tap = recorder.open_session(definition.name, definition.transport)
        self.linter = Linter(self._tap)
        self._tasks: TaskGroup | None = None
        self._link: Link | None = None
        self._driver: EraDriver | None = None
        self.ended = anyio.Event()
        """Set when nothing of the session is left."""
        self._closing = anyio.Event()
        self._calls: set[anyio.CancelScope] = set()
        self._stale: set[str] = set()
        self._stale_event = anyio.Event()

    # -- life ---------------------------------------------------------------------------------------------------

    async def run(self, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> None:
        """Open the session, serve it, and close it with all it has started. Says started when it is open or failed.

        Failures are states, not exceptions.
        """
        try:
            async with anyio.create_task_group() as self._tasks:
                self._tasks.start_soon(self._cancel_when_closing, self._tasks)
                self._tasks.start_soon(self.linter.run)
                await self._serve(task_status)
                self._tasks.cancel_scope.cancel()
        finally:
            self._tasks = None
            for scope in list(self._calls):
                scope.cancel()
            self.linter.drain(_LAST_CHECK)
            if not self.state.is_over:
                self._set(phase=Phase.CLOSED)
            self._tap.flush()
            self.ended.set()

    async def _serve(self, task_status: TaskStatus[None]) -> None:
        self._set(phase=Phase.STARTING)
        try:
            opened = await open_session(self._plan())
        except CannotOpen as refusal:
            self._fail(refusal.outcome)
            task_status.started()
            return
        self._enter(opened)
        if self._lists:
            await self.refresh()
        self._set(phase=Phase.CONNECTED)
        task_status.started()
        if self._tasks is not None:
            self._tasks.start_soon(self._refresh_when_stale)
            self._tasks.start_soon(opened.driver.begin)
        await opened.link.ended.wait()
        if opened.link.failure is not None and not self._closing.is_set():
            self._set(phase=Phase.FAILED, failure=opened.link.failure)

    def _enter(self, opened: Opened) -> None:
        greeting = opened.greeting
        self.linter.around = dataclasses.replace(
            self.linter.around,
            revision=greeting.revision,
            server_capabilities=greeting.capabilities,
            client_capabilities=self._client.capabilities,
            transport=opened.link.transport.name,
        )
        self._link, self._driver = opened.link, opened.driver
        self._set(
            phase=Phase.LISTING,
            era=opened.driver.era,
            revision=greeting.revision,
            server_info=greeting.server_info,
            capabilities=greeting.capabilities,
            instructions=greeting.instructions,
            latency_ns=greeting.duration_ns,
            facts=opened.link.transport.facts(),
        )

    def _fail(self, outcome: ErrorReply | NoReply) -> None:
        if isinstance(outcome, ErrorReply):
            self._set(phase=Phase.FAILED, refusal=outcome.error)
        else:
            self._set(phase=Phase.FAILED, failure=outcome.failure)

    async def _cancel_when_closing(self, tasks: TaskGroup) -> None:
        await self._closing.wait()
        tasks.cancel_scope.cancel()

    def findings(self) -> list[Finding]:
        """Give what there is to say about all messages that came in; checks what is not checked yet."""
        self.linter.drain()
        return list(self.linter.findings)

    def close(self) -> None:
        """Begin to end the session; `run` returns when nothing of it is left."""
        self._closing.set()

    def _plan(self) -> Plan:
        definition = self.definition
        return Plan(
            era=definition.era,
            limits=self._limits,
            probe_timeout=definition.probe_timeout,
            new_link=self._new_link,
            conversation=self._conversation,
            probing=lambda: self._set(phase=Phase.PROBING),
            greeting=lambda: self._set(phase=Phase.GREETING),
        )

    async def _new_link(self) -> Link:
        assert self._tasks is not None  # noqa: S101 - run has made it
        link = self._link = Link(self._tap, transport_for(self.definition, self._tap), self)
        self._tasks.start_soon(link.run)
        await link.opened.wait()
        if link.failure is not None:
            raise CannotOpen(NoReply(link.failure, 0, 0))
        self._set(facts=link.transport.facts())
        return link

    def _conversation(self, link: Link) -> Conversation:
        return Conversation(
            link.peer,
            link.transport,
            self._client,
            self._ask,
            self.definition.name,
            limits=self._limits,
            subscriptions=self.subscriptions,
            tasks=self.tasks,
            note=self.linter.note_at,
            lists_missed=self._lists_missed,
        )

    def _lists_missed(self) -> None:
        self._stale.update(_LISTS)
        self._stale_event.set()

    @property
    def _limits(self) -> Limits:
        return Limits(self.definition.timeout)

    def _set(self, **changes: Any) -> None:
        self.state = dataclasses.replace(self.state, **changes)
        self._observer.state_changed(self.state)

    # -- what the user can do -----------------------------------------------------------------------------------

    async def call(
        self,
        method: str,
        params: dict[str, Any],
        *,
        timeout: float | None = None,
        own: bool = False,
        on_progress: Progress | None = None,
    ) -> Outcome:
        """Send any request and see it through.

        `timeout` is in seconds without answer or progress; the server's own if None.
        """
        limits = Limits(self.definition.timeout if timeout is None else timeout)
        return await self._see_through(
            method,
            lambda driver: driver.call(method, params, own=own, limits=limits, on_progress=on_progress),
        )

    async def _see_through(self, what: str, work: Callable[[EraDriver], Awaitable[_Given]]) -> _Given | NoReply:
        """Let the driver work while the session is open; `what` names the work if it is not."""
        if self._driver is None or not self.state.is_open:
            failure = self.state.failure or Failure(
                Reason.CLOSED, f'"{what}" was not sent, because the session is not open.', "Connect first."
            )
            return NoReply(failure, 0, 0)
        with anyio.CancelScope() as scope:
            self._calls.add(scope)  # a call that waits for the user's answer must end with the session too
            try:
                return await work(self._driver)
            finally:
                self._calls.discard(scope)
        return NoReply(CLOSED, 0, 0)

    async def set_level(self, level: str | None) -> Outcome | None:
        """Ask for log messages from `level` on, None for none; see `EraDriver.set_level` for what it gives."""
        return await self._see_through(methods.SET_LEVEL, lambda driver: driver.set_level(level))

    async def subscribe(self, uri: str) -> Outcome | None:
        """Ask to hear of changes to a resource; see `EraDriver.subscribe` for what it gives."""
        return await self._see_through(methods.SUBSCRIBE, lambda driver: driver.subscribe(uri))

    async def unsubscribe(self, uri: str) -> Outcome | None:
        """Take a subscription back; see `EraDriver.unsubscribe` for what it gives."""
        return await self._see_through(methods.UNSUBSCRIBE, lambda driver: driver.unsubscribe(uri))

    async def call_tool(
        self,
        name: str,
        arguments: Any,
        *,
        timeout: float | None = None,
        on_progress: Progress | None = None,
    ) -> Outcome:
        """Call a tool; `arguments` go out as they are, an object or not."""
        return await self.call(
            methods.CALL_TOOL, {"name": name, "arguments": arguments}, timeout=timeout, on_progress=on_progress
        )

    async def read_resource(self, uri: str) -> Outcome:
        """Read a resource."""
        return await self.call(methods.READ_RESOURCE, {"uri": uri})

    async def get_prompt(self, name: str, arguments: dict[str, Any]) -> Outcome:
        """Get a prompt, filled in with `arguments`."""
        return await self.call(
            methods.GET_PROMPT, {"name": name, "arguments": arguments} if arguments else {"name": name}
        )

    async def refresh(self, *parts: str) -> None:
        """Read the server's lists again: those named (`tools`, `resources`, `templates`, `prompts`), or all."""
        for part in parts or tuple(_LISTS):
            method = _LISTS[part]
            if allows(self.state.capabilities, method):
                self._take_list(part, method, await read_list(method, self._call_own))

    async def _call_own(self, method: str, params: dict[str, Any]) -> Outcome:
        return await self.call(method, params, own=True)

    def _take_list(self, part: str, method: str, listed: Listed) -> None:
        catalog = self.catalog
        errors = [error for error in catalog.errors if error.method != method]
        notes = [note for note in catalog.notes if not note.startswith(f'"{method}"')]
        if listed.error is not None:
            errors.append(listed.error)
        if listed.note is not None:
            notes.append(listed.note)
            self.linter.note_list(method, listed.note)
        if part == "tools":
            tools = [tool for tool in listed.items if isinstance(tool, dict) and "outputSchema" in tool]
            if self._driver is not None:
                self._driver.learn_tools(listed.items)
            self.linter.output_schemas = {str(tool.get("name")): tool["outputSchema"] for tool in tools}
        fields: dict[str, Any] = {part: listed.items}
        self.catalog = dataclasses.replace(catalog, errors=tuple(errors), notes=tuple(notes), **fields)
        self._observer.catalog_changed(self.catalog)

    async def _refresh_when_stale(self) -> None:
        """Read lists again when the server says they changed; many notices at once cost one reading."""
        while True:
            await self._stale_event.wait()
            parts, self._stale, self._stale_event = self._stale, set(), anyio.Event()
            await self.refresh(*sorted(parts))

    # -- what the peer hears ------------------------------------------------------------------------------------

    def asked(self, request: Message, record: Record) -> None:
        """Take a request of the server: it is seen to in a task of its own."""
        if self._tasks is not None and self._link is not None:
            driver = self._driver or LegacyDriver(self._conversation(self._link), LATEST_LEGACY)
            self._tasks.start_soon(driver.answer, request, record)

    def told(self, notification: Message, record: Record) -> None:
        """Take a notification of the server."""
        if self._driver is not None:
            self._driver.told(notification, record)
        changed = _CHANGED.get(notification.method or "")
        if changed is not None:
            self._stale.update(changed)
            self._stale_event.set()
        self._observer.notified(notification.method or "", notification.params, record.seq)

    def seen(self, message: Message, record: Record, call: Message | None) -> None:
        """Take any message that came in."""
        self.linter.take(message, record, call)

    def unpaired(self, message: Message, record: Record, why: str) -> None:
        """Take a reply that answers nothing."""
        self.linter.unpaired(message, record, why)

    def crossed(self, record: Record, posted: Record | None) -> None:
        """Take a frame that is no message."""
        self.linter.take_frame(record, posted)

    def noticed(self, situation: Situation, record: Record, sentence: str) -> None:
        """Take word of something odd."""
        self.linter.note(situation, record, sentence)
