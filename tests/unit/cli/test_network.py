"""The options that say how an address is reached."""

import json
from pathlib import Path

import pytest

from inspector.cli.arguments import UsageError, parse
from inspector.cli.definitions import definitions_for, one_definition
from inspector.servers.definition import (
    HttpSettings,
    Settings,
    SseSettings,
    TcpSettings,
    TlsSettings,
    UnixSettings,
    WebSocketSettings,
)

URL = "https://x.org/mcp"


def settings(*words: str) -> Settings:
    return one_definition(parse(["probe", *words])).settings


def test_an_address_alone_leaves_everything_open() -> None:
    assert settings(URL) == HttpSettings(URL)


def test_a_transport_can_be_pinned() -> None:
    assert settings("--transport", "sse", URL) == SseSettings(URL)
    assert settings("--transport", "http", URL) == HttpSettings(URL, older_too=False)


def test_tls_proxy_headers_and_time_go_with_the_address() -> None:
    found = settings(
        *("--ca", "ca.pem", "--cert", "c.pem", "--key", "k.pem", "--insecure", "--proxy", "http://p:1"),
        *("--connect-timeout", "3", "--header", "A: b", URL),
    )
    tls = TlsSettings(False, "ca.pem", "c.pem", "k.pem")
    assert found == HttpSettings(URL, (("A", "b"),), tls, "http://p:1", 3.0)


def test_an_encrypted_socket_takes_the_same_options() -> None:
    assert settings("--insecure", "tls://x.org:7") == TcpSettings("x.org", 7, TlsSettings(verify=False))


def test_the_time_to_connect_is_that_of_every_address() -> None:
    assert settings("--connect-timeout", "3", "tcp://x.org:7") == TcpSettings("x.org", 7, connect_timeout=3.0)
    assert settings("--connect-timeout", "3", "unix:/run/x") == UnixSettings("/run/x", 3.0)
    assert settings("--connect-timeout", "3", "wss://x.org/ws") == WebSocketSettings(
        "wss://x.org/ws", connect_timeout=3
    )


STDIO = ("--", "server")
TLS = [("--ca", "f"), ("--cert", "f"), ("--cert", "f", "--key", "f"), ("--insecure",)]
IDLE = [
    *((*words, *target) for words in TLS for target in (("tcp://x.org:7",), ("unix:/run/x",), STDIO)),
    *((*words, *target) for words in (("--header", "A: b"), ("--proxy", "http://p"), ("--transport", "http"))
      for target in (("tcp://x.org:7",), ("tls://x.org:7",), ("unix:/run/x",), STDIO)),
    ("--connect-timeout", "3", *STDIO),
    ("--transport", "sse", "ws://x.org"),
    ("--subprotocol", "a", URL),
    ("--env", "A=b", URL),
    ("--cwd", "/srv", "unix:/run/x"),
]  # fmt: skip


@pytest.mark.parametrize("words", IDLE, ids=" ".join)
def test_an_option_that_cannot_apply_is_refused_and_not_dropped(words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as raised:
        settings(*words)
    assert str(raised.value).startswith(f'"{words[0]}" does not apply to "')
    assert str(raised.value).endswith(". Leave it out.")


def test_an_option_has_to_apply_to_the_server_of_a_file_that_it_is_written_for(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"mcpServers": {"a": {"url": URL}, "b": {"command": "x"}}}))
    words = ["--config", str(path), "--header", "A: b"]
    assert [server.name for server in definitions_for(parse(words)).servers] == ["a", "b"]  # it applies to one
    assert settings(*words, "--server", "a") == HttpSettings(URL, (("A", "b"),))
    with pytest.raises(UsageError, match='"--header" does not apply to "x"'):
        settings(*words, "--server", "b")
    with pytest.raises(UsageError, match='"--subprotocol" does not apply to any server'):
        definitions_for(parse(["--config", str(path), "--subprotocol", "a"]))


def test_options_are_laid_over_what_a_file_says(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    entry = {"url": URL, "type": "sse", "tls": {"ca": "a.pem"}, "proxy": "http://p"}
    path.write_text(json.dumps({"mcpServers": {"a": entry}}))
    found = settings("--config", str(path), "--transport", "http", "--insecure", "--proxy", "")
    assert found == HttpSettings(URL, (), TlsSettings(False, "a.pem"), "", older_too=False)


@pytest.mark.parametrize(
    "words", [("--key", "k.pem", URL), ("--transport", "pigeon", URL), ("--connect-timeout", "0", URL)]
)
def test_what_cannot_be_meant_is_said(words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        parse(["probe", *words])
