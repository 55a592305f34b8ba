"""Whether a value keeps to a schema; bounded, and without a single fetch.

https://modelcontextprotocol.io/specification/2026-07-28/basic/index#json-schema-usage: 2020-12 unless `$schema` says
otherwise; references to the network must not be followed; depth and size are to be bounded.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from inspector.schema.cost import measure, steps, weight_of
from inspector.schema.references import pointer_to

MAX_SCHEMA_BYTES: Final = 1_000_000
"""About how long a schema may be as JSON. The validator reads it in one go, during which nothing else runs."""

MAX_PATTERN_CHARACTERS: Final = 20_000
"""Characters of all patterns together: a megabyte of them takes the validator a second."""

MAX_NODES: Final = 300_000
MAX_DEPTH: Final = 200
MAX_PROBLEMS: Final = 50
MAX_STEPS: Final = 3_000_000
"""Above this nothing is checked: a step takes about 0.1 µs."""

MAX_STEPS_IN_DETAIL: Final = 30_000
"""Above this only the verdict is given: finding all places takes up to 40 µs a step."""

_DRAFTS: Final = {
    "https://json-schema.org/draft/2020-12/schema": "Draft202012Validator",
    "https://json-schema.org/draft/2019-09/schema": "Draft201909Validator",
    "http://json-schema.org/draft-07/schema": "Draft7Validator",
    "http://json-schema.org/draft-06/schema": "Draft6Validator",
    "http://json-schema.org/draft-04/schema": "Draft4Validator",
}
DEFAULT_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_LONGEST: Final = 300
_ANOTHER_KIND: Final = 1_000
_UNION: Final = re.compile(r" is not valid under any of the schemas listed in the '(\w+)' keyword$")
_AWAY: Final = re.compile(r"not fetched: <(.*)>")


@dataclass(frozen=True, slots=True)
class Problem:
    """Where a value breaks its schema (`pointer`, RFC 6901), and how. `keyword` is empty if the schema is at fault."""

    pointer: str
    message: str
    keyword: str = ""


class Checker:
    """Checks values by one schema, which is read once. `unusable` says why nothing is checked, or is empty."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._validator: Any = None
        self.unusable = why_unusable(schema)
        if not self.unusable and schema is not True and schema != {}:
            self._compile()

    def _compile(self) -> None:
        import jsonschema_rs  # loaded when a schema is first used

        make, _ = draft_of(self._schema)
        try:
            self._validator = make(self._schema, retriever=refuse)
        except (ValueError, RecursionError, jsonschema_rs.ReferencingError) as error:
            self.unusable = _why_refused(error)

    def problems(self, value: Any) -> list[Problem]:
        """Give what is wrong with `value`; a schema that cannot be used is one problem, of the schema. Never raises."""
        if self.unusable:
            return [Problem("", self.unusable)]
        if self._validator is None:
            return []
        cost = steps(self._schema, value)
        if cost > MAX_STEPS:
            return [Problem("", "Schema and value together are too involved to be checked.")]
        try:
            return self._verdict(value, cost)
        except (ValueError, RecursionError) as error:
            return [Problem("", f"The value cannot be checked: {_first_line(error)}")]

    def _verdict(self, value: Any, cost: int) -> list[Problem]:
        if self._validator.is_valid(value):
            return []
        if cost > MAX_STEPS_IN_DETAIL:
            return [Problem("", "The value breaks the schema; together they are too large to say where.", "schema")]
        errors = self._validator.iter_errors(value)
        found = [problem for error, _ in zip(errors, range(MAX_PROBLEMS), strict=False) for problem in _problems(error)]
        return found[:MAX_PROBLEMS]


def problems_with(value: Any, schema: Any) -> list[Problem]:
    """Give what is wrong with `value`; for several values of one schema keep a `Checker`."""
    return Checker(schema).problems(value)


def why_unusable(schema: Any) -> str:
    """Say why a schema will not be given to the validator, or nothing."""
    if not isinstance(schema, (dict, bool)):
        return "The schema is neither an object nor true or false."
    depth, nodes = measure(schema, MAX_NODES)
    if depth > MAX_DEPTH:
        return f"The schema is nested more than {MAX_DEPTH} levels deep and is not used."
    if (
        nodes >= MAX_NODES or weight_of(schema, MAX_SCHEMA_BYTES) >= MAX_SCHEMA_BYTES
    ):  # written to be measured it would hold everybody up
        return f"The schema is over {MAX_SCHEMA_BYTES // 1_000_000} MB and is not used."
    if _patterns(schema) > MAX_PATTERN_CHARACTERS:
        return f"The patterns of the schema have over {MAX_PATTERN_CHARACTERS // 1_000} KB, and it is not used."
    dialect = _dialect(schema)
    if dialect not in _DRAFTS:
        return f'The schema dialect "{_cut(str(dialect))}" is not known, so nothing is checked.'
    return ""


def draft_of(schema: Any) -> tuple[Any, Any]:
    """Give the validator's class and number for the dialect of a schema it takes."""
    import jsonschema_rs  # loaded when a schema is first used

    name = _DRAFTS[_dialect(schema)]
    return getattr(jsonschema_rs, name), getattr(jsonschema_rs, name.removesuffix("Validator"))


def _dialect(schema: Any) -> Any:
    dialect = schema.get("$schema", DEFAULT_DIALECT) if isinstance(schema, dict) else DEFAULT_DIALECT
    return dialect.rstrip("#") if isinstance(dialect, str) else str(dialect)


def _patterns(schema: Any) -> int:
    """Give how many characters of regular expressions there are."""
    total, waiting = 0, [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            pattern, named = part.get("pattern"), part.get("patternProperties")
            total += len(pattern) if isinstance(pattern, str) else 0
            total += sum(map(len, named)) if isinstance(named, dict) else 0
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return total


def refuse(uri: str) -> NoReturn:
    """Take the place of whoever would fetch a schema."""
    raise ValueError(f"not fetched: <{uri}>")


def _problems(error: Any) -> Iterable[Problem]:
    """Translate one error; of a union say what is wrong with the branch that was meant, where that can be told."""
    meant = _meant(error)
    if meant is not None:
        return [problem for inner in meant for problem in _problems(inner)]
    return [Problem(_place(error), _first_line(error), str(error.kind.name))]


def _meant(error: Any) -> list[Any] | None:
    """Give the errors of the branch of a union that a value is nearest to; `None` if no branch is nearer than all."""
    branches = list(getattr(error.kind, "context", None) or ())
    at = len(error.instance_path)
    rated = sorted((sum(_distance(inner, at) for inner in branch), n) for n, branch in enumerate(branches) if branch)
    if not rated or rated[0][0] >= _ANOTHER_KIND or (len(rated) > 1 and rated[1][0] == rated[0][0]):
        return None
    return list(branches[rated[0][1]])


def _distance(error: Any, at: int) -> int:
    """Say how much an error tells against a branch: another kind of value most, another discriminator next."""
    if len(error.instance_path) == at and error.kind.name == "type":
        return _ANOTHER_KIND
    if error.kind.name in ("const", "enum", "falseSchema"):
        return 20 if error.kind.name == "const" else 5
    return 3 if error.kind.name in ("required", "additionalProperties") else 1


def _place(error: Any) -> str:
    """Give where the problem is to be shown: a missing member at the place where it would be."""
    pointer = ""
    for part in error.instance_path:
        pointer = pointer_to(pointer, part)
    if error.kind.name == "required":
        return pointer_to(pointer, error.kind.property)
    return pointer


def _first_line(error: BaseException) -> str:
    """Give the message of the validator as a sentence."""
    name = str(getattr(getattr(error, "kind", None), "name", ""))
    if name == "required":
        return "This is required"
    if name == "falseSchema":
        return "The schema allows nothing here"
    text = str(getattr(error, "message", "") or error).partition("\n")[0]
    return _cut(_UNION.sub(r" fits none of the alternatives (\1)", text))


def _why_refused(error: Exception) -> str:
    """Say why the validator does not take a schema: it leads elsewhere, or breaks its own schema at some place."""
    away = _AWAY.search(str(error))
    if away:
        return f'Nothing is checked: the reference "{_cut(away[1])}" leads elsewhere and is not followed.'
    path = getattr(error, "instance_path", None)
    if path is None:
        return f"The schema cannot be used: {_first_line(error)}"
    place = "".join(pointer_to("", part) for part in path)
    return f'The schema cannot be used: at "{_cut(place)}", {_first_line(error)}.'


def _cut(text: str) -> str:
    """Cut in the middle: a long value stands first, and what is wrong with it last."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 3]} … {text[-_LONGEST // 2 :]}"
