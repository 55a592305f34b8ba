"""Made-up files with a search: several MIME types, binary content, and a list of resources. No disk is touched.

Shows off: resources as Markdown, CSV, JSON, source code, SVG, PNG and WAV; a tool whose result is text, a picture or a
sound; structured search results; a template whose second argument completes by what the first one is.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from mcp.server.mcpserver import Audio, Image, MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import Annotations, Completion, ResourceLink, ResourceTemplateReference, TextContent, ToolAnnotations
from pydantic import BaseModel, Field

from inspector.demo.picture import bar_chart
from inspector.demo.server import DemoServer, new_server
from inspector.demo.sound import chirp

_READ_ONLY: Final = ToolAnnotations(read_only_hint=True)
_ROOT: Final = "file:///garden/"

FILES: Final[Mapping[str, tuple[str, str | bytes]]] = {
    "readme.md": (
        "text/markdown",
        "# Garden\n\nNotes on a small garden.\n\n* beds.csv: what grows where\n* plan.json: when\n",
    ),
    "beds.csv": ("text/csv", "bed,plant,sown\n1,beans,April\n2,carrots,March\n3,tomatoes,May\n"),
    "plan.json": (
        "application/json",
        '{"year": 2026, "water": {"days": ["Mon", "Thu"], "litres": 12.5}, "compost": null}',
    ),
    "watering.py": ("text/x-python", "def litres(days: int) -> float:\n    return 12.5 * days\n"),
    "beds.svg": (
        "image/svg+xml",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40">'
        '<rect x="5" y="5" width="20" height="30" fill="#1a6b33"/>'
        '<rect x="35" y="5" width="20" height="30" fill="#c05621"/>'
        '<rect x="65" y="5" width="20" height="30" fill="#b83232"/></svg>\n',
    ),
    "harvest.png": ("image/png", bar_chart([2, 3, 5, 8, 7, 4, 1], colour=(26, 107, 51))),
    "blackbird.wav": ("audio/wav", chirp()),
}
"""Name, MIME type and content of each file."""


class Hit(BaseModel):
    """A line in which something was found."""

    file: str
    line: int
    text: str


def build() -> DemoServer:
    """Make the server."""
    server = new_server(
        "files",
        title="Files",
        description="A folder of made-up files.",
        instructions="Reads and searches a few made-up files on a garden.",
    )
    for name, (mime, content) in FILES.items():
        _add_file(server, name, mime, content)
    _add_tools(server)
    _add_lines(server)
    return server


def find(text: str, *, match_case: bool) -> list[Hit]:
    """Give the lines that hold `text`, file by file."""
    wanted = text if match_case else text.lower()
    return [
        Hit(file=name, line=number, text=line)
        for name, lines in _lines().items()
        for number, line in enumerate(lines, 1)
        if wanted in (line if match_case else line.lower())
    ]


def _lines() -> dict[str, list[str]]:
    return {name: content.splitlines() for name, (_, content) in FILES.items() if isinstance(content, str)}


def _add_file(server: MCPServer, name: str, mime: str, content: str | bytes) -> None:
    size = len(content if isinstance(content, bytes) else content.encode())

    @server.resource(
        _ROOT + name,
        name=name,
        mime_type=mime,
        description=f"{size} bytes of {mime}",
        annotations=Annotations(priority=1.0 if name == "readme.md" else 0.5, last_modified="2026-05-04T09:30:00Z"),
    )
    def read() -> str | bytes:
        return content


def _add_tools(server: MCPServer) -> None:
    @server.tool(title="Search Files", annotations=_READ_ONLY)
    def search_files(
        text: Annotated[str, Field(min_length=1, max_length=200, description="What to look for")],
        match_case: bool = False,
        limit: Annotated[int, Field(ge=1, le=100)] = 20,
    ) -> list[Hit]:
        """Find lines that hold a text."""
        return find(text, match_case=match_case)[:limit]

    @server.tool(title="Read File", annotations=_READ_ONLY)
    def read_file(name: Annotated[str, Field(description="As in the list of resources")]) -> str:
        """Give a text file whole."""
        mime, content = FILES.get(name, ("", b""))
        if isinstance(content, bytes):
            what = f"holds {mime}, not text" if mime else "does not exist"
            raise ToolError(f'"{name}" {what}. There are: {", ".join(_lines())}.')
        return content

    @server.tool(title="Show File", annotations=_READ_ONLY)
    def show_file(
        name: Annotated[str, Field(description="As in the list of resources")],
    ) -> list[TextContent | Image | Audio | ResourceLink]:
        """Give a file as what it is (text, picture or sound), and a link to it."""
        if name not in FILES:
            raise ToolError(f'"{name}" does not exist. There are: {", ".join(FILES)}.')
        mime, content = FILES[name]
        return [_shown(mime, content), ResourceLink(type="resource_link", uri=_ROOT + name, name=name, mime_type=mime)]


def _shown(mime: str, content: str | bytes) -> TextContent | Image | Audio:
    if isinstance(content, str):
        return TextContent(type="text", text=content)
    kind, _, file_format = mime.partition("/")
    return Audio(data=content, format=file_format) if kind == "audio" else Image(data=content, format=file_format)


def _add_lines(server: MCPServer) -> None:
    @server.resource("garden://{file}/{line}", name="line", title="A line of a file", mime_type="text/plain")
    def one_line(file: str, line: str) -> str:
        """One line of a text file, counted from 1."""
        lines = _lines().get(file, [])
        if not line.isdecimal() or not 1 <= int(line) <= len(lines):
            raise ResourceNotFoundError(f'"{file}" has {len(lines)} lines here; there is no line "{line}".')
        return lines[int(line) - 1]

    @server.completion()
    async def complete(ref: Any, argument: Any, context: Any) -> Completion | None:
        if not isinstance(ref, ResourceTemplateReference):
            return None
        if argument.name == "file":
            return Completion(values=[name for name in _lines() if name.startswith(argument.value.lower())])
        chosen = ((context.arguments if context else None) or {}).get("file", "")
        numbers = (str(number) for number in range(1, len(_lines().get(chosen, [])) + 1))
        return Completion(values=[number for number in numbers if number.startswith(argument.value)])
