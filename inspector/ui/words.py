"""Sessions in words: one way to say a state, for the list, the header and the strip."""

from dataclasses import dataclass
from typing import Any, Final

from inspector.content.ansi import without_sequences
from inspector.protocol.errors import code_of, text_of
from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.sessions.state import Phase, SessionState
from inspector.ui.theme import Colours


@dataclass(frozen=True, slots=True)
class Said:
    """A state as an icon's name, a word and a colour."""

    icon: str
    word: str
    colour: str


def say_state(state: SessionState | None, colours: Colours) -> Said:
    """Say where a session is, in a word."""
    if state is None:
        return Said("circle-dashed", "not connected", colours.muted)
    if state.is_open:
        word = "listing" if state.phase is Phase.LISTING else "connected"
        return Said("circle-check", word, colours.ok)
    if state.phase is Phase.CLOSED:
        return Said("circle", "closed", colours.muted)
    if state.phase is Phase.FAILED:
        return Said("circle-x", "failed", colours.failure)
    return Said("loader", _UNDER_WAY[state.phase], colours.waiting)


_UNDER_WAY: Final = {
    Phase.STARTING: "starting",
    Phase.PROBING: "probing",
    Phase.GREETING: "greeting",
}


def is_under_way(state: SessionState | None) -> bool:
    """Tell whether a session is being opened."""
    return state is not None and state.phase in _UNDER_WAY


def say_progress(state: SessionState, definition: ServerDefinition) -> str:
    """Say what a session that is being opened waits for."""
    if state.phase is Phase.PROBING:
        return 'Waiting for the answer to "server/discover", which tells the era of the server.'
    if state.phase is Phase.GREETING:
        return "Waiting for the server to answer the handshake. A first start may fetch packages and take long."
    return f'Starting "{definition.target}".' if isinstance(definition.settings, StdioSettings) else "Connecting."


def say_failure(state: SessionState) -> tuple[str, str, str]:
    """Say why a session failed: what and why, what helps, and the server's last words."""
    if state.failure is not None:
        return state.failure.sentence, state.failure.help, without_sequences(state.failure.detail)
    return say_refusal(state.refusal), "Try another revision with Edit…, or see its reply in the message log.", ""


def say_refusal(error: Any) -> str:
    """Say with which error a server refused the session."""
    code = code_of(error)
    return f"The server refused the session: {text_of(error)}{f' ({code})' if code is not None else ''}."


def server_title(state: SessionState | None) -> str:
    """Give a server's own name and version."""
    info = state.server_info if state is not None else None
    if not isinstance(info, dict):
        return ""
    name = info.get("title") or info.get("name")
    return " ".join(
        str(part) for part in (name, info.get("version")) if isinstance(part, (str, int, float)) and part != ""
    )


def capability_words(state: SessionState | None) -> list[str]:
    """Give a server's capabilities as short words."""
    declared = state.capabilities if state is not None else None
    if not isinstance(declared, dict):
        return []
    return [str(name) for name, value in declared.items() if value is not None and value is not False]
