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
URL_ELICITATION_REQUIRED: Final = -32042

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
    URL_ELICITATION_REQUIRED: "URL elicitation required",
}

_MANY: Final = 50
_LONG: Final = 100

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


def missing_capabilities(error: Any) -> list[str]:
    """Give what a MissingRequiredClientCapabilityError asks for, each as a path: `sampling`, `elicitation.url`.

    An extension is given as `extensions.` and its name; a shape that cannot be read gives nothing.
    """
    data = error.get("data") if isinstance(error, dict) else None
    required = data.get("requiredCapabilities") if isinstance(data, dict) else None
    found: list[str] = []
    for name, options in list(required.items())[:_MANY] if isinstance(required, dict) else ():
        inner = list(options)[:_MANY] if isinstance(options, dict) else []
        found += [f"{name}.{option}" for option in inner] or [str(name)]
    return found


def advice(error: Any) -> str:
    """Give a sentence on what helps against an error; empty where there is none to give."""
    code = code_of(error)
    if code == MISSING_CLIENT_CAPABILITY:
        missing = _listed(missing_capabilities(error)) or "a capability it does not name"
        return f"The server needs a capability this client did not declare: {missing}. Switch it on for this server."
    if code == UNSUPPORTED_VERSION:
        offered = _listed(supported_versions(error)) or "no version it names"
        return f"The server speaks {offered}. Choose one of them as the era of this server."
    if code == HEADER_MISMATCH:
        return (
            "The server found headers and body of the request to differ; the list of tools may be out of date, "
            "or a header of your own may stand in the way."
        )
    if required_pages(error):
        return "It names the pages that are to be opened first. When that is done, send the request again."
    return ""


def required_pages(error: Any) -> list[dict[str, Any]]:
    """Give the elicitations by URL that an error names as needed first (URL Elicitation Required Error)."""
    data = error.get("data") if code_of(error) == URL_ELICITATION_REQUIRED else None
    listed = data.get("elicitations") if isinstance(data, dict) else None
    parts = listed[:_MANY] if isinstance(listed, list) else []
    return [part for part in parts if isinstance(part, dict) and isinstance(part.get("url"), str)]


def _listed(names: list[str]) -> str:
    """Name some things in a sentence; whatever a server names, it stays one."""
    return ", ".join(name[:_LONG] for name in names[:_MANY])
