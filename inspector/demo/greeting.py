"""A greeting: the smallest server there is, with one tool, one resource template and one prompt."""

from typing import Annotated, Literal

from mcp.server.mcpserver import MCPServer
from pydantic import Field

_WORDS = {"english": "Hello", "french": "Bonjour", "japanese": "こんにちは", "spanish": "Hola", "swahili": "Habari"}
Language = Literal["english", "french", "japanese", "spanish", "swahili"]


def build() -> MCPServer:
    """Make the server."""
    server = MCPServer("greeting", title="Greeting", version="1.0.0")

    @server.tool(title="Greet")
    def greet(
        name: Annotated[str, Field(description="Whom to greet")],
        language: Language = "english",
        loudly: bool = False,
    ) -> str:
        """Greet somebody."""
        text = f"{_WORDS[language]}, {name}."
        return text.upper() if loudly else text

    @server.resource("greeting://{name}", name="greeting", mime_type="text/plain")
    def greeting(name: str) -> str:
        """A greeting for somebody."""
        return f"Hello, {name}."

    @server.prompt(title="Write a greeting")
    def write_greeting(name: str, occasion: str = "a birthday") -> str:
        """Ask for a greeting card."""
        return f"Write three sentences for a card to {name}, for {occasion}."

    return server
