import pytest

from inspector.servers.addresses import AddressError, is_address, settings_for
from inspector.servers.definition import (
    HttpSettings,
    Settings,
    TcpSettings,
    TlsSettings,
    UnixSettings,
    WebSocketSettings,
)


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("http://host:1/mcp", HttpSettings("http://host:1/mcp", (("A", "b"),))),
        ("  HTTPS://host/mcp  ", HttpSettings("HTTPS://host/mcp", (("A", "b"),))),
        ("ws://host:1/ws?a=b", WebSocketSettings("ws://host:1/ws?a=b", (("A", "b"),))),
        ("wss://host", WebSocketSettings("wss://host", (("A", "b"),))),
        ("tcp://host:7000", TcpSettings("host", 7000)),
        ("tcp://[::1]:7000/", TcpSettings("::1", 7000)),
        ("tls://host:7000", TcpSettings("host", 7000, TlsSettings())),
        ("unix:/run/a b.sock", UnixSettings("/run/a b.sock")),
        ("unix:relative.sock", UnixSettings("relative.sock")),
        ("unix:///run/a.sock", UnixSettings("/run/a.sock")),
    ],
)
def test_an_address_says_how_its_server_is_reached(text: str, settings: Settings) -> None:
    assert settings_for(text, [("A", "b")]) == settings


@pytest.mark.parametrize(
    "text", ["tcp://host:7000", "tcp://[::1]:7000", "tls://host:1", "unix:/a.sock", "wss://host/x"]
)
def test_what_is_shown_of_an_address_can_be_read_again(text: str) -> None:
    assert settings_for(text).target == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not an address"),
        ("npx server", "is not an address"),
        ("C:/server.exe", "is not an address"),
        ("http://", "names no host"),
        ("http://host:port/", "ort"),
        ("http://host:99999/", "ort"),
        ("http://host:0/", "port 0"),
        ("http://ho st/", "blank"),
        ("http://[::1/", "cannot be reached"),
        ("ws://host/#part", "fragment"),
        ("tcp://host", "names no port"),
        ("tcp://host:1/path", "more than host and port"),
        ("tcp://me@host:1", "more than host and port"),
        ("unix:", "names no path"),
        ("ftp://host/", "ftp.*There are: http, https, ws"),
    ],
)
def test_a_wrong_address_is_said_to_be_wrong_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(AddressError, match=words) as raised:
        settings_for(text)
    assert str(raised.value).endswith(".")


def test_a_command_is_no_address() -> None:
    assert not is_address("npx -y server http://host")
    assert not is_address("C:\\server.exe")
    assert not is_address("server:latest")
    assert is_address("unix:/run/a.sock")
    assert is_address("odd+scheme://host")
