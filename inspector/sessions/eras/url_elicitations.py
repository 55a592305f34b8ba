"""Elicitations by URL: which ids a server gave out, so that one knows which of them it reports as complete.

https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation#completion-notifications-for-url-mode-elicitation
"""

from collections import OrderedDict
from typing import Any, Final

from inspector.protocol.errors import required_pages

_REMEMBERED: Final = 1_000


class UrlElicitations:
    """The ids of the elicitations by URL that one server asked for, newest last, up to a limit."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()

    def ask(self, params: dict[str, Any]) -> None:
        """Take the params of a question; any but an elicitation by URL is passed over."""
        ident = params.get("elicitationId")
        if params.get("mode") == "url" and isinstance(ident, str):
            self._ids[ident] = None
            if len(self._ids) > _REMEMBERED:
                self._ids.popitem(last=False)

    def require(self, error: Any) -> None:
        """Take an error; one that requires elicitations by URL names them (URL Elicitation Required Error)."""
        for elicitation in required_pages(error):
            self.ask(elicitation)

    def complete(self, params: dict[str, Any]) -> bool:
        """Take the params of a completion; tells whether it is one of those that are open."""
        ident = params.get("elicitationId")
        if not isinstance(ident, str) or ident not in self._ids:
            return False
        del self._ids[ident]
        return True
