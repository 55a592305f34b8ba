"""Single requests of the stateless revisions: what goes with them, and the retries these revisions ask for.

https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta
"""

from dataclasses import dataclass, replace
from typing import Any

from inspector.jsonrpc import message as jsonrpc
from inspector.protocol import meta, methods
from inspector.protocol.errors import HEADER_MISMATCH, UNSUPPORTED_VERSION, code_of, supported_versions
from inspector.protocol.headers import modern_headers
from inspector.protocol.revisions import MODERN_REVISIONS
from inspector.sessions.eras.driver import Conversation
from inspector.sessions.eras.parameters import KnownTools
from inspector.sessions.listing import read_list
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome
from inspector.sessions.peer import Drafted, Limits, Progress
from inspector.traffic.record import Record


@dataclass(frozen=True, slots=True)
class Manner:
    """How a request is sent: on whose account, how long it is waited for, and who hears of it and of its progress.

    One that `stays_open` serves as a channel and is closed in order by cancelling the wait.
    """

    limits: Limits
    own: bool = False
    on_progress: Progress | None = None
    on_draft: Drafted | None = None
    cancellable: bool = True
    stays_open: bool = False


class Sender:
    """Sends requests of one stateless revision: version, identity and capabilities go with each of them."""

    def __init__(self, conversation: Conversation, revision: str) -> None:
        self._it = conversation
        self.revision = revision
        self.level: str | None = None
        """The log level that goes with every request; what a request says itself goes before it."""
        self.tools = KnownTools()
        self._capabilities: dict[str, dict[str, Any]] = {}

    async def send(self, method: str, params: dict[str, Any], manner: Manner) -> Outcome:
        """Send a request, and once more where the server says what was wrong with it."""
        refusal = self.tools.refusal(params) if self._mirrors(method) else None
        if refusal is not None:
            return NoReply(refusal, 0, 0)
        outcome = await self.send_once(method, params, manner)
        if not isinstance(outcome, ErrorReply):
            return outcome
        code = code_of(outcome.error)
        corrected = (code == UNSUPPORTED_VERSION and self._speaks_common(outcome.error)) or (
            code == HEADER_MISMATCH and await self._learned_anew(method, params, manner)
        )
        return await self.send_once(method, params, replace(manner, own=True)) if corrected else outcome

    async def send_once(
        self, method: str, params: dict[str, Any], manner: Manner, *, ident: int | None = None
    ) -> Outcome:
        """Send a request as it is; `ident` is an id taken before."""
        peer = self._it.peer
        ident = peer.next_id() if ident is None else ident
        params = meta.with_meta(params, self._meta(method, ident if manner.on_progress is not None else None))
        outcome = await peer.request(
            method,
            params,
            ident=ident,
            headers=self._headers(method, params),
            own=manner.own,
            limits=manner.limits,
            on_progress=manner.on_progress,
            on_draft=manner.on_draft,
            cancel=self.cancel if manner.cancellable else None,
            stays_open=manner.stays_open,
        )
        peer.forget_progress(ident)  # of tasks none is reported in this era (SEP-2663, Task Status Notifications)
        return outcome

    def dressed(self, method: str, params: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Give params and headers as they would go out, of a request that nobody wants to hear progress of."""
        params = meta.with_meta(params, self._meta(method, None))
        return params, self._headers(method, params)

    @property
    def capabilities(self) -> dict[str, Any]:
        """The client's capabilities in the revision in use, made once: they go with every request."""
        if self.revision not in self._capabilities:
            self._capabilities[self.revision] = self._it.client.capabilities_in(self.revision)
        return self._capabilities[self.revision]

    def _meta(self, method: str, progress_token: int | None) -> dict[str, Any]:
        client = self._it.client
        fields: dict[str, Any] = {
            meta.PROTOCOL_VERSION: self.revision,
            meta.CLIENT_INFO: dict(client.info),
            meta.CLIENT_CAPABILITIES: self.capabilities,
        }
        if self.level is not None and method != methods.LISTEN:  # log messages have no place there (Logging)
            fields[meta.LOG_LEVEL] = self.level
        if progress_token is not None:
            fields[meta.PROGRESS_TOKEN] = progress_token
        return fields

    def _headers(self, method: str, params: dict[str, Any]) -> list[tuple[str, str]]:
        if not self._it.transport.has_request_streams:
            return []
        headers = modern_headers(self.revision, method, params)
        return headers + self.tools.headers(params) if method == methods.CALL_TOOL else headers

    def _mirrors(self, method: str) -> bool:
        return method == methods.CALL_TOOL and self._it.transport.has_request_streams

    def _speaks_common(self, error: Any) -> bool:
        """Take up the newest version that both sides speak (Protocol Version Negotiation).

        It may be the one that was refused: what a server lists is tried, once.
        """
        offered = supported_versions(error)
        common = [version for version in MODERN_REVISIONS if version in offered]
        if common:
            self.revision = common[-1]
        return bool(common)

    async def _learned_anew(self, method: str, params: dict[str, Any], manner: Manner) -> bool:
        """Read the tools again, after a call whose headers did not fit (Client Behavior); tells if it may be sent."""
        if not self._mirrors(method):
            return False
        own = Manner(manner.limits, own=True)
        listed = await read_list(methods.LIST_TOOLS, lambda name, page: self.send_once(name, page, own))
        if listed.error is not None:
            return False
        self.tools.learn(listed.items)
        return self.tools.refusal(params) is None

    async def cancel(self, sent: Record, why: str = "The user cancelled, or the time limit passed.") -> None:
        """Cancel as the transport has it: close the request's stream, or say so (Cancellation)."""
        transport = self._it.transport
        if transport.has_request_streams:
            transport.abandon(sent)
            return
        params = {"requestId": jsonrpc.parse(sent.raw).id, "reason": why}
        await self._it.peer.notify(methods.CANCELLED, params, own=sent.own)
