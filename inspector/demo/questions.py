"""Tools of the assistant that ask back while they run: elicitation (form and URL), sampling and roots.

In the handshake revisions the questions are requests of the server; in 2026-07-28 they come as an unfinished result,
and the client calls again with the answers. The SDK's resolvers hide the difference; the URL question shows it.
"""

from typing import Annotated, Final, Literal

from mcp.server.mcpserver import (
    AcceptedElicitation,
    Context,
    Elicit,
    ElicitationResult,
    ListRoots,
    MCPServer,
    Resolve,
    Sample,
)
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import (
    CreateMessageResult,
    ElicitRequest,
    ElicitRequestURLParams,
    ElicitResult,
    InputRequiredResult,
    ListRootsResult,
    SamplingMessage,
    TextContent,
    ToolAnnotations,
)
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import BaseModel, Field

_READ_ONLY: Final = ToolAnnotations(read_only_hint=True)
_MENU: Final = "https://example.org/menu"


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


async def ask_for_roots() -> ListRoots:
    """Ask the client which folders it works in."""
    return ListRoots()


def add_questions(server: MCPServer) -> None:
    """Add the tools that ask back."""
    _add_elicitation(server)
    _add_sampling_and_roots(server)


def _add_elicitation(server: MCPServer) -> None:
    @server.tool(title="Book a Table", annotations=ToolAnnotations(destructive_hint=False))
    async def book_table(
        restaurant: Annotated[str, Field(description="Where")],
        booking: Annotated[ElicitationResult[Booking], Resolve(ask_for_booking)],
    ) -> str:
        """Book a table; the facts are asked for while the tool runs (elicitation)."""
        if not isinstance(booking, AcceptedElicitation):
            return f"{restaurant}: nothing is booked; the question was answered with {booking.action}."
        facts = booking.data
        where = "outside" if facts.outside else "inside"
        return f"{restaurant}: {facts.meal} for {facts.guests}, {where}, in the name of {facts.name}."

    @server.tool(title="Show the Menu", annotations=_READ_ONLY)
    async def show_menu(ctx: Context) -> str | InputRequiredResult:
        """Ask the user to open a page (elicitation by URL, from 2025-11-25)."""
        offered = ctx.client_capabilities.elicitation if ctx.client_capabilities else None
        if offered is None or offered.url is None:
            raise ToolError("This client does not open pages: it declared no elicitation by URL.")
        answer = await _answer_about_menu(ctx)
        return answer if isinstance(answer, InputRequiredResult) else f"The menu: {answer}."


async def _answer_about_menu(ctx: Context) -> str | InputRequiredResult:
    sentence = "The menu is a page of its own. Open it?"
    if ctx.protocol_version not in MODERN_PROTOCOL_VERSIONS:
        return (await ctx.elicit_url(sentence, _MENU, f"menu-{ctx.request_id}")).action
    answer = (ctx.input_responses or {}).get("menu")
    if isinstance(answer, ElicitResult):
        return answer.action
    question = ElicitRequest(params=ElicitRequestURLParams(message=sentence, url=_MENU))
    return InputRequiredResult(input_requests={"menu": question})


def _add_sampling_and_roots(server: MCPServer) -> None:
    @server.tool(title="Sum Up", annotations=_READ_ONLY)
    async def sum_up(
        text: Annotated[str, Field(min_length=1, max_length=20_000, description="What to sum up")],
        summary: Annotated[CreateMessageResult, Resolve(ask_for_summary)],
    ) -> str:
        """Sum a text up; the client's model is asked to do it (sampling)."""
        content = summary.content
        return (
            content.text if isinstance(content, TextContent) else f"The model answered with {content.type}, not text."
        )

    @server.tool(title="Name the Roots", annotations=_READ_ONLY)
    async def name_roots(roots: Annotated[ListRootsResult, Resolve(ask_for_roots)]) -> list[str]:
        """Name the folders the client works in (roots)."""
        return [f"{root.name or 'no name'}: {root.uri}" for root in roots.roots]
