"""Every client scenario outside authorization, on both wires, judged by the suite's own checks."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.protocol.revisions import AUTO
from tests.conftest import TESTS, absent, node_program

from .scenarios import MODERN, SCENARIOS

SUITE = TESTS / "npm/node_modules/@modelcontextprotocol/conformance/dist/index.js"
CLIENT = f"{sys.executable} -m tests.conformance.client"

FOUND_OUT = ("initialize", "tools_call", "request-metadata", "sse-retry")

CASES = [
    (name, version, era)
    for name, scenario in SCENARIOS.items()
    for version in scenario.versions or (MODERN,)
    for era in ((version, AUTO) if version != "2025-06-18" and name in FOUND_OUT else (version,))
]
"""Each scenario in each of its revisions with the revision pinned; some also with the revision found out."""


@pytest.fixture(scope="module")
def suite() -> list[str]:
    """Give the command of the suite."""
    node = node_program()
    if node is None:
        absent("Node")
    if not SUITE.exists():
        absent("@modelcontextprotocol/conformance")
    return [node or "node", str(SUITE)]


def test_the_suite_has_no_scenario_that_is_not_played(suite: list[str]) -> None:
    done = subprocess.run([*suite, "list", "--client"], capture_output=True, text=True, check=True)
    listed = dict(re.findall(r"^  - (\S+) \[(.*)\]$", done.stdout, re.MULTILINE))
    outside = {name: versions for name, versions in listed.items() if not name.startswith("auth/")}
    assert outside == {name: ",".join(scenario.versions) or "extension" for name, scenario in SCENARIOS.items()}
    assert len(outside) == 15


@pytest.mark.parametrize(("name", "version", "era"), CASES)
def test_the_scenario_passes(suite: list[str], tmp_path: Path, name: str, version: str, era: str) -> None:
    command = [*suite, "client", "--command", CLIENT, "--scenario", name, "--spec-version", version, "--force"]
    done = subprocess.run(
        [*command, "--output-dir", str(tmp_path)],
        env={**os.environ, "CONFORMANCE_ERA": era, "PYTHONPATH": str(TESTS.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    (found,) = tmp_path.rglob("checks.json")
    checks = [check for check in json.loads(found.read_text()) if check["status"] != "INFO"]
    bad = [check for check in checks if check["status"] not in ("SUCCESS", "SKIPPED")]
    assert bad == [], done.stderr
    skipped = {check["name"] for check in checks if check["status"] == "SKIPPED"}
    assert skipped <= SCENARIOS[name].skipped.keys()
    assert len(checks) > len(skipped)
    assert done.returncode == 0, done.stderr
