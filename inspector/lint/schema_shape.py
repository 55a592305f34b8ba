"""The first line: what `mcp-types` says about the shape of a message.

It knows every method in every revision, and judges those before 2026-07-28 by the schema of 2025-11-25; what differs
between them, and what it is lax about, are rules of ours.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from inspector.jsonrpc.message import Shape
from inspector.lint import section
from inspector.lint.context import Context, Sender
from inspector.lint.finding import Severity
from inspector.lint.limits import MORE
from inspector.lint.loading import load
from inspector.lint.look import shown, step
from inspector.lint.rule import Rule, Said, Steps
from inspector.lint.slices import Part, TooLarge, parts_of
from inspector.protocol import methods

SHAPE: Final = Rule(
    "schema-shape", Severity.ERROR, "A message is not of the shape the schema gives it.", section.SCHEMA
)
RULES: Final = (SHAPE,)

MAX_SIZE: Final = 4_000_000
"""Bytes of a message that is still validated."""

_MAX_ERRORS: Final = 30
_MAX_IN_DETAIL: Final = 1_000
"""Errors of one part that are asked for; giving them takes some 10 µs each."""

_INTERIM: Final = "InputRequiredResult"
_CHOICES: Final = ("literal_error", "union_tag_invalid")
_SENTENCES: Final = {
    "missing": "is missing",
    "string_type": "has to be a text",
    "list_type": "has to be a list",
    "dict_type": "has to be an object",
    "model_type": "has to be an object",
    "model_attributes_type": "has to be an object",
    "int_type": "has to be a whole number",
    "int_parsing": "has to be a whole number",
    "int_from_float": "has to be a whole number",
    "float_type": "has to be a number",
    "float_parsing": "has to be a number",
    "bool_type": "has to be true or false",
    "bool_parsing": "has to be true or false",
}

Problem = Mapping[str, Any]
"""One error as pydantic gives it: `type`, `loc`, `msg`, `input`."""

Placed = tuple[str, Problem]
"""An error with its pointer."""


def shape_problems(context: Context) -> Steps:
    """Say where a message has another shape than the schema gives it; in slices, with pauses between them."""
    body = _body(context)
    validate = _validator(context) if body is not None and len(context.raw) <= MAX_SIZE else None
    if body is None or validate is None:
        return
    base = "/result" if context.result is not None else "/params"
    told: set[tuple[str, str]] = set()
    for part in parts_of(body):
        yield None
        if isinstance(part, TooLarge):
            yield Said(MORE, "It has so many parts that its shape was not checked.", base + part.pointer)
            continue
        for pointer, sentence in _problems_of(part, validate, base, context):
            if (pointer, sentence) not in told and len(told) < _MAX_ERRORS:
                told.add((pointer, sentence))
                yield Said(SHAPE, sentence, pointer)
        if len(told) >= _MAX_ERRORS:
            return


def _problems_of(
    part: Part, validate: Callable[[dict[str, Any]], Any], base: str, context: Context
) -> list[tuple[str, str]]:
    """Validate one part; gives pointers into the whole message, and sentences."""
    from pydantic import ValidationError  # loaded with mcp-types

    try:
        validate(part.body)
    except ValidationError as error:
        if error.error_count() > _MAX_IN_DETAIL:
            return [(base + part.whole(""), "Much of it is not of the shape the schema gives it.")]
        found = _of_one_result(error.errors(include_url=False, include_context=False), context)
        return [(base + part.whole(at), said) for at, said in islice(_told(found, part.body, ""), _MAX_ERRORS)]
    except (KeyError, ValueError):  # a method, or a revision, that the types do not know
        pass
    return []


def _body(context: Context) -> dict[str, Any] | None:
    message = context.message
    if message.shape is Shape.RESULT:
        return None if context.is_task or context.call is None else context.result
    if message.shape in (Shape.REQUEST, Shape.NOTIFICATION) and isinstance(message.value, dict):
        params = message.value.get("params", {})
        return params if isinstance(params, dict) else None
    return None


def _validator(context: Context) -> Callable[[dict[str, Any]], Any] | None:
    """Choose what validates the message by who sent it and what it is."""
    revision, method = context.in_force, context.method
    if revision is None or method is None or method.startswith(("tasks/", "notifications/tasks")):
        return None
    load()  # usually done long before, beside the engine's thread
    from mcp_types import methods as types

    from_server = context.sender is Sender.SERVER
    shape = context.message.shape
    if shape is Shape.RESULT:
        judge = types.validate_server_result if from_server else types.validate_client_result
        return lambda body: judge(method, revision, _with_type(body, method))
    if shape is Shape.REQUEST:
        if from_server:
            return lambda body: types.parse_server_request(method, revision, body)
        return lambda body: types.validate_client_request(method, revision, body)
    if from_server:
        return lambda body: types.parse_server_notification(method, revision, body)
    return lambda body: types.validate_client_notification(method, revision, body)


def _with_type(body: dict[str, Any], method: str) -> dict[str, Any]:
    """Lend a result the members whose lack has rules of its own, so that the rest can be judged."""
    lent: dict[str, Any] = {"resultType": "complete"}
    if method in (methods.DISCOVER, *_LISTS, methods.READ_RESOURCE):
        lent |= {"ttlMs": 0, "cacheScope": "private"}
    return {**lent, **body}


_LISTS: Final = (methods.LIST_TOOLS, methods.LIST_RESOURCES, methods.LIST_TEMPLATES, methods.LIST_PROMPTS)


def _told(found: list[Any], value: Any, base: str) -> Iterator[tuple[str, str]]:
    """Give pointer and sentence of each error; of the branches of a union only the one that was meant."""
    unions: dict[str, dict[str, list[Placed]]] = {}
    for problem in found:
        pointer, union, branch = _located(problem["loc"], value, base)
        unions.setdefault(union, {}).setdefault(branch, []).append((pointer, problem))
    for union, branches in unions.items():
        chosen = branches.get("") or _meant(union, branches)
        wrong_tags = [pointer for pointer, problem in chosen if _is_wrong_tag(pointer, problem, union)]
        if "" not in branches and wrong_tags:
            yield wrong_tags[0], "It is none of what may stand here."
            continue
        for pointer, problem in chosen:
            yield pointer, _sentence(pointer, problem)


def _of_one_result(found: list[Any], context: Context) -> list[Any]:
    """Keep the errors of the result that was meant, where a method has an interim one too."""
    interim = [problem for problem in found if problem["loc"][:1] == (_INTERIM,)]
    if not interim:
        return found
    meant = interim if context.needs_input else [problem for problem in found if problem not in interim]
    return [{**problem, "loc": problem["loc"][1:]} for problem in meant]


def _meant(union: str, branches: dict[str, list[Placed]]) -> list[Placed]:
    """Choose the branch that fits best: its tag first, then the fewest errors."""
    return min(branches.values(), key=lambda problems: (sum(_is_tag(p, union) for p, _ in problems), len(problems)))


def _located(loc: tuple[int | str, ...], value: Any, base: str) -> tuple[str, str, str]:
    """Give the pointer of an error, that of the union it is in, and the branch of it; the last two may be empty.

    Pydantic puts the name of a branch among the steps of a location: what is neither a member nor an index.
    """
    pointer, union, branch = base, "", ""
    for number, part in enumerate(loc):
        last = number == len(loc) - 1
        if isinstance(part, str) and _names_a_branch(part, value, last=last):
            if not union:
                union = pointer
            branch += f"/{part}"
            continue
        pointer += step(part)
        value = _inside(value, part)
    return pointer, union, branch


def _names_a_branch(part: str, value: Any, *, last: bool) -> bool:
    if isinstance(value, dict):
        return part not in value and (part[:1].isupper() or not last)
    return not last or part[:1].isupper() or "[" in part or part in ("str", "int", "float", "bool")


def _inside(value: Any, part: int | str) -> Any:
    try:
        return value[part]
    except (KeyError, IndexError, TypeError):
        return None


def _is_tag(pointer: str, union: str) -> bool:
    return pointer.removeprefix(union) in ("/type", "/method", "/mode", "/resultType")


def _is_wrong_tag(pointer: str, problem: Problem, union: str) -> bool:
    return problem["type"] in _CHOICES and _is_tag(pointer, union)


def _sentence(pointer: str, problem: Problem) -> str:
    name = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    known = _SENTENCES.get(problem["type"])
    if known == "is missing":
        return f"{shown(name)} is missing."
    if known is not None:
        return f"{shown(name)} is {shown(problem['input'])}; it {known}."
    return f"{shown(name)} is {shown(problem['input'])}: {_lowered(str(problem['msg']))}."


def _lowered(text: str) -> str:
    return (text[:1].lower() + text[1:]).rstrip(".")[:200]
