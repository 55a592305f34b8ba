"""The handshake revisions, 2024-11-05 to 2025-11-25.

https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle
"""

from functools import partial
from typing import Any, Final

from typing_extensions import override

from inspector.jsonrpc import message as jsonrpc
from inspector.jsonrpc.message import Message
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.protocol.capabilities import ClientCapability
from inspector.protocol.errors import INTERNAL_ERROR, text_of
from inspector.protocol.meta import PROGRESS_TOKEN, RELATED_TASK, with_meta
from inspector.protocol.revisions import Era
from inspector.sessions.eras.asked_tasks import AskedTasks
from inspector.sessions.eras.driver import CannotOpen, Conversation, EraDriver, Greeting
from inspector.sessions.eras.following import Follower, created_task
from inspector.sessions.eras.url_elicitations import UrlElicitations
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome, ResultReply
from inspector.sessions.peer import Drafted, Limits, Progress
from inspector.sessions.questions import Answer, Cause, Declined, Question
from inspector.sessions.subscriptions import SubscriptionState
from inspector.sessions.tasks import TaskRequest
from inspector.traffic.record import Record
from inspector.transports.failure import SESSION_CLOSED

TASK: Final = "task"
"""The member of `params` that asks for a task (Task Parameters)."""


class LegacyDriver(EraDriver):
    """Speaks one handshake revision: the one asked for until the server answers with another."""

    era = Era.LEGACY

    def __init__(self, conversation: Conversation, revision: str) -> None:
        self._it = conversation
        self._elicitations = UrlElicitations()
        self._asked_tasks = AskedTasks()
        self._follower = Follower(conversation.tasks, self._ask_on)
        self.revision = revision
        self._level: str | None = None

    @override
    async def open(self, limits: Limits) -> Greeting:
        greeting = await self._shake_hands(limits)
        self._it.transport.reopen_by(partial(self._begin_anew, limits), self._ask_anew)
        return greeting

    async def _begin_anew(self, limits: Limits) -> bool:
        """Shake hands again where the server forgot the session (Transports, Session Management, 4)."""
        try:
            await self._shake_hands(limits)
        except CannotOpen:
            return False
        return True

    async def _ask_anew(self) -> None:
        """Ask a session that took the place of another for the same; it may offer something else."""
        self._it.lists_missed()
        if self._level is not None:
            await self._ask_for(methods.SET_LEVEL, {"level": self._level}, own=True)
        for uri in self._it.subscriptions.uris:
            await self._ask_for(methods.SUBSCRIBE, {"uri": uri}, own=True)

    async def _shake_hands(self, limits: Limits) -> Greeting:
        it = self._it
        it.transport.renew()
        params = {
            "protocolVersion": self.revision,
            "capabilities": it.client.capabilities_in(self.revision),
            "clientInfo": dict(it.client.info),
        }
        # The handshake must not be cancelled (Cancellation, Behavior Requirements), so nothing is sent on time-out.
        outcome = await it.peer.request(methods.INITIALIZE, params, own=True, limits=limits)
        if not isinstance(outcome, ResultReply):
            raise CannotOpen(outcome)
        greeting = self._read(outcome)
        it.transport.agree(self.revision)
        await it.peer.notify(methods.INITIALIZED, own=True)
        await it.transport.listen()
        return greeting

    def _read(self, outcome: ResultReply) -> Greeting:
        result = outcome.value if isinstance(outcome.value, dict) else {}
        answered = result.get("protocolVersion")
        if isinstance(answered, str) and answered:
            self.revision = answered
        return Greeting(
            self.revision,
            result.get("serverInfo"),
            result.get("capabilities"),
            result.get("instructions"),
            outcome.duration_ns,
        )

    @override
    async def call(
        self,
        method: str,
        params: dict[str, Any],
        *,
        own: bool,
        limits: Limits,
        on_progress: Progress | None,
        on_draft: Drafted | None = None,
    ) -> Outcome:
        peer = self._it.peer
        ident = peer.next_id()
        if on_progress is not None:
            params = with_meta(params, {PROGRESS_TOKEN: ident})
        outcome = await peer.request(
            method,
            params or None,
            ident=ident,
            own=own,
            limits=limits,
            on_progress=on_progress,
            on_draft=on_draft,
            cancel=self._cancel,
        )
        if isinstance(outcome, ErrorReply):
            self._elicitations.require(outcome.error)
        if isinstance(outcome, ResultReply) and TASK in params:
            try:
                return await self._follow(method, params, outcome, limits)
            finally:
                peer.forget_progress(ident)
        return outcome

    @override
    def as_task(self, params: dict[str, Any], task: TaskRequest) -> dict[str, Any]:
        return {**params, TASK: {"ttl": task.ttl} if task.ttl is not None else {}}

    async def _follow(self, method: str, params: dict[str, Any], outcome: ResultReply, limits: Limits) -> Outcome:
        """See a call through that became a task; a server may also have answered at once (Creating Tasks)."""
        task = self._it.tasks.hear(
            created_task(outcome.value),
            method=method,
            subject=methods.subject_of(params) or "",
            request_seq=outcome.request_seq,
        )
        if task is None:
            return outcome
        with self._it.waits.until_end():
            return await self._follower.follow(task, outcome, limits)
        return NoReply(SESSION_CLOSED, outcome.request_seq, outcome.duration_ns)

    @override
    async def follow_task(self, ident: str, limits: Limits) -> Outcome:
        looked = await self._ask_on(methods.GET_TASK, {"taskId": ident}, limits)
        task = self._it.tasks.hear(looked.value) if isinstance(looked, ResultReply) else None
        if task is None or not isinstance(looked, ResultReply):
            return looked
        return await self._follower.follow(task, looked, limits, leaves=True)

    async def _ask_on(self, method: str, params: dict[str, Any], limits: Limits) -> Outcome:
        return await self.call(method, params, own=True, limits=limits, on_progress=None)

    async def _cancel(self, sent: Record) -> None:
        params = {"requestId": jsonrpc.parse(sent.raw).id, "reason": "The user cancelled, or the time limit passed."}
        await self._it.peer.notify(methods.CANCELLED, params, own=sent.own)

    @override
    async def answer(self, request: Message, record: Record) -> None:
        it = self._it
        if request.method == methods.PING:
            await it.peer.answer(request, record, jsonrpc.result(request.id, {}), own=True)
            return
        if request.is_cut:
            await self._reply(request, record, Declined(INTERNAL_ERROR, request.problem, own=True))
            return
        method, params = request.method or "", request.params if isinstance(request.params, dict) else {}
        self._elicitations.ask(params)
        wanted = self._asked_tasks.capability_for(method, params)
        if wanted is not None and it.client.declares(wanted, self.revision):
            await self._answer_as_task(request, record, params)
        elif self._asked_tasks.is_operation(method):
            await self._reply(request, record, await self._asked_tasks.answer(method, params))
        else:
            await self._reply(request, record, await it.ask(self._question(request, record, params)))

    def _question(self, request: Message, record: Record, params: dict[str, Any]) -> Question:
        causes = self._cause_of_task(params) or self._it.peer.causes_of(record)
        method = request.method or ""
        return Question(
            self._it.server, method, params, record.seq, causes=causes, revision=self.revision, ident=request.id
        )

    def _cause_of_task(self, params: dict[str, Any]) -> tuple[Cause, ...]:
        """Give the call whose task asks; the question names the task (Tasks, Related Task Metadata)."""
        meta = params.get("_meta")
        related = meta.get(RELATED_TASK) if isinstance(meta, dict) else None
        task = self._it.tasks.of(str(related.get("taskId"))) if isinstance(related, dict) else None
        return (Cause(task.method, {"name": task.subject}, task.request_seq),) if task is not None else ()

    async def _answer_as_task(self, request: Message, record: Record, params: dict[str, Any]) -> None:
        it = self._it
        question = self._question(request, record, params)
        await self._asked_tasks.run(
            params,
            ask=lambda: it.ask(question),
            created=lambda answer: self._reply(request, record, answer),
            changed=lambda task: it.peer.notify(methods.TASK_STATUS, task, own=True),
        )

    async def _reply(self, request: Message, record: Record, answer: Answer) -> None:
        if isinstance(answer, Declined):
            reply = jsonrpc.error(request.id, answer.code, answer.message)
        else:
            params = request.params if isinstance(request.params, dict) else {}
            reply = jsonrpc.result(request.id, _related(answer.result, params))
        await self._it.peer.answer(request, record, reply, own=answer.own)

    @override
    def told(self, notification: Message, record: Record) -> None:
        method = notification.method
        if method not in (methods.TASK_STATUS, methods.ELICITATION_COMPLETE):
            return
        params = notification.params if isinstance(notification.params, dict) else {}
        if method == methods.TASK_STATUS:
            self._follower.told(params)
        elif not self._elicitations.complete(params):
            ident = params.get("elicitationId")
            sentence = f"The server reports the end of the elicitation {ident!r}, which is not one that is open."
            self._it.peer.noticed(Situation.ELICITATION_UNKNOWN, record, sentence)

    @override
    async def roots_changed(self) -> None:
        if self._it.client.declares(ClientCapability.ROOTS_CHANGES, self.revision):
            await self._it.peer.notify(methods.ROOTS_CHANGED)

    @override
    async def set_level(self, level: str | None) -> Outcome | None:
        """Ask for a level (Logging, Setting Log Level); what was asked for cannot be taken back in these revisions."""
        self._level = level
        return await self._ask_for(methods.SET_LEVEL, {"level": level}) if level is not None else None

    @override
    async def subscribe(self, uri: str) -> Outcome:
        subscriptions = self._it.subscriptions
        subscriptions.put(uri, SubscriptionState.ASKED)
        outcome = await self._ask_for(methods.SUBSCRIBE, {"uri": uri})
        if isinstance(outcome, ResultReply):
            subscriptions.put(uri, SubscriptionState.GRANTED)
        else:
            why = text_of(outcome.error) if isinstance(outcome, ErrorReply) else str(outcome.failure)
            subscriptions.put(uri, SubscriptionState.REFUSED, why)
        return outcome

    @override
    async def unsubscribe(self, uri: str) -> Outcome:
        """Take a subscription back; one the server does not want to let go stays, with the reason."""
        outcome = await self._ask_for(methods.UNSUBSCRIBE, {"uri": uri})
        if isinstance(outcome, ErrorReply):
            before = self._it.subscriptions.of(uri)
            self._it.subscriptions.put(uri, before.state if before else SubscriptionState.ENDED, text_of(outcome.error))
        else:
            self._it.subscriptions.drop(uri)
        return outcome

    async def _ask_for(self, method: str, params: dict[str, Any], *, own: bool = False) -> Outcome:
        return await self.call(method, params, own=own, limits=self._it.limits, on_progress=None)


def _related(result: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """Let the answer to a question of a task name the task too (Tasks, Related Task Metadata)."""
    meta = asked.get("_meta")
    related = meta.get(RELATED_TASK) if isinstance(meta, dict) else None
    return with_meta(result, {RELATED_TASK: related}) if related is not None else result
