from pathlib import Path
from typing import Any

import pytest

from inspector.servers.config_file import ConfigError, parse_config, read_config
from inspector.servers.definition import (
    HttpSettings,
    SseSettings,
    StdioSettings,
    TcpSettings,
    TlsSettings,
    WebSocketSettings,
)


def test_commands_and_addresses_are_read() -> None:
    found = parse_config(
        {
            "mcpServers": {
                "local": {"command": "uvx", "args": ["thing", 3], "env": {"KEY": "v"}, "cwd": "/srv"},
                "remote": {"url": "https://example.org/mcp", "headers": {"Authorization": "x"}},
            }
        }
    )
    assert found.named("local").settings == StdioSettings("uvx", ("thing", "3"), {"KEY": "v"}, "/srv")
    assert found.named("remote").settings == HttpSettings("https://example.org/mcp", (("Authorization", "x"),))


def test_an_address_may_have_any_scheme_there_is_a_transport_for() -> None:
    found = parse_config(
        {
            "mcpServers": {
                "socket": {"url": "wss://host/ws", "headers": {"A": "b"}, "subprotocol": None},
                "typed": {"type": "websocket", "url": "https://host/ws", "subprotocol": "mine"},
                "lines": {"url": "tcp://host:7000"},
                "wrong": {"url": "tcp://host"},
            }
        }
    )
    assert found.named("socket").settings == WebSocketSettings("wss://host/ws", (("A", "b"),), subprotocol=None)
    assert found.named("typed").settings == WebSocketSettings("wss://host/ws", subprotocol="mine")
    assert found.named("lines").settings == TcpSettings("host", 7000)
    assert "names no port" in found.problems[0]


def test_an_entry_that_is_broken_is_passed_over_with_a_sentence() -> None:
    found = parse_config({"mcpServers": {"a": 7, "b": {}, "c": {"command": "x", "args": "y"}, "d": {"command": "ok"}}})
    assert [server.name for server in found.servers] == ["d"]
    assert len(found.problems) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [("{x", "line 1, column 2"), ("[]", "names no servers"), ('{"mcpServers": []}', "names no servers")],
)
def test_a_file_that_is_no_configuration_says_why(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "config.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=words):
        read_config(path)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        read_config(tmp_path / "config.json")


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match='"a"'):
        parse_config({"mcpServers": {"a": {"command": "x"}}}).named("b")


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (None, HttpSettings("https://x.org/mcp")),
        ("http", HttpSettings("https://x.org/mcp")),
        ("streamable-http", HttpSettings("https://x.org/mcp", older_too=False)),
        ("streamableHttp", HttpSettings("https://x.org/mcp", older_too=False)),
        ("sse", SseSettings("https://x.org/mcp")),
    ],
)
def test_the_type_of_an_http_address_says_which_transport(
    kind: str | None, settings: HttpSettings | SseSettings
) -> None:
    entry = {"url": "https://x.org/mcp", **({"type": kind} if kind else {})}
    assert parse_config({"mcpServers": {"a": entry}}).servers[0].settings == settings


def test_tls_proxy_and_time_to_connect_are_read() -> None:
    tls = {"ca": "ca.pem", "cert": "c.pem", "key": "k.pem", "verify": False}
    entry = {"url": "https://x.org", "tls": tls, "proxy": "http://p:1", "connectTimeout": 3}
    settings = parse_config({"mcpServers": {"a": entry}}).servers[0].settings
    expected = HttpSettings("https://x.org", (), TlsSettings(False, "ca.pem", "c.pem", "k.pem"), "http://p:1", 3.0)
    assert settings == expected


@pytest.mark.parametrize(
    "member", [{"tls": "ca.pem"}, {"tls": {"ca": 7}}, {"tls": {"verify": "no"}}, {"proxy": 8}, {"connectTimeout": "1"},
               {"connectTimeout": -1}, {"connectTimeout": True}]
)  # fmt: skip
def test_a_wrong_member_of_an_address_is_named(member: dict[str, Any]) -> None:
    found = parse_config({"mcpServers": {"a": {"url": "https://x.org", **member}}})
    assert found.servers == ()
    assert f'"{next(iter(member))}"' in found.problems[0]
