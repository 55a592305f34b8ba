"""Text that is JSON, or says it is: whether it can be read, and what is odd about it.

https://www.rfc-editor.org/rfc/rfc8259
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from inspector.content.text_bytes import encoded
from inspector.jsonrpc.large import read_large

AT_ONCE: Final = 2_000_000
"""Characters that are read at once; what is longer is read when it is looked at as a tree."""

LARGEST: Final = 200_000_000
_MOST_VALUES: Final = 1_000_000
_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Look:
    """Whether a text is JSON with an inside, as far as it was looked at, and a sentence about what is odd."""

    is_json: bool
    note: str = ""


def look_at(text: str, *, claimed: bool, mime: str) -> Look:
    """Tell whether a text is JSON; `claimed` where its type says so. Of a long text only the beginning is looked at."""
    seems = text[:1_000].lstrip(_MARK + " \t\r\n")[:1] in ("{", "[")
    if not seems and not claimed:
        return Look(is_json=False)
    if len(text) > AT_ONCE:
        return Look(is_json=seems and claimed)
    try:
        json.loads(text.removeprefix(_MARK))
    except RecursionError:
        return Look(is_json=False, note="The JSON is nested too deeply to be shown as a tree.")
    except ValueError as error:
        return Look(is_json=False, note=f'The MIME type says "{mime}", but {_why(error)}' if claimed else "")
    marked = "The JSON begins with a byte order mark, which it must not (RFC 8259, section 8.1)."
    return Look(is_json=seems, note=marked if text.startswith(_MARK) else "")


def read(text: str) -> tuple[Any, str]:
    """Give the value, and a sentence about what is wrong or left out. For a thread where the text is long."""
    try:
        if len(text) <= AT_ONCE:
            return json.loads(text.removeprefix(_MARK)), ""
        if len(text) > LARGEST:
            return (
                None,
                f"Of more than {LARGEST // 1_000_000} MB of JSON no tree is made. Save it to read it elsewhere.",
            )
        found = read_large(encoded(text.removeprefix(_MARK)), most_values=_MOST_VALUES)
    except RecursionError:
        return None, "The JSON is nested too deeply to be shown as a tree."
    except ValueError as error:
        return None, f"There is no tree, for {_why(error)}"
    return found.value, f"The tree has the first {_MOST_VALUES:,} values." if found.is_cut else ""


def _why(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        said = error.msg[:1].lower() + error.msg[1:]
        return f"the text is not JSON: {said} at line {error.lineno:,}, column {error.colno:,}."
    return "a number in it is too long to be read."
