"""A tool call as something that makes the same call elsewhere: the message itself, commands, a program in Python.

Values of headers and of the environment are secrets as often as not: programs take them from the environment of whoever
runs them, and commands name them only where the user asks for that.
"""

import pprint
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from inspector.jsonrpc import message as jsonrpc
from inspector.protocol import methods
from inspector.protocol.headers import PROTOCOL_VERSION_HEADER, SESSION_HEADER
from inspector.servers.definition import HttpSettings, NetworkSettings, ServerDefinition, SseSettings, StdioSettings
from inspector.traffic.capture import SessionRow
from inspector.traffic.copying import curl_command, loupe_command

_ID: Final = 1
_WIDTH: Final = 100
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that may be made. `params` and `headers` are as they would go out; `session_id` is that of HTTP."""

    definition: ServerDefinition
    name: str
    arguments: Any
    meta: dict[str, Any] | None = None
    params: dict[str, Any] = field(default_factory=dict)
    headers: Headers = ()
    revision: str = ""
    session_id: str = ""


def message_text(call: ToolCall) -> str:
    """Give the JSON-RPC message that would be sent, on one line."""
    return _body(call).decode("utf-8", errors="replace").rstrip("\n")


def can_be_curl(call: ToolCall) -> bool:
    """Tell whether curl can make the call: it needs an address that takes a POST."""
    return isinstance(call.definition.settings, HttpSettings)


def curl(call: ToolCall, *, secrets: bool = False) -> str:
    """Give the curl command. In the handshake revisions it works as long as the session does.

    Headers the user configured are secrets as often as not: without `secrets` they are taken from the environment.
    """
    settings = call.definition.settings
    assert isinstance(settings, HttpSettings)  # noqa: S101 - can_be_curl was asked
    parts = urlsplit(settings.url)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    headers = [
        ("Host", parts.netloc),
        ("Content-Type", "application/json"),
        ("Accept", "application/json, text/event-stream"),
        *_session_headers(call),
        *call.headers,
        *((name, value if secrets else f"${_variable(name)}") for name, value in settings.headers),
    ]
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    head = "\r\n".join(lines).encode("utf-8", errors="replace") + b"\r\n\r\n"
    command = curl_command(head, message_text(call).encode(), _session(call))
    for name, _value in () if secrets else settings.headers:
        variable = _variable(name)
        command = command.replace(f"'{name}: ${variable}'", f'"{name}: ${variable}"')
    return command


def _session_headers(call: ToolCall) -> list[tuple[str, str]]:
    named = {name.lower() for name, _ in call.headers}
    found = [(SESSION_HEADER, call.session_id)] if call.session_id else []
    if call.revision >= "2025-06-18" and PROTOCOL_VERSION_HEADER.lower() not in named:
        found.append((PROTOCOL_VERSION_HEADER, call.revision))
    return found


def loupe(call: ToolCall) -> str:
    """Give the command of this program. What the user put into `_meta` goes along."""
    params = {"name": call.name, "arguments": call.arguments}
    if call.meta:
        params["_meta"] = call.meta
    raw = jsonrpc.encode(jsonrpc.request(_ID, methods.CALL_TOOL, params))
    return loupe_command(raw, _session(call)) or ""


def _session(call: ToolCall) -> SessionRow:
    return SessionRow(0, call.definition.name, call.definition.transport, call.definition.target, 0)


def _body(call: ToolCall) -> bytes:
    params = call.params or {"name": call.name, "arguments": call.arguments}
    return jsonrpc.encode(jsonrpc.request(_ID, methods.CALL_TOOL, params))


# -- Python ---------------------------------------------------------------------------------------------------------


def can_be_python(call: ToolCall) -> bool:
    """Tell whether the official SDK can make the call: it has three transports, and wants an object as arguments."""
    known = isinstance(call.definition.settings, (StdioSettings, HttpSettings, SseSettings))
    return known and isinstance(call.arguments, dict)


def python(call: ToolCall, *, major: int = 2) -> str:
    """Give a program that makes the call with the official SDK, of version 1 or 2."""
    imports, server, opening, calling = _second(call) if major > 1 else _first(call)
    uses_environment = "os.environ" in server + opening
    lines = [
        f'"""Call the tool {call.name!r} with the official SDK (pip install "mcp{">=2" if major > 1 else "<2"}")."""',
        "",
        "import asyncio",
        *(["import os"] if uses_environment else []),
        "",
        *imports,
        "",
        *([server.rstrip("\n")] if server else []),
        f"ARGUMENTS = {_literal(call.arguments)}",
        *([f"META = {_literal(call.meta)}"] if call.meta else []),
        "",
        "",
        "async def main() -> None:",
        *(f"    {line}" for line in opening.splitlines()),
        *(f"        {line}" for line in calling.splitlines()),
        "    print(result.model_dump_json(by_alias=True, exclude_none=True, indent=2))",
        "",
        "",
        "asyncio.run(main())",
        "",
    ]
    return "\n".join(lines)


_Parts = tuple[list[str], str, str, str]


def _call_line(call: ToolCall, caller: str) -> str:
    meta = ", meta=META" if call.meta else ""
    return f"result = await {caller}.call_tool({call.name!r}, ARGUMENTS{meta})"


def _second(call: ToolCall) -> _Parts:
    settings = call.definition.settings
    calling = _call_line(call, "client")
    if isinstance(settings, StdioSettings):
        imports = ["from mcp import Client, StdioServerParameters"]
        return imports, _stdio(settings), "async with Client(SERVER) as client:", calling
    assert isinstance(settings, NetworkSettings)  # noqa: S101 - can_be_python was asked
    headers = _headers(settings)
    if isinstance(settings, SseSettings):
        imports = ["from mcp import Client", "from mcp.client.sse import sse_client"]
        return imports, headers, f"async with Client(sse_client({_address(settings)})) as client:", calling
    if not settings.headers:
        return ["from mcp import Client"], "", f"async with Client({settings.url!r}) as client:", calling
    imports = [
        "from mcp import Client",
        "from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client",
    ]
    opening = (
        "http = create_mcp_http_client(headers=HEADERS)\n"
        f"async with http, Client(streamable_http_client({settings.url!r}, http_client=http)) as client:"
    )
    return imports, headers, opening, calling


def _first(call: ToolCall) -> _Parts:
    settings = call.definition.settings
    calling = f"await session.initialize()\n{_call_line(call, 'session')}"
    if isinstance(settings, StdioSettings):
        imports = ["from mcp import ClientSession, StdioServerParameters", "from mcp.client.stdio import stdio_client"]
        opening = "async with stdio_client(SERVER) as (read, write), ClientSession(read, write) as session:"
        return imports, _stdio(settings), opening, calling
    assert isinstance(settings, NetworkSettings)  # noqa: S101 - can_be_python was asked
    if isinstance(settings, SseSettings):
        module, client, streams = "sse", "sse_client", "read, write"
    else:
        module, client, streams = "streamable_http", "streamablehttp_client", "read, write, _"
    imports = ["from mcp import ClientSession", f"from mcp.client.{module} import {client}"]
    opening = f"async with {client}({_address(settings)}) as ({streams}), ClientSession(read, write) as session:"
    return imports, _headers(settings), opening, calling


def _address(settings: NetworkSettings) -> str:
    return f"{settings.url!r}, headers=HEADERS" if settings.headers else repr(settings.url)


def _stdio(settings: StdioSettings) -> str:
    parts = [f"command={settings.command!r}", f"args={list(settings.args)!r}"]
    if settings.env:
        parts.append(f"env={{{', '.join(f'{name!r}: os.environ[{name!r}]' for name in settings.env)}}}")
    if settings.cwd is not None:
        parts.append(f"cwd={settings.cwd!r}")
    inside = "".join(f"    {part},\n" for part in parts)
    return f"SERVER = StdioServerParameters(\n{inside})\n"


def _headers(settings: NetworkSettings) -> str:
    if not settings.headers:
        return ""
    names = [name for name, _ in settings.headers]
    inside = "".join(f"    {name!r}: os.environ[{_variable(name)!r}],\n" for name in names)
    return f"# The values are not written here: give them in the environment.\nHEADERS = {{\n{inside}}}\n"


def _variable(header: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in header.upper())


def _literal(value: Any) -> str:
    text = pprint.pformat(value, width=_WIDTH, sort_dicts=False)
    return text if "\n" not in text else f"(\n    {text.replace(chr(10), chr(10) + '    ')}\n)"
