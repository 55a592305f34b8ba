"""Whether a value keeps to a schema; bounded, and without a single fetch.

https://modelcontextprotocol.io/specification/2026-07-28/basic/index#json-schema-usage: 2020-12 unless `$schema` says
otherwise; references to the network must not be followed; depth and size are to be bounded.
"""

import json
from dataclasses import dataclass
from typing import Any, Final, NoReturn

MAX_SCHEMA_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 200
MAX_PROBLEMS: Final = 50

_DRAFTS: Final = {
    "https://json-schema.org/draft/2020-12/schema": "Draft202012Validator",
    "https://json-schema.org/draft/2019-09/schema": "Draft201909Validator",
    "http://json-schema.org/draft-07/schema": "Draft7Validator",
    "http://json-schema.org/draft-06/schema": "Draft6Validator",
    "http://json-schema.org/draft-04/schema": "Draft4Validator",
}
DEFAULT_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class Problem:
    """Where a value breaks its schema (`pointer`, RFC 6901), and how. `keyword` is empty if the schema is at fault."""

    pointer: str
    message: str
    keyword: str = ""


def problems_with(value: Any, schema: Any) -> list[Problem]:
    """Give what is wrong with `value`; a schema that cannot be used is one problem, of the schema."""
    if schema is True or schema == {}:
        return []
    unusable = why_unusable(schema)
    if unusable:
        return [Problem("", unusable)]
    import jsonschema_rs  # loaded when a schema is first used

    dialect = str(schema.get("$schema", DEFAULT_DIALECT)).rstrip("#") if isinstance(schema, dict) else DEFAULT_DIALECT
    make = getattr(jsonschema_rs, _DRAFTS[dialect])
    try:
        validator = make(schema, retriever=_refuse)
        return [_problem(error) for error, _ in zip(validator.iter_errors(value), range(MAX_PROBLEMS), strict=False)]
    except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
        return [Problem("", f"The schema cannot be used: {_first_line(error)}")]


def why_unusable(schema: Any) -> str:
    """Say why a schema will not be given to the validator, or nothing."""
    if not isinstance(schema, (dict, bool)):
        return "The schema is neither an object nor true or false."
    if _depth_exceeds(schema, MAX_DEPTH):
        return f"The schema is nested more than {MAX_DEPTH} levels deep and is not used."
    if len(json.dumps(schema)) > MAX_SCHEMA_BYTES:
        return f"The schema is over {MAX_SCHEMA_BYTES // 1_000_000} MB and is not used."
    dialect = schema.get("$schema", DEFAULT_DIALECT) if isinstance(schema, dict) else DEFAULT_DIALECT
    if not isinstance(dialect, str) or dialect.rstrip("#") not in _DRAFTS:
        return f'The schema dialect "{dialect}" is not known, so nothing is checked.'
    return ""


def _refuse(uri: str) -> NoReturn:
    raise ValueError(f'the reference "{uri}" leads elsewhere and is not followed')


def _problem(error: Any) -> Problem:
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in error.instance_path)
    keyword = str(error.schema_path[-1]) if error.schema_path else ""
    return Problem(pointer, _first_line(error), keyword)


def _first_line(error: BaseException) -> str:
    text = str(getattr(error, "message", "") or error).partition("\n")[0]
    return text if len(text) <= 300 else text[:299] + "…"


def _depth_exceeds(value: Any, limit: int) -> bool:
    """Walk without recursion: the value may be deeper than Python's stack."""
    level = [value]
    for _ in range(limit):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below += [part for part in item.values() if isinstance(part, (dict, list))]
            elif isinstance(item, list):
                below += [part for part in item if isinstance(part, (dict, list))]
        if not below:
            return False
        level = below
    return True
