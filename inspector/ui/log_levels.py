"""The levels of log messages, and asking a server for them."""

from typing import Final

from inspector.protocol.errors import text_of
from inspector.sessions.outcome import ErrorReply, NoReply
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.widgets.plain_text import visible_text

LEVELS: Final = ("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency")
"""The levels of RFC 5424, the least severe first (specification, Logging)."""


async def ask_for_level(server: SessionHandle, level: str | None) -> str:
    """Ask a server for messages from a level on, None for none; gives a sentence on how that went."""
    outcome = await server.set_level(level)
    if isinstance(outcome, (ErrorReply, NoReply)):
        why = str(outcome.failure) if isinstance(outcome, NoReply) else text_of(outcome.error)
        return f"The server did not take the log level: {visible_text(why, 200, one_line=True)}"
    return f'Log messages from "{level}" on are asked for.' if level else "No log messages are asked for."
