"""Requests: what the user can ask of a server that comes down to one call."""

import re
from abc import ABC, abstractmethod
from typing import Any, Final

from inspector.protocol import methods
from inspector.protocol.revisions import Era
from inspector.sessions.listing import Listed, read_list
from inspector.sessions.outcome import Outcome, ResultReply
from inspector.sessions.peer import Drafted, Progress
from inspector.sessions.state import SessionState
from inspector.sessions.tasks import TaskBoard, TaskRequest

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
"""How a URI begins (RFC 3986, section 3.1)."""


class Requests(ABC):
    """What a session offers beside its life; everything here goes through `call`."""

    state: SessionState
    tasks: TaskBoard

    @abstractmethod
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
        """Send any request and see it through.

        `timeout` is in seconds without answer or progress, `total_timeout` in all; the server's own where None.
        """

    @abstractmethod
    def as_task(self, params: dict[str, Any], task: TaskRequest) -> dict[str, Any]:
        """Give the params of a call that is to run as a task, in the way of the era."""

    async def call_tool(
        self,
        name: str,
        arguments: Any,
        *,
        timeout: float | None = None,
        total_timeout: float | None = None,
        on_progress: Progress | None = None,
        on_draft: Drafted | None = None,
        task: TaskRequest | None = None,
        meta: dict[str, Any] | None = None,
    ) -> Outcome:
        """Call a tool; `arguments` go out as they are, an object or not.

        With `task` the call is asked to run as one and followed to its end; the observer hears of its states. What
        stands in `meta` goes out in `_meta`, before what the program would put there.
        """
        params = {"name": name, "arguments": arguments}
        if meta:
            params["_meta"] = meta
        return await self.call(
            methods.CALL_TOOL,
            self.as_task(params, task) if task is not None else params,
            timeout=timeout,
            total_timeout=total_timeout,
            on_progress=on_progress,
            on_draft=on_draft,
        )

    async def read_resource(self, uri: str, *, on_progress: Progress | None = None) -> Outcome:
        """Read a resource. What has no scheme is no URI: it is sent as a name too, for servers that know no other."""
        params = {"uri": uri} if _SCHEME.match(uri) else {"uri": uri, "name": uri}
        return await self.call(methods.READ_RESOURCE, params, on_progress=on_progress)

    async def get_prompt(self, name: str, arguments: dict[str, Any], *, on_progress: Progress | None = None) -> Outcome:
        """Get a prompt, filled in with `arguments`."""
        params = {"name": name, "arguments": arguments} if arguments else {"name": name}
        return await self.call(methods.GET_PROMPT, params, on_progress=on_progress)

    async def complete(
        self,
        ref: dict[str, Any],
        argument: str,
        value: str,
        context: dict[str, str] | None = None,
        *,
        own: bool = False,
    ) -> Outcome:
        """Ask how an argument of a prompt or a resource template may go on (Completion).

        `ref` is as the specification has it (`{"type": "ref/prompt", "name": …}`); `context` holds the arguments
        that are already filled in. With `own` the log marks it as the program's: nobody asked for it by name.
        """
        params: dict[str, Any] = {"ref": ref, "argument": {"name": argument, "value": value}}
        if context:
            params["context"] = {"arguments": context}
        return await self.call(methods.COMPLETE, params, own=own)

    async def ping(self) -> Outcome:
        """Ask whether the server is there; in the modern era, which has no ping, by asking what it is."""
        return await self.call(methods.DISCOVER if self.state.era is Era.MODERN else methods.PING, {})

    async def get_task(self, ident: str, *, own: bool = False) -> Outcome:
        """Ask how a task stands; `tasks` and the observer hear of it."""
        return self._hear_task(await self.call(methods.GET_TASK, {"taskId": ident}, own=own))

    async def cancel_task(self, ident: str) -> Outcome:
        """Ask the server to give a task up; whether it does shows in the task's state."""
        return self._hear_task(await self.call(methods.CANCEL_TASK, {"taskId": ident}))

    async def update_task(self, ident: str, responses: dict[str, Any]) -> Outcome:
        """Answer what a task asks, by the keys of its `inputRequests`; the extension of 2026-07-28 alone has this."""
        return await self.call(methods.UPDATE_TASK, {"taskId": ident, "inputResponses": responses})

    async def list_tasks(self) -> Listed:
        """Read all tasks the server has for us, which 2025-11-25 alone can tell."""
        listed = await read_list(methods.LIST_TASKS, self.call)
        for task in listed.items:
            self.tasks.hear(task)
        return listed

    def _hear_task(self, outcome: Outcome) -> Outcome:
        if isinstance(outcome, ResultReply):
            self.tasks.hear(outcome.value)
        return outcome
