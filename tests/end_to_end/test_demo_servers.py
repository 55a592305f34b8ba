"""The servers that come with the program, asked by the official SDK's client and by hand, in both eras."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Literal

import anyio
import mcp_types as types
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.context import ClientRequestContext
from mcp.client.stdio import stdio_client
from mcp.shared.subscriptions import ResourcesListChanged, ResourceUpdated

from inspector.demo.__main__ import SERVERS
from inspector.servers.demo import DEMO_NAMES

from .conftest import demo

pytestmark = [
    pytest.mark.anyio,
    # The client's methods of the older revisions are what is tried here.
    pytest.mark.filterwarnings("ignore::mcp.shared.exceptions.MCPDeprecationWarning"),
]

Era = Literal["legacy", "2026-07-28"]
ERAS: tuple[Era, ...] = ("legacy", "2026-07-28")
both_eras = pytest.mark.parametrize("era", ERAS)
posix_only = pytest.mark.skipif(os.name != "posix", reason="the signals are POSIX's")

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
MODERN_META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@contextmanager
def started(name: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a demo server with pipes; whatever the test does, it ends."""
    command = [*demo(name), *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def over_http(name: str) -> Iterator[str]:
    """Serve over Streamable HTTP; gives the address, and fails where anything else was said on standard error."""
    with started(name, "--transport", "http") as process:
        assert process.stderr is not None
        yield process.stderr.readline().decode().strip()
        process.terminate()
        process.wait(timeout=10)
        assert process.stderr.read() == b""


@asynccontextmanager
async def over_stdio(name: str, era: Era, said: Path, **callbacks: Any) -> AsyncIterator[Client]:
    """Serve over stdio, to one client; fails where the server said anything on standard error."""
    _, *arguments = demo(name)
    parameters = StdioServerParameters(command=sys.executable, args=arguments)
    with said.open("w") as errors:
        async with Client(stdio_client(parameters, errlog=errors), mode=era, **callbacks) as client:
            yield client
    assert said.read_text() == ""  # noqa: ASYNC240 - a few bytes, at the end


def ask(process: subprocess.Popen[bytes], message: dict[str, Any]) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(message).encode() + b"\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def text_of(result: types.CallToolResult) -> str:
    block = result.content[0]
    assert isinstance(block, types.TextContent)
    return block.text


def is_a_picture(data: bytes) -> bool:
    """Check a PNG as far as the standard library can: its signature, and that its pixels unpack to its size."""
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    at = data.index(b"IDAT")
    pixels = zlib.decompress(data[at + 4 : at + 4 + int.from_bytes(data[at - 4 : at], "big")])
    return data.startswith(b"\x89PNG\r\n\x1a\n") and len(pixels) == height * (1 + 3 * width)


@pytest.mark.parametrize("name", DEMO_NAMES)
async def test_every_server_lists_and_reads_in_both_eras_at_one_address(name: str) -> None:
    with over_http(name) as url:
        for era in ERAS:
            async with Client(url, mode=era) as client:
                assert (client.protocol_version == "2026-07-28") == (era != "legacy")
                tools = (await client.list_tools()).tools
                assert tools
                assert all(tool.title and tool.description for tool in tools)
                for resource in (await client.list_resources()).resources:
                    contents = (await client.read_resource(resource.uri)).contents
                    assert [content.mime_type for content in contents] == [resource.mime_type]
                await client.list_resource_templates()
                await client.list_prompts()


@both_eras
async def test_a_calculator_gives_structured_results_and_errors_of_its_own(era: Era, tmp_path: Path) -> None:
    async with over_stdio("calculator", era, tmp_path / "said") as client:
        summed = await client.call_tool("statistics", {"numbers": [1, 2, 6]})
        assert summed.structured_content == {"count": 3, "total": 9.0, "mean": 3.0, "smallest": 1.0, "largest": 6.0}
        for operation, a, b, complaint in (
            ("divide", 1, 0, "divided by zero"),
            ("power", -1, 0.5, "no real number"),
            ("power", 10, 400, "too large"),
            ("multiply", 1e300, 1e300, "too large"),
        ):
            refused = await client.call_tool("calculate", {"operation": operation, "a": a, "b": b})
            assert refused.is_error
            assert complaint in text_of(refused)
        assert (await client.read_resource("constant://pi")).contents[0].model_dump()["text"].startswith("3.14159")
        with pytest.raises(MCPError, match="There is no constant"):
            await client.read_resource("constant://phi")
        template = types.ResourceTemplateReference(type="ref/resource", uri="constant://{name}")
        completed = await client.complete(template, {"name": "name", "value": "t"})
        assert completed.completion.values == ["tau"]


async def test_a_weather_station_draws_pictures_and_completes_its_cities(tmp_path: Path) -> None:
    async with over_stdio("weather", "2026-07-28", tmp_path / "said") as client:
        drawn = await client.call_tool("draw_chart", {"city": "Lima"})
        words, picture = drawn.content
        assert isinstance(words, types.TextContent)
        assert isinstance(picture, types.ImageContent)
        assert is_a_picture(base64.b64decode(picture.data))
        template = types.ResourceTemplateReference(type="ref/resource", uri="weather://{city}/forecast")
        completed = await client.complete(template, {"name": "city", "value": "na"})
        assert completed.completion.values == ["Nairobi"]
        with pytest.raises(MCPError, match="There is no forecast"):
            await client.read_resource("weather://Atlantis/forecast")


async def test_the_weather_tells_subscribers_of_both_eras_that_it_changed() -> None:
    told = anyio.Event()

    async def note(message: Any) -> None:
        if isinstance(message, types.ResourceUpdatedNotification) and message.params.uri == "weather://now":
            told.set()

    with over_http("weather") as url, anyio.fail_after(15):
        async with Client(url, mode="legacy", message_handler=note) as old, Client(url, mode="2026-07-28") as new:
            await old.subscribe_resource("weather://now")
            async with new.listen(resource_subscriptions=["weather://now"]) as news:
                assert isinstance(await anext(news), ResourceUpdated)
            await told.wait()


async def test_who_ends_a_subscription_is_told_no_more(tmp_path: Path) -> None:
    told: list[str] = []

    async def note(message: Any) -> None:
        if isinstance(message, types.ResourceUpdatedNotification):
            told.append(message.params.uri)

    async with over_stdio("tasks", "legacy", tmp_path / "said", message_handler=note) as client:
        assert client.server_capabilities.resources is not None
        assert client.server_capabilities.resources.subscribe
        await client.subscribe_resource("tasks://all")
        await client.call_tool("add_task", {"text": "Sweep", "priority": "low"})
        await client.unsubscribe_resource("tasks://all")
        await client.call_tool("add_task", {"text": "Dust"})
        await client.list_tools()  # what was sent before its reply has come
        assert told == ["tasks://all"]


@both_eras
async def test_a_task_is_added_completed_and_deleted(era: Era, tmp_path: Path) -> None:
    async with over_stdio("tasks", era, tmp_path / "said") as client:
        added = await client.call_tool("add_task", {"text": "Sweep", "priority": "high"})
        task = {"number": 4, "text": "Sweep", "priority": "high", "due": None, "tags": [], "done": False}
        assert added.structured_content == task
        await client.call_tool("complete_task", {"number": 4})
        shown = (await client.read_resource("tasks://all")).contents[0].model_dump()["text"]
        assert "- [x] 4. Sweep (high)" in shown
        assert text_of(await client.call_tool("delete_task", {"number": 4})) == '"Sweep" is deleted.'
        missing = await client.call_tool("delete_task", {"number": 4})
        assert missing.is_error


@both_eras
async def test_a_letter_is_sent_linked_and_embedded(era: Era, tmp_path: Path) -> None:
    letter = {"to": {"email": "ada@example.org"}, "subject": "Seeds", "body": "They came.", "urgent": True}
    async with over_stdio("mailbox", era, tmp_path / "said") as client:
        await client.call_tool("send_letter", {"letter": letter})
        links = (await client.call_tool("list_letters", {"urgent_only": True})).content
        assert [link.uri for link in links if isinstance(link, types.ResourceLink)] == ["mail://2", "mail://3"]
        _, embedded = (await client.call_tool("open_letter", {"number": 3})).content
        assert isinstance(embedded, types.EmbeddedResource)
        assert embedded.resource.model_dump()["text"] == "They came."
        found = await client.call_tool("find_users", {"role": "editor", "active": True})
        assert found.structured_content is not None
        assert [user["name"] for user in found.structured_content["result"]] == ["Ben Castro", "Daniel Sato"]
        with pytest.raises(MCPError, match="mail://9"):
            await client.read_resource("mail://9")


async def test_a_new_letter_joins_the_list_and_both_eras_are_told() -> None:
    told = anyio.Event()

    async def note(message: Any) -> None:
        if isinstance(message, types.ResourceListChangedNotification):
            told.set()

    letter = {"to": {"email": "ada@example.org"}, "subject": "Slugs", "body": "Too many."}
    with over_http("mailbox") as url, anyio.fail_after(15):
        async with Client(url, mode="legacy", message_handler=note) as old, Client(url, mode="2026-07-28") as new:
            async with new.listen(resources_list_changed=True) as news:
                await new.call_tool("send_letter", {"letter": letter})
                assert isinstance(await anext(news), ResourcesListChanged)
            await told.wait()
            assert "mail://3" in {resource.uri for resource in (await old.list_resources()).resources}


async def test_files_are_text_pictures_and_sounds_and_their_lines_complete(tmp_path: Path) -> None:
    async with over_stdio("files", "2026-07-28", tmp_path / "said") as client:
        found = await client.call_tool("search_files", {"text": "CARROTS"})
        assert found.structured_content == {"result": [{"file": "beds.csv", "line": 3, "text": "2,carrots,March"}]}
        picture = (await client.read_resource("file:///garden/harvest.png")).contents[0]
        assert isinstance(picture, types.BlobResourceContents)
        assert is_a_picture(base64.b64decode(picture.blob))
        sound, link = (await client.call_tool("show_file", {"name": "blackbird.wav"})).content
        assert isinstance(sound, types.AudioContent)
        assert base64.b64decode(sound.data).startswith(b"RIFF")
        assert isinstance(link, types.ResourceLink)
        template = types.ResourceTemplateReference(type="ref/resource", uri="garden://{file}/{line}")
        lines = await client.complete(template, {"name": "line", "value": ""}, {"file": "beds.csv"})
        assert lines.completion.values == ["1", "2", "3", "4"]


async def accept(_context: ClientRequestContext, _asked: Any) -> types.ElicitResult:
    return types.ElicitResult(action="accept", content={"guests": 3, "outside": True, "meal": "lunch", "name": "Ada"})


async def decline(_context: ClientRequestContext, _asked: Any) -> types.ElicitResult:
    return types.ElicitResult(action="decline")


async def answer(_context: ClientRequestContext, _asked: Any) -> types.CreateMessageResult:
    content = types.TextContent(type="text", text="Rain, in short.")
    return types.CreateMessageResult(role="assistant", content=content, model="none")


@both_eras
async def test_an_assistant_asks_back_and_takes_a_no(era: Era, tmp_path: Path) -> None:
    table = {"restaurant": "Anchor"}
    async with over_stdio(
        "assistant", era, tmp_path / "said", elicitation_callback=accept, sampling_callback=answer
    ) as client:
        booked = await client.call_tool("book_table", table)
        assert text_of(booked) == "Anchor: lunch for 3, outside, in the name of Ada."
        assert text_of(await client.call_tool("sum_up", {"text": "It rained."})) == "Rain, in short."
    async with over_stdio("assistant", era, tmp_path / "said", elicitation_callback=decline) as client:
        refused = await client.call_tool("book_table", table)
        assert text_of(refused) == "Anchor: nothing is booked; the question was answered with decline."


@both_eras
async def test_slow_work_reports_progress_and_log_lines_of_the_level_asked_for(era: Era, tmp_path: Path) -> None:
    steps: list[float] = []
    lines: list[str] = []

    async def progressed(progress: float, total: float | None, message: str | None) -> None:
        steps.append(progress)

    async def logged(line: types.LoggingMessageNotificationParams) -> None:
        lines.append(line.level)

    async with over_stdio("assistant", era, tmp_path / "said", logging_callback=logged, log_level="info") as client:
        if era == "legacy":
            await client.set_logging_level("info")
        assert client.server_capabilities.logging is not None or era != "legacy"
        await client.call_tool("work_slowly", {"steps": 2, "seconds_per_step": 0}, progress_callback=progressed)
        assert steps == [0, 1, 2]
        assert lines == ["info", "info"]


@both_eras
async def test_prompts_take_arguments_and_complete_them(era: Era, tmp_path: Path) -> None:
    async with over_stdio("assistant", era, tmp_path / "said") as client:
        review = await client.get_prompt("code_review", {"code": "x = 1", "language": "rust"})
        assert "rust" in review.messages[0].content.model_dump()["text"]
        debug = await client.get_prompt("debug_error", {"error": "KeyError: 'a'"})
        assert [message.role for message in debug.messages] == ["user", "assistant"]
        reference = types.PromptReference(type="ref/prompt", name="code_review")
        completed = await client.complete(reference, {"name": "language", "value": "java"})
        assert completed.completion.values == ["java", "javascript"]


def test_plain_lines_are_answered_in_both_eras_and_a_closed_input_ends_the_server() -> None:
    call = {"name": "greet", "arguments": {"name": "Ada"}}
    for modern in (False, True):
        with started("greeting") as process:
            if modern:
                params = {**call, "_meta": MODERN_META}
            else:
                params = call
                assert ask(process, INITIALIZE)["result"]["protocolVersion"] == "2025-06-18"
                assert process.stdin is not None
                process.stdin.write(b'{"jsonrpc": "2.0", "method": "notifications/initialized"}\n')
            reply = ask(process, {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params})
            assert reply["id"] == 2
            assert reply["result"]["content"][0]["text"] == "Hello, Ada."
            assert ("resultType" in reply["result"]) == modern
            assert process.communicate(timeout=10) == (b"", b"")
            assert process.returncode == 0


def test_discovery_tells_the_servers_name_and_that_it_logs() -> None:
    with started("assistant") as process:
        discover = {"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": {"_meta": MODERN_META}}
        result = ask(process, discover)["result"]
        assert "2026-07-28" in result["supportedVersions"]
        assert result["capabilities"]["logging"] == {}
        assert result["instructions"]


@posix_only
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_server_over_stdio_at_once_and_in_silence(sent: signal.Signals) -> None:
    with started("weather") as process:
        ask(process, INITIALIZE)
        process.send_signal(sent)
        process.wait(timeout=5)
        assert process.returncode == -sent
        assert process.stderr is not None
        assert process.stderr.read() == b""


@posix_only
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_a_server_over_http_although_a_client_listens(sent: signal.Signals) -> None:
    with started("weather", "--transport", "http") as process:
        assert process.stderr is not None
        url = process.stderr.readline().decode().strip()
        with anyio.fail_after(10):
            async with (
                Client(url, mode="2026-07-28") as client,
                client.listen(resource_subscriptions=["weather://now"]),
            ):
                process.send_signal(sent)
                assert await anyio.to_thread.run_sync(process.wait, 8) == -sent
        assert process.stderr.read() == b""


def test_a_port_that_is_taken_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*demo("greeting"), "--transport", "http", "--port", port],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(f"The server cannot listen on 127.0.0.1, port {port}: ")
    assert done.stderr.count("\n") == 1


def test_a_host_that_is_none_is_said_in_a_sentence() -> None:
    command = [*demo("greeting"), "--transport", "http", "--host", "no-such-host.invalid"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert (
        done.stderr == "The server cannot listen on no-such-host.invalid, port 0: it is no address of this machine.\n"
    )


def test_only_the_module_of_the_server_asked_for_is_loaded() -> None:
    code = (
        "import sys; from inspector.demo.__main__ import build; build('greeting'); "
        "print(*(m for m in sys.modules if m.startswith('inspector.demo.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    others = set(SERVERS) - {"greeting"}
    assert not others & {name.rpartition(".")[2] for name in done.stdout.split()}
    assert "inspector.demo.greeting" in done.stdout
