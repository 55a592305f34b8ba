"""Answering: what the server asks is seen to, by the program where it can and by the user where it must."""

from typing import Any, Final

import anyio

from inspector.jsonrpc.message import Message, id_key
from inspector.protocol import methods
from inspector.protocol.revisions import LATEST_LEGACY
from inspector.servers.definition import Root
from inspector.sessions.client_profile import ClientProfile
from inspector.sessions.eras.driver import EraDriver
from inspector.sessions.questions import Answer, Ask, Granted, Question
from inspector.traffic.record import Record

MAX_UNDER_WAY: Final = 2_000
"""Requests of a server that may wait for their answers; with one that reads none, they would pile up."""


class Answering:
    """Sees to the requests of one server. A question whose asker has gone is withdrawn by cancelling its `ask`."""

    def __init__(self, client: ClientProfile, ask: Ask, roots: tuple[Root, ...]) -> None:
        self.roots = roots
        """What `roots/list` is answered with."""
        self.revision = LATEST_LEGACY
        """The revision in force, which decides what was declared; a server may ask before one is agreed on."""
        self._client = client
        self._ask = ask
        self._open: dict[tuple[str, Any], anyio.CancelScope] = {}
        self._asked: dict[int, Question] = {}
        self._under_way = 0

    async def ask(self, question: Question) -> Answer:
        """Answer a question: what was not declared is refused, roots are given, the rest is put to the user."""
        refusal = self._client.refusal(question, self.revision)
        if refusal is not None:
            return refusal
        if question.method == methods.LIST_ROOTS:
            return Granted({"roots": [_as_sent(root) for root in self.roots]}, own=True)
        self._asked[id(question)] = question
        try:
            return await self._ask(question)
        finally:
            del self._asked[id(question)]

    def admit(self) -> bool:
        """Make room for one more request; tells whether there is any. `see_to` gives it back."""
        if self._under_way >= MAX_UNDER_WAY:
            return False
        self._under_way += 1
        return True

    async def see_to(self, driver: EraDriver, request: Message, record: Record) -> None:
        """Let the driver answer an admitted request, unless the server takes it back before (Cancellation)."""
        try:
            await self._until_cancelled(id_key(request.id), driver, request, record)
        finally:
            self._under_way -= 1

    async def _until_cancelled(self, key: tuple[str, Any], driver: EraDriver, request: Message, record: Record) -> None:
        with anyio.CancelScope() as scope:
            self._open[key] = scope
            try:
                await driver.answer(request, record)
            finally:
                if self._open.get(key) is scope:
                    del self._open[key]

    def cancel(self, ident: Any) -> None:
        """Drop a request the server takes back (Cancellation); one it may not cancel is told by the watch."""
        key = id_key(ident)
        scope = self._open.get(key)
        if scope is not None:
            for question in self._asked.values():
                if question.ident is not None and id_key(question.ident) == key:
                    question.withdrawal.why = "The server took it back."
            scope.cancel()

    def end(self, why: str) -> None:
        """Say why all that is still asked is about to be withdrawn."""
        for question in self._asked.values():
            question.withdrawal.why = why


def _as_sent(root: Root) -> dict[str, Any]:
    return {"uri": root.uri, "name": root.name} if root.name else {"uri": root.uri}
