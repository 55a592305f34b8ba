"""The options that say how an address is reached."""

import json
from pathlib import Path

import pytest

from inspector.cli.arguments import UsageError, parse
from inspector.cli.definitions import one_definition
from inspector.servers.definition import HttpSettings, Settings, SseSettings, TcpSettings, TlsSettings

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
    assert settings("--insecure", "tcp://x.org:7") == TcpSettings("x.org", 7)


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
