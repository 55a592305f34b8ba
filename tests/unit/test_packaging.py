"""What is installed, how it is found, and what a machine is asked for."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from inspector import __version__
from inspector.ui.qt_version import installed_refusal, refusal
from inspector.ui.resource_files import resource_path
from tests.conftest import absent

ROOT = Path(__file__).parents[2]
ICON = "icons/plus.svg"
NOT_OF_THE_PROGRAM = {"screenshots"}


def pyside_for(python: str) -> Requirement:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = map(Requirement, project["dependencies"])
    (found,) = [
        r
        for r in wanted
        if r.name == "PySide6-Essentials" and r.marker and r.marker.evaluate({"python_version": python})
    ]
    return found


def output_of(*command: str | Path, **settings: object) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **settings)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def test_the_release_of_qt_that_crashes_cannot_be_installed_on_old_pythons() -> None:
    assert not pyside_for("3.11").specifier.contains("6.12.0")
    assert pyside_for("3.11").specifier.contains("6.11.3")
    assert pyside_for("3.13").specifier.contains("6.12.0")


def test_the_program_refuses_the_release_of_qt_that_crashes() -> None:
    assert "6.12.0" in (refusal("6.12.0", (3, 11)) or "")
    assert refusal("6.12.0", (3, 12)) is None
    assert refusal("6.11.3", (3, 11)) is None
    assert installed_refusal() is None


def test_the_command_and_the_module_are_the_same_program() -> None:
    command = Path(sys.executable).with_name("mcp-loupe")
    by_command, by_module = output_of(command, "--version"), output_of(sys.executable, "-m", "inspector", "--version")
    assert by_command == by_module == f"mcp-loupe {__version__}\n"


def test_resources_are_found_in_a_checkout() -> None:
    assert resource_path(ICON) == ROOT / "resources" / ICON


def test_resources_are_found_in_the_packaged_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "resources" / ICON
    packed.parent.mkdir(parents=True)
    packed.write_bytes(b"<svg/>")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path(ICON) == packed


def test_a_resource_that_is_missing_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-icon"):
        resource_path("icons/no-such-icon.svg")


def test_a_wheel_carries_the_resources_and_the_command(tmp_path: Path) -> None:
    if find_spec("hatchling") is None:
        absent("hatchling")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    name = output_of(sys.executable, "-c", build, tmp_path, cwd=ROOT).split()[-1]
    installed = tmp_path / "installed"
    with zipfile.ZipFile(tmp_path / name) as wheel:
        wheel.extractall(installed)
    entry_points = installed / f"mcp_loupe-{__version__}.dist-info" / "entry_points.txt"
    assert "mcp-loupe = inspector.__main__:main" in entry_points.read_text()
    carried = {path.name for path in (installed / "inspector" / "resources").iterdir()}
    assert carried == {path.name for path in (ROOT / "resources").iterdir()} - NOT_OF_THE_PROGRAM
    find = f"from inspector.ui.resource_files import resource_path; print(resource_path({ICON!r}))"
    found = output_of(sys.executable, "-c", find, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(installed)})
    assert Path(found.strip()).resolve() == (installed / "inspector" / "resources" / ICON).resolve()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps Qt's libraries in packages")
def test_without_the_right_to_install_the_missing_packages_are_named(tmp_path: Path) -> None:
    """The loader knows no library here, the user is not root, and there is no sudo."""
    for name, text in {"ldconfig": "", "id": "echo 1000", "sudo": "exit 1"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    script = ROOT / ".ci/qt-libraries"
    done = subprocess.run(
        [script, "window"], capture_output=True, text=True, env=os.environ | {"PATH": path}, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "libEGL.so.1" in done.stderr
    assert re.search(r"sudo apt-get install .*libegl1 .*libxcb-cursor0", done.stderr)
    assert "|" not in done.stderr


def test_the_versions_of_npm_servers_are_exact_and_name_no_registry() -> None:
    package, lock = ((ROOT / "tests/npm" / name).read_text() for name in ("package.json", "package-lock.json"))
    assert re.findall(r'"@modelcontextprotocol/[\w-]+": "([^"]+)"', package)[0][0].isdigit()
    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_the_changelog_and_the_version_belong_together() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text()
    assert __version__.count(".") == 2
