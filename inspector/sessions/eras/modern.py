"""The stateless revisions, from 2026-07-28.

https://modelcontextprotocol.io/specification/2026-07-28/basic/index
"""

from typing import Any, Final

import anyio
from typing_extensions import override

from inspector.jsonrpc import message as jsonrpc
from inspector.jsonrpc.message import Message
from inspector.protocol import meta, methods
from inspector.protocol.errors import METHOD_NOT_FOUND
from inspector.protocol.headers import modern_headers
from inspector.protocol.revisions import MODERN_REVISIONS, Era
from inspector.sessions.eras.driver import CannotOpen, Conversation, EraDriver, Greeting
from inspector.sessions.outcome import NoReply, Outcome, ResultReply
from inspector.sessions.peer import Limits, Progress
from inspector.sessions.questions import Answer, Declined, Granted, Question
from inspector.sessions.subscriptions import SubscriptionState
from inspector.traffic.record import Record
from inspector.transports.failure import Failure, Reason

MAX_ROUNDS: Final = 20
"""How often one call may be answered with further questions before it is given up."""


class ModernDriver(EraDriver):
    """Speaks one stateless revision: version, identity and capabilities go with every request."""

    era = Era.MODERN

    def __init__(self, conversation: Conversation, revision: str) -> None:
        self._it = conversation
        self.revision = revision

    @override
    async def open(self, limits: Limits) -> Greeting:
        return self.read(await self.discover(limits))

    async def discover(self, limits: Limits) -> Outcome:
        """Ask for versions, capabilities and identity; never cancelled, because it may be a probe."""
        return await self._send(methods.DISCOVER, {}, own=True, limits=limits, on_progress=None, cancellable=False)

    def read(self, outcome: Outcome) -> Greeting:
        """Read the answer to `discover` and settle on a revision; raises `CannotOpen`."""
        if not isinstance(outcome, ResultReply):
            raise CannotOpen(outcome)
        result = outcome.value if isinstance(outcome.value, dict) else {}
        offered = result.get("supportedVersions")
        common = [version for version in MODERN_REVISIONS if isinstance(offered, list) and version in offered]
        if common:
            self.revision = common[-1]
        return Greeting(
            self.revision,
            meta.server_info_of(result) or result.get("serverInfo"),
            result.get("capabilities"),
            result.get("instructions"),
            outcome.duration_ns,
        )

    @override
    async def call(
        self, method: str, params: dict[str, Any], *, own: bool, limits: Limits, on_progress: Progress | None
    ) -> Outcome:
        """Send, and go the rounds a server may ask for (Multi Round-Trip Requests)."""
        extra: dict[str, Any] = {}
        for _ in range(MAX_ROUNDS):
            outcome = await self._send(method, {**params, **extra}, own=own, limits=limits, on_progress=on_progress)
            if not isinstance(outcome, ResultReply) or not _wants_input(outcome.value):
                return outcome
            try:
                extra = await self._next_round(outcome)
            except _GivenUp as refusal:
                return NoReply(refusal.failure, outcome.request_seq, outcome.duration_ns)
        return NoReply(_too_many_rounds(method), outcome.request_seq, outcome.duration_ns)

    async def _next_round(self, outcome: ResultReply) -> dict[str, Any]:
        """Answer the questions of one round; gives what the retry carries, `requestState` untouched."""
        requests = outcome.value.get("inputRequests")
        extra: dict[str, Any] = {}
        if isinstance(requests, dict):
            extra["inputResponses"] = await self._ask_all(requests, outcome.reply_seq)
        if "requestState" in outcome.value:
            extra["requestState"] = outcome.value["requestState"]
        return extra

    async def _ask_all(self, requests: dict[str, Any], seq: int) -> dict[str, Any]:
        """Ask all questions of a round at once; raises `_GivenUp` if one of them gets no result."""
        answers: dict[str, Answer] = {}

        async def ask(key: str, request: Any) -> None:
            body = request if isinstance(request, dict) else {}
            params = body.get("params")
            question = Question(
                self._it.server, str(body.get("method")), params if isinstance(params, dict) else {}, seq, key
            )
            answers[key] = await self._it.ask(question)

        async with anyio.create_task_group() as asking:
            for key, request in requests.items():
                asking.start_soon(ask, key, request)
        declined = [answer for answer in answers.values() if isinstance(answer, Declined)]
        if declined:
            raise _GivenUp(declined[0].message)
        return {key: answer.result for key, answer in answers.items() if isinstance(answer, Granted)}

    async def _send(
        self,
        method: str,
        params: dict[str, Any],
        *,
        own: bool,
        limits: Limits,
        on_progress: Progress | None,
        cancellable: bool = True,
    ) -> Outcome:
        peer = self._it.peer
        ident = peer.next_id()
        params = meta.with_meta(params, self._meta(ident if on_progress is not None else None))
        return await peer.request(
            method,
            params,
            ident=ident,
            headers=modern_headers(self.revision, method, params) if self._it.transport.has_request_streams else (),
            own=own,
            limits=limits,
            on_progress=on_progress,
            cancel=self._cancel if cancellable else None,
        )

    def _meta(self, progress_token: int | None) -> dict[str, Any]:
        client = self._it.client
        fields: dict[str, Any] = {
            meta.PROTOCOL_VERSION: self.revision,
            meta.CLIENT_INFO: client.info,
            meta.CLIENT_CAPABILITIES: client.capabilities,
        }
        if progress_token is not None:
            fields[meta.PROGRESS_TOKEN] = progress_token
        return fields

    async def _cancel(self, sent: Record) -> None:
        """Cancel as the transport has it: close the request's stream, or say so (Cancellation)."""
        transport = self._it.transport
        if transport.has_request_streams:
            transport.abandon(sent)
            return
        ident = jsonrpc.parse(sent.raw).id
        await self._it.peer.notify(methods.CANCELLED, {"requestId": ident}, own=sent.own)

    @override
    async def answer(self, request: Message, record: Record) -> None:
        """Refuse: servers of this era must not send requests (Message Patterns), but one that waits is told."""
        reply = jsonrpc.error(request.id, METHOD_NOT_FOUND, "Servers do not send requests in this revision.")
        await self._it.peer.answer(request, record, reply, own=True)

    @override
    async def set_level(self, level: str | None) -> Outcome | None:
        return NoReply(_not_yet("Log levels"), 0, 0)

    @override
    async def subscribe(self, uri: str) -> Outcome | None:
        self._it.subscriptions.put(uri, SubscriptionState.REFUSED, str(_not_yet("Subscriptions")))
        return NoReply(_not_yet("Subscriptions"), 0, 0)

    @override
    async def unsubscribe(self, uri: str) -> Outcome | None:
        self._it.subscriptions.drop(uri)
        return None


def _not_yet(what: str) -> Failure:
    return Failure(Reason.CLOSED, f"{what} of the stateless revisions are not there yet in this version.")


class _GivenUp(Exception):
    """A question of the server got no result. An input request has no error reply, so the call ends here."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.failure = Failure(
            Reason.CANCELLED, f"The call was given up, because a question of the server got no answer: {why}"
        )


def _wants_input(result: Any) -> bool:
    return isinstance(result, dict) and result.get("resultType") == "input_required"


def _too_many_rounds(method: str) -> Failure:
    return Failure(
        Reason.CANCELLED,
        f'The server answered "{method}" {MAX_ROUNDS} times with further questions, and the call was given up.',
        "The rounds are in the message log.",
    )
