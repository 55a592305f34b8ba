"""Schemas that others wrote, with data for them; fetched by `.ci/schema-suites`."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from tests.conftest import TESTS, absent, node_program

HERE: Final = TESTS / "schemas"
DRAFTS: Final = {
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}


@dataclass(frozen=True)
class Group:
    """A schema with data, of which `valid` says whether it keeps to the schema."""

    name: str
    schema: Any
    data: tuple[Any, ...]
    valid: tuple[bool, ...] = ()


@lru_cache
def suite(draft: str) -> tuple[Group, ...]:
    """Give the required groups of the JSON-Schema-Test-Suite for a draft."""
    files = sorted(HERE.glob(f"suite/json/tests/{draft}/*.json"))
    if not files:
        absent("The JSON-Schema-Test-Suite")
    return tuple(_group(file.stem, group, draft) for file in files for group in json.loads(file.read_text("utf-8")))


def _group(file: str, group: dict[str, Any], draft: str) -> Group:
    tests, schema = group["tests"], group["schema"]
    if isinstance(schema, dict) and "$schema" not in schema:
        schema = {"$schema": DRAFTS[draft], **schema}
    name = f"{file}: {group['description']}"
    return Group(name, schema, tuple(test["data"] for test in tests), tuple(test["valid"] for test in tests))


@lru_cache
def examples() -> tuple[Group, ...]:
    """Give the example schemas of JSONForms and react-jsonschema-form."""
    node = node_program()
    if node is None or not (HERE / "node_modules/@jsonforms/examples").exists():
        absent("@jsonforms/examples")
    printed = subprocess.run([node or "node", str(HERE / "examples.cjs")], check=True, capture_output=True, timeout=60)
    return tuple(_example(json.loads(line)) for line in printed.stdout.splitlines())


def _example(line: dict[str, Any]) -> Group:
    return Group(line["name"], line.get("schema", {}), (line["data"],) if "data" in line else ())


def everything_in(value: Any) -> Iterator[Any]:
    """Give a value and all values inside it."""
    yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from everything_in(part)
