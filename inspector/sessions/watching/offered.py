"""What the capabilities announce, against what the server answers.

https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#capability-negotiation
"""

from typing import Any, Final

from inspector.jsonrpc.message import MISSING, Message, Shape
from inspector.lint.look import shown
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.protocol.capabilities import has
from inspector.protocol.errors import METHOD_NOT_FOUND
from inspector.sessions.watching.notices import Notices
from inspector.traffic.record import Record

_NEEDED: Final[dict[str, tuple[str, str | None]]] = {
    methods.LIST_TOOLS: ("tools", None),
    methods.CALL_TOOL: ("tools", None),
    methods.LIST_RESOURCES: ("resources", None),
    methods.LIST_TEMPLATES: ("resources", None),
    methods.READ_RESOURCE: ("resources", None),
    methods.SUBSCRIBE: ("resources", "subscribe"),
    methods.UNSUBSCRIBE: ("resources", "subscribe"),
    methods.LIST_PROMPTS: ("prompts", None),
    methods.GET_PROMPT: ("prompts", None),
    methods.COMPLETE: ("completions", None),
    methods.SET_LEVEL: ("logging", None),
}

_OPTIONAL: Final = (methods.LIST_TEMPLATES,)
"""Nothing says that a server with resources has to know templates, and many do not."""

_WITHOUT_COMPLETIONS: Final = "2024-11-05"
"""The revision that has completion, but no capability for it."""


class Offered:
    """Knows what the server announced."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self._capabilities: Any = MISSING
        self._revision: Any = None
        self._seen: set[str] = set()

    def announced(self, result: dict[str, Any]) -> None:
        """Take the result of the handshake, or of `server/discover`."""
        self._capabilities, self._revision = result.get("capabilities"), result.get("protocolVersion")

    def take_result(self, method: str, record: Record) -> None:
        """Look at a method that was answered, once."""
        if method in self._seen:
            return
        needed = _NEEDED.get(method)
        if needed is None or self._capabilities is MISSING:
            return
        self._seen.add(method)  # of the few methods above
        if needed[0] == "completions" and self._revision == _WITHOUT_COMPLETIONS:
            return
        if not has(self._capabilities, *needed):
            sentence = f"The capabilities do not announce {_shown(needed)}, which {shown(method)} belongs to."
            self._notices.tell(Situation.METHOD_NOT_ADVERTISED, record, sentence)

    def take_error(self, method: str | None, message: Message, record: Record) -> None:
        """Look at an error."""
        error = message.error
        if not isinstance(error, dict) or error.get("code") != METHOD_NOT_FOUND:
            return
        if method == methods.DISCOVER:
            sentence = f"Every server of this era has to answer {shown(method)}."
            self._notices.tell(Situation.METHOD_REQUIRED_NOT_FOUND, record, sentence, "/error/code")
        needed = _NEEDED.get(method or "")
        if needed is None or method in _OPTIONAL or not has(self._capabilities, *needed):
            return
        if method in methods.NAMED_BY and "method" not in str(error.get("message")).lower():
            return  # the tool, resource or prompt was not found, and not the method
        sentence = f"The capabilities announce {_shown(needed)}, but {shown(method)} was not found."
        self._notices.tell(Situation.METHOD_ADVERTISED_NOT_FOUND, record, sentence, "/error/code")

    def take_pong(self, message: Message, record: Record) -> None:
        """Look at the answer to a ping, which has to be an empty result."""
        result = message.result
        if message.shape is Shape.ERROR:
            self._notices.tell(Situation.PING_REFUSED, record, "The ping was answered with an error.", "/error")
        elif not isinstance(result, dict) or set(result) - {"_meta"}:
            sentence = f"The ping was answered with {shown(result)} that is not empty."
            self._notices.tell(Situation.PING_REFUSED, record, sentence, "/result")


def _shown(needed: tuple[str, str | None]) -> str:
    return f'"{".".join(part for part in needed if part)}"'
