"""Findings of a session: messages are checked when there is time, never on their way."""

import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple, replace
from typing import Any, Final, NamedTuple, TypedDict

import anyio
import anyio.lowlevel
import anyio.to_thread

from inspector.jsonrpc.message import MISSING, Message, Shape, parse
from inspector.jsonrpc.sse import parse_event
from inspector.lint.check import check_event, check_head, steps
from inspector.lint.context import Context, Sender
from inspector.lint.finding import Finding
from inspector.lint.limits import MORE
from inspector.lint.loading import load
from inspector.lint.report import holds, report
from inspector.lint.situations import Situation
from inspector.protocol.methods import CALL_TOOL, subject_of
from inspector.traffic.capture import FindingRow
from inspector.traffic.http_head import read_head
from inspector.traffic.record import Direction, Kind, Record
from inspector.traffic.recorder import Tap

MAX_WAITING: Final = 5_000
MAX_BYTES: Final = 32_000_000
"""What may wait for a check; what comes beyond is passed over, and counted."""

_FLOODED: Final = "So much came at once that this and some of what follows was not checked."

MAX_FINDINGS: Final = 10_000

_PAUSE: Final = 0.05
_SLICE: Final = 0.005
_PATIENCE: Final = 20
_BUSY_PATIENCE: Final = 4
_BREATH: Final = 0.001
_MESSAGE_TIME: Final = 3.0
"""Seconds of work on one message; the pauses between its slices do not count."""

_MESSAGE_FINDINGS: Final = 100
_HEADS_KEPT: Final = 1_000
_NOTES_HELD: Final = 1_000


class Linter:
    """Collects what there is to say about the messages of one session, and keeps it in the capture."""

    def __init__(self, tap: Tap) -> None:
        self.around = Context(Message(Shape.OTHER_JSON))
        """What is known around every message of the session: revision, capabilities, transport."""
        self.output_schemas: dict[str, Any] = {}
        """The `outputSchema` of each tool that has one."""
        self.passed_over = 0
        self._flooded = False
        self.findings: list[Finding] = []
        self._tap = tap
        self._waiting: deque[tuple[Message | None, Record, Message | Record | None]] = deque()
        self._heads: OrderedDict[int, _Head] = OrderedDict()
        self._held: list[_Note] = []
        self._bytes = 0
        self._taken = 0
        self._under_way: Iterator[None] | None = None
        self._loaded = False
        self._wake = anyio.Event()

    def take(self, message: Message, record: Record, call: Message | None) -> None:
        """Take a message for a later check, with the request it answers."""
        if message.is_cut:
            self._pass_over(record, f"{message.problem} It was not checked.")
        else:
            self._queue(message, record, call)

    def take_frame(self, record: Record, posted: Record | None) -> None:
        """Take a frame that is no message: a block of an event stream, or the head of the answer to `posted`."""
        self._queue(None, record, posted)

    def _queue(self, message: Message | None, record: Record, other: Message | Record | None) -> None:
        self._taken += 1
        size = len(record.raw)
        if size > MAX_BYTES:
            self._pass_over(record, f"The message has over {MAX_BYTES // 1_000_000} MB and was not checked.")
            return
        if len(self._waiting) >= MAX_WAITING or self._bytes + size > MAX_BYTES:
            self._pass_over(record, "" if self._flooded else _FLOODED)
            self._flooded = True
            return
        if not self._waiting:
            self._wake.set()
        self._waiting.append((message, record, other))
        self._bytes += size

    def _pass_over(self, record: Record, why: str) -> None:
        """Say that a record is not checked, and why; without a reason it was said already."""
        if why:
            self._add(record.seq, MORE.finding(why, revision=self.around.revision, method=record.method))
        self.passed_over += 1

    def note(self, situation: Situation, record: Record, sentence: str, pointer: str = "") -> None:
        """Note something about a record that no look at the record itself can tell."""
        self.note_at(situation, record.seq, record.method, sentence, pointer)

    def note_at(self, situation: Situation, seq: int, method: str | None, sentence: str, pointer: str = "") -> None:
        """Note something about the record of this number, which carries a message of `method`.

        Where whose rules hold is not known yet, it is kept back until it is.
        """
        note = _Note(seq, situation, sentence, method, pointer)
        if self.around.revision is not None or holds(situation, None):
            self._add_note(note, self.around.revision)
        elif len(self._held) < _NOTES_HELD:
            self._held.append(note)

    def know(self, around: Context) -> None:
        """Learn what is known around every message of the session, once it was agreed on."""
        self.around = around
        self.release(around.revision)

    def release(self, revision: str | None) -> None:
        """Judge what was kept back by a revision; what does not hold in it, or in all if it is None, is dropped."""
        held, self._held = self._held, []
        for note in held:
            self._add_note(note, revision)

    def _add_note(self, note: "_Note", revision: str | None) -> None:
        if holds(note.situation, revision):
            finding = report(note.situation, note.sentence, revision=revision, method=note.method, pointer=note.pointer)
            self._add(note.seq, finding)

    def drain(self, seconds: float = float("inf")) -> bool:
        """Check what waits, for so long at most; tells whether all is checked. A check may pause within a message."""
        end = time.monotonic() + seconds
        while self._waiting or self._under_way is not None:
            if self._under_way is None:
                self._under_way = self._begin(*self._waiting.popleft())
            for _ in self._under_way:
                if time.monotonic() > end:
                    return False
            self._under_way = None
        return True

    async def finish(self, seconds: float, revision: str | None) -> None:
        """Check in slices what still waits, for so long at most, when the session ends; the rest goes unchecked.

        `revision` is what the user had chosen, for a session that never agreed on one.
        """
        self.release(revision)
        if not self._waiting and self._under_way is None:
            return
        with anyio.CancelScope(shield=True):
            await self._load()
            end = time.monotonic() + seconds
            while time.monotonic() < end and not self.drain(_SLICE):
                await anyio.lowlevel.checkpoint()

    def _begin(self, message: Message | None, record: Record, other: Message | Record | None) -> Iterator[None]:
        self._bytes -= len(record.raw)
        if message is not None:
            return self._check_message(message, record, other if isinstance(other, Message) else None)
        return self._check_frame(record, other if isinstance(other, Record) else None)

    def _check_frame(self, record: Record, posted: Record | None) -> Iterator[None]:
        if record.kind is Kind.SSE:
            found = check_event(replace(self.around, event=parse_event(record.raw)))
        elif record.kind is Kind.HTTP_RESPONSE:
            call = parse(posted.raw) if posted is not None else None
            found = check_head(replace(self.around, call=call, **self._keep_head(record)))
        else:
            found = []
        for finding in found:
            self._add(record.seq, finding)
        yield

    def _keep_head(self, record: Record) -> "_Head":
        """Read a head and keep it for the messages that follow it."""
        read = read_head(record.raw)
        head = _Head(status=read.status, headers=read.headers)
        if record.http is not None:
            self._heads[record.http] = head
            if len(self._heads) > _HEADS_KEPT:
                self._heads.popitem(last=False)
        return head

    def _around(self, record: Record) -> Context:
        """Give what is known around a message that came in this record."""
        around = self.around
        head = self._heads.get(record.http or 0)
        if head is not None:
            around = replace(around, **head)
        if record.kind is Kind.SSE and not record.part:
            around = replace(around, event=parse_event(record.raw))
        return around

    def _check_message(self, message: Message, record: Record, call: Message | None) -> Iterator[None]:
        """Check one message, step by step, up to the limits in time and number that one message has."""
        context = replace(self._around(record), message=message, raw=record.payload, call=call)
        if record.direction is Direction.SENT:
            context = replace(context, sender=Sender.CLIENT)
        if call is not None and call.method == CALL_TOOL:
            context = replace(context, output_schema=self.output_schemas.get(subject_of(call.params) or "", MISSING))
        found, spent, resumed = 0, 0.0, time.monotonic()
        for finding in steps(context):
            if finding is not None:
                self._add(record.seq, finding)
                found += 1
            spent += time.monotonic() - resumed
            if found >= _MESSAGE_FINDINGS or spent > _MESSAGE_TIME:
                why = f"after {found} findings" if found >= _MESSAGE_FINDINGS else f"after {_MESSAGE_TIME:g} seconds"
                sentence = f"Checking was ended {why}; there may be more to find."
                self._add(record.seq, MORE.finding(sentence, revision=context.in_force, method=context.method))
                return
            yield
            resumed = time.monotonic()

    async def run(self) -> None:
        """Check in small slices when it is quiet, until cancelled; traffic that never rests is checked beside it."""
        while True:
            await self._wake.wait()
            self._wake = anyio.Event()
            await self._quiet(_PATIENCE)
            await self._load()
            while not self.drain(_SLICE):
                await self._rest()

    async def _load(self) -> None:
        """Load what checks shapes beside the engine's thread, once."""
        if not self._loaded:
            with suppress(ImportError):  # a rule that needs what is missing says so; no session ends for it
                await anyio.to_thread.run_sync(load, abandon_on_cancel=True)
                self._loaded = True

    async def _rest(self) -> None:
        """Let others have the thread: for a moment when nothing goes on, and longer beside traffic."""
        before = self._taken
        await anyio.sleep(_BREATH)
        if self._taken != before:
            await self._quiet(_BUSY_PATIENCE)

    async def _quiet(self, patience: int) -> None:
        """Wait until nothing came in for a while, or the patience is at its end."""
        for _ in range(patience):
            before = self._taken
            await anyio.sleep(_PAUSE)
            if self._taken == before:
                return

    def _add(self, seq: int, finding: Finding) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(finding)
        self._tap.add_finding(seq, FindingRow(*astuple(finding)))


class _Note(NamedTuple):
    """A situation that was noticed, before it is a finding."""

    seq: int
    situation: Situation
    sentence: str
    method: str | None
    pointer: str


class _Head(TypedDict):
    """Status and headers of an HTTP response, as a `Context` has them."""

    status: int | None
    headers: tuple[tuple[str, str], ...]
