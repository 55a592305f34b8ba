"""A server on the official SDK that offers everything the matrix of `tests/interop` asks for, over any transport.

sdk_server.py [stdio | http | http-json | http-resume | sse | ws]

What listens on a port says its address on standard error. `http-json` answers with bodies and keeps no session,
`http-resume` keeps what it sent on a stream, for whoever comes back with the id of the last event.
"""

import logging
import socket
import sys
import warnings
from contextlib import suppress

import anyio
import mcp_types as types
import uvicorn
from mcp.server.lowlevel import NotificationOptions, Server
from mcp.server.sse import SseServerTransport
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http import EventMessage, EventStore
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler, ResourceUpdated, ToolsListChanged
from mcp.shared.exceptions import MCPDeprecationWarning, MCPError
from mcp.shared.message import ServerMessageMetadata, SessionMessage
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

warnings.simplefilter("ignore", MCPDeprecationWarning)  # features of older revisions are what is wanted here

PAGE = 4
COUNTER = "test://counter"
LEVELS = ("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency")
CITIES = ("Paris", "Parma", "Prague", "Rome")
FORM = {"type": "object", "properties": {"colour": {"type": "string"}}, "required": ["colour"]}
MODERN = "2026-07-28"
NO_INPUT = {"type": "object", "properties": {}}


def number(name):
    return {name: {"type": "integer", "minimum": 0}}


TOOLS = [
    types.Tool(
        name="add",
        title="Add",
        description="Adds two numbers",
        input_schema={"type": "object", "properties": {**number("a"), **number("b")}, "required": ["a", "b"]},
        output_schema={"type": "object", "properties": number("sum"), "required": ["sum"]},
        annotations=types.ToolAnnotations(read_only_hint=True),
    ),
    types.Tool(name="refuse", description="Reports an error in its result", input_schema=NO_INPUT),
    types.Tool(name="fail", description="Answers with an error of JSON-RPC", input_schema=NO_INPUT),
    types.Tool(
        name="count",
        description="Reports progress",
        input_schema={"type": "object", "properties": number("steps"), "required": ["steps"]},
    ),
    types.Tool(name="block", description="Never ends by itself", input_schema=NO_INPUT),
    types.Tool(name="await_cancel", description="Ends once a blocked call was cancelled", input_schema=NO_INPUT),
    types.Tool(name="drop", description="Closes the stream of its call before it answers", input_schema=NO_INPUT),
    types.Tool(name="log", description="Logs at every level", input_schema=NO_INPUT),
    types.Tool(name="change", description="Changes the counter, and says so to subscribers", input_schema=NO_INPUT),
    types.Tool(name="grow", description="Adds a tool, and says so", input_schema=NO_INPUT),
    types.Tool(name="ask_model", description="Asks for a sample", input_schema=NO_INPUT),
    types.Tool(name="ask_user", description="Asks the user for a colour", input_schema=NO_INPUT),
    types.Tool(name="ask_roots", description="Asks for the roots", input_schema=NO_INPUT),
    types.Tool(name="ask_link", description="Sends the user to an address", input_schema=NO_INPUT),
    types.Tool(name="ping_back", description="Sends a ping before it answers", input_schema=NO_INPUT),
    types.Tool(name="interview", description="Asks in two rounds, with state", input_schema=NO_INPUT),
]
RESOURCES = [
    types.Resource(uri=COUNTER, name="counter", mime_type="text/plain"),
    types.Resource(uri="test://bytes", name="bytes", mime_type="application/octet-stream"),
    *(types.Resource(uri=f"test://text/{n}", name=f"text {n}", mime_type="text/plain") for n in range(4)),
]
TEMPLATES = [types.ResourceTemplate(uri_template=f"test://{n}/{{id}}", name=f"template {n}") for n in range(5)]
PROMPTS = [
    types.Prompt(
        name="travel",
        description="Plans a journey",
        arguments=[types.PromptArgument(name="city", description="Where to", required=True)],
    ),
    *(types.Prompt(name=f"plain {n}", description="Has no arguments") for n in range(4)),
]

SAMPLE = types.CreateMessageRequest(
    params=types.CreateMessageRequestParams(
        messages=[types.SamplingMessage(role="user", content=types.TextContent(text="Say something."))], max_tokens=10
    )
)
ELICIT = types.ElicitRequest(params=types.ElicitRequestFormParams(message="Which colour?", requested_schema=FORM))
ROOTS = types.ListRootsRequest()
LINK = {"message": "Sign in there.", "url": "https://example.com/sign-in"}


class World:
    """What changes while the server runs."""

    def __init__(self):
        self.counter = 0
        self.cancelled = anyio.Event()
        self.levels = {}
        self.subscribers = {}
        self.bus = InMemorySubscriptionBus()
        self.tools = list(TOOLS)


def text(words):
    return types.CallToolResult(content=[types.TextContent(text=words)])


def page(items, params):
    """Cut a list into pages; the cursor is the place where the next one begins."""
    begin = int(params.cursor) if params is not None and params.cursor else 0
    end = begin + PAGE
    return items[begin:end], str(end) if end < len(items) else None


def connection(ctx):
    """Tell the connection of a request; what the SDK hands to a handler lives only as long as the request."""
    return id(ctx.session._connection)


class Tools:
    """The tools, each a method of its own name."""

    def __init__(self, world):
        self.world = world

    async def add(self, ctx, params):
        total = params.arguments["a"] + params.arguments["b"]
        return types.CallToolResult(content=[types.TextContent(text=str(total))], structured_content={"sum": total})

    async def refuse(self, ctx, params):
        return types.CallToolResult(content=[types.TextContent(text="It was refused.")], is_error=True)

    async def fail(self, ctx, params):
        raise MCPError(-31999, "It failed.", {"why": "on purpose"})

    async def count(self, ctx, params):
        steps = params.arguments["steps"]
        for step in range(1, steps + 1):
            await ctx.session.report_progress(step, steps, f"step {step}")
        return text(f"{steps} steps")

    async def block(self, ctx, params):
        await ctx.session.report_progress(1, 2, "blocked")
        try:
            await anyio.sleep_forever()
        finally:
            self.world.cancelled.set()

    async def await_cancel(self, ctx, params):
        await self.world.cancelled.wait()
        return text("cancelled")

    async def drop(self, ctx, params):
        if ctx.close_sse_stream is None:
            raise MCPError(types.INVALID_PARAMS, "There is no stream that could be resumed.")
        await ctx.close_sse_stream()
        return text("after the drop")

    async def log(self, ctx, params):
        least = LEVELS.index(self.world.levels.get(connection(ctx), "debug"))
        for level in LEVELS[least:]:
            await ctx.session.send_log_message(level, f"at {level}", "test", related_request_id=ctx.request_id)
        return text("logged")

    async def change(self, ctx, params):
        self.world.counter += 1
        for session in list(self.world.subscribers.get(COUNTER, {}).values()):
            with suppress(anyio.ClosedResourceError, anyio.BrokenResourceError):
                await session.send_resource_updated(COUNTER)
        await self.world.bus.publish(ResourceUpdated(uri=COUNTER))
        return text(str(self.world.counter))

    async def grow(self, ctx, params):
        name = f"grown_{len(self.world.tools)}"
        self.world.tools.append(types.Tool(name=name, description="Came later", input_schema=NO_INPUT))
        if ctx.protocol_version == MODERN:
            await self.world.bus.publish(ToolsListChanged())
        else:
            await ctx.session.send_tool_list_changed()
        return text(name)

    async def ask_model(self, ctx, params):
        return await self.ask(ctx, params, "sample", SAMPLE, types.CreateMessageResult)

    async def ask_user(self, ctx, params):
        if ctx.protocol_version < "2025-06-18":
            raise MCPError(types.METHOD_NOT_FOUND, "Elicitation came with 2025-06-18.")
        return await self.ask(ctx, params, "form", ELICIT, types.ElicitResult)

    async def ask_roots(self, ctx, params):
        return await self.ask(ctx, params, "roots", ROOTS, types.ListRootsResult)

    async def ask_link(self, ctx, params):
        if ctx.protocol_version < "2025-11-25":
            raise MCPError(types.METHOD_NOT_FOUND, "Links to sign in came with 2025-11-25.")
        ident = None if ctx.protocol_version == MODERN else "link-1"
        request = types.ElicitRequest(params=types.ElicitRequestURLParams(**LINK, elicitation_id=ident))
        result = await self.ask(ctx, params, "link", request, types.ElicitResult)
        if ident is not None:
            await ctx.session.send_elicit_complete(ident, related_request_id=ctx.request_id)
        return result

    async def ping_back(self, ctx, params):
        if ctx.protocol_version == MODERN:
            raise MCPError(types.METHOD_NOT_FOUND, "There are no pings any more.")
        await ctx.session.send_request(types.PingRequest(), types.EmptyResult, metadata=beside(ctx))
        return text("pinged")

    async def ask(self, ctx, params, key, request, result_type):
        """Ask one question as the era has it, and give back the answer as it came."""
        if ctx.protocol_version == MODERN:
            answers = params.input_responses or {}
            if key not in answers:
                return types.InputRequiredResult(input_requests={key: request})
            answer = answers[key]
        else:
            answer = await ctx.session.send_request(request, result_type, metadata=beside(ctx))
        return text(answer.model_dump_json(by_alias=True, exclude_none=True))

    async def interview(self, ctx, params):
        """Two rounds: a form, then a sample and the roots. What the first brought travels in the state."""
        if ctx.protocol_version != MODERN:
            raise MCPError(types.INVALID_PARAMS, "Interviews need requests that can ask back.")
        answers, state = params.input_responses or {}, params.request_state
        if state is None:
            return types.InputRequiredResult(input_requests={"form": ELICIT}, request_state="first ✓")
        if state == "first ✓":
            colour = answers["form"].content["colour"]
            return types.InputRequiredResult(
                input_requests={"sample": SAMPLE, "roots": ROOTS}, request_state=f"second ✓ {colour}"
            )
        return text(f"{state}, {answers['sample'].content.text}, {answers['roots'].roots[0].uri}")


def beside(ctx):
    """Send a question on the stream of the request that caused it."""
    return ServerMessageMetadata(related_request_id=ctx.request_id)


class Everything(Server):
    """A server whose lists change, in the handshake revisions too."""

    def create_initialization_options(self, notification_options=None, *rest, **named):
        return super().create_initialization_options(NotificationOptions(tools_changed=True), *rest, **named)


class Handlers:
    """What the server answers, method by method."""

    def __init__(self):
        self.world = World()
        self.tools = Tools(self.world)

    async def list_tools(self, ctx, params):
        items, cursor = page(self.world.tools, params)
        return types.ListToolsResult(tools=items, next_cursor=cursor)

    async def list_resources(self, ctx, params):
        items, cursor = page(RESOURCES, params)
        return types.ListResourcesResult(resources=items, next_cursor=cursor)

    async def list_templates(self, ctx, params):
        items, cursor = page(TEMPLATES, params)
        return types.ListResourceTemplatesResult(resource_templates=items, next_cursor=cursor)

    async def list_prompts(self, ctx, params):
        items, cursor = page(PROMPTS, params)
        return types.ListPromptsResult(prompts=items, next_cursor=cursor)

    async def call_tool(self, ctx, params):
        if params.name not in {tool.name for tool in TOOLS}:
            raise MCPError(types.INVALID_PARAMS, f"There is no tool {params.name!r}.")
        return await getattr(self.tools, params.name)(ctx, params)

    async def read_resource(self, ctx, params):
        if params.uri == "test://bytes":
            content = types.BlobResourceContents(uri=params.uri, mime_type="application/octet-stream", blob="AAEC")
        else:
            words = str(self.world.counter) if params.uri == COUNTER else f"read {params.uri}"
            content = types.TextResourceContents(uri=params.uri, mime_type="text/plain", text=words)
        return types.ReadResourceResult(contents=[content])

    async def get_prompt(self, ctx, params):
        city = (params.arguments or {}).get("city", "nowhere")
        message = types.PromptMessage(role="user", content=types.TextContent(text=f"Plan a journey to {city}."))
        return types.GetPromptResult(messages=[message])

    async def complete(self, ctx, params):
        values = [city for city in CITIES if city.startswith(params.argument.value)]
        return types.CompleteResult(completion=types.Completion(values=values, total=len(values), has_more=False))

    async def subscribe(self, ctx, params):
        self.world.subscribers.setdefault(params.uri, {})[connection(ctx)] = ctx.session
        return types.EmptyResult()

    async def unsubscribe(self, ctx, params):
        self.world.subscribers.get(params.uri, {}).pop(connection(ctx), None)
        return types.EmptyResult()

    async def set_level(self, ctx, params):
        self.world.levels[connection(ctx)] = params.level
        return types.EmptyResult()


def build():
    handlers = Handlers()
    return Everything(
        "everything of the SDK",
        version="1",
        instructions="Offers all there is.",
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
        on_list_prompts=handlers.list_prompts,
        on_get_prompt=handlers.get_prompt,
        on_completion=handlers.complete,
        on_subscribe_resource=handlers.subscribe,
        on_unsubscribe_resource=handlers.unsubscribe,
        on_set_logging_level=handlers.set_level,
        on_subscriptions_listen=ListenHandler(handlers.world.bus),
    )


async def serve_stdio(server):
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


class Kept(EventStore):
    """What was sent on event streams, in memory."""

    def __init__(self):
        self.events = []

    async def store_event(self, stream_id, message):
        self.events.append((stream_id, message))
        return str(len(self.events))

    async def replay_events_after(self, last_event_id, send_callback):
        stream = self.events[int(last_event_id) - 1][0]
        for number, (stream_id, message) in enumerate(self.events, 1):
            if stream_id == stream and number > int(last_event_id) and message is not None:
                await send_callback(EventMessage(message, str(number)))
        return stream


def sse_app(server):
    transport = SseServerTransport("/messages/")

    async def connect(request):
        async with transport.connect_sse(request.scope, request.receive, request._send) as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
        return Response()

    return Starlette(routes=[Route("/sse", connect), Mount("/messages/", transport.handle_post_message)])


def ws_app(server):
    """The SDK has no WebSocket: its server runs over a pair of streams that are filled from one."""

    async def connect(socket):
        await socket.accept("mcp" if "mcp" in socket.scope["subprotocols"] else None)
        heard, incoming = anyio.create_memory_object_stream(0)
        outgoing, said = anyio.create_memory_object_stream(0)

        async def hear():
            async with heard:
                with suppress(WebSocketDisconnect, anyio.BrokenResourceError):
                    while True:
                        await heard.send(read(await socket.receive_text()))

        async def say():
            async with said:
                async for message in said:
                    await socket.send_text(message.message.model_dump_json(by_alias=True, exclude_unset=True))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(hear)
            tasks.start_soon(say)
            await server.run(incoming, outgoing, server.create_initialization_options())
            tasks.cancel_scope.cancel()

    return Starlette(routes=[WebSocketRoute("/mcp", connect)])


def read(line):
    try:
        return SessionMessage(types.jsonrpc_message_adapter.validate_json(line, by_name=False))
    except ValidationError as error:
        return error


NETWORK = {
    "http": ("http", "/mcp", lambda server: server.streamable_http_app()),
    "http-json": ("http", "/mcp", lambda server: server.streamable_http_app(json_response=True, stateless_http=True)),
    "http-resume": ("http", "/mcp", lambda server: server.streamable_http_app(event_store=Kept(), retry_interval=50)),
    "sse": ("http", "/sse", sse_app),
    "ws": ("ws", "/mcp", ws_app),
}


def serve_network(server, transport):
    scheme, path, app = NETWORK[transport]
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        print(f"{scheme}://127.0.0.1:{listening.getsockname()[1]}{path}", file=sys.stderr, flush=True)
        config = uvicorn.Config(app(server), log_level="warning", timeout_graceful_shutdown=1, ws="websockets-sansio")
        uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    chosen = sys.argv[1] if len(sys.argv) > 1 else "stdio"
    if chosen == "stdio":
        anyio.run(serve_stdio, build())
    else:
        serve_network(build(), chosen)
