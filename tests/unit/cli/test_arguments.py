import pytest

from inspector.cli.arguments import UsageError, parse
from inspector.servers.definition import Root
from inspector.sessions.tasks import TaskRequest


def test_a_url_stands_first() -> None:
    arguments = parse(["call", "http://host/mcp", "tool", "--args", '{"a": 1}', "--json"])
    assert (arguments.command, arguments.url, arguments.subject) == ("call", "http://host/mcp", "tool")
    assert arguments.args == {"a": 1}
    assert arguments.json


def test_a_command_stands_last() -> None:
    arguments = parse(["read", "a://b", "--cwd", "/srv", "--", "node", "server.js", "--flag"])
    assert (arguments.subject, arguments.argv) == ("a://b", ("node", "server.js", "--flag"))


def test_a_configuration_stands_in_place_of_both() -> None:
    arguments = parse(["get", "prompt", "--config", "f.json", "--server", "a"])
    assert (arguments.subject, arguments.server) == ("prompt", "a")


def test_options_may_stand_anywhere_before_the_command() -> None:
    arguments = parse(["probe", "--era", "2025-03-26", "--header", "A: b:c", "--env", "K=v=w", "--", "x"])
    assert arguments.era == "2025-03-26"
    assert arguments.headers == (("A", "b:c"),)
    assert arguments.env == {"K": "v=w"}


def test_a_message_may_come_from_standard_input() -> None:
    assert parse(["send", "--", "x"]).subject is None
    assert parse(["send", "{}", "--", "x"]).subject == "{}"
    arguments = parse(["send", "http://host/mcp"])
    assert (arguments.url, arguments.subject) == ("http://host/mcp", None)
    assert parse(["send", "http://host/mcp", "{}", "--bare"]).bare


def test_how_to_talk_with_the_server_is_read() -> None:
    words = ["--root", "/a/b", "--root", "file:///c", "--log-level", "info", "--progress", "--total-timeout", "9"]
    talk = parse(["call", "t", *words, "--task", "--", "x"]).talk
    assert talk.roots == (Root("file:///a/b", "b"), Root("file:///c"))
    assert (talk.log_level, talk.progress, talk.total_timeout) == ("info", True, 9.0)
    assert talk.task == TaskRequest()
    assert parse(["call", "t", "--task", "1.5", "--", "x"]).talk.task == TaskRequest(ttl=1500)
    assert parse(["call", "t", "--", "x"]).talk.task is None


def test_without_a_command_the_window_is_meant() -> None:
    assert parse([]).command is None
    assert parse(["--", "npx", "x"]).argv == ("npx", "x")
    assert parse(["https://host/mcp"]).url == "https://host/mcp"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["foo"], "neither a URL"),
        (["call"], "URL is missing"),
        (["call", "http://a/b"], "TOOL is missing"),
        (["call", "http://a/b", "t", "more"], '"more" was not expected'),
        (["probe"], "URL is missing"),
        (["http://a", "--", "b"], "Name the server once"),
        (["--"], "is missing"),
        (["--server", "a"], "--config FILE"),
        (["probe", "--era", "1999", "--", "x"], "invalid choice"),
        (["probe", "--header", "no", "--", "x"], "no colon"),
        (["probe", "--env", "no", "--", "x"], 'has no "="'),
        (["probe", "--timeout", "-1", "--", "x"], "not a time"),
        (["call", "t", "--args", "{", "--", "x"], "not JSON"),
        (["call", "t", "--args", "[]", "--", "x"], "not a JSON object"),
        (["--unknown"], "nrecognized"),
    ],
)
def test_what_cannot_be_understood_is_said_in_a_sentence(argv: list[str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse(argv)


@pytest.mark.parametrize("argv", [["--help"], ["probe", "--help"], ["call", "--help"]])
def test_the_help_documents_the_exit_codes(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(argv)
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert "--strict" in shown
    assert "3  the server wants authorization first" in shown
