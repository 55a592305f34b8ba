"""A small mailbox and a table of users: nested arguments, tables, links to resources and embedded ones.

Shows off: objects and arrays of objects as arguments, formats, `openWorldHint`, `resource_link` and embedded resources
(text and binary) as results, a list of records as structured output, a CSV table, and `list_changed` of the resources:
a letter that is sent is a new one.
"""

import base64
import csv
import io
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import (
    BlobResourceContents,
    EmbeddedResource,
    ResourceLink,
    TextContent,
    TextResourceContents,
    ToolAnnotations,
)
from pydantic import BaseModel, Field

from inspector.demo.picture import bar_chart
from inspector.demo.server import DemoServer, new_server

_READ_ONLY: Final = ToolAnnotations(read_only_hint=True)
_MOST_LETTERS: Final = 200

Role = Literal["admin", "editor", "viewer"]


class Address(BaseModel):
    """Who gets a letter."""

    name: str = ""
    email: str = Field(description="Electronic address", max_length=200, json_schema_extra={"format": "email"})


class Letter(BaseModel):
    """A letter as it is sent."""

    to: Address
    cc: list[Address] = Field(default=[], max_length=20, description="Who gets a copy")
    subject: str = Field(min_length=1, max_length=200)
    body: str = Field(max_length=20_000, description="In Markdown")
    urgent: bool = False


class User(BaseModel):
    """A row of the users table."""

    id: int
    name: str
    role: Role
    active: bool


_USERS: Final = (
    User(id=1, name="Ada Winter", role="admin", active=True),
    User(id=2, name="Ben Castro", role="editor", active=True),
    User(id=3, name="Chloe Okafor", role="viewer", active=False),
    User(id=4, name="Daniel Sato", role="editor", active=True),
    User(id=5, name="Elif Kaya", role="viewer", active=True),
)


@dataclass(frozen=True)
class _Kept:
    letter: Letter
    picture: bytes | None = None


def build() -> DemoServer:
    """Make the server, with two letters to begin with."""
    you = Address(name="You", email="you@example.org")
    server = new_server(
        "mailbox",
        title="Mailbox and Users",
        description="A mailbox in memory, and a table of users.",
        instructions="Sends nothing anywhere. Each letter is a resource; mail://1 is the first.",
    )
    letters: list[_Kept] = []
    welcome = Letter(to=you, subject="Welcome", body="This mailbox lives in memory.")
    minutes = Letter(to=you, subject="Minutes", body="# Minutes\n\n* nothing was decided\n* see the chart", urgent=True)
    _keep(server, letters, _Kept(welcome))
    _keep(server, letters, _Kept(minutes, bar_chart([4, 2, 1, 1], width=200, height=100)))
    _add_letters(server, letters)
    _add_users(server)
    return server


def _keep(server: MCPServer, letters: list[_Kept], kept: _Kept) -> str:
    """Put a letter into the mailbox, and list it as a resource; gives its URI."""
    letters.append(kept)
    uri = f"mail://{len(letters)}"

    @server.resource(uri, name=f"letter {len(letters)}", title=kept.letter.subject, mime_type="text/markdown")
    def body() -> str:
        """The body of a letter."""
        return kept.letter.body

    return uri


def _add_letters(server: MCPServer, letters: list[_Kept]) -> None:
    @server.tool(title="Send Letter", annotations=ToolAnnotations(destructive_hint=False, open_world_hint=True))
    async def send_letter(ctx: Context, letter: Letter) -> str:
        """Put a letter into the mailbox; it leaves this process nowhere. The list of resources changes."""
        if len(letters) >= _MOST_LETTERS:
            raise ToolError(f"The mailbox is full: it holds {_MOST_LETTERS} letters.")
        uri = _keep(server, letters, _Kept(letter))
        await ctx.notify_resources_changed()
        return f'{uri} to {letter.to.email}: "{letter.subject}"'

    @server.tool(title="List Letters", annotations=_READ_ONLY)
    def list_letters(urgent_only: bool = False) -> list[ResourceLink]:
        """Give the letters as links to resources."""
        return [
            ResourceLink(
                type="resource_link",
                uri=f"mail://{number}",
                name=f"letter {number}",
                title=kept.letter.subject,
                mime_type="text/markdown",
                size=len(kept.letter.body.encode()),
            )
            for number, kept in enumerate(letters, 1)
            if kept.letter.urgent or not urgent_only
        ]

    @server.tool(title="Open Letter", annotations=_READ_ONLY)
    def open_letter(
        number: Annotated[int, Field(ge=1, description="1 is the first")],
    ) -> list[TextContent | EmbeddedResource]:
        """Give one letter as an embedded resource; letter 2 has a picture beside it."""
        if number > len(letters):
            raise ToolError(f"There is no letter {number}; the last one is {len(letters)}.")
        kept = letters[number - 1]
        return [TextContent(type="text", text=kept.letter.subject), *_embedded(number, kept)]


def _embedded(number: int, kept: _Kept) -> list[EmbeddedResource]:
    text = TextResourceContents(uri=f"mail://{number}", mime_type="text/markdown", text=kept.letter.body)
    parts = [EmbeddedResource(type="resource", resource=text)]
    if kept.picture is not None:
        blob = base64.b64encode(kept.picture).decode()
        picture = BlobResourceContents(uri=f"mail://{number}/chart.png", mime_type="image/png", blob=blob)
        parts.append(EmbeddedResource(type="resource", resource=picture))
    return parts


def _add_users(server: MCPServer) -> None:
    @server.tool(title="Find Users", annotations=_READ_ONLY)
    def find_users(
        name: Annotated[str | None, Field(description="Part of the name")] = None,
        role: Role | None = None,
        active: bool | None = None,
    ) -> list[User]:
        """Give the users that fit, as structured records."""
        return [
            user
            for user in _USERS
            if (name is None or name.lower() in user.name.lower())
            and role in (None, user.role)
            and active in (None, user.active)
        ]

    @server.resource("users://table", name="users", title="All users", mime_type="text/csv")
    def users_table() -> str:
        """The table of users."""
        out = io.StringIO()
        rows = [tuple(user.model_dump().values()) for user in _USERS]
        csv.writer(out, lineterminator="\n").writerows([tuple(User.model_fields), *rows])
        return out.getvalue()
