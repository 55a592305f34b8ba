"""The stateless revisions, from 2026-07-28.

https://modelcontextprotocol.io/specification/2026-07-28/basic/index
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from typing_extensions import override

from inspector.jsonrpc import message as jsonrpc
from inspector.jsonrpc.message import Message
from inspector.protocol import meta, methods
from inspector.protocol.errors import METHOD_NOT_FOUND
from inspector.protocol.revisions import MODERN_REVISIONS, Era
from inspector.sessions.eras.deferred import Deferred
from inspector.sessions.eras.driver import CannotOpen, Conversation, EraDriver, Greeting
from inspector.sessions.eras.listening import Listening
from inspector.sessions.eras.rounds import Rounds
from inspector.sessions.eras.sending import Manner, Sender
from inspector.sessions.outcome import NoReply, Outcome, ResultReply
from inspector.sessions.peer import Drafted, Limits, Progress
from inspector.traffic.record import Record
from inspector.transports.failure import SESSION_CLOSED


class ModernDriver(EraDriver):
    """Speaks one stateless revision: version, identity and capabilities go with every request."""

    era = Era.MODERN

    def __init__(self, conversation: Conversation, revision: str) -> None:
        self._it = conversation
        self._sender = Sender(conversation, revision)
        self._rounds = Rounds(conversation, self._sender)
        self._listening = Listening(conversation, self._sender)
        self._deferred = Deferred(conversation, self._sender, self._listening.streams)
        self._capabilities: Any = None

    @property
    @override
    def revision(self) -> str:  # type: ignore[override]  # nobody but the driver changes it
        """The revision in use; a server that does not speak it may change it."""
        return self._sender.revision

    @override
    async def open(self, limits: Limits) -> Greeting:
        return self.read(await self.discover(limits))

    async def discover(self, limits: Limits) -> Outcome:
        """Ask for versions, capabilities and identity; never cancelled, because it may be a probe."""
        return await self._sender.send(methods.DISCOVER, {}, Manner(limits, own=True, cancellable=False))

    def read(self, outcome: Outcome) -> Greeting:
        """Read the answer to `discover` and settle on a revision; raises `CannotOpen`."""
        if not isinstance(outcome, ResultReply):
            raise CannotOpen(outcome)
        result = outcome.value if isinstance(outcome.value, dict) else {}
        offered = result.get("supportedVersions")
        common = [version for version in MODERN_REVISIONS if isinstance(offered, list) and version in offered]
        if common:
            self._sender.revision = common[-1]
        self._capabilities = result.get("capabilities")
        return Greeting(
            self.revision,
            meta.server_info_of(result) or result.get("serverInfo"),
            self._capabilities,
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
        with self._it.waits.until_end():
            outcome = await self._rounds.send(
                method, params, Manner(limits, own=own, on_progress=on_progress, on_draft=on_draft)
            )
            if isinstance(outcome, ResultReply) and self._deferred.is_created(method, outcome):
                return await self._deferred.follow(outcome, method, params, limits)
            return outcome
        return NoReply(SESSION_CLOSED, 0, 0)

    @override
    async def follow_task(self, ident: str, limits: Limits) -> Outcome:
        looked = await self._sender.send(methods.GET_TASK, {"taskId": ident}, Manner(limits, own=True))
        if not isinstance(looked, ResultReply) or self._deferred.is_followed(ident):
            return looked
        task = self._it.tasks.of(ident)
        params = {"name": task.subject} if task is not None else {}
        if task is not None and task.request_seq:
            looked = replace(looked, request_seq=task.request_seq)
        return await self._deferred.follow(looked, methods.CALL_TOOL, params, limits, leaves=True)

    @override
    def dressed(self, method: str, params: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        return self._sender.dressed(method, params)

    @override
    async def answer(self, request: Message, record: Record) -> None:
        """Refuse: servers of this era must not send requests (Message Patterns), but one that waits is told."""
        reply = jsonrpc.error(request.id, METHOD_NOT_FOUND, "Servers do not send requests in this revision.")
        await self._it.peer.answer(request, record, reply, own=True)

    @override
    async def set_level(self, level: str | None) -> Outcome | None:
        """Let every request from now on carry the level (Logging, Per-request log level); nothing is sent for it."""
        self._sender.level = level
        return None

    @override
    async def begin(self) -> None:
        await self._listening.run(self._capabilities)

    @override
    async def hears(self) -> None:
        await self._listening.settled.wait()

    @override
    async def subscribe(self, uri: str) -> None:
        await self._listening.subscribe(uri)

    @override
    async def unsubscribe(self, uri: str) -> None:
        await self._listening.unsubscribe(uri)

    @override
    def told(self, notification: Message, record: Record) -> None:
        self._listening.told(notification, record)
        if notification.method == methods.TASK_CHANGED:
            self._deferred.told(notification.params, record)

    @override
    def learn_tools(self, tools: Sequence[Any]) -> None:
        self._sender.tools.learn(tools)
