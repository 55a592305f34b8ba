"""The commands without a window, against servers of both eras and over both transports."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from inspector.traffic.capture import CaptureReader

from .conftest import PROGRAM, demo, run


def test_a_probe_tells_all_there_is(everything_command: list[str]) -> None:
    done = run("probe", "--json", "--", *everything_command)
    assert done.code == 0
    report = done.json
    assert list(report) == [
        "server",
        "era",
        "revision",
        "capabilities",
        "instructions",
        "tools",
        "resources",
        "templates",
        "prompts",
        "errors",
        "findings",
    ]
    assert (report["era"], report["revision"]) == ("legacy", "2025-11-25")
    assert "echo" in {tool["name"] for tool in report["tools"]}
    assert "inputSchema" in report["tools"][0]
    assert report["errors"] == []


def test_a_tool_is_called_a_resource_read_and_a_prompt_got(everything_command: list[str]) -> None:
    called = run("call", "echo", "--args", '{"message": "hé"}', "--json", "--", *everything_command)
    assert called.json["result"]["content"] == [{"type": "text", "text": "Echo: hé"}]
    assert called.json["duration_ms"] > 0
    read = run("read", "demo://resource/dynamic/text/1", "--json", "--", *everything_command)
    assert read.json["result"]["contents"][0]["uri"] == "demo://resource/dynamic/text/1"
    got = run("get", "args-prompt", "--args", '{"city": "Lima"}', "--", *everything_command)
    assert "Lima" in got.out
    assert (called.code, read.code, got.code) == (0, 0, 0)


def test_a_command_whose_output_nobody_reads_ends_quietly(everything_command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        command = [*PROGRAM, "probe", "--", *everything_command]
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    finally:
        os.close(writing)
    assert [line for line in done.stderr.splitlines() if "Error" in line] == []
    assert done.returncode == 1


@pytest.mark.parametrize("era", ["auto", "modern", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"])
def test_a_server_over_http_answers_in_every_revision(weather_url: str, era: str) -> None:
    done = run("probe", weather_url, "--era", era, "--json")
    assert done.code == 0, done.err
    assert done.json["revision"] == {"auto": "2026-07-28", "modern": "2026-07-28"}.get(era, era)
    assert [tool["name"] for tool in done.json["tools"]] == ["get_forecast", "draw_chart", "measure_now"]
    assert [finding for finding in done.json["findings"] if finding["severity"] == "error"] == []


def test_a_call_over_http_is_kept_with_heads_and_bodies(weather_url: str, tmp_path: Path) -> None:
    path = tmp_path / "kept.mcpcap"
    arguments = '{"city": "Tokyo", "days": 2}'
    done = run(
        "call", weather_url, "get_forecast", "--args", arguments, "--header", "X-Test: yes", "--capture", str(path)
    )
    assert done.code == 0
    reader = CaptureReader(path)
    rows = reader.rows(1, reader.count())
    head = next(row for row in rows if row.kind == "http-request" and b"tools/call" in reader.raw(row.seq))
    assert b"Mcp-Name: get_forecast\r\n" in reader.raw(head.seq)
    assert b"X-Test: yes\r\n" in reader.raw(head.seq)
    sent = next(row for row in rows if row.http == head.seq and row.direction == "sent")
    assert (sent.method, sent.subject, sent.status) == ("tools/call", "get_forecast", "ok")
    answer = next(row for row in rows if row.http == head.seq and row.kind == "http-response")
    assert reader.raw(answer.seq).startswith(b"HTTP/1.1 200 OK\r\n")
    reader.close()


def test_the_server_s_no_has_its_own_exit_code() -> None:
    wrong = run(
        "call", "calculate", "--args", '{"operation": "divide", "a": 1, "b": 0}', "--json", "--", *demo("calculator")
    )
    assert wrong.code == 5
    assert wrong.json["result"]["isError"] is True
    unknown = run("get", "nothing", "--json", "--", *demo("greeting"))
    assert unknown.code == 5
    assert isinstance(unknown.json["error"]["code"], int)


def test_a_failed_request_is_told_for_programs_too(plain_command: list[str]) -> None:
    done = run("call", "add", "--json", "--timeout", "5", "--", *plain_command, "--exit-on", "tools/call")
    report = done.json
    assert (done.code, report["reason"], report["status"], report["headers"]) == (4, "closed", None, {})
    assert "exit code 7" in report["failure"]


def test_strict_turns_findings_into_an_exit_code(plain_command: list[str]) -> None:
    assert run("probe", "--strict", "--", *plain_command).code == 0
    noisy = run("probe", "--strict", "--json", "--", *plain_command, "--noise")
    assert noisy.code == 6
    findings = noisy.json["findings"]
    assert list(findings[0]) == ["rule", "severity", "message", "method", "pointer", "section"]
    assert {finding["rule"] for finding in findings} == {"not-json", "stdout-noise"}


def test_a_server_of_a_configuration_is_named(tmp_path: Path, plain_command: list[str]) -> None:
    path = tmp_path / "servers.json"
    args = str(plain_command[1])
    path.write_text(
        f'{{"mcpServers": {{"one": {{"command": "{plain_command[0]}", "args": ["{args}"]}}, "two": {{"url": "http://x"}}}}}}'
    )
    done = run("call", "add", "--args", '{"a": 1}', "--config", str(path), "--server", "one")
    assert (done.code, done.out.strip()) == (0, '{"a": 1}')
    several = run("probe", "--config", str(path))
    assert several.code == 2
    assert '"one", "two"' in several.err


def test_a_file_says_what_the_client_declares_and_why_an_entry_was_passed_over(
    tmp_path: Path, asking_command: list[str]
) -> None:
    path = tmp_path / "servers.json"
    entry = {
        "command": asking_command[0],
        "args": asking_command[1:],
        "era": "2025-06-18",
        "roots": ["/srv"],
        "client": {"identity": {"name": "other", "title": ""}, "capabilities": {"sampling": True, "flying": True}},
    }
    path.write_text(json.dumps({"mcpServers": {"asking": entry, "broken": {"command": "x", "args": "y"}}}))
    done = run("call", "heard", "--json", "--config", str(path), "--server", "asking")
    greeting = done.json["result"]["structuredContent"]["greeting"]
    assert greeting["protocolVersion"] == "2025-06-18"
    assert (greeting["clientInfo"]["name"], "title" in greeting["clientInfo"]) == ("other", False)
    assert greeting["capabilities"] == {"roots": {"listChanged": True}, "sampling": {}}
    assert 'without its "client.capabilities.flying"' in done.err
    assert "broken" not in done.err
    broken = run("probe", "--config", str(path), "--server", "broken")
    assert broken.code == 2
    assert 'The server "broken" was passed over, because its "args" are not a list of texts.' in broken.err


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (["probe", "--", "no-such-command-anywhere"], 4, "was not found"),
        (["probe", "--", "sh", "-c", "echo because >&2; exit 3"], 4, "exit code 3"),
        (["probe", "--", "sh", "-c", "exit 3"], 4, "exit code 3"),
        (["probe", "http://127.0.0.1:9/mcp"], 4, "nothing listens there"),
        (["probe", "ftp://host/x"], 2, "no transport has the scheme"),
        (["probe", "ws://127.0.0.1:9/"], 4, "nothing listens there"),
        (["probe", "unix:/no/such.sock"], 4, "there is no such socket"),
        (["probe", "--insecure", "tcp://127.0.0.1:9"], 2, '"--insecure" does not apply to "tcp://127.0.0.1:9"'),
        (["--header", "A: b", "--", "sh"], 2, '"--header" does not apply to "sh"'),
        (["probe", "--timeout", "0.3", "--", "sleep", "60"], 4, "did not answer"),
        (["probe", "--config", "no-such-file.json"], 2, "does not exist"),
        (["frobnicate"], 2, "neither a URL nor a command"),
        (["--config", "no-such-file.json"], 2, "does not exist"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence_with_an_exit_code(argv: list[str], code: int, words: str) -> None:
    done = run(*argv)
    assert done.code == code
    assert words in done.err
    assert "Traceback" not in done.err


def test_a_configuration_that_is_not_json_says_where(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"mcpServers": {]}')
    for argv in (["probe", "--config", str(path)], ["--config", str(path)]):
        done = run(*argv)
        assert done.code == 2
        assert "line 1, column 17" in done.err


def test_a_capture_is_not_written_over(tmp_path: Path, plain_command: list[str]) -> None:
    path = tmp_path / "kept"
    path.write_text("precious")
    assert run("probe", "--capture", str(path), "--", *plain_command).code == 2
    assert path.read_text() == "precious"


def test_control_characters_of_a_server_do_not_reach_the_terminal() -> None:
    done = run("call", "greet", "--args", '{"name": "\\u001b[31mred"}', "--", *demo("greeting"))
    assert "\x1b" not in done.out
    assert "\\x1b[31mred" in done.out
