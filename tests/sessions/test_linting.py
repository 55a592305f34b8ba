"""When and what a session checks."""

import sys
from pathlib import Path

import pytest

from inspector.sessions.linting import _MESSAGE_FINDINGS
from inspector.traffic.capture import CaptureReader

from .conftest import Open, Watched

pytestmark = pytest.mark.anyio

UNTIMELY = [sys.executable, str(Path(__file__).parent.parent / "servers/untimely_server.py")]


def rules_at(watched: Watched, seq: int) -> dict[str, str]:
    """Give rule and pointer of the findings at a record."""
    watched.session.findings()
    watched.recorder.flush()
    reader = CaptureReader(watched.path)
    found = {finding.rule: finding.pointer for finding in reader.findings(seq)}
    reader.close()
    return found


async def test_what_the_user_sends_by_hand_is_checked_too(open_session: Open, plain_command: list[str]) -> None:
    async with open_session(plain_command, era="2025-11-25") as watched:
        wrong = await watched.session.send_raw(b'{"id": 1.5, "method": "tools/call", "params": {"name": 5}}')
        right = await watched.session.send_raw(b'{"jsonrpc": "2.0", "id": "x", "method": "ping"}')
        assert rules_at(watched, wrong.seq) == {
            "jsonrpc-version": "/jsonrpc",
            "id-fraction": "/id",
            "schema-shape": "/params/name",
        }
        assert rules_at(watched, right.seq) == {}


async def test_what_the_program_sends_by_itself_is_not(open_session: Open, plain_command: list[str]) -> None:
    async with open_session(plain_command) as watched:
        sent = [row.seq for row in watched.rows() if row.direction == "sent"]
        assert [rules_at(watched, seq) for seq in sent] == [{} for _ in sent]


async def test_a_message_that_is_wrong_everywhere_says_that_there_is_more(open_session: Open) -> None:
    async with open_session([*UNTIMELY, "wrong-everywhere"], era="2025-11-25") as watched:
        (reply,) = [row.seq for row in watched.rows() if row.method == "tools/list" and row.direction == "received"]
        rules_at(watched, reply)
        reader = CaptureReader(watched.path)
        found = reader.findings(reply)
        reader.close()
    assert len(found) == _MESSAGE_FINDINGS + 1
    assert found[-1].rule == "lint-limit"
