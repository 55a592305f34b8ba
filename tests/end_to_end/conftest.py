"""The real program, as its own process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

PROGRAM = [sys.executable, "-m", "inspector"]


@dataclass(frozen=True)
class Run:
    """How a run of the program ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*argv: str) -> Run:
    done = subprocess.run([*PROGRAM, *argv], capture_output=True, text=True, timeout=60, check=False)
    return Run(done.returncode, done.stdout, done.stderr)


def demo(name: str) -> list[str]:
    return [sys.executable, "-m", "inspector.demo", name]


@pytest.fixture(scope="session", autouse=True)
def weather_url() -> Iterator[str]:
    """Give the address of a demo server over Streamable HTTP."""
    command = [*demo("weather"), "--transport", "http"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stderr is not None
        yield process.stderr.readline().strip()
        process.terminate()
        process.wait(timeout=10)
        process.stderr.close()
