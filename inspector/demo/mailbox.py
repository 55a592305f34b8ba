"""A small mailbox and a table of users: nested arguments, tables, links to resources and embedded ones."""

import csv
import io
from typing import Annotated, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import EmbeddedResource, ResourceLink, TextContent, TextResourceContents, ToolAnnotations
from pydantic import BaseModel, Field

_READ_ONLY = ToolAnnotations(read_only_hint=True)
_COLUMNS = ("id", "name", "role", "active")
_USERS = (
    (1, "Ada Winter", "admin", True),
    (2, "Ben Castro", "editor", True),
    (3, "Chloe Okafor", "viewer", False),
    (4, "Daniel Sato", "editor", True),
    (5, "Elif Kaya", "viewer", True),
)


class Address(BaseModel):
    """Who gets a letter."""

    name: str = ""
    email: str = Field(description="Electronic address", json_schema_extra={"format": "email"})


class Letter(BaseModel):
    """A letter as it is sent."""

    to: Address
    subject: str
    body: str
    urgent: bool = False


class User(BaseModel):
    """A row of the users table."""

    id: int
    name: str
    role: Literal["admin", "editor", "viewer"]
    active: bool


def build() -> MCPServer:
    """Make the server, with two letters to begin with."""
    letters = [
        Letter(
            to=Address(name="You", email="you@example.org"), subject="Welcome", body="This mailbox lives in memory."
        ),
        Letter(
            to=Address(email="you@example.org"),
            subject="Minutes",
            body="# Minutes\n\n* nothing was decided",
            urgent=True,
        ),
    ]
    server = MCPServer("mailbox", title="Mailbox and Users", version="1.0.0", instructions="Sends nothing anywhere.")

    @server.tool(title="Send Letter", annotations=ToolAnnotations(destructive_hint=False, open_world_hint=True))
    def send_letter(letter: Letter) -> str:
        """Put a letter into the mailbox; it leaves this process nowhere."""
        letters.append(letter)
        return f'Letter {len(letters)} to {letter.to.email}: "{letter.subject}"'

    @server.tool(title="List Letters", annotations=_READ_ONLY)
    def list_letters(urgent_only: bool = False) -> list[ResourceLink]:
        """Give the letters as links to resources."""
        return [
            ResourceLink(type="resource_link", uri=f"mail://{number}", name=letter.subject, mime_type="text/markdown")
            for number, letter in enumerate(letters, 1)
            if letter.urgent or not urgent_only
        ]

    @server.tool(title="Open Letter", annotations=_READ_ONLY)
    def open_letter(number: Annotated[int, Field(ge=1)]) -> list[TextContent | EmbeddedResource]:
        """Give one letter as an embedded resource."""
        if number > len(letters):
            raise ToolError(f"There is no letter {number}; the last one is {len(letters)}.")
        letter = letters[number - 1]
        contents = TextResourceContents(uri=f"mail://{number}", mime_type="text/markdown", text=letter.body)
        return [TextContent(type="text", text=letter.subject), EmbeddedResource(type="resource", resource=contents)]

    @server.resource("mail://{number}", name="letter", title="A letter", mime_type="text/markdown")
    def letter_text(number: int) -> str:
        """The body of a letter, by its number."""
        if not 1 <= number <= len(letters):
            raise ValueError(f"There is no letter {number}.")
        return letters[number - 1].body

    @server.tool(title="Find Users", annotations=_READ_ONLY)
    def find_users(
        name: Annotated[str | None, Field(description="Part of the name")] = None,
        role: Literal["admin", "editor", "viewer"] | None = None,
        active: bool | None = None,
    ) -> list[User]:
        """Give the users that fit, as structured records."""
        users = [User(id=i, name=n, role=r, active=a) for i, n, r, a in _USERS]  # type: ignore[arg-type]
        return [
            user
            for user in users
            if (name is None or name.lower() in user.name.lower())
            and role in (None, user.role)
            and active in (None, user.active)
        ]

    @server.resource("users://table", name="users", title="All users", mime_type="text/csv")
    def users_table() -> str:
        """The table of users."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows((_COLUMNS, *_USERS))
        return out.getvalue()

    return server
