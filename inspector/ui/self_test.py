"""`mcp-loupe --self-test`: whether this installation works, from a server's process to the painted window."""

import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio

from inspector.servers.demo import demo_definition
from inspector.sessions.outcome import Outcome, ResultReply
from inspector.sessions.serving import serving
from inspector.sessions.session import Session


class StepFailed(Exception):
    """A step did not come out as it must; the text says how."""


def run_self_test() -> int:
    """Do all steps, print a line for each, and give 0 if all went well."""
    with tempfile.TemporaryDirectory(prefix="mcp-loupe-") as folder:
        steps: tuple[tuple[str, Callable[[Path], object]], ...] = (
            ("calls a tool of the demo over stdio", _call_tool),
            ("reads a resource", _read_resource),
            ("gets a prompt", _get_prompt),
            ("draws the window", _draw_window),
        )
        for name, step in steps:
            try:
                print(f"ok    {name}: {step(Path(folder))}", flush=True)
            except Exception as error:
                print(f"FAILED  {name}: {error!r}", flush=True)
                return 1
    return 0


def _call_tool(_folder: Path) -> str:
    arguments = {"operation": "multiply", "a": 6, "b": 7}
    result = anyio.run(_with_demo, "calculator", lambda session: session.call_tool("calculate", arguments))
    return _expect("42", result)


def _read_resource(_folder: Path) -> str:
    uri = "file:///garden/readme.md"
    return _expect("Garden", anyio.run(_with_demo, "files", lambda session: session.read_resource(uri)))


def _get_prompt(_folder: Path) -> str:
    arguments = {"name": "Ada"}
    return _expect(
        "Ada", anyio.run(_with_demo, "greeting", lambda session: session.get_prompt("write_greeting", arguments))
    )


async def _with_demo(name: str, ask: Callable[[Session], Awaitable[Outcome]]) -> Outcome:
    async with serving(demo_definition(name), None, lists=True) as session:
        if not session.state.is_open:
            raise StepFailed(f"the demo server did not open: {session.state.failure or session.state.refusal}")
        return await ask(session)


def _expect(part: str, outcome: Outcome) -> str:
    if not isinstance(outcome, ResultReply) or part not in str(outcome.value):
        raise StepFailed(f"the answer was {outcome}")
    return f"{outcome.duration_ns / 1e6:.0f} ms"


def _draw_window(folder: Path) -> str:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from inspector.ui.bridge.tasks import Tasks
    from inspector.ui.bridge.workspace import Workspace
    from inspector.ui.main_window import MainWindow
    from inspector.ui.settings import Settings
    from inspector.ui.theme import LIGHT, Theme
    from inspector.ui.window_app import make_application

    app = make_application()
    workspace = Workspace(folder / "window.mcpcap")
    workspace.start()
    workspace.add(demo_definition("calculator"))
    window = MainWindow(workspace, Theme(app, LIGHT), Settings(folder / "window.ini"), Tasks(lambda _error: None))
    window.show()
    app.processEvents()
    picture = window.grab().toImage()
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    window.let_close()
    workspace.stop_now()
    if len(colours) < 5:
        raise StepFailed("the window is empty")
    return f"{picture.width()} × {picture.height()}"
