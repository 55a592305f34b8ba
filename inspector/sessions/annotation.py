"""What a record says of the message in it."""

import json
from typing import Any

from inspector.jsonrpc.message import MISSING, Message
from inspector.protocol.methods import subject_of
from inspector.traffic.record import Record


def annotate(record: Record, message: Message) -> None:
    """Write into a record what its message tells by itself."""
    record.shape = message.shape
    record.method = message.method
    record.rpc_id = id_text(message.id)
    if message.method is not None:
        record.subject = subject_of(message.params)


def id_text(ident: Any) -> str | None:
    """Give an id as JSON text, None where there is none."""
    if ident is MISSING:
        return None
    if type(ident) is int:
        return str(ident)
    try:
        return json.dumps(ident, ensure_ascii=False)[:200]
    except RecursionError:  # lists in lists can be read a little deeper than they can be written
        return "…"
