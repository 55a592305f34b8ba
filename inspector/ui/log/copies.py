"""What a record can be copied as, beside its bytes."""

from collections.abc import Callable
from functools import partial

from inspector.traffic.capture import CaptureReader, Row, SessionRow
from inspector.traffic.copying import curl_command, loupe_command
from inspector.traffic.crossing import carried
from inspector.traffic.export.redaction import Redaction


def copies_of(row: Row, reader: CaptureReader) -> dict[str, Callable[[], str]]:
    """Give the entries of a menu, and what makes the text of each."""
    session = next((session for session in reversed(reader.sessions()) if session.name == row.session), None)
    copies: dict[str, Callable[[], str]] = {}
    if session is None or row.direction != "sent":
        return copies
    if row.kind == "message" and row.method is not None and row.size < 1_000_000:
        copies["Copy as mcp-loupe Command"] = lambda: loupe_command(reader.raw(row.seq), session) or ""
    if row.http is not None or row.kind == "http-request":
        copies["Copy as curl"] = partial(_curl, row, reader, session, Redaction())
        copies["Copy as curl with Secrets"] = partial(_curl, row, reader, session, None)
    return copies


def _curl(row: Row, reader: CaptureReader, session: SessionRow, redaction: Redaction | None) -> str:
    is_head = row.kind == "http-request"
    sent = carried(reader, row) if is_head else row
    raw, body = reader.raw(row.seq if is_head else row.http or 0), reader.raw(sent.seq) if sent is not None else b""
    if redaction is not None:
        raw, body = redaction.bytes_without_secrets(raw, is_head=True), redaction.bytes_without_secrets(body)
    return curl_command(raw, body, session)
