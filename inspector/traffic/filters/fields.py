"""The words of the filter language: fields, flags and units."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Measure(StrEnum):
    """What a field's value is."""

    TEXT = "text"
    NUMBER = "number"
    DURATION = "duration"
    SIZE = "size"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record that can be compared. `choices` are all the values there can be, where they are known."""

    name: str
    measure: Measure
    about: str
    choices: tuple[str, ...] = ()


FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        field.name: field
        for field in (
            Field("method", Measure.TEXT, "method of the message, or of the request it answers"),
            Field("subject", Measure.TEXT, "tool, URI, prompt, or what else the message is about"),
            Field("tool", Measure.TEXT, "name of the tool that is called"),
            Field("uri", Measure.TEXT, "resource that is read or subscribed to"),
            Field("prompt", Measure.TEXT, "name of the prompt that is asked for"),
            Field("session", Measure.TEXT, "name of the server"),
            Field("dir", Measure.TEXT, "which way it went", ("sent", "received", "local")),
            Field(
                "kind",
                Measure.TEXT,
                "what the record holds",
                (
                    "message",
                    "http-request",
                    "http-response",
                    "sse",
                    "body",
                    "stderr",
                    "process",
                    "connection",
                    "failure",
                ),
            ),
            Field(
                "shape",
                Measure.TEXT,
                "what JSON-RPC makes of it",
                ("request", "notification", "result", "error", "batch", "other JSON", "not JSON"),
            ),
            Field("id", Measure.TEXT, "id of the message, as JSON"),
            Field("status", Measure.TEXT, "how it ended: ok, error, failure, or the HTTP status code"),
            Field("latency", Measure.DURATION, "request to reply: 200ms, 1.5s"),
            Field("size", Measure.SIZE, "bytes of the record: 10KB, 1MB"),
            Field("time", Measure.DURATION, "since the capture began: 5s, 2min"),
            Field("number", Measure.NUMBER, "number of the record"),
            Field("exchange", Measure.NUMBER, "number of the request it belongs to"),
            Field("rule", Measure.TEXT, "id of a finding's rule"),
            Field("severity", Measure.TEXT, "severity of a finding", ("error", "warning", "note")),
            Field("note", Measure.TEXT, "what you noted on it"),
            Field("body", Measure.JSON, "a place in the message: body.params.name, body.result.content[0].text"),
        )
    }
)

FLAGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "error": "the server said no: an error, or a result with isError",
        "failure": "no answer came",
        "waiting": "a request that has no answer yet",
        "finding": "there is something to say about it",
        "marked": "you marked it",
        "noted": "you wrote a note on it",
        "own": "the program sent or caused it on its own account",
        "sent": "it went to the server",
        "received": "it came from the server",
        "local": "it happened here",
        "request": "a request",
        "reply": "a result or an error",
        "notification": "a notification",
        "http": "the head of an HTTP request or response",
        "stderr": "a line of standard error",
        "process": "a process started or ended",
        "connection": "a WebSocket or another socket was opened or has ended",
    }
)

WORDS: Final = ("and", "or", "not")

OPERATOR_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "matches": "~", "contains": "~"}
)
"""Operators as Wireshark spells them; `contains` is a pattern that stands for just what it says."""

UNITS: Final[Mapping[Measure, Mapping[str, float]]] = MappingProxyType(
    {
        Measure.DURATION: {
            "ns": 1,
            "us": 1e3,
            "µs": 1e3,
            "μs": 1e3,
            "ms": 1e6,
            "s": 1e9,
            "sec": 1e9,
            "min": 60e9,
            "h": 3600e9,
        },
        Measure.SIZE: {
            "b": 1,
            "kb": 1e3,
            "mb": 1e6,
            "gb": 1e9,
            "kib": 1 << 10,
            "mib": 1 << 20,
            "gib": 1 << 30,
            "k": 1e3,
            "m": 1e6,
            "g": 1e9,
        },
    }
)
"""What a unit is worth in the unit that is stored: nanoseconds, bytes."""

PLAIN_UNIT: Final[Mapping[Measure, float]] = MappingProxyType(
    {Measure.DURATION: 1e6, Measure.SIZE: 1, Measure.NUMBER: 1}
)
"""What a number without unit is worth: durations are milliseconds."""
