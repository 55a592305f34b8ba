"""What a modern request repeats in HTTP headers, and how values are written there.

https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata
"""

import base64
import re
from typing import Any, Final

from inspector.protocol.meta import PROTOCOL_VERSION
from inspector.protocol.methods import NAMED_BY

PROTOCOL_VERSION_HEADER: Final = "MCP-Protocol-Version"
METHOD_HEADER: Final = "Mcp-Method"
NAME_HEADER: Final = "Mcp-Name"
SESSION_HEADER: Final = "Mcp-Session-Id"

_PLAIN: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?\Z")
_SENTINEL_START: Final = "=?base64?"
_SENTINEL_END: Final = "?="


def encode_value(value: str) -> str:
    """Write `value` as a header value: plain where RFC 9110 allows it, in the Base64 sentinel elsewhere."""
    looks_encoded = value.startswith(_SENTINEL_START) and value.endswith(_SENTINEL_END)
    if _PLAIN.match(value) and not looks_encoded:
        return value
    encoded = base64.b64encode(value.encode("utf-8", errors="surrogatepass")).decode("ascii")
    return f"{_SENTINEL_START}{encoded}{_SENTINEL_END}"


def modern_headers(revision: str, method: str, params: Any) -> list[tuple[str, str]]:
    """Give the request metadata headers of one modern request.

    They say what the body says: a version the user wrote into `_meta` goes before `revision`.
    """
    meta = params.get("_meta") if isinstance(params, dict) else None
    version = meta.get(PROTOCOL_VERSION) if isinstance(meta, dict) else None
    headers = [
        (PROTOCOL_VERSION_HEADER, encode_value(version) if isinstance(version, str) else revision),
        (METHOD_HEADER, encode_value(method)),
    ]
    member = NAMED_BY.get(method)
    name = params.get(member) if member and isinstance(params, dict) else None
    if isinstance(name, str):
        headers.append((NAME_HEADER, encode_value(name)))
    return headers
