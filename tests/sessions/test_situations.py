"""Each situation that peer, session or stdio can see: provoked by a real server, named at the right record, else silent."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import anyio
import pytest
from typing_extensions import override

from inspector.lint.situations import Situation
from inspector.servers.definition import HttpSettings, ServerDefinition
from inspector.sessions.session import Session
from inspector.traffic.capture import CaptureReader
from tests.servers.scripted_http import Out, Request, Script, result, serving

from .conftest import Open

pytestmark = pytest.mark.anyio

SERVER = str(Path(__file__).parent.parent / "servers/untimely_server.py")
LEGACY, MODERN = "2025-11-25", "2026-07-28"

Work = Callable[[Session], Awaitable[object]]


async def call(session: Session) -> None:
    """Call the tool, and something after it, so that all that follows the reply has come."""
    await session.call("tools/call", {"name": "work", "arguments": {}}, on_progress=lambda params: None)
    await session.refresh("tools")


async def call_and_cancel(session: Session) -> None:
    """Call the tool, and take that back once the server works on it."""
    with anyio.CancelScope() as scope:
        await session.call("tools/call", {"name": "work"}, on_progress=lambda params: scope.cancel())
    await session.refresh("tools")


async def call_briefly(session: Session) -> None:
    await session.call("tools/call", {"name": "work"}, timeout=0.1)
    await session.refresh("tools")


async def call_with_level(session: Session) -> None:
    await session.call("logging/setLevel", {"level": "warning"})
    await call(session)


async def ping(session: Session) -> None:
    await session.call("ping", {})


async def list_resources(session: Session) -> None:
    await session.call("resources/list", {})


async def nothing(session: Session) -> None:
    pass


@dataclass(frozen=True)
class Case:
    """A vice, what it is called, what to do, and how the record begins or what it holds that the finding is at."""

    situation: Situation
    vice: str
    work: Work
    at: bytes
    pointer: str = ""
    era: str = LEGACY


CASES = [
    Case(Situation.REPLY_TWICE, "twice", call, b'"done"', "/id"),
    Case(Situation.REPLY_OTHER_TYPE, "twice-as-text", call, b'"done"', "/id"),
    Case(Situation.REPLY_UNKNOWN_ID, "unknown", call, b'"id": 4711', "/id"),
    Case(Situation.REPLY_LATE, "late", call_briefly, b'"done"', "/id"),
    Case(Situation.REPLY_AFTER_CANCEL, "waits", call_and_cancel, b'"done"', "/id"),
    Case(Situation.REPLY_TO_NOTIFICATION, "answers-notifications", nothing, b'"id": null', "/id"),
    Case(Situation.REQUEST_ID_REUSED, "id-reused", call, b'"again"', "/id"),
    Case(Situation.REQUEST_UNANSWERED, "unanswered", call, b'"tools/call"'),
    Case(Situation.REQUEST_BEFORE_INITIALIZED, "early", nothing, b"roots/list", "/method"),
    Case(Situation.NOTIFICATION_BEFORE_INITIALIZED, "early", nothing, b"list_changed", "/method"),
    Case(Situation.NOTIFICATION_UNREQUESTED, "unrequested", call, b"list_changed", "/method", MODERN),
    Case(Situation.NOTIFICATION_UNSUBSCRIBED, "unsubscribed", call, b"resources/updated", "/params/uri"),
    Case(Situation.LOG_UNREQUESTED, "log-unrequested", call, b"notifications/message", "/method", MODERN),
    Case(Situation.LOG_BELOW_LEVEL, "log-below", call_with_level, b"notifications/message", "/params/level"),
    Case(Situation.PROGRESS_UNKNOWN_TOKEN, "progress-unknown", call, b"nobody", "/params/progressToken"),
    Case(Situation.PROGRESS_NOT_INCREASING, "progress-back", call, b"notifications/progress", "/params/progress"),
    Case(Situation.PROGRESS_AFTER_REPLY, "progress-after", call, b"notifications/progress", "/params/progressToken"),
    Case(Situation.CANCELLED_UNKNOWN, "cancels-unknown", call, b"4711", "/params/requestId"),
    Case(Situation.CANCELLED_UNKNOWN, "cancels-ours", call, b"notifications/cancelled", "/params/requestId"),
    Case(Situation.LIST_ENDLESS, "endless", nothing, b'"nextCursor": "on"', "/result/nextCursor"),
    Case(Situation.LIST_ITEM_TWICE, "item-twice", nothing, b'"work"', "/result/tools/0"),
    Case(Situation.LIST_CACHE_SCOPE, "scope", nothing, b'"public"', "/result/cacheScope", MODERN),
    Case(Situation.METHOD_ADVERTISED_NOT_FOUND, "not-found", nothing, b"-32601", "/error/code"),
    Case(Situation.METHOD_NOT_ADVERTISED, "not-advertised", list_resources, b'"resources"'),
    Case(Situation.METHOD_REQUIRED_NOT_FOUND, "undiscovered", nothing, b"-32601", "/error/code", MODERN),
    Case(Situation.PING_REFUSED, "pong", ping, b'"pong"', "/result"),
    Case(Situation.STDOUT_NOISE, "noise", nothing, b"[info] server started"),
    Case(Situation.LAST_LINE_UNENDED, "unended", call, b'{"jsonrpc":"2.0",'),
    Case(Situation.PROCESS_CRASHED, "crash", call, b'"code": 3'),
    Case(Situation.PROCESS_IGNORED_CLOSE, "stays", nothing, b'"event": "exit"'),
]


class Found(NamedTuple):
    rule: str
    raw: bytes
    pointer: str


async def found(open_session: Open, vice: str, work: Work, era: str) -> list[Found]:
    """Give the findings that the capture of a whole session holds, each with the bytes of its record."""
    flags = ["--modern"] if era == MODERN else []
    async with open_session([sys.executable, SERVER, vice, *flags], era=era) as watched:
        await work(watched.session)
    reader = CaptureReader(watched.path)
    try:
        last = reader.count()
        return [
            Found(finding.rule, reader.raw(seq), finding.pointer)
            for seq in range(1, last + 1)
            for finding in reader.findings(seq)
        ]
    finally:
        reader.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.situation}-{case.vice}")
async def test_a_situation_is_told_at_the_record_it_is_seen_at(open_session: Open, case: Case) -> None:
    findings = [one for one in await found(open_session, case.vice, case.work, case.era) if one.rule == case.situation]
    assert findings
    for finding in findings:
        assert case.at in finding.raw
        assert finding.pointer == case.pointer


@pytest.mark.parametrize(
    ("work", "era"),
    [(work, LEGACY) for work in (call, call_with_level, ping, nothing)] + [(call, MODERN)],
    ids=lambda part: getattr(part, "__name__", part),
)
async def test_a_server_that_errs_in_nothing_is_in_no_situation(open_session: Open, work: Work, era: str) -> None:
    assert await found(open_session, "none", work, era) == []


async def test_a_reply_with_its_id_as_a_text_is_still_the_reply(open_session: Open) -> None:
    async with open_session([sys.executable, SERVER, "ids-as-texts"], era=LEGACY) as watched:
        assert [tool["name"] for tool in watched.session.catalog.tools] == ["work", "rest"]
        assert "reply-id-type" in {finding.rule for finding in watched.session.findings()}


async def test_a_flood_of_one_situation_is_cut_and_says_so(open_session: Open) -> None:
    findings = await found(open_session, "flood", call, LEGACY)
    unknown = [one for one in findings if one.rule == Situation.PROGRESS_UNKNOWN_TOKEN]
    assert len(unknown) == 100


class _Talkative(Script):
    """Goes on with the stream of a call after the reply."""

    late = True

    @override
    async def call(self, request: Request, out: Out) -> None:
        await out.events()
        note = {"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": "late"}}
        reply = result(request, {"content": []})
        for message in (reply, note) if self.late else (note, reply):
            await out.event(message)


@pytest.mark.parametrize("late", [True, False])
async def test_a_notification_on_the_stream_of_an_answered_call_is_told(open_session: Open, late: bool) -> None:
    script = _Talkative()
    script.late = late
    async with serving(script):
        definition = ServerDefinition("talkative", HttpSettings(script.url), era=LEGACY)
        async with open_session(definition) as watched:
            await watched.session.call_tool("echo", {})
            await watched.session.refresh("tools")
            await watched.until(lambda: any(method == "notifications/message" for method, _ in watched.told))
            told = {finding.rule for finding in watched.session.findings()}
    assert (Situation.NOTIFICATION_AFTER_REPLY in told) is late
