"""A calculator: numbers, an enum, structured output, and an error of the tool's own."""

import math
from typing import Annotated, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

_PURE = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
Operation = Literal["add", "subtract", "multiply", "divide", "power"]


class Statistics(BaseModel):
    """What is to be known about some numbers."""

    count: int
    total: float
    mean: float
    smallest: float
    largest: float


def build() -> MCPServer:
    """Make the server."""
    server = MCPServer(
        "calculator", title="Calculator", version="1.0.0", instructions="Calculates with two or more numbers."
    )

    @server.tool(title="Calculate", annotations=_PURE)
    def calculate(
        operation: Annotated[Operation, Field(description="What to do with the two numbers")],
        a: Annotated[float, Field(description="The first number")],
        b: Annotated[float, Field(description="The second number")],
        digits: Annotated[int, Field(description="Digits after the point", ge=0, le=12)] = 6,
    ) -> float:
        """Calculate with two numbers."""
        if operation == "divide" and b == 0:
            raise ToolError("A number cannot be divided by zero.")
        results = {"add": a + b, "subtract": a - b, "multiply": a * b}
        if operation in results:
            return round(results[operation], digits)
        return round(a / b if operation == "divide" else a**b, digits)

    @server.tool(title="Square Root", annotations=_PURE)
    def square_root(number: float) -> str:
        """Take the square root; a negative number is refused as an error of the tool."""
        if number < 0:
            raise ToolError(f"{number:g} is negative and has no real square root.")
        return f"{math.sqrt(number):g}"

    @server.tool(title="Statistics", annotations=_PURE)
    def statistics(numbers: Annotated[list[float], Field(min_length=1, description="The numbers")]) -> Statistics:
        """Sum up a list of numbers, as structured content."""
        total = math.fsum(numbers)
        return Statistics(
            count=len(numbers), total=total, mean=total / len(numbers), smallest=min(numbers), largest=max(numbers)
        )

    @server.resource("constant://{name}", name="constant", title="A constant", mime_type="text/plain")
    def constant(name: str) -> str:
        """Give a constant of mathematics: pi, e or tau."""
        known = {"pi": math.pi, "e": math.e, "tau": math.tau}
        if name not in known:
            raise ToolError(f'There is no constant "{name}". There are: {", ".join(known)}.')
        return repr(known[name])

    return server
