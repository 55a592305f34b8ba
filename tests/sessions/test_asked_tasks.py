"""Questions that a server of 2025-11-25 wants answered as tasks."""

import json
from typing import Any

import anyio
import pytest

from inspector.protocol.capabilities import ClientCapability
from inspector.servers.definition import ClientSettings
from inspector.sessions.client_profile import interactive_profile
from inspector.sessions.eras.asked_tasks import MAX_TASKS, AskedTasks
from inspector.sessions.outcome import ResultReply
from inspector.sessions.questions import Answer, Declined, Granted, Question

from .conftest import Open, Watched, definition_of

pytestmark = pytest.mark.anyio

TASKS = ClientSettings(switched={capability: True for capability in ClientCapability if capability.startswith("tasks")})


async def ask(watched: Watched, method: str, params: dict[str, Any]) -> Any:
    outcome = await watched.session.call_tool("ask", {"method": method, "params": params})
    assert isinstance(outcome, ResultReply)
    return outcome.value["structuredContent"]["reply"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("trigger-elicitation-request-async", {}),
        ("trigger-sampling-request-async", {"prompt": "hi", "maxTokens": 5}),
    ],
)
async def test_the_reference_server_polls_the_task_it_made_of_its_question(
    open_session: Open, everything_command: list[str], tool: str, arguments: dict[str, Any]
) -> None:
    async def answer(question: Question) -> Answer:
        if question.method == "elicitation/create":
            return Granted({"action": "accept", "content": {"name": "Ada", "favoriteColor": "Red"}})
        return Granted({"role": "assistant", "content": {"type": "text", "text": "Ada"}, "model": "none"})

    definition = definition_of(everything_command, client=TASKS)
    async with open_session(definition, client=interactive_profile(), ask=answer) as watched:
        outcome = await watched.session.call_tool(tool, arguments)
        assert isinstance(outcome, ResultReply)
        text = json.dumps(outcome.value)
        assert "Task created" in text
        assert "Ada" in text
        asked = {row.method for row in watched.rows() if row.direction == "received" and row.shape == "request"}
        assert {"tasks/get", "tasks/result"} <= asked
        assert [finding for finding in watched.session.findings() if finding.severity == "error"] == []


async def test_a_task_is_looked_at_listed_cancelled_and_its_question_withdrawn(
    open_session: Open, asking_command: list[str]
) -> None:
    withdrawn = anyio.Event()

    async def never(question: Question) -> Answer:
        try:
            await anyio.sleep_forever()
        finally:
            withdrawn.set()
        raise AssertionError

    definition = definition_of(asking_command, client=TASKS)
    async with open_session(definition, client=interactive_profile(), ask=never) as watched:
        created = await ask(watched, "sampling/createMessage", {"messages": [], "task": {"ttl": 1000}})
        ident, task = created["task"]["taskId"], created["task"]
        assert (task["status"], task["ttl"], task["pollInterval"]) == ("working", 1000, 1000)
        assert (await ask(watched, "tasks/get", {"taskId": ident}))["status"] == "working"
        assert [one["taskId"] for one in (await ask(watched, "tasks/list", {}))["tasks"]] == [ident]
        assert (await ask(watched, "tasks/cancel", {"taskId": ident}))["status"] == "cancelled"
        with anyio.fail_after(5):
            await withdrawn.wait()
        assert (await ask(watched, "tasks/cancel", {"taskId": ident}))["code"] == -32602
        assert "code" in await ask(watched, "tasks/result", {"taskId": ident})
        assert (await ask(watched, "tasks/get", {"taskId": "none"}))["code"] == -32602


async def test_what_was_not_declared_is_answered_at_once_although_a_task_was_asked_for(
    open_session: Open, asking_command: list[str]
) -> None:
    async def answer(question: Question) -> Answer:
        return Granted({"action": "decline"})

    settings = ClientSettings(switched=dict.fromkeys(TASKS.switched, False))
    definition = definition_of(asking_command, client=settings)
    async with open_session(definition, client=interactive_profile(), ask=answer) as watched:
        assert await ask(watched, "elicitation/create", {"message": "?", "task": {}}) == {"action": "decline"}


async def test_there_are_only_so_many_tasks() -> None:
    tasks, replies = AskedTasks(), list[Answer]()

    async def created(answer: Answer) -> None:
        replies.append(answer)

    async def changed(_task: dict[str, Any]) -> None:
        pass

    async def never() -> Answer:
        await anyio.sleep_forever()
        raise AssertionError

    async with anyio.create_task_group() as group:
        for _ in range(MAX_TASKS + 1):
            group.start_soon(tasks.run, {"task": {}}, never, created, changed)
        await anyio.wait_all_tasks_blocked()
        group.cancel_scope.cancel()
    assert [isinstance(reply, Declined) for reply in replies] == [False] * MAX_TASKS + [True]
