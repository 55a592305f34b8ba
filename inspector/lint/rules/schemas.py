"""JSON Schemas of tools: dialect, validity, references, size."""

import re
from typing import Any, Final, NoReturn

from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.effort import MAX_PARTS, resolve, size_of
from inspector.lint.finding import Severity
from inspector.lint.limits import MORE
from inspector.lint.look import MAX_DEPTH, everywhere, extent, objects, paced, shown, step
from inspector.lint.patterns import MAX_BACKTRACKING, is_heavy, patterns_of, without_heavy
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.protocol import methods

MAX_SCHEMA_BYTES: Final = 100_000
"""Characters of one schema that are still validated."""

DIALECT = Rule("schema-dialect", Severity.WARNING, "The dialect of a schema is not known.", section.JSON_SCHEMA)
INVALID = Rule("schema-invalid", Severity.ERROR, "A schema breaks its own dialect.", section.SCHEMA_VALIDATION)
REMOTE = Rule(
    "schema-remote-reference",
    Severity.WARNING,
    "A schema refers to the network; it is not followed.",
    section.SCHEMA_REFERENCES,
)
UNRESOLVED = Rule(
    "schema-reference", Severity.ERROR, "A reference within a schema leads nowhere.", section.SCHEMA_REFERENCES
)
TOO_DEEP = Rule("schema-depth", Severity.WARNING, "A schema is nested very deeply.", section.SCHEMA_BOUNDS)
TOO_BIG = Rule("schema-size", Severity.WARNING, "A schema is very large.", section.SCHEMA_BOUNDS)
REQUIRED_UNKNOWN = Rule(
    "schema-required", Severity.WARNING, "A schema requires a property it does not describe.", section.JSON_SCHEMA
)

DEFAULT_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
DIALECTS: Final = {
    DEFAULT_DIALECT: "Draft202012Validator",
    "https://json-schema.org/draft/2019-09/schema": "Draft201909Validator",
    "http://json-schema.org/draft-07/schema": "Draft7Validator",
    "http://json-schema.org/draft-06/schema": "Draft6Validator",
    "http://json-schema.org/draft-04/schema": "Draft4Validator",
}
_REMOTE: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//|(?:https?|ftp|file):", re.IGNORECASE)
_REFERENCE_WORDS: Final = ("not present in a registry", "does not exist", "leads elsewhere")


def check_schemas(context: Context) -> Steps:
    """Check the schemas of listed tools."""
    if context.method != methods.LIST_TOOLS or context.result is None:
        return
    for pointer, tool in objects(context.result.get("tools"), "/result/tools"):
        yield None
        for member in ("inputSchema", "outputSchema"):
            schema = tool.get(member)
            if isinstance(schema, dict):
                yield from schema_problems(schema, f"{pointer}/{member}")


def schema_problems(schema: dict[str, Any], pointer: str) -> Steps:
    """Say what is wrong with a schema."""
    if extent(schema, MAX_PARTS) > MAX_PARTS:
        yield Said(TOO_BIG, f"The schema has over {MAX_PARTS} parts and was not checked.", pointer)
        return
    if _depth(schema) >= MAX_DEPTH:
        yield Said(TOO_DEEP, f"The schema is nested {MAX_DEPTH} levels deep or more and was not checked.", pointer)
        return
    size = size_of(schema)
    if size > MAX_SCHEMA_BYTES:
        yield Said(TOO_BIG, f"The schema has {size} characters and was not checked.", pointer)
        return
    yield None
    yield from _references(schema, pointer)
    yield from _required(schema, pointer)
    for place, pattern in patterns_of(schema, pointer):
        if is_heavy(pattern):
            yield Said(MORE, "The pattern asks for so many repetitions that it is not used.", place)
    yield None
    dialect = schema.get("$schema", DEFAULT_DIALECT)
    if not isinstance(dialect, str) or dialect.rstrip("#") not in DIALECTS:
        yield Said(
            DIALECT, f"The dialect {shown(dialect)} is not known, so nothing more is checked.", f"{pointer}/$schema"
        )
        return
    yield from _validity(schema, pointer)


def _depth(schema: Any) -> int:
    level, depth = [schema], 0
    while level and depth < MAX_DEPTH:
        depth += 1
        level = [
            part
            for item in level
            for part in (item.values() if isinstance(item, dict) else item)
            if isinstance(part, (dict, list))
        ]
    return depth


def _references(schema: dict[str, Any], pointer: str) -> Steps:
    anchored = any(isinstance(v, dict) and ("$id" in v or "$anchor" in v) for _, v in everywhere(schema))
    for found in paced(everywhere(schema, pointer)):
        if found is None:
            yield None
            continue
        place, value = found
        reference = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(reference, str):
            continue
        if _is_elsewhere(reference, anchored=anchored):
            yield Said(
                REMOTE, f"The reference {shown(reference)} leads elsewhere and is not followed.", f"{place}/$ref"
            )
        elif (
            not anchored and reference.startswith("#/") and "%" not in reference and resolve(schema, reference) is None
        ):
            yield Said(UNRESOLVED, f"The reference {shown(reference)} leads nowhere.", f"{place}/$ref")


def _is_elsewhere(reference: str, *, anchored: bool) -> bool:
    if reference.rstrip("#") in DIALECTS:  # the validator has these itself
        return False
    return bool(_REMOTE.match(reference)) if anchored else not reference.startswith("#")


def _required(schema: dict[str, Any], pointer: str) -> Steps:
    properties, required = schema.get("properties"), schema.get("required")
    if not isinstance(properties, dict) or not isinstance(required, list) or "allOf" in schema or "$ref" in schema:
        return
    for number, name in enumerate(required[:100]):
        if isinstance(name, str) and name not in properties:
            yield Said(
                REQUIRED_UNKNOWN, f"{shown(name)} is required but not described.", f"{pointer}/required/{number}"
            )


def _validity(schema: dict[str, Any], pointer: str) -> Steps:
    try:
        validator(schema)
    except Exception as error:  # whatever the validator dislikes, nobody can use the schema
        text = first_line(error)
        if not any(words in text for words in _REFERENCE_WORDS):  # what a reference lacks is another rule's
            place = pointer + "".join(step(part) for part in getattr(error, "instance_path", ()))
            yield Said(INVALID, f"The schema cannot be used: {text}.", place)


def validator(schema: dict[str, Any]) -> Any:
    """Make a validator that fetches nothing and leaves heavy patterns out; raises what `jsonschema_rs` raises."""
    import jsonschema_rs  # loaded when a schema is first seen

    dialect = str(schema.get("$schema", DEFAULT_DIALECT)).rstrip("#")
    make = getattr(jsonschema_rs, DIALECTS.get(dialect, DIALECTS[DEFAULT_DIALECT]))
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=MAX_BACKTRACKING)
    return make(without_heavy(schema), retriever=_refuse, pattern_options=options)


def _refuse(uri: str) -> NoReturn:
    raise ValueError(f'the reference "{uri}" leads elsewhere and is not followed')


def first_line(error: Any) -> str:
    """Give the first line of what a validator says, cut where it is long, without its full stop."""
    text = str(getattr(error, "message", "") or error).partition("\n")[0].rstrip(".")
    return text if len(text) <= 200 else text[:199] + "…"


RULES: Final = (DIALECT, INVALID, REMOTE, UNRESOLVED, TOO_DEEP, TOO_BIG, REQUIRED_UNKNOWN)
CHECKS: Final[tuple[Check, ...]] = (check_schemas,)
