"""A calculator: numbers, an enum, arrays, structured output, errors of a tool, and tools that come and go.

Shows off: required and defaulted arguments with limits, `outputSchema`, `isError` (divide by zero), hints of pure
functions, an icon, a resource template with completion, and `list_changed` of the tools: "Define Conversion" adds one.
"""

import base64
import math
from typing import Annotated, Any, Final, Literal

from mcp.server.mcpserver import Context, Icon, MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import Completion, ResourceTemplateReference, ToolAnnotations
from pydantic import BaseModel, Field

from inspector.demo.picture import bar_chart
from inspector.demo.server import DemoServer, new_server

_PURE: Final = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_CONSTANTS: Final = {"e": math.e, "pi": math.pi, "tau": math.tau}
_MOST_CONVERSIONS: Final = 20

Operation = Literal["add", "subtract", "multiply", "divide", "power"]
ToolName = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$", description='The new tool\'s name: "miles_to_km"')]


class Statistics(BaseModel):
    """What is to be known about some numbers."""

    count: int
    total: float
    mean: float
    smallest: float
    largest: float


def build() -> DemoServer:
    """Make the server."""
    server = new_server(
        "calculator",
        title="Calculator",
        description="Calculates, and can be taught conversions.",
        instructions="Calculates with two or more numbers. Defining a conversion adds a tool.",
    )
    _add_tools(server)
    _add_conversions(server)

    @server.resource("constant://{name}", name="constant", title="A constant", mime_type="text/plain")
    def constant(name: str) -> str:
        """Give a constant of mathematics: e, pi or tau."""
        if name not in _CONSTANTS:
            raise ResourceNotFoundError(f'There is no constant "{name}". There are: {", ".join(_CONSTANTS)}.')
        return repr(_CONSTANTS[name])

    @server.completion()
    async def complete(ref: Any, argument: Any, context: Any) -> Completion | None:
        if isinstance(ref, ResourceTemplateReference) and argument.name == "name":
            return Completion(values=[name for name in _CONSTANTS if name.startswith(argument.value.lower())])
        return None

    return server


def calculated(operation: Operation, a: float, b: float) -> float:
    """Give the result; raises `ToolError` where there is none that JSON can carry."""
    if operation == "divide" and b == 0:
        raise ToolError("A number cannot be divided by zero.")
    try:
        value = {
            "add": lambda: a + b,
            "subtract": lambda: a - b,
            "multiply": lambda: a * b,
            "divide": lambda: a / b,
            "power": lambda: math.pow(a, b),
        }[operation]()
    except OverflowError:
        value = math.inf
    except ValueError:
        raise ToolError(f"{a:g} to the power of {b:g} is no real number.") from None
    if not math.isfinite(value):
        raise ToolError("The result is too large.")
    return value


def _add_tools(server: MCPServer) -> None:
    bars = base64.b64encode(bar_chart([1, 3, 2], width=16, height=16)).decode()

    @server.tool(
        title="Calculate",
        annotations=_PURE,
        icons=[Icon(src=f"data:image/png;base64,{bars}", mime_type="image/png", sizes=["16x16"])],
    )
    def calculate(
        operation: Annotated[Operation, Field(description="What to do with the two numbers")],
        a: Annotated[float, Field(description="The first number")],
        b: Annotated[float, Field(description="The second number")],
        digits: Annotated[int, Field(description="Digits after the point", ge=0, le=12)] = 6,
    ) -> float:
        """Calculate with two numbers."""
        return round(calculated(operation, a, b), digits)

    @server.tool(title="Square Root", annotations=_PURE)
    def square_root(number: Annotated[float, Field(description="Not below zero")]) -> str:
        """Take the square root; a negative number is refused as an error of the tool."""
        if number < 0:
            raise ToolError(f"{number:g} is negative and has no real square root.")
        return f"{math.sqrt(number):g}"

    @server.tool(title="Statistics", annotations=_PURE)
    def statistics(
        numbers: Annotated[list[float], Field(min_length=1, max_length=1000, description="The numbers")],
    ) -> Statistics:
        """Sum up a list of numbers, as structured content."""
        try:
            total = math.fsum(numbers)
        except (OverflowError, ValueError):
            total = math.inf
        if not math.isfinite(total):
            raise ToolError("The total is too large.")
        return Statistics(
            count=len(numbers), total=total, mean=total / len(numbers), smallest=min(numbers), largest=max(numbers)
        )


def _add_conversions(server: MCPServer) -> None:
    defined: set[str] = set()

    @server.tool(title="Define Conversion", annotations=ToolAnnotations(destructive_hint=False))
    async def define_conversion(
        ctx: Context,
        name: ToolName,
        factor: Annotated[float, Field(description="What one unit comes to", gt=0, le=1e9)],
        digits: Annotated[int, Field(description="Digits after the point", ge=0, le=12)] = 3,
    ) -> str:
        """Add a tool that multiplies with a factor; the list of tools changes."""
        if name in {tool.name for tool in await server.list_tools()}:
            raise ToolError(f'There is a tool "{name}" already.')
        if len(defined) >= _MOST_CONVERSIONS:
            raise ToolError(f"There are {_MOST_CONVERSIONS} conversions. Forget one first.")

        def convert(amount: float) -> float:
            return round(calculated("multiply", amount, factor), digits)

        title = name.replace("_", " ").title()
        server.add_tool(convert, name=name, title=title, description=f"Multiply with {factor:g}.", annotations=_PURE)
        defined.add(name)
        await ctx.notify_tools_changed()
        return f'The tool "{name}" is there now.'

    @server.tool(title="Forget Conversion", annotations=ToolAnnotations(destructive_hint=True))
    async def forget_conversion(ctx: Context, name: ToolName) -> str:
        """Remove a tool that was defined; the list of tools changes."""
        if name not in defined:
            raise ToolError(f'No conversion "{name}" was defined. There are: {", ".join(sorted(defined)) or "none"}.')
        server.remove_tool(name)
        defined.remove(name)
        await ctx.notify_tools_changed()
        return f'The tool "{name}" is gone.'
