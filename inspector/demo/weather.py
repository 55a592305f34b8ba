"""A weather station: a resource that changes every few seconds, a template, pictures and structured forecasts.

Shows off: `weather://now` (JSON, annotated), which those who subscribed are told of every three seconds in every
revision; a resource template (CSV) with completion; enums, limits and defaults; nested structured output; a picture; a
prompt with a picture and a table in it.
"""

import json
import math
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final, Literal

import anyio
from mcp.server.mcpserver import Context, Image, MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp.server.mcpserver.prompts.base import AssistantMessage, UserMessage
from mcp.shared.subscriptions import ResourceUpdated
from mcp_types import (
    Annotations,
    Completion,
    EmbeddedResource,
    TextContent,
    TextResourceContents,
    ToolAnnotations,
)
from pydantic import BaseModel, Field

from inspector.demo.clients import Clients
from inspector.demo.picture import bar_chart
from inspector.demo.server import DemoServer, new_server

NOW: Final = "weather://now"
PERIOD: Final = 3.0
"""Seconds between two measurements."""

_MEANS: Final[Mapping[str, float]] = {"Berlin": 9.0, "Lima": 19.0, "Nairobi": 20.0, "Reykjavik": 4.0, "Tokyo": 15.0}
"""Degrees Celsius that a city has on average."""
_READ_ONLY: Final = ToolAnnotations(read_only_hint=True)

City = Annotated[Literal["Berlin", "Lima", "Nairobi", "Reykjavik", "Tokyo"], Field(description="Where")]


class Day(BaseModel):
    """One day of a forecast."""

    day: int
    high: float
    low: float
    rain_percent: int


class Forecast(BaseModel):
    """What the days will bring."""

    city: str
    unit: Literal["celsius", "fahrenheit"]
    days: list[Day]


def measure(at: float) -> dict[str, Any]:
    """Give the measurement of a moment: plausible, and the same for the same moment."""
    step = math.floor(at / PERIOD)
    return {
        "measured": time.strftime("%H:%M:%S", time.gmtime(step * PERIOD)),
        "temperature": round(12 + 6 * math.sin(step / 7) + math.sin(step * 1.7), 1),
        "wind": round(4 + 3 * math.cos(step / 5), 1),
        "humidity": 60 + step * 7 % 23,
    }


def forecast_for(city: str, days: int, unit: str) -> Forecast:
    """Make up a forecast; the same for the same city. Raises `KeyError` for a city that is none of ours."""
    base = _MEANS[city]
    highs = [base + 4 * math.sin(day * 1.3 + base) for day in range(days)]
    scale = (lambda c: c * 9 / 5 + 32) if unit == "fahrenheit" else (lambda c: c)
    return Forecast(
        city=city,
        unit="fahrenheit" if unit == "fahrenheit" else "celsius",
        days=[
            Day(
                day=day + 1,
                high=round(scale(high), 1),
                low=round(scale(high - 7), 1),
                rain_percent=(day * 37 + 11) % 90,
            )
            for day, high in enumerate(highs)
        ],
    )


def build() -> DemoServer:
    """Make the server."""
    clients = Clients()

    @asynccontextmanager
    async def measuring(_server: MCPServer) -> AsyncIterator[None]:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_tell_of_changes, clients)
            yield
            tasks.cancel_scope.cancel()

    server = new_server(
        "weather",
        title="Weather Station",
        description="A made-up weather station.",
        instructions="Subscribe to weather://now to see it change.",
        clients=clients,
        lifespan=measuring,
    )
    _add_resources(server)
    _add_tools(server)
    return server


def _add_resources(server: MCPServer) -> None:
    @server.resource(
        NOW,
        name="now",
        title="The weather now",
        mime_type="application/json",
        annotations=Annotations(audience=["user", "assistant"], priority=1.0),
    )
    def now() -> str:
        """The newest measurement; another one every three seconds."""
        return json.dumps(measure(time.time()), indent=2)

    @server.resource("weather://{city}/forecast", name="forecast", title="Forecast", mime_type="text/csv")
    def forecast_table(city: str) -> str:
        """A week's forecast as a table."""
        if city not in _MEANS:
            raise ResourceNotFoundError(f'There is no forecast for "{city}". There are: {", ".join(_MEANS)}.')
        rows = [f"{d.day},{d.high},{d.low},{d.rain_percent}" for d in forecast_for(city, 7, "celsius").days]
        return "\n".join(("day,high,low,rain_percent", *rows))

    @server.prompt(title="Explain the Forecast")
    def explain_forecast(city: Annotated[str, Field(description="Where")]) -> list[UserMessage | AssistantMessage]:
        """Begin a conversation about a week's forecast, with its chart and its table."""
        if city not in _MEANS:
            raise ValueError(f'There is no forecast for "{city}". There are: {", ".join(_MEANS)}.')
        highs = [max(0.5, day.high) for day in forecast_for(city, 7, "celsius").days]
        table = TextResourceContents(
            uri=f"weather://{city}/forecast", mime_type="text/csv", text=str(forecast_table(city))
        )
        return [
            UserMessage(f"What will the next week in {city} be like? These are the highs:"),
            UserMessage(Image(data=bar_chart(highs), format="png")),
            AssistantMessage(f"It will be {round(max(highs))} degrees at most. May I see the nights too?"),
            UserMessage(EmbeddedResource(type="resource", resource=table)),
        ]

    @server.completion()
    async def complete(ref: Any, argument: Any, context: Any) -> Completion | None:
        if argument.name == "city":
            return Completion(values=[city for city in _MEANS if city.lower().startswith(argument.value.lower())])
        return None


def _add_tools(server: MCPServer) -> None:
    @server.tool(title="Forecast", annotations=_READ_ONLY)
    def get_forecast(
        city: City,
        days: Annotated[int, Field(ge=1, le=14, description="How many days")] = 5,
        unit: Literal["celsius", "fahrenheit"] = "celsius",
    ) -> Forecast:
        """Tell what the next days will bring."""
        return forecast_for(city, days, unit)

    @server.tool(title="Temperature Chart", annotations=_READ_ONLY)
    def draw_chart(
        city: City,
        days: Annotated[int, Field(ge=2, le=14)] = 10,
    ) -> list[TextContent | Image]:
        """Draw the highs of the next days as a picture."""
        forecast = forecast_for(city, days, "celsius")
        picture = bar_chart([max(0.5, day.high) for day in forecast.days])
        caption = TextContent(
            type="text", text=f"Highs in {city}, {days} days", annotations=Annotations(audience=["user"])
        )
        return [caption, Image(data=picture, format="png")]

    @server.tool(title="Measure", annotations=_READ_ONLY)
    async def measure_now(ctx: Context) -> dict[str, Any]:
        """Measure now, and tell everyone who listens."""
        await ctx.notify_resource_updated(NOW)
        return measure(time.time())


async def _tell_of_changes(clients: Clients) -> None:
    while True:
        await anyio.sleep(PERIOD)
        await clients.publish(ResourceUpdated(uri=NOW))
