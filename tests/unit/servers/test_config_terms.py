"""What an entry of a configuration file says of the talk with its server."""

import json
from pathlib import Path
from typing import Any

import pytest

from inspector.cli.arguments import parse
from inspector.cli.definitions import one_definition
from inspector.protocol.capabilities import ClientCapability
from inspector.servers.config_file import ConfigError, Configuration, parse_config
from inspector.servers.definition import (
    DEFAULT_TIMEOUT,
    ClientSettings,
    Root,
    ServerDefinition,
    StdioSettings,
    UnixSettings,
)


def read(**members: Any) -> Configuration:
    return parse_config({"mcpServers": {"a": {"command": "x", **members}}})


def test_era_times_roots_and_client_are_read() -> None:
    client: dict[str, Any] = {
        "identity": {"name": "other", "version": ""},
        "capabilities": {"sampling": False, "elicitation.url": True},
        "extensions": {"x.org/a": {"b": 1}, "x.org/c": None},
    }
    roots = ["/home/me", "note://b", {"uri": "file:///srv", "name": "Served"}]
    found = read(era="2025-11-25", timeout=30, totalTimeout=300.5, roots=roots, client=client)
    assert found.problems == ()
    assert found.named("a") == ServerDefinition(
        "a",
        StdioSettings("x"),
        era="2025-11-25",
        timeout=30.0,
        total_timeout=300.5,
        roots=(Root("file:///home/me", "me"), Root("note://b"), Root("file:///srv", "Served")),
        client=ClientSettings(
            client["identity"],
            {ClientCapability.SAMPLING: False, ClientCapability.ELICITATION_URL: True},
            client["extensions"],
        ),
    )


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"era": "1999-01-01"}, "era"),
        ({"era": ["auto"]}, "era"),
        ({"timeout": "30"}, "timeout"),
        ({"timeout": True}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"totalTimeout": 0}, "totalTimeout"),
        ({"roots": "/a"}, "roots"),
        ({"roots": [""]}, "roots[0]"),
        ({"roots": [{"name": "a"}]}, "roots[0]"),
        ({"roots": [{"uri": "file:///a", "name": 7}]}, "roots[0]"),
        ({"client": 7}, "client"),
        ({"client": {"colour": "red"}}, "client.colour"),
        ({"client": {"identity": "me"}}, "client.identity"),
        ({"client": {"capabilities": ["roots"]}}, "client.capabilities"),
        ({"client": {"capabilities": {"flying": True}}}, "client.capabilities.flying"),
        ({"client": {"capabilities": {"roots": {}}}}, "client.capabilities.roots"),
        ({"client": {"extensions": {"x.org/a": True}}}, "client.extensions.x.org/a"),
        ({"total_timeout": 30}, "total_timeout"),
        ({"Era": "auto"}, "Era"),
    ],
)
def test_what_cannot_be_used_is_named_and_the_server_is_used_without_it(members: dict[str, Any], place: str) -> None:
    found = read(**members)
    (sentence,) = found.problems
    assert sentence.startswith(f'The server "a" is used without its "{place}", because it ')
    assert sentence.endswith(".")
    assert found.named("a") == ServerDefinition("a", StdioSettings("x"))


def test_what_can_be_used_stays_beside_what_cannot() -> None:
    found = read(roots=["/a", 7], client={"capabilities": {"roots": False, "x": 1}}, timeout=None)
    assert found.named("a").roots == (Root("file:///a", "a"),)
    assert found.named("a").client.switched == {ClientCapability.ROOTS: False}
    assert found.named("a").timeout == DEFAULT_TIMEOUT
    assert len(found.problems) == 2


def test_members_of_other_programs_are_nobodys_business() -> None:
    found = read(disabled=False, autoApprove=["add"], description="Mine", envFile=".env")
    assert found.problems == ()


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    entry = {"command": "x", "era": "2025-11-25", "timeout": 2, "roots": ["/a"]}
    path.write_text(json.dumps({"mcpServers": {"a": entry}}))
    words = ["probe", "--config", str(path)]
    as_written = one_definition(parse(words))
    assert (as_written.era, as_written.timeout, as_written.probe_timeout) == ("2025-11-25", 2.0, 2.0)
    changed = one_definition(parse([*words, "--era", "auto", "--timeout", "9", "--root", "/b"]))
    assert (changed.era, changed.timeout, changed.roots) == ("auto", 9.0, (Root("file:///b", "b"),))


def test_what_was_left_out_or_passed_over_is_said(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    servers = {"a": {"command": "x", "era": 7}, "b": {"command": "x", "args": "y"}}
    path.write_text(json.dumps({"mcpServers": servers}))
    said: list[str] = []
    one_definition(parse(["probe", "--config", str(path)]), said.append)
    assert [sentence.partition(",")[0] for sentence in said] == [
        'The server "b" was passed over',
        'The server "a" is used without its "era"',
    ]
    with pytest.raises(ConfigError, match='"b" was passed over, because its "args" are not'):
        one_definition(parse(["probe", "--config", str(path), "--server", "b"]), said.append)


def test_the_time_to_connect_is_read_for_a_unix_socket() -> None:
    found = parse_config({"mcpServers": {"a": {"url": "unix:/run/x", "connectTimeout": 2}}})
    assert found.named("a").settings == UnixSettings("/run/x", 2.0)
