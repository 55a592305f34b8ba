"""The tasks extension of the stateless era, against a server that the test plays."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import anyio
import pytest

from inspector.sessions.client_profile import ClientProfile, interactive_profile
from inspector.sessions.outcome import ErrorReply, NoReply, ResultReply
from inspector.sessions.questions import Answer, Declined, Granted, Question
from inspector.transports.failure import Reason

from .conftest import Open
from .modern_server import SUBSCRIPTION, ModernServer, Posted, Reply, modern_server

pytestmark = pytest.mark.anyio

IDENT = "786512e2-9e0d"
DONE = {"content": [{"type": "text", "text": "done"}]}
NAME = {"method": "elicitation/create", "params": {"message": "Who?", "requestedSchema": {"type": "object"}}}


def task(status: str = "working", **more: Any) -> dict[str, Any]:
    return {
        "taskId": IDENT,
        "status": status,
        "createdAt": "2026-11-25T10:30:00Z",
        "lastUpdatedAt": "2026-11-25T10:40:00Z",
        "ttlMs": 60000,
        "pollIntervalMs": 1,
        **more,
    }


class Work:
    """A server whose calls become a task; `states` is what looking at it gives, one after the other."""

    def __init__(self, server: ModernServer, *states: dict[str, Any], first: dict[str, Any] | None = None) -> None:
        self.states = list(states)
        self.updates: list[dict[str, Any]] = []
        self._first = first or task()
        server.on.update(
            {"tools/call": self.call, "tasks/get": self.get, "tasks/update": self.update, "tasks/cancel": self.cancel}
        )

    async def call(self, posted: Posted, reply: Reply) -> None:
        await reply.result({**self._first, "resultType": "task"})

    async def get(self, posted: Posted, reply: Reply) -> None:
        await reply.result(self.states[0])
        if len(self.states) > 1:
            self.states.pop(0)

    async def update(self, posted: Posted, reply: Reply) -> None:
        self.updates.append(posted.params["inputResponses"])
        await reply.result({})

    async def cancel(self, posted: Posted, reply: Reply) -> None:
        await reply.result({})


async def test_a_task_is_looked_at_until_it_is_done_and_its_result_is_that_of_the_call(open_session: Open) -> None:
    async with modern_server() as server:
        Work(server, task(), task(statusMessage="half"), task("completed", result=DONE))
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("slow", {})
            assert isinstance(outcome, ResultReply)
            assert outcome.value == DONE
            rows = {row.seq: row for row in watched.rows()}
            assert (rows[outcome.request_seq].method, rows[outcome.request_seq].subject) == ("tools/call", "slow")
            assert rows[outcome.reply_seq].method == "tasks/get"
            assert all(row.own for row in rows.values() if row.method == "tasks/get")
            last = watched.session.tasks.of(IDENT)
        assert last is not None
        assert (last.method, last.subject, last.status, last.ttl) == ("tools/call", "slow", "completed", 60000)
        assert [one.status for one in watched.tasks][-1] == "completed"
        assert [post.header("Mcp-Name") for post in server.posted("tasks/get")] == [IDENT] * 3
        assert server.posted("tasks/cancel") == []
        declared = server.posted("tools/call")[0].meta["io.modelcontextprotocol/clientCapabilities"]
        assert declared["extensions"] == {"io.modelcontextprotocol/tasks": {}}


async def test_the_error_of_a_failed_task_is_the_outcome(open_session: Open) -> None:
    error = {"code": -32603, "message": "API rate limit exceeded"}
    async with modern_server() as server:
        Work(server, task("failed", error=error))
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("slow", {})
        assert isinstance(outcome, ErrorReply)
        assert outcome.error == error


async def test_a_task_the_server_gave_up_is_a_failure_with_its_words(open_session: Open) -> None:
    async with modern_server() as server:
        Work(server, task("cancelled", statusMessage="Nobody needed it."))
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("slow", {})
        assert isinstance(outcome, NoReply)
        assert "was cancelled: Nobody needed it." in outcome.failure.sentence


async def test_a_task_that_is_done_at_once_is_looked_at_for_its_result(open_session: Open) -> None:
    async with modern_server() as server:
        Work(server, task("completed", result=DONE), first=task("completed"))
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("slow", {})
        assert isinstance(outcome, ResultReply)
        assert outcome.value == DONE
        assert len(server.posted("tasks/get")) == 1


async def test_a_task_without_the_result_it_has_to_hold_is_shown_as_it_came(open_session: Open) -> None:
    async with modern_server() as server:
        Work(server, task("completed"))
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("slow", {})
        assert isinstance(outcome, ResultReply)
        assert outcome.value["taskId"] == IDENT


async def test_a_task_the_server_does_not_know_ends_the_call_with_its_error(open_session: Open) -> None:
    async with modern_server() as server:
        Work(server, task())

        async def unknown(posted: Posted, reply: Reply) -> None:
            await reply.error(-32602, "Failed to retrieve task: Task has expired", 400)

        server.on["tasks/get"] = unknown
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("slow", {})
        assert isinstance(outcome, ErrorReply)
        assert "expired" in outcome.error["message"]


async def test_what_a_task_asks_is_asked_once_and_answered_while_it_is_looked_at(open_session: Open) -> None:
    asked: list[Question] = []
    looked = anyio.Event()

    async def answer(question: Question) -> Answer:
        asked.append(question)
        await looked.wait()
        return Granted({"action": "accept", "content": {"name": question.key}})

    async with modern_server() as server:
        waiting = task("input_required", inputRequests={"name": NAME, "again": NAME})
        work = Work(server, waiting)

        async def get(posted: Posted, reply: Reply) -> None:
            if len(server.posted("tasks/get")) == 3:
                looked.set()
            answered = len(work.updates) == 2
            await reply.result(task("completed", result=DONE) if answered else waiting)

        server.on["tasks/get"] = get
        async with open_session(server.definition, client=interactive_profile(), ask=answer) as watched:
            outcome = await watched.session.call_tool("slow", {})
        assert isinstance(outcome, ResultReply)
        assert {question.key for question in asked} == {"name", "again"}
        assert len(asked) == 2
        responses = {key: value for update in work.updates for key, value in update.items()}
        assert responses["name"] == {"action": "accept", "content": {"name": "name"}}
        assert {post.header("Mcp-Name") for post in server.posted("tasks/update")} == {IDENT}


async def test_a_question_that_gets_no_answer_gives_the_task_up(open_session: Open) -> None:
    async def refuse(question: Question) -> Answer:
        return Declined(-1, "Not today.")

    async with modern_server() as server:
        Work(server, task("input_required", inputRequests={"name": NAME}))
        async with open_session(server.definition, client=interactive_profile(), ask=refuse) as watched:
            outcome = await watched.session.call_tool("slow", {})
        assert isinstance(outcome, NoReply)
        assert "Not today." in outcome.failure.sentence
        assert len(server.posted("tasks/cancel")) == 1


async def test_a_question_is_withdrawn_when_its_task_ends(open_session: Open) -> None:
    withdrawn = anyio.Event()

    async def wait(question: Question) -> Answer:
        try:
            await anyio.sleep_forever()
        finally:
            withdrawn.set()
        raise AssertionError

    async with modern_server() as server:
        Work(server, task("input_required", inputRequests={"name": NAME}), task("completed", result=DONE))
        async with open_session(server.definition, client=interactive_profile(), ask=wait) as watched:
            outcome = await watched.session.call_tool("slow", {})
        assert isinstance(outcome, ResultReply)
        assert withdrawn.is_set()


async def test_a_call_taken_back_cancels_its_task_with_the_request_for_that(open_session: Open) -> None:
    async with modern_server() as server:
        Work(server, task())
        async with open_session(server.definition) as watched:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(watched.session.call_tool, "slow", {})
                await server.until("tasks/get", 2)
                tasks.cancel_scope.cancel()
            (cancel,) = server.posted("tasks/cancel")
            assert cancel.params["taskId"] == IDENT
            assert cancel.header("Mcp-Name") == IDENT
            assert watched.session.state.is_open
        assert server.posted("notifications/cancelled") == []


async def test_a_task_that_takes_longer_than_the_total_limit_is_taken_back(open_session: Open) -> None:
    async with modern_server() as server:
        Work(server, task())
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("slow", {}, total_timeout=0.3)
        assert isinstance(outcome, NoReply)
        assert outcome.failure.reason is Reason.TIMEOUT
        assert len(server.posted("tasks/cancel")) == 1


def telling(say: Callable[[Reply, dict[str, Any]], Any]) -> Callable[[Posted, Reply], Any]:
    async def listen(posted: Posted, reply: Reply) -> None:
        if "taskIds" not in posted.params["notifications"]:
            await reply.error(-32601, "only tasks", 404)
            return
        await say(reply, {"_meta": {SUBSCRIPTION: posted.message["id"]}})
        await reply.wait_until_gone()

    return listen


async def test_word_of_a_task_that_is_done_spares_the_looking(open_session: Open) -> None:
    async def say(reply: Reply, mine: dict[str, Any]) -> None:
        await reply.acknowledge()
        await reply.tell("notifications/tasks", {**task("completed", result=DONE), **mine})

    async with modern_server() as server:
        Work(server, task(), first=task(pollIntervalMs=60_000))
        server.on["subscriptions/listen"] = telling(say)
        async with open_session(server.definition) as watched:
            with anyio.fail_after(10):
                outcome = await watched.session.call_tool("slow", {})
            assert "notification-unrequested" not in {finding.rule for finding in watched.session.findings()}
        assert isinstance(outcome, ResultReply)
        assert outcome.value == DONE
        assert server.posted("tasks/get") == []
        (listen,) = server.posted("subscriptions/listen")
        assert listen.params["notifications"] == {"taskIds": [IDENT]}


async def test_a_server_that_tells_of_no_tasks_is_asked_once(open_session: Open) -> None:
    async with modern_server() as server:

        async def say(reply: Reply, mine: dict[str, Any]) -> None:
            await reply.acknowledge({})

        work = Work(server, task("completed", result=DONE))

        async def get(posted: Posted, reply: Reply) -> None:
            await server.until("subscriptions/listen", 1)
            await watched.until(lambda: "notifications/subscriptions/acknowledged" in [m for m, _ in watched.told])
            await work.get(posted, reply)

        server.on["subscriptions/listen"] = telling(say)
        server.on["tasks/get"] = get
        async with open_session(server.definition) as watched:
            for _ in range(3):
                assert isinstance(await watched.session.call_tool("slow", {}), ResultReply)
        assert len(server.posted("subscriptions/listen")) == 1


async def test_a_task_nobody_can_follow_is_shown_as_it_came(open_session: Open) -> None:
    async with modern_server() as server:
        Work(server, task())
        async with open_session(server.definition, client=ClientProfile(extensions={})) as watched:
            outcome = await watched.session.call_tool("slow", {})
        assert isinstance(outcome, ResultReply)
        assert outcome.value["resultType"] == "task"
        assert server.posted("tasks/get") == []
        capabilities = server.posted("tools/call")[0].meta["io.modelcontextprotocol/clientCapabilities"]
        assert "extensions" not in capabilities


async def test_the_extension_can_be_switched_off_for_a_server(open_session: Open) -> None:
    async with modern_server() as server:
        Work(server, task())
        definition = server.definition
        client = replace(definition.client, extensions={"io.modelcontextprotocol/tasks": None})
        async with open_session(replace(definition, client=client)) as watched:
            outcome = await watched.session.call_tool("slow", {})
        assert isinstance(outcome, ResultReply)
        assert outcome.value["resultType"] == "task"


@pytest.mark.parametrize("kind", ["streaming", None, 7, "task"])
async def test_a_result_of_an_unknown_type_is_given_as_it_came(open_session: Open, kind: Any) -> None:
    async with modern_server() as server:

        async def odd(posted: Posted, reply: Reply) -> None:
            await reply.result({"resultType": kind, "more": 1})

        server.on["prompts/get"] = odd
        async with open_session(server.definition) as watched:
            outcome = await watched.session.get_prompt("x", {})
        assert isinstance(outcome, ResultReply)
        assert (outcome.value["resultType"], outcome.value["more"]) == (kind, 1)


async def test_a_task_can_be_asked_after_answered_and_cancelled_by_hand(open_session: Open) -> None:
    async with modern_server() as server:
        work = Work(server, task("input_required", inputRequests={"name": NAME}))
        async with open_session(server.definition) as watched:
            session = watched.session
            assert isinstance(await session.get_task(IDENT), ResultReply)
            assert session.tasks.all[0].wants_input
            assert isinstance(await session.update_task(IDENT, {"name": {"action": "decline"}}), ResultReply)
            assert isinstance(await session.cancel_task(IDENT), ResultReply)
        assert work.updates == [{"name": {"action": "decline"}}]


async def test_a_session_that_closes_does_not_wait_for_its_tasks(open_session: Open) -> None:
    outcomes: list[object] = []
    async with modern_server() as server:
        Work(server, task())
        async with open_session(server.definition) as watched, anyio.create_task_group() as tasks:

            async def call() -> None:
                outcomes.append(await watched.session.call_tool("slow", {}))

            tasks.start_soon(call)
            await server.until("tasks/get", 1)
            watched.session.close()
            with anyio.fail_after(5):
                await watched.session.ended.wait()
    assert isinstance(outcomes[0], NoReply)
