"""Reserved `_meta` keys and what a modern request carries in them.

https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta
"""

from typing import Any, Final

PROTOCOL_VERSION: Final = "io.modelcontextprotocol/protocolVersion"
CLIENT_INFO: Final = "io.modelcontextprotocol/clientInfo"
CLIENT_CAPABILITIES: Final = "io.modelcontextprotocol/clientCapabilities"
LOG_LEVEL: Final = "io.modelcontextprotocol/logLevel"
SERVER_INFO: Final = "io.modelcontextprotocol/serverInfo"
SUBSCRIPTION_ID: Final = "io.modelcontextprotocol/subscriptionId"
RELATED_TASK: Final = "io.modelcontextprotocol/related-task"
PROGRESS_TOKEN: Final = "progressToken"  # noqa: S105 - a protocol key, no secret

TASKS_EXTENSION: Final = "io.modelcontextprotocol/tasks"
"""The name of the tasks extension among the `extensions` of capabilities (SEP-2663)."""


def with_meta(params: dict[str, Any] | None, meta: dict[str, Any]) -> dict[str, Any]:
    """Give `params` with `meta` laid under its `_meta`: what the caller set himself stays as he set it."""
    params = dict(params or {})
    own = params.get("_meta")
    params["_meta"] = {**meta, **own} if isinstance(own, dict) else meta
    return params


def server_info_of(result: Any) -> dict[str, Any] | None:
    """Give the server's name and version from the `_meta` of a modern result, if it is there and an object."""
    meta = result.get("_meta") if isinstance(result, dict) else None
    info = meta.get(SERVER_INFO) if isinstance(meta, dict) else None
    return info if isinstance(info, dict) else None


def subscription_of(params: Any) -> Any:
    """Give the id of the subscription a message belongs to, of whatever type; None if it names none."""
    meta = params.get("_meta") if isinstance(params, dict) else None
    return meta.get(SUBSCRIPTION_ID) if isinstance(meta, dict) else None
