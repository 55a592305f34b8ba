"""What is said of an address before anybody opens it."""

import pytest

from inspector.content.address import LONGEST, look_at


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.org/menu", "example.org"),
        ("https://example.org:8443/", "example.org:8443"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://b\u00fccher.example/", "xn--bcher-kva.example"),
        ("http://[::1]:80/", "[::1]:80"),
    ],
)
def test_the_host_is_the_one_that_is_reached(url: str, host: str) -> None:
    assert look_at(url).host == host


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.org", "not encrypted"),
        ("http://localhost:3000", "stays on this machine"),
        ("https://bank.example@evil.example/", 'The host is "evil.example"'),
        ("https://xn--pple-43d.com", "mixes scripts"),
        ("https://192.0.2.7/", "The host is a number"),
        ("javascript:alert(1)", 'scheme "javascript"'),
        ("file:///etc/passwd", 'scheme "file"'),
        ("https:///path", "names no host"),
        ("https://example.org/\u202egnp.exe", "cannot be seen"),
        ("https://[oops", "no address"),
        ("https://example.org:port/", "no address"),
    ],
)
def test_what_misleads_is_said(url: str, words: str) -> None:
    assert any(words in note for note in look_at(url).notes)


def test_nothing_is_said_of_a_plain_address() -> None:
    assert look_at("https://example.org/menu").notes == ()
    assert look_at("https://example.org/menu").can_open


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "https:///path", "https://[oops", "", "x"]
)
def test_what_is_no_page_cannot_be_opened(url: str) -> None:
    assert not look_at(url).can_open


def test_an_address_of_any_length_is_looked_at_no_further_than_its_beginning() -> None:
    address = look_at("https://example.org/" + "a" * 1_000_000)
    assert len(address.url) == LONGEST
    assert not address.can_open
    assert "over 20,000 characters" in address.notes[0]
