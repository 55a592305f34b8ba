"""Commands that answer a server's questions, send raw messages, run tasks and watch resources."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from inspector.traffic.capture import CaptureReader

from .conftest import PROGRAM, demo, run

SAMPLE = '{"prompt": "hi", "maxTokens": 5}'


def test_roots_are_given_as_folders(everything_command: list[str], tmp_path: Path) -> None:
    done = run("call", "get-roots-list", "--root", str(tmp_path), "--", *everything_command)
    assert done.code == 0
    assert tmp_path.as_uri() in done.out


def test_an_elicitation_is_answered_as_the_command_line_says(everything_command: list[str], tmp_path: Path) -> None:
    accepted = run("call", "trigger-elicitation-request", "--on-elicitation", "accept", "--", *everything_command)
    assert '"action": "accept"' in accepted.out
    declined = run("call", "trigger-elicitation-request", "--on-elicitation", "decline", "--", *everything_command)
    assert "declined" in declined.out
    content = tmp_path / "content.json"
    content.write_text('{"name": "Ada", "check": true}')
    filled = run("call", "trigger-elicitation-request", "--on-elicitation", f"@{content}", "--", *everything_command)
    assert "- Name: Ada" in filled.out


def test_sampling_is_answered_with_a_text_or_a_file(everything_command: list[str], tmp_path: Path) -> None:
    options = ("call", "trigger-sampling-request", "--args", SAMPLE, "--on-sampling")
    assert "as written here" in run(*options, "as written here", "--", *everything_command).out
    answer = tmp_path / "answer.json"
    answer.write_text('{"role": "assistant", "content": {"type": "text", "text": "from a file"}, "model": "mine"}')
    from_file = run(*options, f"@{answer}", "--", *everything_command)
    assert "from a file" in from_file.out
    assert '"model": "mine"' in from_file.out


def test_nothing_is_declared_that_cannot_be_answered(asking_command: list[str]) -> None:
    done = run("call", "heard", "--json", "--", *asking_command)
    assert done.json["result"]["structuredContent"]["greeting"]["capabilities"] == {}


@pytest.mark.parametrize("era", ["auto", "2025-11-25"])
def test_a_question_of_a_demo_server_is_answered_in_both_eras(era: str) -> None:
    arguments = ("--args", '{"text": "long"}', "--on-sampling", "short", "--era", era)
    done = run("call", "sum_up", *arguments, "--", *demo("assistant"))
    assert (done.code, "short" in done.out) == (0, True)


@pytest.mark.parametrize("era", ["2025-11-25", "2026-07-28"])
@pytest.mark.parametrize(
    ("tool", "options", "words"),
    [
        ("name_roots", ["--root", "ROOT"], "ROOT"),
        ("book_table", ["--args", '{"restaurant": "Milano"}', "--on-elicitation", "@FILE"], "in the name of Ada"),
        ("book_table", ["--args", '{"restaurant": "Milano"}', "--on-elicitation", "decline"], "declined|decline"),
        ("book_table", ["--args", '{"restaurant": "Milano"}', "--on-elicitation", "cancel"], "cancel"),
        ("show_menu", ["--on-elicitation", "accept"], "The menu: accept"),
        ("sum_up", ["--args", '{"text": "long"}', "--on-sampling", "@CANNED"], "canned words"),
    ],
)
def test_every_answer_of_the_command_line_holds_in_both_eras(
    tmp_path: Path, era: str, tool: str, options: list[str], words: str
) -> None:
    content, canned = tmp_path / "content.json", tmp_path / "canned.json"
    content.write_text(json.dumps({"guests": 3, "name": "Ada"}))
    result = {"role": "assistant", "content": {"type": "text", "text": "canned words"}, "model": "none"}
    canned.write_text(json.dumps(result))  # the form in which the window keeps a canned answer
    places = {"ROOT": str(tmp_path), "@FILE": f"@{content}", "@CANNED": f"@{canned}"}
    done = run(
        "call", tool, *(places.get(option, option) for option in options), "--era", era, "--", *demo("assistant")
    )
    assert re.search(words.replace("ROOT", re.escape(tmp_path.name)), done.out), done


def test_progress_and_log_messages_go_to_standard_error(everything_command: list[str]) -> None:
    arguments = '{"duration": 0.2, "steps": 2}'
    done = run("call", "trigger-long-running-operation", "--args", arguments, "--progress", "--", *everything_command)
    assert [line for line in done.err.splitlines() if "progress" in line] == ["progress  1 of 2", "progress  2 of 2"]
    assert "progress" not in done.out


def test_progress_is_asked_for_although_it_is_not_shown(everything_command: list[str], tmp_path: Path) -> None:
    """It pushes the time-out back."""
    path = tmp_path / "kept.mcpcap"
    words = ("--args", '{"duration": 0.2, "steps": 2}', "--capture", str(path), "--", *everything_command)
    done = run("call", "trigger-long-running-operation", *words)
    assert (done.code, "progress" in done.err) == (0, False)
    reader = CaptureReader(path)
    rows = reader.rows(1, reader.count())
    (call,) = [row for row in rows if row.method == "tools/call" and row.direction == "sent"]
    assert len([row for row in rows if row.method == "notifications/progress" and row.exchange == call.seq]) == 2
    reader.close()


def test_log_messages_are_asked_for_and_shown(asking_command: list[str]) -> None:
    line = {"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": {"a": 1}}}
    arguments = json.dumps({"lines": [line]})
    done = run("call", "say", "--args", arguments, "--log-level", "info", "--", *asking_command)
    assert 'The log level "info" could not be set' in done.err  # the server does not know the method, and still talks
    assert 'info  {"a": 1}' in done.err
    assert done.code == 0


def test_a_tool_runs_as_a_task(task_command: list[str]) -> None:
    done = run("call", "work", "--task", "60", "--era", "2025-11-25", "--", *task_command)
    assert (done.code, done.out.strip()) == (0, "done")
    assert [line.split()[2] for line in done.err.splitlines()] == ["working", "working", "completed"]


def test_a_message_is_sent_as_it_is(plain_command: list[str], tmp_path: Path) -> None:
    path = tmp_path / "kept.mcpcap"
    raw = '{"jsonrpc": "2.0",  "id":"x", "method":"tools/call", "params":{"name":"add","arguments":{"a":1}}}'
    done = run("send", raw, "--capture", str(path), "--", *plain_command)
    assert (done.code, done.out.strip()) == (0, '{"a": 1}')
    reader = CaptureReader(path)
    (row,) = [row for row in reader.rows(1, reader.count()) if row.rpc_id == '"x"' and row.direction == "sent"]
    assert reader.raw(row.seq) == raw.encode() + b"\n"
    assert (row.own, row.status) == (0, "ok")
    reader.close()


def test_broken_json_from_standard_input_is_sent_and_its_refusal_shown(plain_command: list[str]) -> None:
    command = [*PROGRAM, "send", "--json", "--", *plain_command, "--refuse-noise"]
    done = subprocess.run(command, input=b'{"broken\n', capture_output=True, timeout=60, check=False)
    assert json.loads(done.stdout)["replies"] == [{"error": {"code": -32700, "message": "Parse error"}}]
    assert done.returncode == 5


def test_several_lines_are_sent_as_several_messages() -> None:
    raw = b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n{"jsonrpc":"2.0","id":2,"method":"ping"}\n'
    command = [*PROGRAM, "send", "--json", "--era", "2025-11-25", "--", *demo("calculator")]
    done = subprocess.run(command, input=raw, capture_output=True, timeout=60, check=False)
    assert json.loads(done.stdout) == {"replies": [{"result": {}}, {"result": {}}], "findings": []}
    assert done.returncode == 0


def test_a_message_over_http_gets_the_headers_of_its_revision_unless_it_is_to_stay_bare(weather_url: str) -> None:
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "x", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    raw = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": meta}})
    sent = run("send", weather_url, raw, "--json", "--era", "modern")
    assert sent.code == 0
    assert sent.json["replies"][0]["result"]["tools"][0]["name"] == "get_forecast"
    assert run("send", weather_url, raw, "--bare", "--era", "modern").code != 0


def test_a_batch_is_sent_over_http(weather_url: str) -> None:
    raw = '[{"jsonrpc":"2.0","id":1,"method":"ping"}, {"jsonrpc":"2.0","id":2,"method":"ping"}]'
    done = run("send", weather_url, raw, "--json", "--era", "2025-03-26")
    assert len(done.json["replies"]) == 2  # whatever the server makes of it, each request has an outcome


def test_a_resource_is_watched(everything_command: list[str]) -> None:
    watched = run("watch", "demo://resource/dynamic/text/1", "--seconds", "3", "--json", "--", *everything_command)
    assert watched.code == 0
    assert json.loads(watched.out.splitlines()[0])["uri"] == "demo://resource/dynamic/text/1"


def test_a_subscription_that_is_refused_ends_the_watch(plain_command: list[str]) -> None:
    done = run("watch", "plain://text", "--", *plain_command)
    assert done.code == 5
    assert "not found" in done.err


def test_a_server_is_probed_by_name_and_not_probed_when_it_is_used_again(
    plain_command: list[str], tmp_path: Path
) -> None:
    def first_method(command: str, *words: str) -> str | None:
        path = tmp_path / f"{command}-{len(list(tmp_path.iterdir()))}.mcpcap"
        assert run(command, *words, "--capture", str(path), "--", *plain_command, "--only-here").code == 0
        reader = CaptureReader(path)
        sent = [row.method for row in reader.rows(1, reader.count()) if row.direction == "sent"]
        reader.close()
        return sent[0]

    assert first_method("read", "plain://text") == "server/discover"
    assert first_method("read", "plain://text") == "initialize"
    assert first_method("probe") == "server/discover"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["call", "x", "--on-elicitation", "perhaps", "--", "true"], "none of accept, decline, cancel and @FILE"),
        (["call", "x", "--on-elicitation", "@no-such-file", "--", "true"], "could not be read"),
        (["call", "x", "--on-sampling", "@no-such-file", "--", "true"], "could not be read"),
        (["call", "x", "--log-level", "loud", "--", "true"], "invalid choice"),
        (["call", "x", "--task", "soon", "--", "true"], "not a number"),
        (["read", "x", "--task", "5", "--", "true"], "nrecognized"),
    ],
)
def test_what_cannot_be_answered_is_said_before_anything_is_started(argv: list[str], words: str) -> None:
    done = run(*argv)
    assert done.code == 2
    assert words in done.err


def test_the_pages_that_a_call_needs_first_are_named(asking_command: list[str]) -> None:
    page = {"mode": "url", "elicitationId": "p1", "url": "https://bank.example/login?x=1", "message": "Sign in first."}
    error = {"code": -32042, "message": "More is needed.", "data": {"elicitations": [page]}}
    done = run("call", "refuse", "--args", json.dumps({"error": error}), "--", *asking_command)
    assert done.code == 5
    assert done.err.splitlines()[1:] == [
        "It names the pages that are to be opened first. When that is done, send the request again.",
        "  https://bank.example/login?x=1  Sign in first.",
    ]
