"""Parameters of tools in headers, and what a driver does when headers do not fit."""

import json
from typing import Any

import pytest

from inspector.sessions.outcome import ErrorReply, NoReply, ResultReply
from inspector.transports.failure import Reason

from .conftest import Open
from .modern_server import VERSION, ModernServer, Posted, Reply, modern_server

pytestmark = pytest.mark.anyio


def tool(name: str = "query", header: Any = "Region", **schema: Any) -> dict[str, Any]:
    region = {"type": "string", "x-mcp-header": header, **schema}
    return {"name": name, "description": "Asks", "inputSchema": {"type": "object", "properties": {"region": region}}}


def rejecting(server: ModernServer, header: str) -> None:
    """Let the server reject calls without this header, as conforming servers do."""

    async def call(posted: Posted, reply: Reply) -> None:
        if posted.header(header) is None:
            await reply.error(-32020, f"{header} is missing")
        else:
            await reply.result({"content": []})

    server.on["tools/call"] = call


async def test_a_call_repeats_annotated_parameters_in_headers(open_session: Open) -> None:
    async with modern_server() as server:
        server.tools = [tool()]
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("query", {"region": "Zürich", "other": 1})
        assert isinstance(outcome, ResultReply)
        (call,) = server.posted("tools/call")
        assert call.header("Mcp-Param-Region") == "=?base64?WsO8cmljaA==?="
        assert call.header("MCP-Protocol-Version") == VERSION
        assert call.header("Mcp-Method") == "tools/call"
        assert call.header("Mcp-Name") == "query"


async def test_a_parameter_that_is_null_or_absent_has_no_header(open_session: Open) -> None:
    async with modern_server() as server:
        server.tools = [tool()]
        async with open_session(server.definition) as watched:
            await watched.session.call_tool("query", {"region": None})
            await watched.session.call_tool("query", {})
            await watched.session.call_tool("query", "no object")
        assert [call.header("Mcp-Param-Region") for call in server.posted("tools/call")] == [None, None, None]


async def test_a_tool_with_a_bad_annotation_is_listed_and_not_called(open_session: Open) -> None:
    async with modern_server() as server:
        server.tools = [tool("bad", "two words"), tool("good")]
        async with open_session(server.definition) as watched:
            session = watched.session
            outcome = await session.call_tool("bad", {"region": "x"})
            assert isinstance(await session.call_tool("good", {"region": "x"}), ResultReply)
            assert [item["name"] for item in session.catalog.tools] == ["bad", "good"]
            assert "tool-header-name" in {finding.rule for finding in session.findings()}
        assert isinstance(outcome, NoReply)
        assert outcome.failure.reason is Reason.NOT_SENT
        assert '"two words" of the parameter "region" is not the name of an HTTP header' in outcome.failure.sentence
        assert len(server.posted("tools/call")) == 1


async def test_after_a_header_mismatch_the_tools_are_read_again_and_the_call_sent_once_more(open_session: Open) -> None:
    async with modern_server() as server:
        server.tools = [{**tool(), "inputSchema": {"type": "object"}}]
        async with open_session(server.definition) as watched:
            server.tools = [tool()]
            rejecting(server, "Mcp-Param-Region")
            outcome = await watched.session.call_tool("query", {"region": "west"})
            rows = [row for row in watched.rows() if row.kind == "message" and row.direction == "sent"]
        assert isinstance(outcome, ResultReply)
        assert [(row.method, bool(row.own)) for row in rows][-3:] == [
            ("tools/call", False),
            ("tools/list", True),
            ("tools/call", True),
        ]


async def test_a_header_mismatch_that_stays_is_the_outcome_after_one_more_try(open_session: Open) -> None:
    async with modern_server() as server:
        server.tools = [tool()]
        rejecting(server, "Mcp-Param-Other")
        async with open_session(server.definition) as watched:
            outcome = await watched.session.call_tool("query", {"region": "west"})
        assert isinstance(outcome, ErrorReply)
        assert outcome.error["code"] == -32020
        assert len(server.posted("tools/call")) == 2


async def test_a_header_mismatch_of_another_method_is_the_outcome(open_session: Open) -> None:
    async with modern_server() as server:

        async def mismatch(posted: Posted, reply: Reply) -> None:
            await reply.error(-32020, "Mcp-Name differs")

        server.on["resources/read"] = mismatch
        async with open_session(server.definition) as watched:
            outcome = await watched.session.read_resource("a:b")
        assert isinstance(outcome, ErrorReply)
        assert len(server.posted("resources/read")) == 1
        assert server.posted("resources/read")[0].header("Mcp-Name") == "a:b"


async def test_a_version_in_meta_of_the_users_own_is_in_the_header_too(open_session: Open) -> None:
    async with modern_server() as server, open_session(server.definition) as watched:
        meta = {"io.modelcontextprotocol/protocolVersion": "1900-01-01"}
        await watched.session.call("tools/call", {"name": "x", "arguments": {}, "_meta": meta})
        (call,) = server.posted("tools/call")
        assert call.header("MCP-Protocol-Version") == "1900-01-01"
        assert json.dumps(call.meta).count("1900-01-01") == 1
