"""The official SDK's server: every transport × every revision × every feature.

Each cell looks at what the session gives and at what the capture holds. What a revision does not have is in
`matrix.ABSENT`, and is asserted not to be there.
"""

import json
from typing import Any

import anyio
import pytest

from inspector.sessions.outcome import ErrorReply, ResultReply
from inspector.sessions.subscriptions import SubscriptionState

from .conftest import Cell
from .matrix import has
from .talk import ANSWERS, PATIENCE

pytestmark = pytest.mark.anyio

COUNTER = "test://counter"
COMPLETED = "notifications/elicitation/complete"
HEARD_FROM_WARNING = ["warning", "error", "critical", "alert", "emergency"]


def text_of(value: Any) -> str:
    return str(value["content"][0]["text"])


async def call(cell: Cell, tool: str, **arguments: Any) -> Any:
    """Call a tool; what the session gives is compared with what the capture holds."""
    with anyio.fail_after(PATIENCE):
        outcome = await cell.talk.session.call_tool(tool, arguments)
    return cell.talk.check_exchange(outcome, "tools/call", tool, "ok")


async def test_the_revision_asked_for_is_spoken(cell: Cell) -> None:
    state = cell.talk.session.state
    opening = "server/discover" if cell.revision == "2026-07-28" else "initialize"
    (sent,) = cell.talk.sent(opening)
    assert state.revision == cell.revision
    assert state.server_info["name"] == "everything of the SDK"
    assert state.instructions == "Offers all there is."
    assert (sent.status, sent.latency_ns, bool(sent.own)) == ("ok", state.latency_ns, True)
    assert not cell.talk.sent("initialize" if opening == "server/discover" else "server/discover")


async def test_each_list_is_whole_and_each_page_an_exchange(cell: Cell) -> None:
    catalog = cell.talk.session.catalog
    assert [tool["name"] for tool in catalog.tools][:3] == ["add", "refuse", "fail"]
    assert {"ask_user", "interview"} <= {tool["name"] for tool in catalog.tools}
    assert len(catalog.resources) == 6
    assert [item["uriTemplate"] for item in catalog.templates] == [f"test://{n}/{{id}}" for n in range(5)]
    assert [item["name"] for item in catalog.prompts] == ["travel", *(f"plain {n}" for n in range(4))]
    assert (catalog.errors, catalog.notes) == ((), ())
    for method, pages in {"resources/list": 2, "resources/templates/list": 2, "prompts/list": 2}.items():
        sent = cell.talk.sent(method)
        assert [row.status for row in sent] == ["ok"] * pages
        assert all(row.own and row.latency_ns for row in sent)
        cursors = [(cell.talk.value(row).get("params") or {}).get("cursor") for row in sent]
        assert cursors == [None, *(str(4 * page) for page in range(1, pages))]


async def test_a_call_gives_what_the_server_computed(cell: Cell) -> None:
    value = await call(cell, "add", a=2, b=40)
    assert text_of(value) == "42"
    assert value["structuredContent"] == {"sum": 42}
    if not has("structured output", cell.revision):
        assert "member-revision" in {found.rule for found in cell.talk.session.findings()}


async def test_a_refusal_of_the_tool_is_a_result_with_the_status_of_an_error(cell: Cell) -> None:
    outcome = await cell.talk.session.call_tool("refuse", {})
    assert isinstance(outcome, ResultReply)
    value = cell.talk.check_exchange(outcome, "tools/call", "refuse", "error")
    assert (value["isError"], text_of(value)) == (True, "It was refused.")


async def test_an_error_of_the_server_is_given_as_it_was_sent(cell: Cell) -> None:
    outcome = await cell.talk.session.call_tool("fail", {})
    assert isinstance(outcome, ErrorReply)
    error = cell.talk.check_exchange(outcome, "tools/call", "fail", "error")
    assert error == {"code": -31999, "message": "It failed.", "data": {"why": "on purpose"}}


async def test_progress_belongs_to_the_call_that_asked_for_it(cell: Cell) -> None:
    heard: list[Any] = []
    with anyio.fail_after(PATIENCE):
        outcome = await cell.talk.session.call_tool("count", {"steps": 3}, on_progress=heard.append)
    assert isinstance(outcome, ResultReply)
    cell.talk.check_exchange(outcome, "tools/call", "count", "ok")
    assert [(one["progress"], one["total"]) for one in heard] == [(1, 3), (2, 3), (3, 3)]
    assert heard[-1]["message"] == "step 3"
    rows = cell.talk.received("notifications/progress", outcome.request_seq)
    assert [row.exchange for row in rows] == [outcome.request_seq] * 3


async def test_a_cancelled_call_ends_at_the_server_too(cell: Cell) -> None:
    mark = cell.talk.count()
    blocked = anyio.Event()
    with anyio.fail_after(PATIENCE):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(
                lambda: cell.talk.session.call_tool("block", {}, on_progress=lambda _params: blocked.set())
            )
            await blocked.wait()
            tasks.cancel_scope.cancel()
    assert text_of(await call(cell, "await_cancel")) == "cancelled"
    (sent,) = [row for row in cell.talk.sent("tools/call", mark) if row.subject == "block"]
    assert (sent.status, sent.exchange) == ("failure", sent.seq)
    cancelled = [cell.talk.value(row)["params"]["requestId"] for row in cell.talk.sent("notifications/cancelled", mark)]
    by_the_stream = cell.transport == "http" and cell.revision == "2026-07-28"
    assert cancelled == ([] if by_the_stream else [int(sent.rpc_id or 0)])


def listens_to_one_stream(cell: Cell) -> bool:
    """Tell whether the stream of what was wanted before has ended; the one of what is wanted now goes on."""
    sent = cell.talk.sent("subscriptions/listen")
    wanted = [cell.talk.value(row)["params"]["notifications"] for row in sent]
    ended = [row.status for row in sent[:-1]]
    return all(ended) and "resourceSubscriptions" not in (wanted[-1] if wanted else {})


async def test_a_subscriber_hears_of_a_change_and_after_leaving_of_none(cell: Cell) -> None:
    session, mark = cell.talk.session, cell.talk.count()
    with anyio.fail_after(PATIENCE):
        await session.subscribe(COUNTER)
    await cell.talk.until(lambda: (one := session.subscriptions.of(COUNTER)) and one.state is SubscriptionState.GRANTED)
    value = await call(cell, "change")
    await cell.talk.until(lambda: [t for t in cell.talk.told if t[0] == "notifications/resources/updated"])
    outcome = await session.read_resource(COUNTER)
    read = cell.talk.check_exchange(outcome, "resources/read", COUNTER, "ok")
    assert read["contents"][0]["text"] == text_of(value)
    (row,) = cell.talk.received("notifications/resources/updated", mark)
    assert (row.subject, row.shape) == (COUNTER, "notification")
    await session.unsubscribe(COUNTER)
    assert session.subscriptions.of(COUNTER) is None
    await cell.talk.until(lambda: listens_to_one_stream(cell))
    await call(cell, "change")
    await call(cell, "add", a=1, b=1)
    assert len(cell.talk.received("notifications/resources/updated", mark)) == 1
    assert bool(cell.talk.sent("resources/subscribe", mark)) == has("resources/subscribe", cell.revision)


async def test_log_messages_come_from_the_level_on_that_was_set(cell: Cell) -> None:
    mark = cell.talk.count()
    await cell.talk.session.set_level("warning")
    await call(cell, "log")
    rows = cell.talk.received("notifications/message", mark)
    assert [cell.talk.value(row)["params"]["level"] for row in rows] == HEARD_FROM_WARNING
    told = [params for method, params, seq in cell.talk.told if method == "notifications/message" and seq > mark]
    assert [params["data"] for params in told] == [f"at {level}" for level in HEARD_FROM_WARNING]
    assert bool(cell.talk.sent("logging/setLevel", mark)) == has("logging/setLevel", cell.revision)


async def test_an_argument_is_completed(cell: Cell) -> None:
    params = {"ref": {"type": "ref/prompt", "name": "travel"}, "argument": {"name": "city", "value": "Pa"}}
    outcome = await cell.talk.session.call("completion/complete", params)
    value = cell.talk.check_exchange(outcome, "completion/complete", None, "ok")
    assert value["completion"]["values"] == ["Paris", "Parma"]


async def test_a_template_is_read_and_a_prompt_is_filled_in(cell: Cell) -> None:
    session = cell.talk.session
    read = cell.talk.check_exchange(await session.read_resource("test://1/é"), "resources/read", "test://1/é", "ok")
    assert read["contents"][0]["text"] == "read test://1/é"
    blob = cell.talk.check_exchange(await session.read_resource("test://bytes"), "resources/read", "test://bytes", "ok")
    assert blob["contents"][0]["blob"] == "AAEC"
    got = cell.talk.check_exchange(await session.get_prompt("travel", {"city": "Rome"}), "prompts/get", "travel", "ok")
    assert got["messages"][0]["content"]["text"] == "Plan a journey to Rome."


@pytest.mark.parametrize(
    ("tool", "method"),
    [("ask_model", "sampling/createMessage"), ("ask_user", "elicitation/create"), ("ask_roots", "roots/list")],
)
async def test_a_question_of_the_server_is_answered(cell: Cell, tool: str, method: str) -> None:
    mark, asked = cell.talk.count(), len(cell.talk.asked)
    if tool == "ask_user" and not has("elicitation", cell.revision):
        outcome = await cell.talk.session.call_tool(tool, {})
        assert cell.talk.check_exchange(outcome, "tools/call", tool, "error")["code"] == -32601
        assert not cell.talk.received(method, mark)
        return
    outcome = await cell.talk.session.call_tool(tool, {})
    value = cell.talk.check_exchange(outcome, "tools/call", tool, "ok")
    answer = json.loads(text_of(value))
    assert ANSWERS[method].items() <= answer.items()
    by_program = method == "roots/list"
    assert [question.method for question in cell.talk.asked[asked:]] == ([] if by_program else [method])
    rows = cell.talk.received(method, mark)
    if has("requests of the server", cell.revision):
        (row,) = rows
        (reply,) = [one for one in cell.talk.rows(mark) if one.exchange == row.seq and one.direction == "sent"]
        assert all(question.seq == row.seq for question in cell.talk.asked[asked:])
        assert (row.status, reply.status, bool(reply.own)) == ("ok", "ok", by_program)
        assert row.latency_ns == reply.latency_ns
        assert cell.talk.value(reply)["result"] == ANSWERS[method]
    else:
        assert rows == []
        first, second = [row for row in cell.talk.sent("tools/call", mark) if row.subject == tool]
        assert first.rpc_id != second.rpc_id
        assert list(cell.talk.value(second)["params"]["inputResponses"].values()) == [ANSWERS[method]]


async def test_a_link_is_put_to_the_user(cell: Cell) -> None:
    mark, asked = cell.talk.count(), len(cell.talk.asked)
    outcome = await cell.talk.session.call_tool("ask_link", {})
    if not has("links", cell.revision):
        assert cell.talk.check_exchange(outcome, "tools/call", "ask_link", "error")["code"] == -32601
        assert not cell.talk.received("elicitation/create", mark)
        return
    value = cell.talk.check_exchange(outcome, "tools/call", "ask_link", "ok")
    assert json.loads(text_of(value))["action"] == "accept"
    (question,) = cell.talk.asked[asked:]
    assert (question.params["mode"], question.params["url"]) == ("url", "https://example.com/sign-in")
    completed = [params["elicitationId"] for method, params, _ in cell.talk.told if method == COMPLETED]
    assert completed == (["link-1"] if has("requests of the server", cell.revision) else [])


async def test_pings_are_answered_on_both_sides(cell: Cell) -> None:
    mark = cell.talk.count()
    outcome = await cell.talk.session.call_tool("ping_back", {})
    if not has("ping", cell.revision):
        assert cell.talk.check_exchange(outcome, "tools/call", "ping_back", "error")["code"] == -32601
        assert not cell.talk.received("ping", mark)
        return
    cell.talk.check_exchange(outcome, "tools/call", "ping_back", "ok")
    (row,) = cell.talk.received("ping", mark)
    (pong,) = [one for one in cell.talk.rows(mark) if one.exchange == row.seq and one.direction == "sent"]
    assert (row.status, bool(pong.own), cell.talk.value(pong)["result"]) == ("ok", True, {})
    assert cell.talk.check_exchange(await cell.talk.session.ping(), "ping", None, "ok") == {}


async def test_rounds_carry_the_state_untouched(cell: Cell) -> None:
    mark = cell.talk.count()
    outcome = await cell.talk.session.call_tool("interview", {})
    calls = [cell.talk.value(row)["params"] for row in cell.talk.sent("tools/call", mark)]
    if not has("MRTR", cell.revision):
        assert isinstance(outcome, ErrorReply)
        cell.talk.check_exchange(outcome, "tools/call", "interview", "error")
        received = [cell.talk.value(row) for row in cell.talk.rows(mark) if row.shape in ("result", "error")]
        assert not any("inputRequests" in one.get("result", {}) for one in received)
        assert len(calls) == 1
        return
    value = cell.talk.check_exchange(outcome, "tools/call", "interview", "ok")
    assert text_of(value) == "second ✓ green, Hm., file:///somewhere"
    assert [one.get("requestState") for one in calls] == [None, "first ✓", "second ✓ green"]
    assert [sorted(one.get("inputResponses", {})) for one in calls] == [[], ["form"], ["roots", "sample"]]


async def test_a_list_that_changed_is_read_again(cell: Cell) -> None:
    mark, before = cell.talk.count(), len(cell.talk.session.catalog.tools)
    name = text_of(await call(cell, "grow"))
    await cell.talk.until(lambda: len(cell.talk.session.catalog.tools) == before + 1)
    assert cell.talk.session.catalog.tools[-1]["name"] == name
    assert cell.talk.received("notifications/tools/list_changed", mark)
    assert all(row.own for row in cell.talk.sent("tools/list", mark))
