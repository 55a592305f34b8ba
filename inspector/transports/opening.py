"""From a server's settings to the transport that serves them.

Imports are made where they are needed: httpx costs 70 ms, websockets 33, and most sessions need neither.
"""

from typing import assert_never

from inspector.servers.definition import (
    HttpSettings,
    PlugInSettings,
    ServerDefinition,
    StdioSettings,
    TcpSettings,
    UnixSettings,
    WebSocketSettings,
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
