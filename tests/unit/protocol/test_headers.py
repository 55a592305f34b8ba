import pytest

from inspector.protocol.headers import encode_value, modern_headers


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("us-west1", "us-west1"),
        ("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="),
        (" padded ", "=?base64?IHBhZGRlZCA=?="),
        ("line1\nline2", "=?base64?bGluZTEKbGluZTI=?="),
        ("=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="),
        ("", "=?base64??="),
    ],
)
def test_values_are_written_as_the_specification_s_examples(value: str, written: str) -> None:
    assert encode_value(value) == written


def test_a_call_repeats_method_and_name() -> None:
    assert modern_headers("2026-07-28", "tools/call", {"name": "add"}) == [
        ("MCP-Protocol-Version", "2026-07-28"),
        ("Mcp-Method", "tools/call"),
        ("Mcp-Name", "add"),
    ]


def test_a_list_has_no_name() -> None:
    assert len(modern_headers("2026-07-28", "tools/list", {"name": "x"})) == 2


def test_requests_of_tasks_are_named_by_their_task() -> None:
    assert modern_headers("2026-07-28", "tasks/get", {"taskId": "t1"})[-1] == ("Mcp-Name", "t1")


def test_what_stands_in_meta_goes_before_the_revision() -> None:
    params = {"_meta": {"io.modelcontextprotocol/protocolVersion": "1900-01-01"}}
    assert modern_headers("2026-07-28", "x", params)[0] == ("MCP-Protocol-Version", "1900-01-01")


def test_a_method_that_is_no_header_value_is_encoded() -> None:
    assert modern_headers("2026-07-28", "a\r\nb", {})[1] == ("Mcp-Method", "=?base64?YQ0KYg==?=")
