"""From a server's settings to the transport that serves them."""

from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.traffic.recorder import Tap
from inspector.transports.base import Transport
from inspector.transports.stdio import StdioTransport


def transport_for(definition: ServerDefinition, tap: Tap) -> Transport:
    """Make the transport a definition asks for; nothing is opened yet."""
    if isinstance(definition.settings, StdioSettings):
        return StdioTransport(tap, definition.settings)
    from inspector.transports.streamable_http import StreamableHttpTransport  # httpx costs 70 ms at import

    return StreamableHttpTransport(tap, definition.settings)
