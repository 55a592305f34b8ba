"""From an address as people write it to settings: http, https, ws, wss, tcp, tls, unix, and the schemes of plug-ins."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import SplitResult, urlsplit

from inspector.servers.definition import (
    HttpSettings,
    PlugInSettings,
    Settings,
    TcpSettings,
    TlsSettings,
    UnixSettings,
    WebSocketSettings,
)
from inspector.servers.plug_ins import plug_in_for, plug_in_schemes

SCHEMES: Final = ("http", "https", "ws", "wss", "tcp", "tls", "unix")
"""The schemes the program knows itself."""

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(//)?")  # one letter is a drive
_EXAMPLES: Final = {
    "http": "http://host:port/path",
    "https": "https://host/path",
    "ws": "ws://host:port/path",
    "wss": "wss://host/path",
    "tcp": "tcp://host:port",
    "tls": "tls://host:port",
    "unix": "unix:/path/of/socket",
}


class AddressError(ValueError):
    """An address cannot be understood; the text says what is wrong and what helps."""


def is_address(text: str) -> bool:
    """Tell whether a text is meant as an address, and not as a command: a scheme comes first."""
    return scheme_of(text) is not None


def scheme_of(text: str) -> str | None:
    """Give the scheme a text begins with, in lower case, if it has "://" behind it or is one the program knows."""
    found = _SCHEME.match(text)
    if found is None:
        return None
    scheme = found.group(1).lower()
    return scheme if found.group(2) or scheme in SCHEMES else None


def settings_for(text: str, headers: Sequence[tuple[str, str]] = ()) -> Settings:
    """Read an address; raises `AddressError`. `headers` go with it where the transport has headers."""
    address = text.strip()
    scheme = scheme_of(address)
    if scheme is None:
        known = ", ".join(_EXAMPLES.values())
        raise AddressError(f'"{address}" is not an address. Write one like these: {known}.')
    if scheme == "unix":
        return UnixSettings(_path_of(address))
    if scheme not in SCHEMES:
        return _of_plug_in(address, scheme)
    parts = _split(address, scheme)
    if scheme in ("tcp", "tls"):
        return _tcp(address, parts)
    if scheme in ("ws", "wss"):
        return WebSocketSettings(_without_fragment(address, parts), tuple(headers))
    return HttpSettings(address, tuple(headers))


def _split(address: str, scheme: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise _wrong(address, str(error).rstrip("."), scheme) from error
    if not host:
        raise _wrong(address, "it names no host", scheme)
    if port == 0:
        raise _wrong(address, "the port 0 cannot be connected to", scheme)
    if any(ord(character) <= 32 for character in address):
        raise _wrong(address, "it holds a blank", scheme)
    return parts


def _tcp(address: str, parts: SplitResult) -> TcpSettings:
    scheme = parts.scheme.lower()
    if parts.port is None:
        raise _wrong(address, "it names no port", scheme)
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise _wrong(address, "there is more than host and port in it", scheme)
    return TcpSettings(parts.hostname or "", parts.port, TlsSettings() if scheme == "tls" else None)


def _path_of(address: str) -> str:
    path = address[len("unix:") :]
    if path.startswith("//"):  # unix:///path has an empty host, unix://path is what people write for unix:path
        path = path[2:]
    if not path:
        raise _wrong(address, "it names no path", "unix")
    return path


def _without_fragment(address: str, parts: SplitResult) -> str:
    if parts.fragment:
        raise _wrong(address, 'it has a fragment, the part from "#" on', parts.scheme.lower())  # RFC 6455, 3
    return address


def _of_plug_in(address: str, scheme: str) -> PlugInSettings:
    if plug_in_for(scheme) is None:
        known = ", ".join((*SCHEMES, *plug_in_schemes()))
        why = f'no transport has the scheme "{scheme}"'
        raise AddressError(f'"{address}" cannot be reached: {why}. There are: {known}.')
    return PlugInSettings(address)


def _wrong(address: str, why: str, scheme: str) -> AddressError:
    return AddressError(f'"{address}" cannot be reached: {why}. Write it as {_EXAMPLES[scheme]}.')
