"""The demo servers, as the program's own sessions see them: lists that change, log levels, and all they may ask."""

from dataclasses import replace

import anyio
import pytest

from inspector.lint.finding import Severity
from inspector.protocol.revisions import MODERN_REVISIONS
from inspector.servers.definition import Root
from inspector.servers.demo import demo_definition
from inspector.sessions.client_profile import interactive_profile
from inspector.sessions.outcome import ResultReply
from inspector.sessions.questions import Answer, Declined, Granted, Question
from tests.sessions.conftest import Open, Watched

ERAS = ("auto", "2025-11-25", "2025-03-26")


def no_error(watched: Watched) -> bool:
    return not [finding for finding in watched.session.findings() if finding.severity is Severity.ERROR]


async def listening(watched: Watched) -> None:
    """Wait until the modern era's subscription stands; the others hear of everything from the start."""
    if watched.session.state.revision in MODERN_REVISIONS:
        with anyio.fail_after(15):
            await watched.hear("notifications/subscriptions/acknowledged")


@pytest.mark.parametrize("era", ERAS)
async def test_a_calculator_that_learns_has_another_tool_and_forgets_it(open_session: Open, era: str) -> None:
    def tools() -> set[str]:
        return {tool["name"] for tool in watched.session.catalog.tools}

    async with open_session(replace(demo_definition("calculator"), era=era)) as watched:
        session = watched.session
        await listening(watched)
        learn = await session.call_tool("define_conversion", {"name": "miles_to_km", "factor": 1.609344})
        assert isinstance(learn, ResultReply)
        await watched.until(lambda: "miles_to_km" in tools())
        converted = await session.call_tool("miles_to_km", {"amount": 2})
        assert isinstance(converted, ResultReply)
        assert converted.value["content"][0]["text"] == "3.219"
        assert isinstance(await session.call_tool("forget_conversion", {"name": "miles_to_km"}), ResultReply)
        await watched.until(lambda: "miles_to_km" not in tools())
        assert no_error(watched)


@pytest.mark.parametrize("era", ERAS)
async def test_a_prompt_that_is_saved_joins_the_list(open_session: Open, era: str) -> None:
    async with open_session(replace(demo_definition("assistant"), era=era)) as watched:
        session = watched.session
        await listening(watched)
        saved = await session.call_tool("save_prompt", {"name": "weekly", "text": "Sum the week up."})
        assert isinstance(saved, ResultReply)
        await watched.until(lambda: "weekly" in {prompt["name"] for prompt in session.catalog.prompts})
        got = await session.get_prompt("weekly", {})
        assert isinstance(got, ResultReply)
        assert got.value["messages"][0]["content"]["text"] == "Sum the week up."
        assert no_error(watched)


@pytest.mark.parametrize("era", ERAS)
async def test_an_assistant_logs_from_the_level_that_was_set_on(open_session: Open, era: str) -> None:
    async with open_session(replace(demo_definition("assistant"), era=era)) as watched:
        work = {"steps": 2, "seconds_per_step": 0}
        levels: dict[str, list[str]] = {}
        for level in ("debug", "info", "warning"):
            await watched.session.set_level(level)
            watched.told.clear()
            assert isinstance(await watched.session.call_tool("work_slowly", work), ResultReply)
            levels[level] = [params["level"] for method, params in watched.told if method == "notifications/message"]
        assert levels == {"debug": ["info", "debug", "debug", "info"], "info": ["info", "info"], "warning": []}
        assert no_error(watched)


@pytest.mark.parametrize("era", ["auto", "2025-11-25"])
async def test_an_assistant_asks_for_pages_roots_and_samples(open_session: Open, era: str) -> None:
    asked: list[Question] = []

    async def answer(question: Question) -> Answer:
        asked.append(question)
        if question.method == "sampling/createMessage":
            content = {"type": "text", "text": "Short."}
            return Granted({"role": "assistant", "content": content, "model": "none"})
        if question.method == "elicitation/create":
            return Granted({"action": "accept"})
        return Declined(-1, "not asked for here")

    definition = replace(demo_definition("assistant"), era=era, roots=(Root("file:///home/ada", "home"),))
    async with open_session(definition, client=interactive_profile(), ask=answer) as watched:
        texts = {}
        for tool, arguments in (("show_menu", {}), ("name_roots", {}), ("sum_up", {"text": "long"})):
            with anyio.fail_after(20):
                outcome = await watched.session.call_tool(tool, arguments)
            assert isinstance(outcome, ResultReply)
            texts[tool] = outcome.value["content"][0]["text"]
        assert texts == {"show_menu": "The menu: accept.", "name_roots": "home: file:///home/ada", "sum_up": "Short."}
        page = next(question for question in asked if question.method == "elicitation/create")
        assert page.params["mode"] == "url"
        assert no_error(watched)
