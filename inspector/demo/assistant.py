"""An assistant: prompts with arguments, a slow tool with progress and log lines, and tools that ask back."""

from typing import Annotated, Any, Literal

import anyio
from mcp.server.mcpserver import AssistantMessage, Context, Elicit, MCPServer, Resolve, Sample, UserMessage
from mcp_types import Completion, CreateMessageResult, PromptReference, SamplingMessage, TextContent, ToolAnnotations
from pydantic import BaseModel, Field

_LANGUAGES = ("c", "go", "java", "javascript", "python", "rust", "typescript")


class Booking(BaseModel):
    """What a table is booked with."""

    guests: int = Field(description="How many come", ge=1, le=12)
    outside: bool = Field(default=False, description="On the terrace")
    meal: Literal["lunch", "dinner"] = Field(default="dinner", description="Which meal")
    name: str = Field(description="In whose name")


async def ask_for_booking() -> Elicit[Booking]:
    """Ask the user for the facts of a booking."""
    return Elicit("A table is free. What is it booked for?", Booking)


async def ask_for_summary(text: str) -> Sample:
    """Ask the client's model for a summary."""
    question = SamplingMessage(role="user", content=TextContent(type="text", text=f"Sum up in one sentence: {text}"))
    return Sample([question], max_tokens=100, system_prompt="You are brief.")


def build() -> MCPServer:
    """Make the server."""
    server = MCPServer(
        "assistant",
        title="Assistant",
        version="1.0.0",
        instructions="Its tools take their time, or ask back: see Questions while they run.",
    )
    _add_tools(server)
    _add_prompts(server)
    return server


def _add_tools(server: MCPServer) -> None:
    @server.tool(title="Work Slowly", annotations=ToolAnnotations(read_only_hint=True))
    async def work_slowly(
        ctx: Context,
        steps: Annotated[int, Field(ge=1, le=100, description="How many steps")] = 10,
        seconds_per_step: Annotated[float, Field(ge=0, le=10, description="Time for each")] = 0.5,
    ) -> str:
        """Do nothing, step by step, and report progress."""
        for step in range(steps):
            await ctx.report_progress(step, steps, f"step {step + 1} of {steps}")
            await anyio.sleep(seconds_per_step)
        await ctx.report_progress(steps, steps, "done")
        return f"{steps} steps are done."

    @server.tool(title="Book a Table")
    async def book_table(
        restaurant: Annotated[str, Field(description="Where")], booking: Annotated[Booking, Resolve(ask_for_booking)]
    ) -> str:
        """Book a table; the facts are asked for while the tool runs (elicitation)."""
        where = "outside" if booking.outside else "inside"
        return f"{restaurant}: {booking.meal} for {booking.guests}, {where}, in the name of {booking.name}."

    @server.tool(title="Sum Up", annotations=ToolAnnotations(read_only_hint=True))
    async def sum_up(
        text: Annotated[str, Field(min_length=1)], summary: Annotated[CreateMessageResult, Resolve(ask_for_summary)]
    ) -> str:
        """Sum a text up; the client's model is asked to do it (sampling)."""
        content = summary.content
        return (
            content.text if isinstance(content, TextContent) else "The model answered with something other than text."
        )


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
        if isinstance(ref, PromptReference) and argument.name == "language":
            return Completion(values=[name for name in _LANGUAGES if name.startswith(argument.value.lower())])
        return None
