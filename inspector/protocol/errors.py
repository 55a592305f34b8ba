"""Error codes with a meaning, and their names.

https://www.jsonrpc.org/specification#error_object and
https://modelcontextprotocol.io/specification/2026-07-28/basic/index#error-codes
"""

from typing import Any, Final

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL_ERROR: Final = -32603
HEADER_MISMATCH: Final = -32020
MISSING_CLIENT_CAPABILITY: Final = -32021
UNSUPPORTED_VERSION: Final = -32022

NAMES: Final = {
    PARSE_ERROR: "parse error",
    INVALID_REQUEST: "invalid request",
    METHOD_NOT_FOUND: "method not found",
    INVALID_PARAMS: "invalid params",
    INTERNAL_ERROR: "internal error",
    HEADER_MISMATCH: "header mismatch",
    MISSING_CLIENT_CAPABILITY: "missing required client capability",
    UNSUPPORTED_VERSION: "unsupported protocol version",
    -32002: "resource not found",
    -32042: "URL elicitation required",
}

_MODERN_ONLY: Final = (HEADER_MISMATCH, MISSING_CLIENT_CAPABILITY, UNSUPPORTED_VERSION)


def code_of(error: Any) -> int | None:
    """Give the code of an error object, if it has an integer one."""
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def text_of(error: Any) -> str:
    """Give the message of an error as one line, whatever shape the server gave it."""
    if isinstance(error, dict) and isinstance(error.get("message"), str):
        return str(error["message"])
    return error if isinstance(error, str) else repr(error)


def is_modern(error: Any) -> bool:
    """Tell whether only a server of the modern era would send this error."""
    return code_of(error) in _MODERN_ONLY


def supported_versions(error: Any) -> list[str]:
    """Give the versions named by an UnsupportedProtocolVersionError."""
    data = error.get("data") if isinstance(error, dict) else None
    listed = data.get("supported") if isinstance(data, dict) else None
    return [version for version in listed if isinstance(version, str)] if isinstance(listed, list) else []
