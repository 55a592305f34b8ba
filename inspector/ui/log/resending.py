"""What a record is sent again with."""

from typing import Final

from inspector.traffic.capture import CaptureReader, Row
from inspector.traffic.http_head import read_head
from inspector.traffic.record import payload_of

RESENDABLE: Final = ("message", "sse", "body")
"""Kinds of records that hold what can be sent."""


def resent(reader: CaptureReader, row: Row) -> tuple[bytes, str, str]:
    """Give the message of a record, the headers that say what it is, as lines, and the name of its server."""
    head = reader.raw(row.http) if row.http is not None and row.direction == "sent" else b""
    repeated = [
        f"{name}: {value}"
        for name, value in read_head(head).headers
        if name.lower().startswith("mcp-") and name.lower() != "mcp-session-id"
    ]
    return payload_of(row.kind, reader.raw(row.seq)), "\n".join(repeated), row.session
