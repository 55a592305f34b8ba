"""A greeting: the smallest server there is, with one tool, one resource template and one prompt.

Shows off: what a server without instructions, annotations and output worth structuring looks like; text beyond ASCII.
"""

from typing import Annotated, Final, Literal

from pydantic import Field

from inspector.demo.server import DemoServer, new_server

_WORDS: Final = {
    "english": "Hello",
    "french": "Bonjour",
    "japanese": "こんにちは",
    "spanish": "Hola",
    "swahili": "Habari",
}
Language = Literal["english", "french", "japanese", "spanish", "swahili"]


def build() -> DemoServer:
    """Make the server."""
    server = new_server("greeting", title="Greeting", description="Greets.")

    @server.tool(title="Greet", structured_output=False)
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

    @server.prompt(title="Write a Greeting")
    def write_greeting(
        name: Annotated[str, Field(description="Whom the card is for")],
        occasion: Annotated[str, Field(description="What there is to celebrate")] = "a birthday",
    ) -> str:
        """Ask for a greeting card."""
        return f"Write three sentences for a card to {name}, for {occasion}."

    return server
