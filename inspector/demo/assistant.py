"""An assistant: prompts with arguments, a slow tool with progress and log lines, and tools that ask back.

Shows off: prompts of one and of several messages, completion of their arguments, `list_changed` of the prompts ("Save
Prompt" adds one), progress, log lines by level, cancelling; and all questions a server may ask (`questions`).
"""

from typing import Annotated, Any, Final

import anyio
from mcp.server.mcpserver import AssistantMessage, Context, MCPServer, UserMessage
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.prompts import Prompt
from mcp_types import Completion, PromptReference, ToolAnnotations
from pydantic import Field

from inspector.demo.clients import Clients
from inspector.demo.questions import add_questions
from inspector.demo.server import DemoServer, new_server

_LANGUAGES: Final = ("c", "go", "java", "javascript", "python", "rust", "typescript")
_FOCUSES: Final = ("correctness", "names", "safety", "speed", "tests")
_MOST_PROMPTS: Final = 20


def build() -> DemoServer:
    """Make the server."""
    clients = Clients(logs=True)
    server = new_server(
        "assistant",
        title="Assistant",
        description="Takes its time, and asks back.",
        instructions="Its tools take their time, or ask back: see Questions while they run.",
        clients=clients,
    )
    _add_slow_tool(server, clients)
    add_questions(server)
    _add_prompts(server)
    _add_saving(server)
    return server


def _add_slow_tool(server: MCPServer, clients: Clients) -> None:
    @server.tool(title="Work Slowly", annotations=ToolAnnotations(read_only_hint=True))
    async def work_slowly(
        ctx: Context,
        steps: Annotated[int, Field(ge=1, le=100, description="How many steps")] = 10,
        seconds_per_step: Annotated[float, Field(ge=0, le=10, description="Time for each")] = 0.5,
    ) -> str:
        """Do nothing, step by step; report progress, and log at the levels info and debug."""
        await clients.log(ctx, "info", f"{steps} steps are to be done")
        for step in range(steps):
            await ctx.report_progress(step, steps, f"step {step + 1} of {steps}")
            await clients.log(ctx, "debug", f"step {step + 1} begins")
            await anyio.sleep(seconds_per_step)
        await ctx.report_progress(steps, steps, "done")
        await clients.log(ctx, "info", "done")
        return f"{steps} steps are done."


def _add_prompts(server: MCPServer) -> None:
    @server.prompt(title="Code Review")
    def code_review(
        code: Annotated[str, Field(description="The code to review")],
        language: Annotated[str, Field(description="Its language")] = "python",
        focus: Annotated[str, Field(description="What to look at most")] = "correctness",
    ) -> str:
        """Ask for a review of some code."""
        return f"Review this {language} code with an eye on {focus}. Name each finding with its line.\n\n{code}"

    @server.prompt(title="Debug Error")
    def debug_error(
        error: Annotated[str, Field(description="The error's text")],
        context: Annotated[str, Field(description="What was being done")] = "",
    ) -> list[UserMessage | AssistantMessage]:
        """Begin a conversation about an error."""
        situation = f" It happened while {context}." if context else ""
        return [
            UserMessage(f"I see this error:{situation}\n\n{error}"),
            AssistantMessage("I will find its cause. What did you change last, and can you repeat it?"),
        ]

    @server.completion()
    async def complete(ref: Any, argument: Any, context: Any) -> Completion | None:
        known = {"language": _LANGUAGES, "focus": _FOCUSES}
        if not isinstance(ref, PromptReference) or argument.name not in known:
            return None
        return Completion(values=[value for value in known[argument.name] if value.startswith(argument.value.lower())])


def _add_saving(server: MCPServer) -> None:
    @server.tool(title="Save Prompt", annotations=ToolAnnotations(destructive_hint=False))
    async def save_prompt(
        ctx: Context,
        name: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$", description='Its name: "weekly_report"')],
        text: Annotated[str, Field(min_length=1, max_length=20_000, description="What it says")],
    ) -> str:
        """Add a prompt without arguments; the list of prompts changes."""
        names = {prompt.name for prompt in await server.list_prompts()}
        if name in names:
            raise ToolError(f'There is a prompt "{name}" already.')
        if len(names) >= _MOST_PROMPTS:
            raise ToolError(f"There are {_MOST_PROMPTS} prompts, and no more are kept.")
        server.add_prompt(Prompt.from_function(lambda: text, name=name, description="A prompt that was saved."))
        await ctx.notify_prompts_changed()
        return f'The prompt "{name}" is there now.'
