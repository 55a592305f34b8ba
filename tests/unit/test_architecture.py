"""What keeps the layers, and the traps that were stepped into once."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "inspector").rglob("*.py"))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_the_layers_are_kept() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_dialog_is_executed_inside_a_coroutine(path: Path) -> None:
    """A modal loop inside a task of qasync breaks that task."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.AsyncFunctionDef):
            assert "exec" not in {name_of(call) for call in calls(node)}


def test_tasks_are_started_in_one_place() -> None:
    starting = {"create_task", "ensure_future"}
    places = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if starting & {name_of(call) for call in calls(ast.parse(path.read_text()))}
    }
    assert places == {"inspector/ui/bridge/tasks.py"}


def test_only_the_command_line_prints() -> None:
    allowed = ("cli/", "demo/", "app.py", "ui/self_test.py", "ui/window_app.py")
    for path in SOURCES:
        if not str(path.relative_to(ROOT / "inspector")).startswith(allowed):
            assert "print" not in {name_of(call) for call in calls(ast.parse(path.read_text()))}, path


def test_commands_without_a_window_load_no_qt() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in SOURCES
        if path.name not in ("__init__.py", "__main__.py")
        and not {"ui", "demo"} & set(path.relative_to(ROOT / "inspector").parts)
    ]
    code = "import importlib, sys\n" + "\n".join(f"importlib.import_module({name!r})" for name in modules)
    code += "\nassert not [m for m in sys.modules if m.startswith(('PySide6', 'qasync'))]"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
