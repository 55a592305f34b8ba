"""Made-up files with a search: several MIME types, binary content, and a list of resources. No disk is touched."""

from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from inspector.demo.picture import bar_chart

_READ_ONLY = ToolAnnotations(read_only_hint=True)

FILES: dict[str, tuple[str, str | bytes]] = {
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
    "harvest.png": ("image/png", bar_chart([2, 3, 5, 8, 7, 4, 1], colour=(26, 107, 51))),
}


class Hit(BaseModel):
    """A line in which something was found."""

    file: str
    line: int
    text: str


def build() -> MCPServer:
    """Make the server."""
    server = MCPServer("files", title="Files", version="1.0.0", instructions="Reads and searches a few made-up files.")
    for name, (mime, content) in FILES.items():
        _add_file(server, name, mime, content)

    @server.tool(title="Search Files", annotations=_READ_ONLY)
    def search_files(
        text: Annotated[str, Field(min_length=1, description="What to look for")],
        match_case: bool = False,
        limit: Annotated[int, Field(ge=1, le=100)] = 20,
    ) -> list[Hit]:
        """Find lines that hold a text."""
        return find(text, match_case=match_case)[:limit]

    @server.tool(title="Read File", annotations=_READ_ONLY)
    def read_file(name: str) -> str:
        """Give a text file whole."""
        mime, content = FILES.get(name, ("", b""))
        if isinstance(content, bytes):
            known = ", ".join(name for name, (_, held) in FILES.items() if isinstance(held, str))
            raise ToolError(f'"{name}" is no text file here{f" ({mime})" if mime else ""}. There are: {known}.')
        return content

    return server


def find(text: str, *, match_case: bool) -> list[Hit]:
    """Give the lines that hold `text`, file by file."""
    wanted = text if match_case else text.lower()
    return [
        Hit(file=name, line=number, text=line)
        for name, (_, content) in FILES.items()
        if isinstance(content, str)
        for number, line in enumerate(content.splitlines(), 1)
        if wanted in (line if match_case else line.lower())
    ]


def _add_file(server: MCPServer, name: str, mime: str, content: str | bytes) -> None:
    @server.resource(f"file:///garden/{name}", name=name, mime_type=mime, description=f"{len(content)} bytes of {mime}")
    def read() -> str | bytes:
        return content
