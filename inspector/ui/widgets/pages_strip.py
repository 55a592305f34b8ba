"""What a call needs before it can be done: pages to be opened, named in its error (2025-11-25).

https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation#url-elicitation-required-error
"""

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector.content.address import look_at
from inspector.ui.theme import colours_for
from inspector.ui.widgets.message_strip import MessageStrip

_NAMED: Final = 3


class PagesStrip(MessageStrip):
    """Says which hosts a call waits for, and offers the questions and the call. Nothing is opened from here."""

    questions_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open: dict[str, str] = {}
        """The hosts of what is not reported as done yet, by the ids of the elicitations."""

    def show_pages(self, pages: list[dict[str, Any]]) -> None:
        """Show that these are needed; none takes the strip away."""
        self._open = {str(page.get("elicitationId")): look_at(str(page.get("url", ""))).host for page in pages}
        if not pages:
            self.hide()
            return
        hosts = list(dict.fromkeys(host or "no host" for host in self._open.values()))
        more = f" and {len(hosts) - _NAMED} more" if len(hosts) > _NAMED else ""
        what = "a page to be opened" if len(self._open) == 1 else f"{len(self._open)} pages to be opened"
        self._say(
            f"The server needs {what} before it can do this: {', '.join(hosts[:_NAMED])}{more}",
            "Each is a question. Nothing is opened before you say so; when it is done, call again.",
        )

    def complete(self, ident: str) -> None:
        """Hear that the server reports one of them as done."""
        if self._open.pop(ident, None) is not None and not self._open:
            self._say("The server says that it is done. The call can be tried again.", "", is_done=True)

    def _say(self, sentence: str, help_text: str, *, is_done: bool = False) -> None:
        colours = colours_for(self.palette())
        go, again = ("Go to Questions", self.questions_wanted.emit), ("Call Again", self.again_wanted.emit)
        self.say(
            "circle-check" if is_done else "message-square",
            colours.ok if is_done else colours.waiting,
            sentence,
            help_text=help_text,
            buttons=(again,) if is_done else (go, again),
        )
