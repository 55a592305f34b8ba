"""A session: one connection to a server, from open to close, and what the user can do with it."""

import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, TypeVar

import anyio
from anyio.abc import TaskGroup, TaskStatus
from typing_extensions import override

from inspector.jsonrpc.message import MISSING, Message
from inspector.lint.finding import Finding
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.protocol.capabilities import ClientCapability
from inspector.protocol.errors import text_of
from inspector.protocol.revisions import AUTO, LATEST_LEGACY, pinned
from inspector.servers.definition import Root, ServerDefinition
from inspector.sessions.answering import MAX_UNDER_WAY, Answering
from inspector.sessions.client_profile import ClientProfile
from inspector.sessions.era_memory import EraMemory, NoEraMemory
from inspector.sessions.eras.driver import CannotOpen, Conversation, EraDriver
from inspector.sessions.eras.legacy import LegacyDriver
from inspector.sessions.link import Link
from inspector.sessions.linting import Linter
from inspector.sessions.lists import Lists
from inspector.sessions.observer import SessionObserver
from inspector.sessions.opening import Opened, Plan, open_session
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome
from inspector.sessions.peer import Drafted, Limits, Progress
from inspector.sessions.questions import Ask, ask_nobody
from inspector.sessions.raw import RawSent
from inspector.sessions.requests import Requests
from inspector.sessions.state import Catalog, Phase, SessionState
from inspector.sessions.subscriptions import Subscriptions
from inspector.sessions.task_memory import RememberedTask, speaks_of_tasks
from inspector.sessions.tasks import TaskBoard, TaskRequest
from inspector.sessions.waits import Waits
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Recorder
from inspector.transports.base import Headers
from inspector.transports.failure import SESSION_CLOSED, Failure, Reason
from inspector.transports.opening import older_definition, transport_for

_Given = TypeVar("_Given")

_HEARING_LIMIT: Final = 0.25
"""Seconds the lists wait for word that their changes will be heard of; if it comes later, they are read once more."""

_LAST_CHECK: Final = 0.2
"""Seconds for what was not checked yet when a session ends."""


def _profile(definition: ServerDefinition, program: ClientProfile) -> ClientProfile:
    """Give what is declared to a server: what the program can do, as the user wants it; roots where there are any."""
    if definition.roots:
        program = program.with_abilities(ClientCapability.ROOTS, ClientCapability.ROOTS_CHANGES)
    return program.switched(definition.client)


class Session(Requests):
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
        eras: EraMemory | None = None,
        lists: bool = True,
    ) -> None:
        self.definition = definition
        self.state = SessionState(Phase.STARTING)
        self.subscriptions = Subscriptions(observer.subscriptions_changed)
        self.tasks = TaskBoard(observer.task_changed)
        self._observer = observer
        self._client = _profile(definition, client or ClientProfile())
        self._answering = Answering(self._client, ask, definition.roots)
        self._eras = eras or NoEraMemory()
        self._read_lists = lists
        self._tap = recorder.open_session(definition.name, definition.transport, definition.target)
        self.linter = Linter(self._tap)
        self._tasks: TaskGroup | None = None
        self._link: Link | None = None
        self._driver: EraDriver | None = None
        self.ended = anyio.Event()
        """Set when nothing of the session is left."""
        self._closing = anyio.Event()
        self._waits = Waits()
        self._limits = Limits(definition.timeout, definition.total_timeout)
        self._lists = Lists(self._call_own, self.linter, observer.catalog_changed, self._learn_tools)

    @property
    def catalog(self) -> Catalog:
        """What the server offers, as far as it was read."""
        return self._lists.catalog

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
                self._answering.end(self._ending())
                self._tasks.cancel_scope.cancel()
        finally:
            self._tasks = None
            self._waits.end()
            self.subscriptions.end("The session ended.")
            await self.linter.finish(_LAST_CHECK, pinned(self.definition.era))
            if not self.state.is_over:
                self._set(phase=Phase.CLOSED)
            self._tap.flush()
            self.ended.set()

    def _ending(self) -> str:
        failure = self.state.failure
        return f"The session ended: {failure.sentence}" if failure is not None else "The session was closed."

    async def _serve(self, task_status: TaskStatus[None]) -> None:
        self._set(phase=Phase.STARTING)
        try:
            opened = await open_session(self._plan())
        except CannotOpen as refusal:
            self._fail(refusal.outcome)
            task_status.started()
            return
        self._enter(opened)
        if self._tasks is not None:
            self._tasks.start_soon(opened.driver.begin)
        if self._read_lists:
            with anyio.move_on_after(_HEARING_LIMIT):
                await opened.driver.hears()
            await self.refresh()
        self._set(phase=Phase.CONNECTED)
        task_status.started()
        if self._tasks is not None:
            self._tasks.start_soon(self._lists.keep_read, self.state.capabilities)
        await opened.link.ended.wait()
        if opened.link.failure is not None and not self._closing.is_set():
            self._set(phase=Phase.FAILED, failure=opened.link.failure)

    def _enter(self, opened: Opened) -> None:
        greeting = opened.greeting
        if self.definition.era == AUTO:
            self._eras.remember(self.definition, opened.driver.era)
        self._answering.revision = greeting.revision
        self.linter.know(
            dataclasses.replace(
                self.linter.around,
                revision=greeting.revision,
                server_capabilities=greeting.capabilities,
                client_capabilities=self._client.capabilities_in(greeting.revision),
                transport=opened.link.transport.name,
            )
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
        self._answering.end(self._ending())
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
            remembered=self._eras.recall(definition) if definition.era == AUTO else None,
            older_link=None if (older := older_definition(definition)) is None else lambda: self._new_link(older),
        )

    async def _new_link(self, definition: ServerDefinition | None = None) -> Link:
        assert self._tasks is not None  # noqa: S101 - run has made it
        before = self._link
        link = self._link = Link(self._tap, transport_for(definition or self.definition, self._tap), self)
        self._tasks.start_soon(link.run)
        await link.opened.wait()
        if link.failure is not None:
            self._link = before
            raise CannotOpen(NoReply(link.failure, 0, 0))
        self._set(facts=link.transport.facts())
        return link

    def _conversation(self, link: Link) -> Conversation:
        return Conversation(
            link.peer,
            link.transport,
            self._client,
            self._answering.ask,
            self.definition.name,
            limits=self._limits,
            subscriptions=self.subscriptions,
            tasks=self.tasks,
            waits=self._waits,
            note=self.linter.note_at,
            lists_missed=self._lists.missed,
            hears_lists=self._read_lists,
        )

    def _set(self, **changes: Any) -> None:
        self.state = dataclasses.replace(self.state, **changes)
        self._observer.state_changed(self.state)

    # -- what the user can do -----------------------------------------------------------------------------------

    @override
    async def call(
        self,
        method: str,
        params: dict[str, Any],
        *,
        timeout: float | None = None,
        total_timeout: float | None = None,
        own: bool = False,
        on_progress: Progress | None = None,
        on_draft: Drafted | None = None,
    ) -> Outcome:
        driver = self._driver
        if driver is None or not self.state.is_open:
            return self._not_open(method)
        limits = self._limits
        if timeout is not None or total_timeout is not None:
            limits = Limits(
                limits.quiet if timeout is None else timeout, limits.total if total_timeout is None else total_timeout
            )
        return await driver.call(method, params, own=own, limits=limits, on_progress=on_progress, on_draft=on_draft)

    @override
    def as_task(self, params: dict[str, Any], task: TaskRequest) -> dict[str, Any]:
        return self._driver.as_task(params, task) if self._driver is not None else params

    def dressed(self, method: str, params: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Give params and HTTP headers as a request would carry them now; nothing is sent."""
        return self._driver.dressed(method, params) if self._driver is not None else (params, [])

    async def _see_through(self, what: str, work: Callable[[EraDriver], Awaitable[_Given]]) -> _Given | NoReply:
        """Let the driver work while the session is open; `what` names the work if it is not."""
        if self._driver is None or not self.state.is_open:
            return self._not_open(what)
        with self._waits.until_end():
            return await work(self._driver)
        return NoReply(SESSION_CLOSED, 0, 0)

    def _not_open(self, what: str) -> NoReply:
        sentence = f'"{what}" was not sent, because the session is not open.'
        return NoReply(self.state.failure or Failure(Reason.CLOSED, sentence, "Connect first."), 0, 0)

    async def send_raw(self, raw: bytes, headers: Headers = (), *, patience: float = 0.0) -> RawSent:
        """Send bytes as they are, whatever they are; `headers` go with them over HTTP.

        The requests they hold are waited for, up to the server's time limits; a reply without an id to what holds
        none, for `patience` seconds.
        """

        async def send(_driver: EraDriver) -> RawSent | NoReply:
            if self._link is None:
                return NoReply(SESSION_CLOSED, 0, 0)
            return await self._link.peer.send_raw(raw, headers, self._limits, patience)

        sent = await self._see_through("raw message", send)
        return RawSent(0, (sent,)) if isinstance(sent, NoReply) else sent

    @property
    def roots(self) -> tuple[Root, ...]:
        """What the server is given when it asks for roots."""
        return self._answering.roots

    async def set_roots(self, roots: tuple[Root, ...]) -> None:
        """Change what the server is given when it asks for roots, and tell it where the era has that."""
        if roots == self._answering.roots:
            return
        self._answering.roots = roots
        if self._driver is not None and self.state.is_open:
            await self._driver.roots_changed()

    async def recall_tasks(self, remembered: Sequence[RememberedTask]) -> None:
        """Take up tasks of earlier sessions: ask about those that are not heard of in this one."""
        if not speaks_of_tasks(self.state.era, self.state.capabilities):
            return
        for task in remembered:
            self.tasks.recall(task.id, task.method, task.subject)
        for task in remembered:
            known = self.tasks.of(task.id)
            if known is None or known.status:
                continue
            outcome = await self.get_task(task.id, own=True)
            if isinstance(outcome, ErrorReply):
                self.tasks.lose(task.id, text_of(outcome.error))
            elif isinstance(outcome, NoReply):
                return

    async def follow_task(self, ident: str) -> Outcome:
        """See a task through to its result, answering what it asks; who stops waiting leaves it running."""
        limits = Limits(self.definition.timeout)
        return await self._see_through(methods.TASK_RESULT, lambda driver: driver.follow_task(ident, limits))

    async def set_level(self, level: str | None) -> Outcome | None:
        """Ask for log messages from `level` on, None for none; see `EraDriver.set_level` for what it gives."""
        return await self._see_through(methods.SET_LEVEL, lambda driver: driver.set_level(level))

    async def subscribe(self, uri: str) -> Outcome | None:
        """Ask to hear of changes to a resource; see `EraDriver.subscribe` for what it gives."""
        return await self._see_through(methods.SUBSCRIBE, lambda driver: driver.subscribe(uri))

    async def unsubscribe(self, uri: str) -> Outcome | None:
        """Take a subscription back; see `EraDriver.unsubscribe` for what it gives."""
        return await self._see_through(methods.UNSUBSCRIBE, lambda driver: driver.unsubscribe(uri))

    async def refresh(self, *parts: str) -> None:
        """Read the server's lists again: those named (`tools`, `resources`, `templates`, `prompts`), or all."""
        await self._lists.read(self.state.capabilities, *parts)

    async def _call_own(self, method: str, params: dict[str, Any]) -> Outcome:
        return await self.call(method, params, own=True)

    def _learn_tools(self, tools: tuple[Any, ...]) -> None:
        if self._driver is not None:
            self._driver.learn_tools(tools)

    # -- what the peer hears ------------------------------------------------------------------------------------

    def asked(self, request: Message, record: Record) -> None:
        """Take a request of the server: it is seen to in a task of its own, unless too many are under way."""
        if self._tasks is None or self._link is None:
            return
        if not self._answering.admit():
            sentence = f"{MAX_UNDER_WAY:,} requests wait for their answers, and this one was left unanswered."
            self.linter.note(Situation.REQUEST_FLOOD, record, sentence)
            return
        driver = self._driver or LegacyDriver(self._conversation(self._link), LATEST_LEGACY)
        self._tasks.start_soon(self._see_to, driver, request, record)

    async def _see_to(self, driver: EraDriver, request: Message, record: Record) -> None:
        """See to a request; one that cannot be answered, say for an id too deep to be written, ends nothing else."""
        try:
            await self._answering.see_to(driver, request, record)
        except Exception as error:
            sentence = f"This program could not answer record {record.seq}, and goes on: {error!r}"
            self._tap.local(Kind.FAILURE, {"message": sentence}, exchange=record.exchange)

    def told(self, notification: Message, record: Record) -> None:
        """Take a notification of the server."""
        method, params = notification.method or "", notification.params
        if self._driver is not None:
            self._driver.told(notification, record)
        if method == methods.CANCELLED and isinstance(params, dict):
            self._answering.cancel(params.get("requestId", MISSING))
        if method == methods.PROGRESS:
            self.tasks.progressed(record.exchange, params)
        self._lists.told(method)
        self._observer.notified(method, params, record.seq)

    def seen(self, message: Message, record: Record, call: Message | None) -> None:
        """Take any message that came in."""
        self.linter.take(message, record, call)

    def crossed(self, record: Record, posted: Record | None) -> None:
        """Take a frame that is no message."""
        self.linter.take_frame(record, posted)

    def noticed(self, situation: Situation, record: Record, sentence: str, pointer: str = "") -> None:
        """Take word of something odd."""
        self.linter.note(situation, record, sentence, pointer)
        if situation in (Situation.SESSION_LOST, Situation.SESSION_ID_CHANGED) and self._link is not None:
            self._set(facts=self._link.transport.facts())
