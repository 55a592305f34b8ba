"""From a server's settings to the transport that serves them.

Imports are made where they are needed: httpx costs 70 ms, websockets 33, and most sessions need neither.
"""

from dataclasses import replace
from typing import assert_never

from inspector.servers.definition import (
    HttpSettings,
    PlugInSettings,
    ServerDefinition,
    SseSettings,
    StdioSettings,
    TcpSettings,
    UnixSettings,
    WebSocketSettings,
    older_settings,
)
from inspector.traffic.recorder import Tap
from inspector.transports.base import Transport
from inspector.transports.stdio import StdioTransport


def transport_for(definition: ServerDefinition, tap: Tap) -> Transport:
    """Make the transport a definition asks for; nothing is opened yet."""
    match definition.settings:
        case StdioSettings() as settings:
            return StdioTransport(tap, settings)
        case HttpSettings() as settings:
            from inspector.transports.streamable_http import StreamableHttpTransport

            return StreamableHttpTransport(tap, settings)
        case SseSettings() as settings:
            from inspector.transports.http_sse import SseTransport

            return SseTransport(tap, settings)
        case WebSocketSettings() as settings:
            from inspector.transports.websocket import WebSocketTransport

            return WebSocketTransport(tap, settings)
        case TcpSettings() as settings:
            from inspector.transports.line_socket import TcpTransport

            return TcpTransport(tap, settings)
        case UnixSettings() as settings:
            from inspector.transports.line_socket import UnixTransport

            return UnixTransport(tap, settings)
        case PlugInSettings() as settings:
            from inspector.transports.plug_in import PlugInTransport

            return PlugInTransport(tap, settings)
        case other:
            assert_never(other)


def older_definition(definition: ServerDefinition) -> ServerDefinition | None:
    """Give the definition for the older HTTP transport at the same address, if the settings allow to try it.

    Transports, Backwards Compatibility (2025-11-25).
    """
    settings = definition.settings
    if not isinstance(settings, HttpSettings) or not settings.older_too:
        return None
    return replace(definition, settings=older_settings(settings))
