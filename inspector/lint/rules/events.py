"""Blocks of an event stream."""

from typing import Final

from inspector.jsonrpc.sse import ServerSentEvent
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import shown
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.protocol.revisions import LEGACY_REVISIONS, MODERN_REVISIONS

EVENT_NAME = Rule("sse-event-name", Severity.WARNING, 'An event has another name than "message".', section.HTTP_STREAM)
INCOMPLETE = Rule("sse-incomplete", Severity.ERROR, "An event lacks the blank line at its end.", section.EVENT_STREAM)
ID_MODERN = Rule(
    "sse-id-stateless", Severity.NOTE, "An event has an id in a revision without resuming.", section.HTTP_RESUME,
    MODERN_REVISIONS,
)  # fmt: skip
ID_NUL = Rule("sse-id-nul", Severity.WARNING, "An event's id holds a NUL and is passed over.", section.EVENT_STREAM)
RETRY = Rule("sse-retry", Severity.WARNING, "A retry is no whole number and is passed over.", section.EVENT_STREAM)
FIELD = Rule("sse-field", Severity.WARNING, "A line of an event is no known field and is passed over.",
             section.EVENT_STREAM)  # fmt: skip
BARE_JSON = Rule("sse-bare-json", Severity.ERROR, 'JSON stands in an event stream without "data:".',
                 section.EVENT_STREAM)  # fmt: skip
SPLIT = Rule(
    "sse-data-split", Severity.NOTE, "The data of an event is spread over several lines.", section.EVENT_STREAM
)
ENDPOINT = Rule(
    "sse-endpoint-late", Severity.WARNING, 'An "endpoint" event came on a stream that has none.', section.HTTP_STREAM,
    (*LEGACY_REVISIONS[1:], *MODERN_REVISIONS),
)  # fmt: skip

_FIELDS: Final = (b"data", b"event", b"id", b"retry")
_MAX_LOOKED_AT: Final = 100_000


def check_event_block(context: Context) -> Steps:
    """Check a block of an event stream."""
    event = context.event
    if event is None:
        return
    if event.event == "endpoint":
        yield Said(ENDPOINT, '"endpoint" belongs to the older transport, HTTP with SSE.')
    elif event.event != "message":
        yield Said(EVENT_NAME, f'The name is {shown(event.event)}; clients may hear only "message".')
    if not event.complete:
        yield Said(INCOMPLETE, "The stream ended within the event, which browsers discard.")
    if event.id is not None:
        yield Said(ID_MODERN, f"The id is {shown(event.id)}; streams cannot be resumed.")
    yield from _lines(event)


def _lines(event: ServerSentEvent) -> Steps:
    """Check the lines of a block; what a parser passes over in silence is just what an inspector has to say."""
    data = 0
    for line in event.raw[:_MAX_LOOKED_AT].splitlines():
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        data += name == b"data"
        if line.lstrip()[:1] in (b"{", b"["):
            yield Said(BARE_JSON, 'The line is JSON; it has to begin with "data:".')
        elif name == b"retry" and not value.isdigit():
            yield Said(RETRY, f"It is {shown(value.decode('utf-8', errors='replace'))}.")
        elif name == b"id" and b"\0" in value:
            yield Said(ID_NUL, "The id holds a NUL.")
        elif name and name not in _FIELDS and not name.startswith(b"\xef\xbb\xbf"):
            yield Said(FIELD, f"The line begins with {shown(name.decode('utf-8', errors='replace'))}.")
    if data > 1:
        yield Said(SPLIT, f"The message is spread over {data} lines.")


RULES: Final = (EVENT_NAME, INCOMPLETE, ID_MODERN, ID_NUL, RETRY, FIELD, BARE_JSON, SPLIT, ENDPOINT)
EVENT_CHECKS: Final[tuple[Check, ...]] = (check_event_block,)
CHECKS: Final[tuple[Check, ...]] = ()
