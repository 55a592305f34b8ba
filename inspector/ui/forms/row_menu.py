"""What the menu of a row offers: its states, values to begin with, another way to write it."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import write
from inspector.schema.example import example_of
from inspector.schema.fields import Field, StringField
from inspector.ui.widgets.plain_text import visible_text

_OFFERED = 8


def values_offered(field: Field) -> Iterator[tuple[str, Any]]:
    """Give values a person may want, with what they are called."""
    if field.default is not MISSING:
        yield f"Default: {_short(field.default)}", field.default
    for value in field.examples[:_OFFERED]:
        yield f"Example: {_short(value)}", value
    if field.default is MISSING and not field.examples:
        made = example_of(field)
        if made is not None:
            yield f"Example: {_short(made)}", made
    if isinstance(field, StringField):
        yield from _of_this_moment(field.format)


def _of_this_moment(form: str | None) -> Iterator[tuple[str, Any]]:
    now = datetime.now(UTC).replace(microsecond=0)
    if form == "date":
        yield "Today", now.astimezone().date().isoformat()
    elif form == "date-time":
        yield "Now", now.isoformat().replace("+00:00", "Z")
    elif form == "time":
        yield "Now", now.time().isoformat() + "Z"
    elif form == "uuid":
        yield "New UUID", str(uuid.uuid4())


def _short(value: Any) -> str:
    text = write(value, indent=None)
    return visible_text(text if len(text) <= 60 else text[:59] + "…", one_line=True).replace("&", "&&")
