"""The program with its window, as a process of its own, and the packaged one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspector.traffic.capture import CaptureError, CaptureReader

from .conftest import PROGRAM, demo, run

ROOT = Path(__file__).parents[2]
BINARY = ROOT / "dist/mcp-loupe/mcp-loupe"


def until(fact: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 40
    while not fact():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def methods_in(path: Path) -> list[tuple[str | None, str | None]]:
    try:
        reader = CaptureReader(path)
    except CaptureError:
        return []
    rows = [(row.method, row.shape) for row in reader.rows(1, reader.count())]
    reader.close()
    return rows


def running(marker: str) -> list[str]:
    """Give the processes that carry a mark in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and marker.encode() in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_text())
        except OSError:
            continue
    return [line for line in found if line]


Started = tuple["subprocess.Popen[bytes]", Path, str]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    """Start the program with its window; what is still there at the end is killed."""
    processes: list[subprocess.Popen[bytes]] = []

    def start_one(*argv: str) -> Started:
        capture = tmp_path / "window.mcpcap"
        marker = f"MARK{os.getpid()}{time.monotonic_ns()}"
        environment = {**os.environ, "LOUPE_TEST_MARK": marker}
        processes.append(
            subprocess.Popen([*PROGRAM, "--capture", str(capture), *argv], env=environment, start_new_session=True)
        )
        return processes[-1], capture, marker

    yield start_one
    for process in processes:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_window_opens_connected_and_ends_with_all_it_started(
    start: Callable[..., Started], everything_command: list[str], sign: signal.Signals
) -> None:
    process, capture, marker = start("--", *everything_command)
    until(lambda: ("prompts/list", "result") in methods_in(capture), "the lists of the server")
    assert len(running(marker)) >= 2
    process.send_signal(sign)
    assert process.wait(timeout=20) == 0
    until(lambda: running(marker) == [], "the end of all processes")


def test_a_configuration_starts_nothing_by_itself(start: Callable[..., Started], tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    config = tmp_path / "servers.json"
    config.write_text(f'{{"mcpServers": {{"evil": {{"command": "touch", "args": ["{witness}"]}}}}}}')
    process, capture, _ = start("--config", str(config), "--server", "evil")
    until(capture.exists, "the window")
    until(lambda: _has_painted(process.pid), "the window's event loop")
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    assert not witness.exists()
    assert methods_in(capture) == []


def _has_painted(pid: int) -> bool:
    """Tell whether the program has come to rest in its loop: it sleeps, and its signal handlers are its own."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = int(next(line for line in status.splitlines() if line.startswith("SigCgt")).split()[1], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1) and "State:\tS" in status


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_command_leaves_no_process(tmp_path: Path, sign: signal.Signals) -> None:
    capture = tmp_path / "kept"
    marker = f"MARK{os.getpid()}{time.monotonic_ns()}"
    command = [
        *PROGRAM,
        "call",
        "work_slowly",
        "--args",
        '{"steps": 100}',
        "--capture",
        str(capture),
        "--",
        *demo("assistant"),
    ]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "LOUPE_TEST_MARK": marker}
    ) as process:
        until(lambda: ("tools/call", "request") in methods_in(capture), "the call")
        process.send_signal(sign)
        assert process.wait(timeout=20) == 1
        assert process.stderr is not None
        assert process.stderr.read() == "Interrupted.\n"
    until(lambda: running(marker) == [], "the end of all processes")


def test_the_installation_tests_itself() -> None:
    done = run("--self-test")
    assert done.code == 0, done.out
    assert [line.split()[0] for line in done.out.splitlines()] == ["ok"] * 4


def test_the_packaged_program_tests_itself() -> None:
    if not BINARY.exists():
        if os.environ.get("CI"):
            pytest.fail("the packaged program was not built")
        pytest.skip("there is no packaged program; `make binary` builds it")
    done = subprocess.run([str(BINARY), "--self-test"], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok ") == 4


def test_the_demo_names_its_servers() -> None:
    from inspector.servers.demo import DEMO_NAMES

    listed = subprocess.run(
        [sys.executable, "-m", "inspector.demo", "--list"], capture_output=True, text=True, check=True
    )
    assert sorted(line.split("\t")[0] for line in listed.stdout.splitlines()) == sorted(DEMO_NAMES)


def test_without_a_display_the_program_says_so() -> None:
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(PROGRAM, env=bare, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "there is no display" in done.stderr
