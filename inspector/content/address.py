"""What to know of an address before it is opened: its host as it is, and what about it misleads the eye.

https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation#safe-url-handling
"""

import ipaddress
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

LONGEST: Final = 20_000
"""Characters of an address; browsers take a tenth of that, and what is longer is not looked at."""

_TOO_LONG: Final = f"The address has over {LONGEST:,} characters. The first of them are shown, and it is not opened."


@dataclass(frozen=True, slots=True)
class Address:
    """An address that a server names. `host` is what is reached, in ASCII; `notes` are sentences of warning.

    `can_open` tells whether it is for a browser at all.
    """

    url: str
    host: str
    can_open: bool
    notes: tuple[str, ...]


def look_at(url: str) -> Address:
    """Look at an address; never raises."""
    if len(url) > LONGEST:
        return Address(url[:LONGEST], "", can_open=False, notes=(_TOO_LONG,))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        return Address(url, "", can_open=False, notes=(f"This is no address: {error}.",))
    ascii_host = _ascii(host)
    if ":" in ascii_host:
        ascii_host = f"[{ascii_host}]"
    can_open = parts.scheme in ("http", "https") and bool(host)
    return Address(
        url, f"{ascii_host}:{port}" if port else ascii_host, can_open, tuple(_notes(parts, host, ascii_host, url))
    )


def _notes(parts: SplitResult, host: str, ascii_host: str, url: str) -> Iterator[str]:
    if parts.scheme not in ("http", "https"):
        yield f'The scheme "{parts.scheme}" is not one for a web page; it is not opened from here.'
    elif not host:
        yield "It names no host."
    elif parts.scheme == "http":
        where = " It stays on this machine." if _is_local(host) else " Others on the way can read and change it."
        yield f"The connection is not encrypted (http).{where}"
    if parts.username is not None or parts.password is not None:
        yield f'What stands before the "@" is a name and a password, not the host. The host is "{ascii_host}".'
    yield from _notes_on_letters(ascii_host)
    if host and _is_number(host) and not _is_local(host):
        yield "The host is a number and has no name."
    if not url.isprintable() or url != url.strip():
        yield "It holds blanks or characters that cannot be seen."


def _notes_on_letters(ascii_host: str) -> Iterator[str]:
    """Note a host that is not written in ASCII, as one that looks like another may be (UTS 39)."""
    shown = _unicode(ascii_host)
    if shown == ascii_host:
        return
    scripts = {_script(letter) for letter in shown if letter.isalpha()}
    mixed = " It mixes scripts, as one does to look like another host." if len(scripts) > 1 else ""
    yield f'The host is not in ASCII: a browser may show "{ascii_host}" as "{shown}".{mixed}'


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return host


def _unicode(host: str) -> str:
    labels = []
    for label in host.split("."):
        try:
            labels.append(label[4:].encode().decode("punycode") if label.lower().startswith("xn--") else label)
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").partition(" ")[0]


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_local(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost") or (_is_number(host) and _loops_back(host))


def _loops_back(host: str) -> bool:
    return ipaddress.ip_address(host).is_loopback
