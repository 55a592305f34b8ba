"""Who is connected, and what they asked to be told, in the handshake revisions.

For 2026-07-28 the SDK keeps all of it itself: a bus of events feeds `subscriptions/listen`, and a request says which
log lines it wants. For the revisions before, it leaves `resources/subscribe`, the list-changed notifications and
`logging/setLevel` to the author of a server. `Clients` is that bus, and adds what is missing as middleware, so that a
server tells clients of every revision with the same `ctx.notify_…`.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, get_args

import anyio
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.mcpserver import Context
from mcp.server.session import ServerSession
from mcp.server.subscriptions import InMemorySubscriptionBus
from mcp.shared.exceptions import MCPDeprecationWarning, MCPError
from mcp.shared.subscriptions import (
    PromptsListChanged,
    ResourcesListChanged,
    ResourceUpdated,
    ServerEvent,
    ToolsListChanged,
)
from mcp_types import INVALID_PARAMS, LoggingLevel, SetLevelRequestParams, SubscribeRequestParams
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import ValidationError
from typing_extensions import override

_LEVELS: Final[tuple[LoggingLevel, ...]] = get_args(LoggingLevel)
_MOST_SESSIONS: Final = 64
"""A client over HTTP may go without a word; the oldest session makes room."""
_MOST_SUBSCRIPTIONS: Final = 100
"""For each session."""
_PATIENCE: Final = 2.0
"""Seconds a client may take to hear of something; who does not read must not keep the others waiting."""


@dataclass
class _Client:
    session: ServerSession
    uris: set[str] = field(default_factory=set)
    level: LoggingLevel = "info"


class Clients(InMemorySubscriptionBus):
    """The bus of one server's events, and the middleware that lets clients of the handshake revisions hear them."""

    def __init__(self, *, logs: bool = False) -> None:
        """Begin with nobody; `logs` advertises log lines (§ Logging, Capabilities)."""
        super().__init__()
        self._logs = logs
        self._known: dict[str, _Client] = {}

    @override
    async def publish(self, event: ServerEvent) -> None:
        """Tell everyone who asked, in the way of their revision."""
        await super().publish(event)
        for session, client in list(self._known.items()):
            with anyio.move_on_after(_PATIENCE):
                try:
                    await _tell(client, event)
                except (anyio.BrokenResourceError, anyio.ClosedResourceError):
                    self._known.pop(session, None)

    async def log(self, ctx: Context, level: LoggingLevel, text: str) -> None:
        """Write a log line to the client of a request, if it wants lines of this level."""
        request = ctx.request_context
        client = self._known.get(_session_of(request))
        if client is not None and not _is_modern(request) and _LEVELS.index(level) < _LEVELS.index(client.level):
            return
        with warnings.catch_warnings():  # deprecated by 2026-07-28, and still part of every revision
            warnings.simplefilter("ignore", MCPDeprecationWarning)
            sending = request.session.send_log_message(level, text, "demo", request.request_id)
        await sending

    async def __call__(self, ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        """Answer what the SDK leaves open; all else goes on to it."""
        if _is_modern(ctx):
            result = await call_next(ctx)
            return _with(result, self._logging()) if ctx.method == "server/discover" else result
        match ctx.method:
            case "initialize":
                return _with(await call_next(ctx), {**_CHANGES, **self._logging()})
            case "notifications/initialized":
                self._remember(ctx)
            case "resources/subscribe":
                self._subscribe(ctx)
                return {}
            case "resources/unsubscribe":
                self._client(ctx).uris.discard(SubscribeRequestParams.model_validate(ctx.params or {}).uri)
                return {}
            case "logging/setLevel" if self._logs:
                self._client(ctx).level = SetLevelRequestParams.model_validate(ctx.params or {}).level
                return {}
        return await call_next(ctx)

    def _logging(self) -> dict[str, dict[str, bool]]:
        return {"logging": {}} if self._logs else {}

    def _remember(self, ctx: ServerRequestContext[Any, Any]) -> _Client:
        while len(self._known) >= _MOST_SESSIONS:
            del self._known[next(iter(self._known))]
        client = self._known[_session_of(ctx)] = _Client(ctx.session)
        return client

    def _client(self, ctx: ServerRequestContext[Any, Any]) -> _Client:
        return self._known.get(_session_of(ctx)) or self._remember(ctx)

    def _subscribe(self, ctx: ServerRequestContext[Any, Any]) -> None:
        uris = self._client(ctx).uris
        if len(uris) >= _MOST_SUBSCRIPTIONS:
            raise MCPError(INVALID_PARAMS, f"This session has its {_MOST_SUBSCRIPTIONS} subscriptions already.")
        uris.add(SubscribeRequestParams.model_validate(ctx.params or {}).uri)


async def answer_unknown_prompts(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """Answer an unknown prompt or a missing argument with -32602 (§ Prompts, Error Handling): middleware.

    The SDK lets both out as a `ValueError`, which would become an internal error, and a traceback on standard error.
    """
    try:
        return await call_next(ctx)
    except ValidationError:
        raise
    except ValueError as error:
        if ctx.method != "prompts/get":
            raise
        raise MCPError(INVALID_PARAMS, str(error)) from error


_CHANGES: Final[Mapping[str, dict[str, bool]]] = {
    "tools": {"listChanged": True},
    "prompts": {"listChanged": True},
    "resources": {"listChanged": True, "subscribe": True},
}


def _with(result: HandlerResult, capabilities: Mapping[str, dict[str, bool]]) -> HandlerResult:
    """Add to the capabilities that the SDK found by itself."""
    if not isinstance(result, dict):
        return result
    return {**result, "capabilities": {**result["capabilities"], **capabilities}}


def _is_modern(ctx: ServerRequestContext[Any, Any]) -> bool:
    return ctx.protocol_version in MODERN_PROTOCOL_VERSIONS


def _session_of(ctx: ServerRequestContext[Any, Any]) -> str:
    """Give the session's id over HTTP, the client's random key over WebSocket; over stdio there is one session."""
    headers: Mapping[str, str] = getattr(ctx.request, "headers", {})
    return headers.get("mcp-session-id") or headers.get("sec-websocket-key", "")


async def _tell(client: _Client, event: ServerEvent) -> None:
    match event:
        case ResourceUpdated(uri) if uri in client.uris:
            await client.session.send_resource_updated(uri)
        case ToolsListChanged():
            await client.session.send_tool_list_changed()
        case PromptsListChanged():
            await client.session.send_prompt_list_changed()
        case ResourcesListChanged():
            await client.session.send_resource_list_changed()
