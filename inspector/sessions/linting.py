"""Findings of a session: messages are checked when there is time, never on their way."""

import time
from collections import deque
from dataclasses import astuple
from typing import Final

import anyio

from inspector.jsonrpc.message import Message
from inspector.lint.check import Context, check
from inspector.lint.finding import Finding
from inspector.lint.report import report
from inspector.lint.situations import Situation
from inspector.traffic.capture import FindingRow
from inspector.traffic.record import Record
from inspector.traffic.recorder import Tap

MAX_WAITING: Final = 5_000
MAX_BYTES: Final = 32_000_000
"""What may wait for a check; what comes beyond is passed over, and counted."""

MAX_FINDINGS: Final = 10_000

_PAUSE: Final = 0.05
_SLICE: Final = 0.005
_PATIENCE: Final = 20


class Linter:
    """Collects what there is to say about the messages of one session, and keeps it in the capture."""

    def __init__(self, tap: Tap) -> None:
        self.revision: str | None = None
        self.passed_over = 0
        self.findings: list[Finding] = []
        self._tap = tap
        self._waiting: deque[tuple[Message, Record, Message | None]] = deque()
        self._bytes = 0
        self._taken = 0
        self._wake = anyio.Event()

    def take(self, message: Message, record: Record, call: Message | None) -> None:
        """Take a message for a later check, with the request it answers."""
        self._taken += 1
        size = len(record.raw)
        if len(self._waiting) >= MAX_WAITING or self._bytes + size > MAX_BYTES:
            self.passed_over += 1
            return
        if not self._waiting:
            self._wake.set()
        self._waiting.append((message, record, call))
        self._bytes += size

    def unpaired(self, message: Message, record: Record, why: str) -> None:
        """Note a reply that answers nothing; `why` is `late` or `unknown id`."""
        rule = Situation.REPLY_LATE if why == "late" else Situation.REPLY_UNKNOWN_ID
        sentence = f"The reply has the id {message.id!r}, which nothing waits for."
        self._add(record, report(rule, sentence, revision=self.revision, pointer="/id"))

    def note_list(self, method: str, note: str) -> None:
        """Note a list that did not come to an end."""
        self.findings.append(report(Situation.LIST_ENDLESS, note, revision=self.revision, method=method))

    def drain(self, seconds: float = float("inf")) -> bool:
        """Check what waits, for so long at most; tells whether all is checked."""
        end = time.monotonic() + seconds
        while self._waiting:
            message, record, call = self._waiting.popleft()
            self._bytes -= len(record.raw)
            for finding in check(Context(message, record.payload, self.revision, call)):
                self._add(record, finding)
            if time.monotonic() > end:
                return not self._waiting
        return True

    async def run(self) -> None:
        """Check in small slices when it is quiet, until cancelled; traffic that never rests is checked beside it."""
        while True:
            await self._wake.wait()
            self._wake = anyio.Event()
            await self._quiet()
            while not self.drain(_SLICE):
                await anyio.sleep(_PAUSE)

    async def _quiet(self) -> None:
        for _ in range(_PATIENCE):
            before = self._taken
            await anyio.sleep(_PAUSE)
            if self._taken == before:
                return

    def _add(self, record: Record, finding: Finding) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(finding)
        self._tap.add_finding(record, FindingRow(*astuple(finding)))
