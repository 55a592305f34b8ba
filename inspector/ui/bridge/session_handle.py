"""The window's view of one configured server and of its session."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import anyio
from PySide6.QtCore import QObject, Signal

from inspector.protocol import methods
from inspector.protocol.errors import required_pages
from inspector.servers.definition import Root, ServerDefinition
from inspector.sessions.as_code import ToolCall
from inspector.sessions.calls import Drafted
from inspector.sessions.client_profile import interactive_profile
from inspector.sessions.era_memory import EraMemory
from inspector.sessions.listing import Listed
from inspector.sessions.many import Plan, run_many
from inspector.sessions.outcome import ErrorReply, Outcome
from inspector.sessions.questions import Ask, Cause, Question
from inspector.sessions.raw import RawSent
from inspector.sessions.session import Session
from inspector.sessions.state import Catalog, Phase, SessionState
from inspector.sessions.subscriptions import Subscription, SubscriptionState
from inspector.sessions.task_memory import RememberedTask
from inspector.sessions.tasks import MAX_TASKS, Task
from inspector.sessions.terms_memory import TermsFile
from inspector.traffic.recorder import Recorder
from inspector.transports.base import Headers
from inspector.ui.bridge.call_options import CallOptions
from inspector.ui.bridge.engine_thread import EngineThread
from inspector.ui.bridge.news import News

_USUAL: Final = CallOptions()


_LONGEST_ID: Final = 1_000


class SessionHandle(QObject):
    """One server: its definition, the state of its newest session, and what can be done with it.

    `state` is None until the first `open`. Coroutines are awaited on the Qt loop and work in the engine.
    """

    state_changed = Signal()
    catalog_changed = Signal()
    resource_updated = Signal(str)  # uri
    subscriptions_changed = Signal()
    task_changed = Signal(object)  # Task
    page_required = Signal(object)  # Question: a page to be opened before a request can be done
    elicitation_completed = Signal(str, str)  # server's name, elicitation's id
    tasks_recalled = Signal()  # the tasks of earlier sessions were asked about

    def __init__(
        self,
        definition: ServerDefinition,
        *,
        engine: EngineThread,
        news: News,
        recorder: Callable[[], Recorder],
        ask: Ask,
        eras: EraMemory | None = None,
        terms: TermsFile | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._terms = terms
        self._given = definition
        self.definition = definition if terms is None else terms.recall(definition)
        self.state: SessionState | None = None
        self.sessions = 0
        """How many sessions were opened, which tells one from the next."""
        self.catalog = Catalog()
        self.log_level: str | None = None
        """What was asked for in the newest session."""
        self.subscriptions: tuple[Subscription, ...] = ()
        self._subscription_to: dict[str, Subscription] = {}
        self._wanted: dict[str, None] = {}  # URIs, in the order they were subscribed to
        self.tasks: dict[str, Task] = {}
        """All tasks that were heard of, by id, of earlier sessions too; bounded."""
        self._engine = engine
        self._news = news
        self._recorder = recorder
        self._ask = ask
        self._eras = eras
        self._session: Session | None = None
        self._calls = 0

    @property
    def is_open(self) -> bool:
        """Whether requests can be sent now."""
        return self.state is not None and self.state.is_open

    def define(self, definition: ServerDefinition) -> None:
        """Take another definition from the next session on; roots and client are kept for later runs, too."""
        self.definition = definition
        if self._terms is not None:
            self._terms.remember(self._given, definition)

    async def open(self) -> None:
        """Open a session and return when it has ended; an earlier one is closed first."""
        await self.close()
        self.sessions += 1
        self.catalog = Catalog()
        self.log_level = None
        self.catalog_changed.emit()
        await self._engine.run(self._run)

    async def close(self) -> None:
        """Close the session, if one is open, and return when nothing of it is left."""
        await self._engine.run(self._close)

    async def call_tool(
        self,
        name: str,
        arguments: Any,
        on_progress: Callable[[dict[str, Any]], None] | None = None,
        *,
        on_draft: Drafted | None = None,
        options: CallOptions = _USUAL,
    ) -> Outcome:
        """Call a tool.

        `on_progress` is called in the Qt thread with the params of each progress notification, `on_draft` in the
        engine's with the record of each request this takes.
        """
        self._calls += 1
        key = ("progress", id(self), self._calls)

        def report(params: dict[str, Any]) -> None:
            if on_progress is not None:
                self._news.post(key, on_progress, params)

        call = partial(self._call_tool, name, arguments, options, on_progress=report, on_draft=on_draft)
        return self._heed(methods.CALL_TOOL, {"name": name, "arguments": arguments}, await self._engine.run(call))

    async def call_many(
        self, name: str, arguments: Any, plan: Plan, heard: Callable[[list[Outcome]], None], options: CallOptions
    ) -> None:
        """Call a tool many times; `heard` gets the outcomes in the Qt thread, some at a time. Cancel to stop."""
        arrived: deque[Outcome] = deque()
        key = ("many", id(arrived))

        def hear(outcome: Outcome) -> None:
            arrived.append(outcome)
            self._news.post(key, deliver)

        def deliver() -> None:
            heard([arrived.popleft() for _ in range(len(arrived))])

        try:
            await self._engine.run(run_many, partial(self._call_tool, name, arguments, options), plan, hear)
        finally:
            deliver()

    async def tool_call(self, name: str, arguments: Any, options: CallOptions) -> ToolCall:
        """Give a call as it would go out now, to be written as code; nothing is sent."""
        session, state = self._session, self.state
        facts = state.facts if state is not None else {}
        bare = {"name": name, "arguments": arguments, **({"_meta": options.meta} if options.meta else {})}

        async def dress() -> tuple[dict[str, Any], list[tuple[str, str]]]:
            if session is None:
                return bare, []
            params = session.as_task(bare, options.task) if options.task is not None else bare
            return session.dressed(methods.CALL_TOOL, params)

        params, headers = await self._engine.run(dress)
        return ToolCall(
            self.definition,
            name,
            arguments,
            options.meta,
            params,
            tuple(headers),
            state.revision or "" if state is not None else "",
            str(facts.get("session id") or ""),
        )

    async def read_resource(self, uri: str) -> Outcome:
        """Read a resource."""
        outcome = await self._engine.run(self._open_session().read_resource, uri)
        return self._heed(methods.READ_RESOURCE, {"uri": uri}, outcome)

    async def subscribe(self, uri: str) -> None:
        """Ask to hear of changes to a resource, in later sessions too; what becomes of it is in `subscriptions`."""
        self._wanted[uri] = None
        await self._engine.run(self._open_session().subscribe, uri)

    async def unsubscribe(self, uri: str) -> None:
        """Take a subscription back."""
        self._wanted.pop(uri, None)
        await self._engine.run(self._open_session().unsubscribe, uri)

    def subscription_to(self, uri: str) -> Subscription | None:
        """Give the subscription to one resource, if there is one."""
        return self._subscription_to.get(uri)

    async def set_level(self, level: str | None) -> Outcome | None:
        """Ask for log messages from a level on, None for none; see `Session.set_level`."""
        self.log_level = level
        self.state_changed.emit()
        return await self._engine.run(self._open_session().set_level, level)

    async def set_roots(self, roots: tuple[Root, ...]) -> None:
        """Change the server's roots, for good; a running session tells it where the revision has that."""
        self.define(replace(self.definition, roots=roots))
        if self._session is not None:
            await self._engine.run(self._session.set_roots, roots)

    async def follow_task(self, ident: str) -> Outcome:
        """See a task through to its result; see `Session.follow_task`."""
        return await self._engine.run(self._open_session().follow_task, ident)

    async def get_task(self, ident: str) -> Outcome:
        """Ask how a task stands."""
        return await self._engine.run(self._open_session().get_task, ident)

    async def cancel_task(self, ident: str) -> Outcome:
        """Ask the server to give a task up."""
        return await self._engine.run(self._open_session().cancel_task, ident)

    async def list_tasks(self) -> Listed:
        """Read all tasks the server has for us."""
        return await self._engine.run(self._open_session().list_tasks)

    async def recall_tasks(self, remembered: Sequence[RememberedTask]) -> None:
        """Take up tasks of earlier sessions; see `Session.recall_tasks`."""
        await self._engine.run(self._open_session().recall_tasks, remembered)
        self.tasks_recalled.emit()

    async def get_prompt(self, name: str, arguments: dict[str, Any]) -> Outcome:
        """Get a prompt, filled in."""
        outcome = await self._engine.run(self._open_session().get_prompt, name, arguments)
        return self._heed(methods.GET_PROMPT, {"name": name, "arguments": arguments}, outcome)

    async def complete(self, ref: dict[str, Any], argument: str, value: str, context: dict[str, str]) -> Outcome:
        """Ask, on the program's own account, how an argument of a prompt or a template may go on."""
        ask = partial(self._open_session().complete, ref, argument, value, context, own=True)
        return await self._engine.run(ask)

    async def send_raw(self, raw: bytes, headers: Headers, *, patience: float) -> RawSent:
        """Send bytes as they are; see `Session.send_raw`."""
        return await self._engine.run(partial(self._open_session().send_raw, raw, headers, patience=patience))

    async def refresh(self) -> None:
        """Read all lists again."""
        await self._engine.run(self._open_session().refresh)

    def _heed(self, method: str, params: dict[str, Any], outcome: Outcome) -> Outcome:
        """Make questions of the pages that an error names as needed first; gives the outcome."""
        if isinstance(outcome, ErrorReply):
            causes = (Cause(method, params, outcome.request_seq),)
            revision = self.state.revision or "" if self.state is not None else ""
            for page in required_pages(outcome.error):
                asked = {**page, "mode": "url"}
                question = Question(
                    self.definition.name, methods.ELICIT, asked, outcome.reply_seq, causes=causes, revision=revision,
                    awaits_answer=False,
                )  # fmt: skip
                self.page_required.emit(question)
        return outcome

    def _open_session(self) -> Session:
        if self._session is None:
            raise RuntimeError("no session was opened")
        return self._session

    # -- in the engine's thread ---------------------------------------------------------------------------------

    async def _run(self) -> None:
        connected = anyio.Event()
        session = self._session = Session(
            self.definition,
            self._recorder(),
            _Observer(self, self._news, connected),
            client=interactive_profile(),
            ask=self._ask,
            eras=self._eras,
        )
        async with anyio.create_task_group() as beside:
            beside.start_soon(self._subscribe_again, session, connected)
            await session.run()
            beside.cancel_scope.cancel()

    async def _call_tool(
        self,
        name: str,
        arguments: Any,
        options: CallOptions,
        *,
        on_progress: Callable[[dict[str, Any]], None] | None = None,
        on_draft: Drafted | None = None,
    ) -> Outcome:
        return await self._open_session().call_tool(
            name,
            arguments,
            timeout=options.timeout,
            total_timeout=options.total_timeout,
            on_progress=on_progress,
            on_draft=on_draft,
            task=options.task,
            meta=options.meta,
        )

    async def _subscribe_again(self, session: Session, connected: anyio.Event) -> None:
        """Ask for what was subscribed to in the session before."""
        await connected.wait()
        for uri in tuple(self._wanted):
            await session.subscribe(uri)

    async def _close(self) -> None:
        if self._session is not None:
            self._session.close()
            await self._session.ended.wait()

    # -- in the Qt thread ---------------------------------------------------------------------------------------

    def take_state(self, state: SessionState) -> None:
        """Hear from the engine that the state changed."""
        self.state = state
        self.state_changed.emit()

    def take_catalog(self, catalog: Catalog) -> None:
        """Hear from the engine that the lists changed."""
        self.catalog = catalog
        self.catalog_changed.emit()

    def take_task(self, task: Task) -> None:
        """Hear from the engine that a task is new or changed."""
        self.tasks[task.id] = task
        while len(self.tasks) > MAX_TASKS:
            del self.tasks[next(iter(self.tasks))]
        self.task_changed.emit(task)

    def take_subscriptions(self, subscriptions: tuple[Subscription, ...]) -> None:
        """Hear from the engine that a subscription changed."""
        self.subscriptions = subscriptions
        self._subscription_to = {one.uri: one for one in subscriptions}
        for one in subscriptions:  # what a server refused it need not be asked again
            if one.state is SubscriptionState.REFUSED:
                self._wanted.pop(one.uri, None)
        self.subscriptions_changed.emit()


class _Observer:
    """Hears the session in the engine's thread and posts to the handle."""

    def __init__(self, handle: SessionHandle, news: News, connected: anyio.Event) -> None:
        self._handle = handle
        self._news = news
        self._connected = connected

    def state_changed(self, state: SessionState) -> None:
        if state.phase is Phase.CONNECTED:
            self._connected.set()
        self._news.post(("state", id(self._handle)), self._handle.take_state, state)

    def catalog_changed(self, catalog: Catalog) -> None:
        self._news.post(("catalog", id(self._handle)), self._handle.take_catalog, catalog)

    def notified(self, method: str, params: Any, seq: int) -> None:
        if method == methods.RESOURCE_UPDATED and isinstance(params, dict):
            uri = str(params.get("uri"))
            self._news.post(("updated", id(self._handle), uri), self._handle.resource_updated.emit, uri)
        elif method == methods.ELICITATION_COMPLETE and isinstance(params, dict):
            server, ident = self._handle.definition.name, str(params.get("elicitationId"))[:_LONGEST_ID]
            self._news.post(("complete", server, ident), self._handle.elicitation_completed.emit, server, ident)

    def subscriptions_changed(self, subscriptions: tuple[Subscription, ...]) -> None:
        self._news.post(("subscriptions", id(self._handle)), self._handle.take_subscriptions, subscriptions)

    def task_changed(self, task: Task) -> None:
        self._news.post(("task", id(self._handle), task.id), self._handle.take_task, task)
