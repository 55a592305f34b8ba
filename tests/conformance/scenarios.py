"""What is done in each scenario of the suite, and what of its checks need not be there.

A scenario is a list of commands of `mcp-loupe`, or, where an answer is asked back, work with a session that is opened
as the commands open it.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import anyio

from inspector.schema.form import describe
from inspector.schema.validate import problems_with
from inspector.sessions.outcome import NoReply, Outcome, ResultReply
from inspector.sessions.session import Session
from inspector.transports.failure import Reason

LEGACY: Final = "2025-11-25"
MODERN: Final = "2026-07-28"

Command = list[str]
"""A command of `mcp-loupe` with its subject and options; the URL is put in by the driver."""

Work = Callable[[Session, dict[str, Any]], Awaitable[None]]
"""What is done with an open session; the second argument is the context that the suite gives."""


@dataclass(frozen=True)
class Scenario:
    """How a scenario is played: by `commands`, by those `named` in the suite's context, by `work` with a session.

    `skipped` names the checks that may be left out, each with the reason."""

    versions: tuple[str, ...]
    commands: tuple[Command, ...] = ()
    named: Callable[[dict[str, Any]], list[Command]] | None = None
    work: Work | None = None
    skipped: dict[str, str] = field(default_factory=dict)


def result_of(outcome: Outcome) -> Any:
    """Give the result; a scenario in which the server or the connection says no has failed."""
    assert isinstance(outcome, ResultReply), outcome
    return outcome.value


async def _open_with_a_person_there(session: Session, _context: dict[str, Any]) -> None:
    """Do nothing more: a session in which somebody can be asked declares all capabilities there are."""
    assert session.state.revision == MODERN


async def _answer_in_rounds(session: Session, _context: dict[str, Any]) -> None:
    """Answer a call with state, and make others meanwhile, which must know nothing of it."""

    async def call(name: str) -> None:
        result_of(await session.call_tool(name, {}))

    async with anyio.create_task_group() as calls:
        calls.start_soon(call, "test_mrtr_echo_state")
        calls.start_soon(call, "test_mrtr_unrelated")
    await call("test_mrtr_no_state")
    await call("test_mrtr_unrelated")
    await call("test_mrtr_no_result_type")


def _call_what_the_context_names(context: dict[str, Any]) -> list[Command]:
    return [["call", one["name"], "--args", json.dumps(one["arguments"])] for one in context["toolCalls"]]


async def _call_every_tool(session: Session, _context: dict[str, Any]) -> None:
    """Try to call all tools; a tool whose definition breaks the rules is refused here, with the reason."""
    for tool in session.catalog.tools:
        outcome = await session.call_tool(tool["name"], {"region": "eu"})
        if tool["name"] == "valid_tool":
            result_of(outcome)
        else:
            assert isinstance(outcome, NoReply), outcome
            assert outcome.failure.reason is Reason.NOT_SENT


async def _send_a_schema_back(session: Session, _context: dict[str, Any]) -> None:
    (schema,) = [tool["inputSchema"] for tool in session.catalog.tools if tool["name"] == "json_schema_2020_12_tool"]
    result_of(await session.call_tool("json_schema_echo", {"schema": schema}))


async def _use_a_schema(session: Session, _context: dict[str, Any]) -> None:
    """Make a form of a schema, and judge arguments by it: neither may fetch what it refers to."""
    (tool,) = session.catalog.tools
    assert {one.name for one in describe(tool["inputSchema"]).fields} == {"id", "profile"}
    assert problems_with({"id": "NOT OF THE PATTERN"}, tool["inputSchema"])


async def _list_skills(session: Session, _context: dict[str, Any]) -> None:
    """An inspector lists when told to, and reads nothing ahead of need."""
    result_of(await session.call("skills/list", {}))


async def _read_one_skill(session: Session, _context: dict[str, Any]) -> None:
    """An inspector shows what it reads; it loads no skill, and follows none of its files."""
    skills = result_of(await session.call("skills/list", {}))["skills"]
    result_of(await session.read_resource(skills[0]["uri"]))


def _answering(tool: str) -> Command:
    """Call a tool that asks back; what it asks is answered as a person would who accepts the form as it is shown."""
    return ["call", tool, "--on-elicitation", "accept"]


_NO_HANDSHAKE: Final = "The stateless revision has no handshake."
_READ_A_SKILL: Final = Scenario((), work=_read_one_skill)

SCENARIOS: Final[dict[str, Scenario]] = {
    "initialize": Scenario(("2025-06-18", LEGACY), (["probe"],)),
    "tools_call": Scenario(
        ("2025-06-18", LEGACY, MODERN), (["call", "add_numbers", "--args", json.dumps({"a": 5, "b": 3})],)
    ),
    "elicitation-sep1034-client-defaults": Scenario(
        (LEGACY,), (["call", "test_client_elicitation_defaults", "--on-elicitation", "accept"],)
    ),
    "sse-retry": Scenario((LEGACY,), (["call", "test_reconnection"],)),
    "request-metadata": Scenario((MODERN,), work=_open_with_a_person_there),
    "sep-2322-client-request-state": Scenario(
        (MODERN,),
        (
            _answering("test_mrtr_echo_state"),
            _answering("test_mrtr_unrelated"),
            _answering("test_mrtr_no_state"),
            _answering("test_mrtr_no_result_type"),
        ),
        work=_answer_in_rounds,
    ),
    "http-standard-headers": Scenario(
        (MODERN,),
        (
            ["probe"],
            ["call", "test_headers"],
            ["call", "my-hyphenated-tool"],
            ["read", "file:///path/to/file%20name.txt"],
            ["read", "https://example.com/resource?id=123"],
            ["get", "test_prompt"],
        ),
        skipped={
            "ClientMcpMethodHeader_initialize": _NO_HANDSHAKE,
            "ClientMcpMethodHeader_notifications_initialized": _NO_HANDSHAKE,
        },
    ),
    "http-custom-headers": Scenario((MODERN,), named=_call_what_the_context_names),
    "http-invalid-tool-headers": Scenario((MODERN,), work=_call_every_tool),
    "json-schema-ref-no-deref": Scenario((MODERN,), (["probe"],), work=_use_a_schema),
    "json-schema-2020-12-preservation": Scenario((LEGACY, MODERN), work=_send_a_schema_back),
    "sep-2640-client-no-prefetch": Scenario((), work=_list_skills),
    "sep-2640-client-verify-digest": _READ_A_SKILL,
    "sep-2640-client-verify-size": _READ_A_SKILL,
    "sep-2640-client-verify-frontmatter": _READ_A_SKILL,
}
"""All scenarios outside authorization, with the revisions they are for; an extension's are for none in particular."""
