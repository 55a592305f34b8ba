"""A call copied as code makes the same call: the program, the command and the curl line are run."""

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.protocol.headers import modern_headers
from inspector.servers.definition import HttpSettings, ServerDefinition, SseSettings, StdioSettings, TcpSettings
from inspector.sessions.as_code import ToolCall, can_be_curl, can_be_python, curl, loupe, message_text, python

CALCULATE = {"operation": "multiply", "a": 6, "b": 7}


def ran(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def calculator() -> ServerDefinition:
    return ServerDefinition("calculator", StdioSettings(sys.executable, ("-m", "inspector.demo", "calculator")))


@pytest.mark.parametrize("major", [1, 2])
def test_the_program_for_stdio_makes_the_call(tmp_path: Path, major: int) -> None:
    call = ToolCall(calculator(), "calculate", CALCULATE, meta={"trace": "é"})
    script = tmp_path / "call.py"
    script.write_text(python(call, major=major), encoding="utf-8")
    reply = json.loads(ran([sys.executable, str(script)], tmp_path))
    assert "42" in reply["content"][0]["text"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "inspector.demo", "calculator", "--transport", "http"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        yield process.stderr.readline().strip()
        process.terminate()


@pytest.mark.parametrize("headers", [(), (("X-Key", "hidden"),)])
def test_the_program_for_http_makes_the_call(
    tmp_path: Path, address: str, headers: tuple[tuple[str, str], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X_KEY", "k")
    definition = ServerDefinition("calculator", HttpSettings(address, headers))
    (tmp_path / "call.py").write_text(python(ToolCall(definition, "calculate", CALCULATE)))
    assert "42" in ran([sys.executable, "call.py"], tmp_path)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")
def test_the_curl_command_makes_the_call(tmp_path: Path, address: str) -> None:
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    params = {"name": "calculate", "arguments": CALCULATE, "_meta": meta}
    headers = tuple(modern_headers("2026-07-28", "tools/call", params))
    definition = ServerDefinition("calculator", HttpSettings(address, (("X-Key", "$"),)))
    call = ToolCall(definition, "calculate", CALCULATE, params=params, headers=headers, revision="2026-07-28")
    assert "42" in ran(["sh", "-c", curl(call)], tmp_path)


def test_the_command_makes_the_call(tmp_path: Path) -> None:
    words = shlex.split(loupe(ToolCall(calculator(), "calculate", CALCULATE)))
    assert words[0] == "mcp-loupe"
    assert "42" in ran([sys.executable, "-m", "inspector", *words[1:]], tmp_path)


@pytest.mark.parametrize(
    "argument", ["quote's", 'double"s', "line\nbreak", "ünï", "\\", True, None, 12345678901234567890]
)
def test_programs_are_python_whatever_the_arguments(argument: object) -> None:
    call = ToolCall(calculator(), 'it\'s "odd"\n', {"x": argument, "deep": {"list": [argument] * 40}})
    for major in (1, 2):
        compile(python(call, major=major), "call.py", "exec")


def test_secrets_of_headers_and_environment_are_not_written() -> None:
    http = ServerDefinition("s", HttpSettings("https://host/mcp", (("Authorization", "Bearer hidden"),)))
    stdio = ServerDefinition("s", StdioSettings("x", (), {"API_KEY": "hidden"}))
    sse = ServerDefinition("s", SseSettings("https://host/sse", (("X-Key", "hidden"),)))
    for definition in (http, stdio, sse):
        for major in (1, 2):
            text = python(ToolCall(definition, "t", {}), major=major)
            compile(text, "call.py", "exec")
            assert "hidden" not in text
            assert "os.environ[" in text


def test_curl_says_what_the_transport_would_say() -> None:
    definition = ServerDefinition("s", HttpSettings("https://host/mcp?x=1", (("X-Key", "k"),)))
    call = ToolCall(definition, "t", {"a": 1}, revision="2025-11-25", session_id="abc")
    assert '"X-Key: $X_KEY"' in curl(call)
    words = shlex.split(curl(call, secrets=True))
    assert words[4] == "https://host/mcp?x=1"
    for header in ("Mcp-Session-Id: abc", "MCP-Protocol-Version: 2025-11-25", "X-Key: k"):
        assert header in words
    assert json.loads(words[-1]) == json.loads(message_text(call))


def test_what_cannot_be_is_not_offered() -> None:
    tcp = ServerDefinition("s", TcpSettings("host", 1))
    assert not can_be_curl(ToolCall(tcp, "t", {}))
    assert not can_be_python(ToolCall(tcp, "t", {}))
    assert not can_be_python(ToolCall(calculator(), "t", [1]))
