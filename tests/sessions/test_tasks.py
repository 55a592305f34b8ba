"""Tasks of 2025-11-25: calls whose result comes later."""

import json
from typing import Any

import anyio
import pytest

from inspector.sessions.client_profile import interactive_profile
from inspector.sessions.outcome import ErrorReply, NoReply, ResultReply
from inspector.sessions.questions import Answer, Granted, Question
from inspector.sessions.tasks import MAX_TASKS, Task, TaskBoard, TaskRequest
from inspector.transports.failure import Reason

from .conftest import Open, Watched

pytestmark = pytest.mark.anyio


def text_of(outcome: object) -> Any:
    assert isinstance(outcome, ResultReply)
    return outcome.value["content"][0]["text"]


def methods_sent(watched: Watched) -> list[str | None]:
    return [row.method for row in watched.rows() if row.direction == "sent"]


async def test_a_call_as_a_task_is_followed_to_its_result(open_session: Open, task_command: list[str]) -> None:
    async with open_session(task_command, era="2025-11-25") as watched:
        outcome = await watched.session.call_tool("work", {}, task=TaskRequest(ttl=60_000))
        assert text_of(outcome) == "done"
        assert [task.status for task in watched.tasks] == ["working", "working", "completed"]
        first = watched.tasks[0]
        assert (first.id, first.ttl, first.poll_interval, first.message) == ("t0", 60_000, 100, "3 to go")
        assert {(task.method, task.subject) for task in watched.tasks} == {("tools/call", "work")}
        rows = {row.seq: row for row in watched.rows()}
        assert isinstance(outcome, ResultReply)
        assert rows[outcome.request_seq].method == "tools/call"
        assert json.loads(watched.raw(outcome.request_seq))["params"]["task"] == {"ttl": 60_000}
        assert outcome.duration_ns > (rows[outcome.request_seq].latency_ns or 0)
        own = [bool(row.own) for row in rows.values() if row.method in ("tasks/get", "tasks/result")]
        assert own
        assert all(own)


async def test_a_server_may_answer_at_once_although_a_task_was_asked_for(
    open_session: Open, task_command: list[str]
) -> None:
    async with open_session(task_command, era="2025-11-25") as watched:
        assert text_of(await watched.session.call_tool("work", {"now": True}, task=TaskRequest())) == "at once"
        assert watched.tasks == []


async def test_a_status_that_is_told_is_not_waited_for(open_session: Open, task_command: list[str]) -> None:
    async with open_session(task_command, era="2025-11-25") as watched:
        with anyio.fail_after(20):  # the server wishes to be asked every 30 seconds
            arguments = {"push": True, "poll": 30_000}
            assert text_of(await watched.session.call_tool("work", arguments, task=TaskRequest())) == "done"
        assert "tasks/get" not in methods_sent(watched)


async def test_progress_is_heard_for_as_long_as_the_task_runs(open_session: Open, task_command: list[str]) -> None:
    reports: list[dict[str, Any]] = []
    async with open_session(task_command, era="2025-11-25") as watched:
        outcome = await watched.session.call_tool("work", {}, task=TaskRequest(), on_progress=reports.append)
        assert isinstance(outcome, ResultReply)
        assert [report["progress"] for report in reports] == [1]
        (row,) = [row for row in watched.rows() if row.method == "notifications/progress"]
        assert row.exchange == outcome.request_seq


async def test_a_task_that_wants_input_is_asked_for_its_result_and_puts_its_question(
    open_session: Open, task_command: list[str]
) -> None:
    async def answer(question: Question) -> Answer:
        return Granted({"action": "accept", "content": {}})

    arguments = {"states": ["working", "input_required"], "ask": True}
    async with open_session(task_command, era="2025-11-25", client=interactive_profile(), ask=answer) as watched:
        outcome = await watched.session.call_tool("work", arguments, task=TaskRequest())
        assert json.loads(text_of(outcome)) == {
            "action": "accept",
            "content": {},
            "_meta": {"io.modelcontextprotocol/related-task": {"taskId": "t0"}},
        }
        assert [task.status for task in watched.tasks][:2] == ["working", "input_required"]


async def test_a_call_that_is_cancelled_cancels_its_task(open_session: Open, task_command: list[str]) -> None:
    async with open_session(task_command, era="2025-11-25") as watched:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_call_endless, watched)
            await watched.until(lambda: bool(watched.tasks))
            tasks.cancel_scope.cancel()
        assert methods_sent(watched)[-1] == "tasks/cancel"
        assert watched.tasks[-1].status == "cancelled"


async def _call_endless(watched: Watched) -> None:
    await watched.session.call_tool("work", {"states": ["working"]}, task=TaskRequest())


async def test_the_total_limit_ends_a_task(open_session: Open, task_command: list[str]) -> None:
    async with open_session(task_command, era="2025-11-25") as watched:
        arguments = {"states": ["working"]}
        outcome = await watched.session.call_tool("work", arguments, task=TaskRequest(), total_timeout=0.3)
        assert isinstance(outcome, NoReply)
        assert outcome.failure.reason is Reason.TIMEOUT
        assert watched.tasks[-1].status == "cancelled"


async def test_a_task_that_is_over_without_a_result_is_a_failure(open_session: Open, task_command: list[str]) -> None:
    async with open_session(task_command, era="2025-11-25") as watched:
        arguments = {"states": ["completed"], "withhold": True}
        outcome = await watched.session.call_tool("work", arguments, task=TaskRequest(), timeout=0.3)
        assert isinstance(outcome, NoReply)
        assert "did not give its result" in outcome.failure.sentence


async def test_tasks_are_listed_looked_at_and_cancelled(open_session: Open, task_command: list[str]) -> None:
    async with open_session(task_command, era="2025-11-25") as watched:
        session = watched.session
        await session.call_tool("work", {"states": ["working", "completed"]}, task=TaskRequest())
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_call_endless, watched)
            await watched.until(lambda: session.tasks.of("t1") is not None)
            listed = await session.list_tasks()
            assert [task["taskId"] for task in listed.items] == ["t0", "t1"]
            assert [(task.id, task.status) for task in session.tasks.all] == [("t0", "completed"), ("t1", "working")]
            assert isinstance(await session.cancel_task("t1"), ResultReply)
        assert isinstance(await session.get_task("none"), ErrorReply)
        task = session.tasks.of("t1")
        assert task is not None
        assert (task.status, task.is_over) == ("cancelled", True)


async def test_the_reference_server_researches_as_a_task_and_asks_in_the_middle_of_it(
    open_session: Open, everything_command: list[str]
) -> None:
    async def answer(question: Question) -> Answer:
        return Granted({"action": "accept", "content": {"interpretation": "technical"}})

    async with open_session(everything_command, client=interactive_profile(), ask=answer) as watched:
        arguments = {"topic": "python", "ambiguous": True}
        outcome = await watched.session.call_tool("simulate-research-query", arguments, task=TaskRequest())
        assert "Research Report: python" in text_of(outcome)
        statuses = [task.status for task in watched.tasks]
        assert "input_required" in statuses
        assert statuses[-1] == "completed"
        errors = [finding for finding in watched.session.findings() if finding.severity == "error"]
        assert errors == []


def test_a_final_status_stays() -> None:
    heard: list[Task] = []
    board = TaskBoard(heard.append)
    for status in ("working", "completed", "working"):
        board.hear({"taskId": "t", "status": status})
    assert [task.status for task in heard] == ["working", "completed"]


def test_a_state_that_was_overtaken_changes_nothing() -> None:
    board = TaskBoard()
    for second, message in (("01", "one"), ("03", "three"), ("02", "two")):
        at = f"2025-11-25T10:30:{second}Z"
        board.hear({"taskId": "t", "status": "working", "statusMessage": message, "lastUpdatedAt": at})
    assert [task.message for task in board.all] == ["three"]


def test_the_call_of_a_task_is_known_although_its_end_was_told_before_its_beginning() -> None:
    board = TaskBoard()
    board.hear({"taskId": "t", "status": "completed"})
    task = board.hear({"taskId": "t", "status": "working"}, method="tools/call", subject="work", request_seq=7)
    assert task is not None
    assert (task.status, task.method, task.subject, task.request_seq) == ("completed", "tools/call", "work", 7)


def test_what_is_no_task_is_passed_over_and_the_board_is_bounded() -> None:
    board = TaskBoard()
    no_tasks: list[Any] = [None, [], {"status": "working"}, {"taskId": 5}]
    assert [board.hear(raw) for raw in no_tasks] == [None] * 4
    for number in range(MAX_TASKS + 10):
        board.hear({"taskId": str(number), "status": "completed" if number == 500 else "working"})
    assert len(board.all) == MAX_TASKS
    assert board.of("500") is None
