"""Mutated frames and event streams for the engine: none may crash it, hold it up, or make it grow.

`python -m tests.bench.fuzz [COUNT [SEED]]`; the tests run some thousands with a fixed seed. Bytes go the way they go in a
session: cut anywhere, put together, recorded, parsed, paired, watched, checked.
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final

import anyio
import anyio.lowlevel
from anyio.abc import TaskStatus
from typing_extensions import override

from inspector.jsonrpc.lines import LineSplitter
from inspector.jsonrpc.sse import EventStreamParser, parse_event
from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.sessions.peer import Limits, Peer
from inspector.sessions.session import Session
from inspector.traffic.capture import CaptureWriter
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Recorder, Tap
from inspector.transports.base import Headers, Receiver, Transport
from inspector.transports.failure import Failure, Reason

COUNT: Final = 200_000
SLOWEST: Final = 5.0
"""Seconds one case may take, on a slow machine that has other things to do."""

GROWTH: Final = 64_000_000
"""Bytes the process may grow by after the first tenth, when all code is loaded and all bounded lists are full."""

WAITING: Final = ("tools/call", "tools/list", "initialize", "resources/read", "prompts/get", "server/discover")
"""Requests that wait for an answer all the time, with the ids 1, 2, …"""

_TEXT: Final = {"type": "text", "text": "ä 漢 😀"}
_INFO: Final = {"name": "s", "version": "1"}
_TOOL: Final = {
    "name": "t",
    "description": "d",
    "inputSchema": {
        "type": "object",
        "properties": {"a": {"type": "string", "pattern": "^a+$"}, "b": {"$ref": "#/$defs/b"}},
        "$defs": {"b": {"enum": [1, 2]}},
    },
    "annotations": {"readOnlyHint": True},
    "icons": [{"src": "https://example.com/i.png", "mimeType": "image/png", "sizes": ["16x16"]}],
}


def _reply(ident: int, result: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": ident, "result": result}


def _call(method: str, params: Any, **more: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": method, "params": params, **more}


MESSAGES: Final[tuple[Any, ...]] = (
    _reply(1, {"content": [_TEXT, {"type": "image", "data": "aGk=", "mimeType": "image/png"}], "isError": False}),
    _reply(1, {"resultType": "input_required", "requestState": "s", "inputRequests": {"k": {"method": "roots/list"}}}),
    _reply(2, {"tools": [_TOOL, _TOOL], "nextCursor": "2", "ttlMs": 5, "cacheScope": "private"}),
    _reply(3, {"protocolVersion": "2025-11-25", "serverInfo": _INFO, "capabilities": {"tools": {}, "logging": {}}}),
    _reply(4, {"contents": [{"uri": "a:b", "text": "x"}, {"uri": "a:c", "blob": "aGk="}]}),
    _reply(5, {"messages": [{"role": "user", "content": _TEXT}]}),
    _reply(6, {"supportedVersions": ["2026-07-28"], "capabilities": {}, "resultType": "complete"}),
    {"jsonrpc": "2.0", "id": 1, "error": {"code": -32602, "message": "no", "data": {"supported": ["2026-07-28"]}}},
    _call("notifications/progress", {"progressToken": 1, "progress": 1.5, "total": 3}),
    _call("notifications/message", {"level": "info", "data": {"a": [1, None, True]}, "logger": "x"}),
    _call("notifications/cancelled", {"requestId": 7, "reason": "r"}),
    _call("notifications/resources/updated", {"uri": "a:b"}),
    _call("notifications/tools/list_changed", {"_meta": {"io.modelcontextprotocol/subscriptionId": "1"}}),
    _call("sampling/createMessage", {"messages": [{"role": "user", "content": _TEXT}], "maxTokens": 5}, id="q"),
    _call("elicitation/create", {"message": "m", "requestedSchema": _TOOL["inputSchema"]}, id=9),
    [_call("ping", {}, id=3), _call("notifications/x", {})],
)

_TOKENS: Final = (
    b'"id"', b"null", b"true", b"[", b"{", b"]", b"}", b'"', b"\\", b"\\ud800", b"\\u0000", b"1e999", b"-0.0", b"NaN",
    b"9" * 5_000, b"[" * 1_200, b'{"a":' * 1_200, b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"\n", b"\r\n", b"\n\n", b"data: ",
    b"event: x\n", b"id: 1\n", b"id: \0\n", b"retry: 99999999999999999999999\n", b":", b"Content-Length: 5\r\n\r\n",
    b'"jsonrpc":"2.0",', b'"method":"ping",', b'"result":null,', b'"error":{},', b'"_meta":[],', b'"params":[],',
    b'"$ref":"#",', b'"type":["object"],', b'"nextCursor":7,', "\u2028\u202e".encode(), b"\x1b[0m", b"-1", b"1.0",
)  # fmt: skip


@dataclass
class Report:
    """What came of it. `crashes` holds the bytes and what happened; times are seconds, `growth` is in bytes."""

    count: int = 0
    records: int = 0
    slowest: float = 0.0
    growth: int = 0
    seconds: float = 0.0
    crashes: list[tuple[bytes, str]] = field(default_factory=list)

    @property
    def missed(self) -> list[str]:
        """What went wrong, in sentences."""
        sentences = [f"{what} came of {raw[:300]!r}." for raw, what in self.crashes[:10]]
        if self.slowest > SLOWEST:
            sentences.append(f"One mutation took {self.slowest:.1f} s; at most {SLOWEST:g} s are allowed.")
        if self.growth > GROWTH:
            sentences.append(f"The process grew by {self.growth / 1e6:.0f} MB; {GROWTH / 1e6:.0f} MB are allowed.")
        return sentences


class Mutator:
    """Makes odd bytes of good ones."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._frames = [json.dumps(message, ensure_ascii=False).encode() + b"\n" for message in MESSAGES]
        self._events = [b"event: message\nid: 7\ndata: " + frame + b"\n" for frame in self._frames]
        self._kinds: tuple[Callable[[bytes], bytes], ...] = (
            self._flip, self._drop, self._double, self._insert, self._insert, self._swap, self._splice, self._cut_short,
        )  # fmt: skip

    def frames(self) -> bytes:
        """Give one or two frames, mutated."""
        return self._mutated(self._frames)

    def events(self) -> bytes:
        """Give a stream of one or two events, mutated."""
        return self._mutated(self._events)

    def pieces(self, raw: bytes) -> list[bytes]:
        """Cut bytes somewhere."""
        cuts = sorted(self._chance.randint(0, len(raw)) for _ in range(self._chance.randint(0, 4)))
        return [raw[a:b] for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True)]

    def _mutated(self, seeds: list[bytes]) -> bytes:
        raw = b"".join(self._chance.choices(seeds, k=self._chance.randint(1, 2)))
        for _ in range(self._chance.randint(1, 4)):
            raw = self._chance.choice(self._kinds)(raw)
        return raw

    def _span(self, raw: bytes) -> tuple[int, int]:
        start = self._chance.randint(0, len(raw))
        return start, min(len(raw), start + self._chance.randint(1, 30))

    def _flip(self, raw: bytes) -> bytes:
        changed = bytearray(raw)
        for _ in range(self._chance.randint(1, 3) if raw else 0):
            changed[self._chance.randrange(len(raw))] = self._chance.randrange(256)
        return bytes(changed)

    def _drop(self, raw: bytes) -> bytes:
        start, end = self._span(raw)
        return raw[:start] + raw[end:]

    def _double(self, raw: bytes) -> bytes:
        start, end = self._span(raw)
        return raw[:end] + raw[start:end] * self._chance.randint(1, 5) + raw[end:]

    def _insert(self, raw: bytes) -> bytes:
        at = self._chance.randint(0, len(raw))
        return raw[:at] + self._chance.choice(_TOKENS) + raw[at:]

    def _swap(self, raw: bytes) -> bytes:
        """Put a token in the place of a value, so that the rest stays JSON."""
        parts = raw.split(b":")
        if len(parts) < 3:
            return raw
        at = self._chance.randrange(1, len(parts))
        value, comma, rest = parts[at].partition(b",")
        parts[at] = self._chance.choice(_TOKENS) + comma + rest if comma else value
        return b":".join(parts)

    def _splice(self, raw: bytes) -> bytes:
        other = self._chance.choice(self._frames)
        return raw[: self._chance.randint(0, len(raw))] + other[self._chance.randint(0, len(other)) :]

    def _cut_short(self, raw: bytes) -> bytes:
        return raw[: self._chance.randint(0, len(raw))]


class _Sink(Transport):
    """A transport whose requests are never answered but by what is fed in."""

    name: ClassVar[str] = "stdio"

    @override
    async def run(self, receiver: Receiver, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> Failure:
        return Failure(Reason.CLOSED, "The session was closed.")

    @override
    async def send(self, record: Record, headers: Headers = ()) -> None:
        self.tap.keep(record)

    @override
    def close(self) -> None:
        pass


class _Deaf:
    """An observer that does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: None


class Engine:
    """A session that is fed with bytes instead of a server."""

    def __init__(self, recorder: Recorder) -> None:
        definition = ServerDefinition("fuzz", StdioSettings("fuzz"))
        observer: Any = _Deaf()
        self.session = Session(definition, recorder, observer)
        self.tap: Tap = self.session._tap
        self.peer = Peer(self.tap, _Sink(self.tap), self.session)
        self.records = 0

    async def keep_asking(self, ident: int, method: str) -> None:
        """Send a request again whenever it was answered."""
        while True:
            await self.peer.request(method, {"name": "t"}, ident=ident, limits=Limits(None))
            await anyio.lowlevel.checkpoint()

    def feed_lines(self, pieces: list[bytes]) -> bytes:
        """Take lines as stdio does; gives the bytes of the records."""
        splitter = LineSplitter()
        lines = [line for piece in pieces for line in splitter.feed(piece)]
        rest = splitter.finish()
        for line in (*lines, rest) if rest else lines:
            self.peer.received(self._record(Kind.MESSAGE, line), line)
        return b"".join(lines) + rest

    def feed_events(self, pieces: list[bytes]) -> bytes:
        """Take an event stream as HTTP does; gives the bytes of the records."""
        parser = EventStreamParser()
        events = [event for piece in pieces for event in parser.feed(piece)]
        rest = parser.finish()
        for event in (*events, rest) if rest is not None else events:
            record = self._record(Kind.SSE, event.raw)
            self.peer.crossed(record)
            if event.data:
                self.peer.received(record, event.data)
            if event.complete and parse_event(event.raw).data != event.data:
                raise AssertionError("an event reads otherwise from its record")
        return b"".join(event.raw for event in events) + (rest.raw if rest is not None else b"")

    def check(self) -> None:
        """See that nothing went wrong behind the peer's back, and check what waits for a check."""
        self.session.linter.drain()
        broken = [finding for finding in self.session.linter.findings if finding.rule == "lint-failed"]
        if broken:
            raise AssertionError(broken[0].message)
        self.session.linter.findings.clear()

    def _record(self, kind: Kind, raw: bytes) -> Record:
        self.records += 1
        return self.tap.received(kind, raw)


async def fuzz(count: int, seed: int) -> Report:
    """Feed so many mutations; the same seed gives the same ones."""
    report = Report()
    mishaps: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        recorder = Recorder(CaptureWriter(Path(folder) / "fuzz.mcpcap"))
        engine = Engine(recorder)
        _listen_for_mishaps(engine.tap, mishaps)
        async with anyio.create_task_group() as tasks:
            for ident, method in enumerate(WAITING, 1):
                tasks.start_soon(engine.keep_asking, ident, method)
            await _feed(engine, Mutator(random.Random(seed)), count, report, mishaps)
            tasks.cancel_scope.cancel()
        recorder.close()
    report.records = engine.records
    return report


async def _feed(engine: Engine, mutator: Mutator, count: int, report: Report, mishaps: list[str]) -> None:
    began, before = time.perf_counter(), 0
    for number in range(count):
        if number % 8 == 0:
            await anyio.lowlevel.checkpoint()  # what was answered is asked again
        if number == count // 10:
            before = _resident()
        as_lines = number % 2 == 0
        raw = mutator.frames() if as_lines else mutator.events()
        started = time.perf_counter()
        try:
            kept = (engine.feed_lines if as_lines else engine.feed_events)(mutator.pieces(raw))
            engine.check()
            assert kept == raw, "the records do not hold the bytes"
            assert not mishaps, mishaps.pop()
        except Exception as error:
            report.crashes.append((raw, repr(error)))
        report.slowest = max(report.slowest, time.perf_counter() - started)
    report.count, report.seconds, report.growth = count, time.perf_counter() - began, _resident() - before


def _listen_for_mishaps(tap: Tap, mishaps: list[str]) -> None:
    """Hear what the peer says of its own mistakes, which it outlives."""
    keep = tap.local

    def local(kind: Kind, facts: dict[str, Any], *, exchange: int | None = None) -> Record:
        if "could not handle" in str(facts.get("message")):
            mishaps.append(str(facts["message"]))
        return keep(kind, facts, exchange=exchange)

    tap.local = local  # type: ignore[method-assign]


def _resident() -> int:
    """Give the bytes this process has in memory, where the system tells."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 if status.exists() else 0


def main(count: int = COUNT, seed: int = 1) -> list[str]:
    """Run and print; gives a sentence for each thing that went wrong."""
    report = anyio.run(fuzz, count, seed)
    print(
        f"fuzz: {report.count:,} mutations of frames and event streams in {report.seconds:.0f} s, "
        f"{report.records:,} records; {len(report.crashes)} crashes, slowest {report.slowest * 1000:.0f} ms, "
        f"grew by {report.growth / 1e6:.1f} MB"
    )
    return report.missed


if __name__ == "__main__":
    sys.exit("\n".join(main(*map(int, sys.argv[1:]))))
