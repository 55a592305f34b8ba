"""The client that the suite starts: `python -m tests.conformance.client URL`, the scenario in the environment."""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import anyio

from inspector.app import run
from inspector.schema.example import example_for
from inspector.schema.form import describe
from inspector.servers.definition import HttpSettings, ServerDefinition
from inspector.sessions.questions import Answer, Granted, Question
from tests.interop.talk import talk

from .scenarios import SCENARIOS, Scenario, Work


async def accept(question: Question) -> Answer:
    """Accept a form as it stands when it is shown: with its defaults, and examples elsewhere."""
    assert question.method == "elicitation/create"
    content = example_for(describe(question.params.get("requestedSchema")))
    return Granted({"action": "accept", "content": content})


async def work_with_a_session(definition: ServerDefinition, work: Work, context: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with talk(definition, Path(folder) / "session.mcpcap", ask=accept) as opened:
            assert opened.session.state.is_open, opened.session.state
            await work(opened.session, context)


def play(scenario: Scenario, url: str, era: str) -> int:
    """Do what the scenario wants; gives the highest exit code of its commands."""
    code = 0
    context = json.loads(os.environ.get("MCP_CONFORMANCE_CONTEXT", "{}"))
    for name, *rest in (*scenario.commands, *(scenario.named(context) if scenario.named is not None else ())):
        code = max(code, run([name, url, *rest, "--era", era]))
    if scenario.work is not None:
        anyio.run(work_with_a_session, ServerDefinition("suite", HttpSettings(url), era=era), scenario.work, context)
    return code


if __name__ == "__main__":
    asked = os.environ["MCP_CONFORMANCE_SCENARIO"]
    spoken = os.environ.get("CONFORMANCE_ERA") or os.environ["MCP_CONFORMANCE_PROTOCOL_VERSION"]
    sys.exit(play(SCENARIOS[asked], sys.argv[1], spoken))
