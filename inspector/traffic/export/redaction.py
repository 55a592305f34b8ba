"""Taking secrets out of what leaves a capture, by rules that can be shown and changed.

Bytes are changed where they stand, as text: what is no valid JSON or no valid HTTP is redacted all the same.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

REDACTED: Final = "REDACTED"
"""What stands in place of a secret."""

HEADERS: Final = (
    "Authorization",
    "Proxy-Authorization",
    "Cookie",
    "Set-Cookie",
    "X-Api-Key",
    "Mcp-Session-Id",
    "WWW-Authenticate",
)
"""Headers whose values are taken out, case aside."""

KEYS: Final = (
    "access_token",
    "api_key",
    "apiKey",
    "apikey",
    "authorization",
    "client_secret",
    "id_token",
    "password",
    "passwd",
    "private_key",
    "refresh_token",
    "secret",
    "token",
)
"""Members of JSON objects, and fields of forms and queries, whose values are taken out, case aside."""

VALUES: Final = (
    r"Bearer\s+[A-Za-z0-9._~+/=-]{8,}",
    r"Basic\s+[A-Za-z0-9+/=]{8,}",
    r"\bsk-[A-Za-z0-9_-]{16,}",
    r"\bgh[pousr]_[A-Za-z0-9]{20,}",
    r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    r"\bAKIA[0-9A-Z]{16}\b",
    r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
)
"""Texts that are secrets wherever they stand; patterns without repetitions in repetitions, so they end."""


@dataclass(frozen=True)
class Redaction:
    """The rules that take secrets out. What they do not name stays."""

    headers: Sequence[str] = HEADERS
    keys: Sequence[str] = KEYS
    values: Sequence[str] = VALUES

    @cached_property
    def _header(self) -> re.Pattern[bytes]:
        names = b"|".join(re.escape(name.encode()) for name in self.headers) or b"(?!)"
        return re.compile(rb"^(%s)(:[ \t]*)[^\r\n]*" % names, re.IGNORECASE | re.MULTILINE)

    @cached_property
    def _member(self) -> re.Pattern[bytes]:
        names = b"|".join(re.escape(json.dumps(key)[1:-1].encode()) for key in self.keys) or b"(?!)"
        text = rb'"(?:[^"\\]|\\.)*"'
        return re.compile(rb'("(?:%s)"\s*:\s*)(?:%s|-?[0-9][0-9.eE+-]*)' % (names, text), re.IGNORECASE | re.DOTALL)

    @cached_property
    def _quoted_member(self) -> re.Pattern[bytes]:
        """A member of JSON that stands inside a JSON string, with its quotation marks escaped."""
        names = b"|".join(re.escape(key.encode()) for key in self.keys) or b"(?!)"
        return re.compile(rb'(\\"(?:%s)\\"\s*:\s*\\")(?:[^"\\]|\\[^"])*' % names, re.IGNORECASE)

    @cached_property
    def _field(self) -> re.Pattern[bytes]:
        names = b"|".join(re.escape(key.encode()) for key in self.keys) or b"(?!)"
        return re.compile(rb"([?&\s-](?:%s)=|--(?:%s)\s+)[^&\s\"'\\]+" % (names, names), re.IGNORECASE)

    @cached_property
    def _argument(self) -> re.Pattern[bytes]:
        """What follows an option in a list of arguments."""
        names = b"|".join(re.escape(key.encode()) for key in self.keys) or b"(?!)"
        return re.compile(rb'("--?(?:%s)"\s*,\s*)"(?:[^"\\]|\\.)*"' % names, re.IGNORECASE | re.DOTALL)

    @cached_property
    def _value(self) -> re.Pattern[bytes]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.values).encode() or b"(?!)")

    def bytes_without_secrets(self, raw: bytes, *, is_head: bool = False) -> bytes:
        """Give bytes in which what the rules name is replaced by `REDACTED`; `is_head` for an HTTP head."""
        mark = REDACTED.encode()
        if is_head:
            raw = self._header.sub(rb"\1\2" + mark, raw)
        raw = self._member.sub(rb'\1"' + mark + b'"', raw)
        raw = self._argument.sub(rb'\1"' + mark + b'"', raw)
        raw = self._quoted_member.sub(rb"\1" + mark, raw)
        raw = self._field.sub(rb"\1" + mark, raw)
        return self._value.sub(mark, raw)

    def text_without_secrets(self, text: str) -> str:
        """Give a text in which what the rules name is replaced, such as a command line or an address."""
        return self.bytes_without_secrets(text.encode("utf-8", errors="surrogatepass")).decode(
            "utf-8", errors="surrogatepass"
        )
