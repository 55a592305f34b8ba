"""The log with a million records, in the real window on no screen: one table of what was measured and what is wanted."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.bench.log_scenes import Figure

COUNT: Final = int(os.environ.get("BENCH_MESSAGES", "1000000"))


def main() -> list[str]:
    """Print the table; gives the goals that were missed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = folder
        return _measured(Path(folder))


def _measured(folder: Path) -> list[str]:
    import qasync
    from PySide6.QtWidgets import QWidget

    from inspector.app import settle_interpreter
    from inspector.servers.definition import ServerDefinition, StdioSettings
    from inspector.ui.log.filter_book import FilterBook
    from inspector.ui.settings import Settings
    from inspector.ui.window_app import WindowApp, make_application
    from inspector.ui.window_launch import WindowLaunch
    from tests.bench import log_scenes as scenes
    from tests.bench.gaps import until_quiet

    settings = StdioSettings(sys.executable, ("-m", "tests.bench.flood_server"))
    flood = ServerDefinition("flood", settings, era="2025-11-25", timeout=scenes.PATIENCE)
    app = make_application()
    settle_interpreter()  # as the program does
    figures: list[scenes.Figure] = []

    async def play(running: WindowApp) -> None:
        server = running.workspace.servers[0]
        stage = scenes.Stage(running.window, server)
        await stage.until(lambda: server.is_open)
        await asyncio.sleep(1)
        bare = QWidget()
        bare.show()
        quiet = await until_quiet(bare, 3)
        bare.close()
        figures.append(scenes.Figure("(A window with nothing to do: longest gap)", quiet.most, "ms"))
        figures.extend(await scenes.ingest(stage, COUNT))
        figures.extend(await scenes.scroll(stage, 300))
        figures.extend(await scenes.sift(stage, 10))
        figures.extend(await scenes.select(stage, 1_000_000, 100))
        figures.extend(await scenes.select(stage, 100_000_000, 500))
        book = FilterBook(Settings(folder / "other.ini"))
        figures.extend(await scenes.reopen(stage, running.workspace.path, book))

    with qasync.QEventLoop(app) as loop:
        asyncio.set_event_loop(loop)
        running = WindowApp(app, WindowLaunch((flood,), connect=("flood",)))
        sys.excepthook = running.hook

        async def whole() -> None:
            shown = asyncio.ensure_future(running.run())
            try:
                await play(running)
            finally:
                running.stop()
                await shown

        loop.run_until_complete(whole())
    return _told(figures)


def _told(figures: "list[Figure]") -> list[str]:
    """Print the figures as the table the README has."""
    print("\n| scene | measured | goal | |\n|---|---|---|---|")
    for figure in figures:
        goal = "" if figure.goal is None else f"{'≥' if figure.at_least else '≤'} {figure.goal:,.0f} {figure.unit}"
        met = "" if figure.goal is None else "met" if figure.is_met else "missed"
        shown = f"{figure.value:,.0f}" if figure.value >= 100 else f"{figure.value:.1f}"
        what = figure.what.replace("  ", "… ", 1) if figure.what.startswith("  ") else figure.what
        print(f"| {what} | {shown} {figure.unit} | {goal} | {met} |", flush=True)
    return [f"{figure.what.strip()}: {figure.value:.1f} {figure.unit}" for figure in figures if not figure.is_met]
