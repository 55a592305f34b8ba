"""Sessions over stdio, against a small server, the demo and the reference server."""

import json
import sys

import anyio
import pytest

from inspector.servers.demo import demo_definition
from inspector.sessions.client_profile import interactive_profile
from inspector.sessions.outcome import ErrorReply, NoReply, ResultReply
from inspector.sessions.questions import Answer, Declined, Granted, Question
from inspector.sessions.state import Phase
from inspector.transports.failure import Reason

from .conftest import Open

pytestmark = pytest.mark.anyio

LEGACY = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")


async def test_a_session_opens_lists_calls_and_closes(open_session: Open, plain_command: list[str]) -> None:
    async with open_session(plain_command) as watched:
        session = watched.session
        assert session.state.phase is Phase.CONNECTED
        assert session.state.server_info == {"name": "plain", "version": "1"}
        assert [tool["name"] for tool in session.catalog.tools] == ["add", "picture", "refuse", "crash"]
        outcome = await session.call_tool("add", {"a": 10**30, "b": None})
        assert isinstance(outcome, ResultReply)
        assert json.loads(outcome.value["content"][0]["text"]) == {"a": 10**30, "b": None}
    assert watched.phases[-1] is Phase.CLOSED


@pytest.mark.parametrize("revision", LEGACY)
async def test_each_legacy_revision_can_be_pinned(open_session: Open, plain_command: list[str], revision: str) -> None:
    async with open_session(plain_command, era=revision) as watched:
        assert watched.session.state.revision == revision
        assert not any(row.method == "server/discover" for row in watched.rows())


async def test_auto_finds_a_modern_server(open_session: Open) -> None:
    async with open_session(demo_definition("calculator")) as watched:
        assert watched.session.state.revision == "2026-07-28"
        outcome = await watched.session.call_tool("calculate", {"operation": "add", "a": 1, "b": 2})
        assert isinstance(outcome, ResultReply)
        assert outcome.value["structuredContent"] == {"result": 3.0}


async def test_auto_starts_a_server_again_that_the_probe_killed(open_session: Open, plain_command: list[str]) -> None:
    async with open_session([*plain_command, "--exit-on", "server/discover"]) as watched:
        assert watched.session.state.phase is Phase.CONNECTED
        starts = [row for row in watched.rows() if row.kind == "process"]
        assert len(starts) == 3  # start, exit, start


async def test_auto_falls_back_when_the_probe_is_met_with_silence(open_session: Open, plain_command: list[str]) -> None:
    command = [*plain_command, "--silent-on", "server/discover"]
    async with open_session(command, probe_timeout=0.3) as watched:
        assert watched.session.state.revision == "2025-11-25"


async def test_what_is_sent_unasked_is_marked_as_the_programs_own(open_session: Open, plain_command: list[str]) -> None:
    async with open_session(plain_command) as watched:
        await watched.session.call_tool("add", {"a": 1})
        own = {row.method: bool(row.own) for row in watched.rows() if row.direction == "sent"}
    assert own["server/discover"]
    assert own["initialize"]
    assert own["tools/list"]
    assert not own["tools/call"]


async def test_the_capture_holds_every_line_with_time_id_status_and_latency(
    open_session: Open, plain_command: list[str]
) -> None:
    async with open_session(plain_command) as watched:
        outcome = await watched.session.call_tool("refuse", {})
        assert isinstance(outcome, ResultReply)
        rows = {row.seq: row for row in watched.rows()}
        sent, reply = rows[outcome.request_seq], rows[outcome.reply_seq]
    assert (sent.method, sent.subject, sent.status) == ("tools/call", "refuse", "error")
    assert (reply.method, reply.exchange, reply.rpc_id) == ("tools/call", sent.seq, sent.rpc_id)
    assert reply.latency_ns == outcome.duration_ns > 0
    assert watched.raw(reply.seq).endswith(b"}\n")


async def test_a_list_that_cannot_be_read_harms_no_other(open_session: Open, plain_command: list[str]) -> None:
    async with open_session([*plain_command, "--error-on", "resources/list"]) as watched:
        catalog = watched.session.catalog
        assert [error.method for error in catalog.errors] == ["resources/list"]
        assert catalog.errors[0].error["code"] == -32601
        assert len(catalog.tools) == 4


async def test_a_paginator_that_never_ends_is_stopped_and_said_so(open_session: Open, plain_command: list[str]) -> None:
    async with open_session([*plain_command, "--endless"]) as watched:
        assert len(watched.session.catalog.tools) == 2
        assert "twice" in watched.session.catalog.notes[0]
        assert "list-endless" in {finding.rule for finding in watched.session.findings()}


async def test_noise_on_stdout_is_kept_and_is_a_finding(open_session: Open, plain_command: list[str]) -> None:
    async with open_session([*plain_command, "--noise"]) as watched:
        assert watched.session.state.phase is Phase.CONNECTED
        noise = [row.seq for row in watched.rows() if row.shape == "not JSON"]
        assert [watched.raw(seq) for seq in noise] == [b"this is not JSON\n"]
        assert "not-json" in {finding.rule for finding in watched.session.findings()}


async def test_an_error_of_null_beside_a_result_counts_as_the_result(
    open_session: Open, plain_command: list[str]
) -> None:
    async with open_session([*plain_command, "--sloppy"]) as watched:
        assert len(watched.session.catalog.tools) == 4
        assert "error-null" in {finding.rule for finding in watched.session.findings()}


async def test_ids_and_names_nobody_expects_end_neither_session_nor_recording(
    open_session: Open, plain_command: list[str]
) -> None:
    async with open_session([*plain_command, "--odd"]) as watched:
        assert watched.session.state.phase is Phase.CONNECTED
        assert isinstance(await watched.session.call_tool("add", {"a": 1}), ResultReply)
        rows = watched.rows()
        assert rows[-1].method == "tools/call"
        odd = [watched.raw(row.seq) for row in rows if b"\\ud800" in watched.raw(row.seq)]
        assert odd == [b'{"jsonrpc":"2.0","method":"\\ud800"}\n']


async def test_a_batch_is_one_record_and_each_of_its_messages_is_heard(
    open_session: Open, plain_command: list[str]
) -> None:
    async with open_session([*plain_command, "--batch"]) as watched:
        assert [method for method, _ in watched.told] == ["one", "two"]
        (batch,) = [row for row in watched.rows() if row.shape == "batch"]
        assert batch.method is None
        assert [finding.rule for finding in watched.session.findings()].count("batch") == 1


async def test_a_server_that_dies_during_a_call_leaves_a_failure_with_its_last_words(
    open_session: Open, plain_command: list[str]
) -> None:
    async with open_session(plain_command) as watched:
        outcome = await watched.session.call_tool("crash", {})
        assert isinstance(outcome, NoReply)
        assert "exit code 3" in outcome.failure.sentence
        assert outcome.failure.detail == "last words"
        await watched.session.ended.wait()
        assert watched.session.state.phase is Phase.FAILED
        later = await watched.session.call_tool("add", {"a": 1})
        assert isinstance(later, NoReply)
        kinds = [(row.kind, row.status) for row in watched.rows()]
    assert ("stderr", None) in kinds
    assert ("failure", "failure") in kinds
    assert kinds[-1][0] == "process" or ("process", None) in kinds[-3:]


async def test_a_call_that_takes_too_long_ends_and_the_server_hears_of_it(
    open_session: Open, plain_command: list[str]
) -> None:
    command = [*plain_command, "--silent-on", "tools/call"]
    async with open_session(command) as watched:
        outcome = await watched.session.call("tools/call", {"name": "add"}, timeout=0.2)
        assert isinstance(outcome, NoReply)
        assert outcome.failure.reason is Reason.TIMEOUT
        sent = [row.method for row in watched.rows() if row.direction == "sent"]
    assert sent[-1] == "notifications/cancelled"


async def test_a_cancelled_call_is_cancelled_at_the_server_too(open_session: Open, plain_command: list[str]) -> None:
    async with open_session([*plain_command, "--silent-on", "tools/call"]) as watched:
        with anyio.move_on_after(0.1):
            await watched.session.call_tool("add", {})
        cancelled = [row for row in watched.rows() if row.method == "notifications/cancelled"]
        assert len(cancelled) == 1
        assert json.loads(watched.raw(cancelled[0].seq))["params"]["requestId"]


@pytest.mark.parametrize("era", ["auto", "2025-11-25"])
async def test_progress_is_reported_and_pushes_the_time_out_back(open_session: Open, era: str) -> None:
    definition = demo_definition("assistant")
    seen: list[float] = []
    arguments = {"steps": 6, "seconds_per_step": 0.15}
    async with open_session([definition.settings.command, *definition.settings.args], era=era) as watched:  # type: ignore[union-attr]
        outcome = await watched.session.call_tool(
            "work_slowly", arguments, timeout=0.6, on_progress=lambda params: seen.append(params["progress"])
        )
    assert isinstance(outcome, ResultReply)
    assert seen == sorted(seen)
    assert seen[-1] == 6


@pytest.mark.parametrize("era", ["auto", "2025-11-25"])
async def test_a_server_that_asks_back_gets_its_answer(open_session: Open, era: str) -> None:
    asked: list[Question] = []

    async def answer(question: Question) -> Answer:
        asked.append(question)
        content = {"guests": 4, "outside": True, "meal": "lunch", "name": "Ada"}
        return Granted({"action": "accept", "content": content})

    settings = demo_definition("assistant").settings
    command = [settings.command, *settings.args]  # type: ignore[union-attr]
    async with open_session(command, era=era, client=interactive_profile(), ask=answer) as watched:
        outcome = await watched.session.call_tool("book_table", {"restaurant": "Milano"})
    assert isinstance(outcome, ResultReply)
    assert outcome.value["content"][0]["text"] == "Milano: lunch for 4, outside, in the name of Ada."
    assert [question.method for question in asked] == ["elicitation/create"]


async def test_a_question_nobody_answers_ends_the_call_and_not_the_session(open_session: Open) -> None:
    async def refuse(question: Question) -> Answer:
        return Declined(-1, "no model here")

    settings = demo_definition("assistant").settings
    command = [settings.command, *settings.args]  # type: ignore[union-attr]
    async with open_session(command, client=interactive_profile(), ask=refuse) as watched:
        outcome = await watched.session.call_tool("sum_up", {"text": "long"})
        assert isinstance(outcome, NoReply)
        assert "no model here" in outcome.failure.sentence
        assert watched.session.state.phase is Phase.CONNECTED


async def test_a_session_that_closes_ends_a_call_that_waits_for_an_answer(open_session: Open) -> None:
    asked = anyio.Event()

    async def never(question: Question) -> Answer:
        asked.set()
        await anyio.sleep_forever()
        raise AssertionError

    settings = demo_definition("assistant").settings
    command = [settings.command, *settings.args]  # type: ignore[union-attr]
    outcomes: list[object] = []
    async with (
        open_session(command, client=interactive_profile(), ask=never) as watched,
        anyio.create_task_group() as tasks,
    ):

        async def call() -> None:
            outcomes.append(await watched.session.call_tool("book_table", {"restaurant": "x"}))

        tasks.start_soon(call)
        await asked.wait()
        watched.session.close()
    assert isinstance(outcomes[0], NoReply)


async def test_a_command_that_is_not_there_is_a_failure_that_helps(open_session: Open) -> None:
    async with open_session(["no-such-command-anywhere"]) as watched:
        failure = watched.session.state.failure
        assert failure is not None
        assert '"no-such-command-anywhere" was not found' in failure.sentence
        assert failure.help


async def test_a_folder_that_is_not_there_is_named(open_session: Open, tmp_path: object) -> None:
    from inspector.servers.definition import ServerDefinition, StdioSettings

    settings = StdioSettings(sys.executable, ("-V",), {}, f"{tmp_path}/nowhere")
    async with open_session(ServerDefinition("x", settings)) as watched:
        assert watched.session.state.failure is not None
        assert "does not exist" in watched.session.state.failure.sentence


async def test_a_server_with_children_leaves_none_of_them(open_session: Open, plain_command: list[str]) -> None:
    command = f"sleep 300 & exec {plain_command[0]} {plain_command[1]}"
    async with open_session(["sh", "-c", command]) as watched:
        assert watched.session.state.phase is Phase.CONNECTED


async def test_an_unknown_method_is_an_error_as_sent(open_session: Open, plain_command: list[str]) -> None:
    async with open_session(plain_command) as watched:
        outcome = await watched.session.call("no/such", {})
        assert isinstance(outcome, ErrorReply)
        assert outcome.error == {"code": -32601, "message": "not found: 'no/such'"} or outcome.error["code"] == -32601


async def test_the_reference_server_works_from_probe_to_close(
    open_session: Open, everything_command: list[str]
) -> None:
    async with open_session(everything_command) as watched:
        session = watched.session
        assert session.state.revision == "2025-11-25"
        assert len(session.catalog.tools) >= 10
        image = await session.call_tool("get-tiny-image", {})
        assert isinstance(image, ResultReply)
        assert "image" in {item["type"] for item in image.value["content"]}
        uri = session.catalog.resources[0]["uri"]
        assert isinstance(await session.read_resource(uri), ResultReply)
        assert isinstance(await session.get_prompt("simple-prompt", {}), ResultReply)
        assert [f for f in session.findings() if f.severity == "error"] == []
