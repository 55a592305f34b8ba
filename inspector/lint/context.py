"""What is known around a message when it is checked."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from inspector.jsonrpc.message import MISSING, Message, Shape
from inspector.jsonrpc.sse import ServerSentEvent
from inspector.lint.rule import nearest
from inspector.protocol import methods
from inspector.protocol.revisions import LATEST_LEGACY, LATEST_MODERN, Era, era_of


class Sender(StrEnum):
    """Who sent a message."""

    SERVER = "server"
    CLIENT = "client"


@dataclass(frozen=True)  # without slots: what the rules ask for again and again is kept
class Context:
    """A message and what is known around it; what is not known stays out, and no rule asks for it.

    message              the message
    raw                  its bytes as they came: the line, the body, the data of an event
    revision             the revision in force, None before one was agreed on
    call                 the request it answers, None for anything but a reply
    sender               who sent it
    server_capabilities  what the server declared
    client_capabilities  what we declared
    output_schema        the `outputSchema` of the tool whose call is answered
    status, headers      of the HTTP response it came with
    event                the block of the event stream it came in
    transport            the transport's name, `stdio` or `Streamable HTTP` for instance
    """

    message: Message
    raw: bytes = b""
    revision: str | None = None
    call: Message | None = None
    sender: Sender = Sender.SERVER
    server_capabilities: Any = MISSING
    client_capabilities: Any = MISSING
    output_schema: Any = MISSING
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    event: ServerSentEvent | None = None
    transport: str | None = None

    @cached_property
    def method(self) -> str | None:
        """The method of the message, or of the request it answers."""
        return self.message.method or (self.call.method if self.call is not None else None)

    @property
    def asked(self) -> dict[str, Any]:
        """The params of the request it answers, empty where there are none."""
        params = self.call.params if self.call is not None else None
        return params if isinstance(params, dict) else {}

    @cached_property
    def params(self) -> dict[str, Any]:
        """The params of the message, empty where there are none."""
        params = self.message.params
        return params if isinstance(params, dict) else {}

    @cached_property
    def result(self) -> dict[str, Any] | None:
        """The result, if the message is one and an object."""
        result = self.message.result
        return result if self.message.shape is Shape.RESULT and isinstance(result, dict) else None

    @cached_property
    def in_force(self) -> str | None:
        """The revision to judge by: the one agreed on, or else the one the message itself names."""
        if self.revision is not None:
            return nearest(self.revision)
        result = self.result
        if result is None:
            return None
        if self.method == methods.INITIALIZE:
            answered = result.get("protocolVersion")
            return nearest(answered) if isinstance(answered, str) else LATEST_LEGACY
        return LATEST_MODERN if "resultType" in result or "supportedVersions" in result else None

    @cached_property
    def is_modern(self) -> bool:
        """Whether the stateless revisions' rules are in force."""
        revision = self.in_force
        return revision is not None and era_of(revision) is Era.MODERN

    @property
    def needs_input(self) -> bool:
        """Whether this is the interim result that asks for input (2026-07-28, Multi Round-Trip Requests)."""
        return self.is_modern and self.result is not None and self.result.get("resultType") == "input_required"

    @property
    def is_task(self) -> bool:
        """Whether this is the result that a task was made (2025-11-25, Tasks; the extension of 2026-07-28)."""
        result = self.result or {}
        return isinstance(result.get("task"), dict) or result.get("resultType") == "task"
