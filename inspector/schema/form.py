"""From a JSON Schema to the description of a form.

The schema comes from a server and may be anything: `describe` never raises, follows only local references, and is
bounded in depth and size. What has no field of its own becomes a `JsonField`, which a JSON editor shows. What stands
below a value is described when it is asked for, so that a schema may contain itself.
"""

from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.schema.branches import MAX_BRANCHES, Recognition, flattened, title_of, with_titles
from inspector.schema.choices import Choices
from inspector.schema.cost import weight_of
from inspector.schema.fields import (
    ArrayField,
    BooleanField,
    Branch,
    EnumField,
    Field,
    Form,
    IntegerField,
    JsonField,
    Later,
    NullField,
    NumberField,
    ObjectField,
    StringField,
    UnionField,
)
from inspector.schema.keywords import (
    common_words,
    has_only_demands,
    items_of,
    json_kind,
    kind_of,
    number_words,
    string_words,
    why_json,
)
from inspector.schema.members import MAX_FIELDS, Members
from inspector.schema.parts import Parts
from inspector.schema.references import References
from inspector.schema.resolve import Condition, Resolved, Resolver

__all__ = [
    "MAX_FIELDS",
    "ArrayField",
    "BooleanField",
    "EnumField",
    "Field",
    "Form",
    "IntegerField",
    "JsonField",
    "NullField",
    "NumberField",
    "ObjectField",
    "StringField",
    "UnionField",
    "describe",
]

MAX_DEPTH: Final = 20
LARGEST: Final = 500_000
"""Characters of a schema that is described; real ones have a hundredth of that."""

_ROUNDS: Final = 4
"""Conditions that appear because others hold are looked at so many times over."""


def describe(schema: object, largest: int = LARGEST) -> Form:
    """Describe the form for a schema of no more than about so many characters."""
    if schema is MISSING:
        return Form(problem="There is no input schema, so the arguments are written as JSON.")
    if schema is True:
        return Form(problem="The schema allows anything, so the arguments are written as JSON.")
    if schema is False:
        return Form(problem="The schema allows nothing. Arguments can be written as JSON all the same.")
    if weight_of(schema, largest) >= largest:
        return Form(problem=f"The schema has over {largest // 1_000:,} KB, too much for a form; write JSON instead.")
    if not isinstance(schema, dict):
        return Form(problem="The schema is not an object, so the arguments are written as JSON.")
    describer = Describer(schema)
    root = describer.field(describer.resolver.resolve(schema), "", 0, required=True)
    return _form(describer, root, schema)


def _form(describer: "Describer", root: Field, schema: dict[str, Any]) -> Form:
    if isinstance(root, JsonField):
        return Form(root, problem=f"{root.reason} The arguments are written as JSON.")
    if isinstance(root, ObjectField):
        properties = schema.get("properties")
        if properties is not None and not isinstance(properties, dict):
            return Form(root, problem='"properties" of the schema is not an object; arguments are written as JSON.')
        if not root.fields and not root.is_map and root.settle is None:
            return Form(root, note="There are no arguments.")
        left_out = describer.members.left_out
        if left_out:
            members = "member is" if left_out == 1 else "members are"
            return Form(root, note=f"{left_out:,} more {members} written in the JSON view.")
    return Form(root)


class Describer:
    """Walks one schema; what it makes is bounded at every step, so that a hostile schema ends early."""

    def __init__(self, schema: dict[str, Any]) -> None:
        references = References(schema)
        self.resolver = Resolver(references)
        self.parts = Parts(schema, references)
        self.choices = Choices()
        self.members = Members(self)

    def at(self, schema: Any, name: str, depth: int, *, required: bool = False) -> Field:
        """Describe a value below another one: the references on the way there no longer count."""
        return self.field(self.resolver.resolve(schema), name, depth, required=required)

    def field(self, found: Resolved, name: str, depth: int, *, required: bool) -> Field:
        """Describe one value."""
        words = common_words(found.schema)
        words.update(name=name, required=required, nullable=found.nullable, schema=found.schema)
        reason = found.reason or ("The schema is too deep for more fields." if depth >= MAX_DEPTH else "")
        if reason:
            return JsonField(reason=reason, kind=json_kind(found.schema), **words)
        if found.conditions:
            words["settle"] = _Settling(self, found, name, depth, required=required)
        return self._typed(found, words, depth)

    def _typed(self, found: Resolved, words: dict[str, Any], depth: int) -> Field:
        schema = found.schema
        options, with_null = self.choices.of(schema)
        if options:
            return EnumField(options=options, **{**words, "nullable": found.nullable or with_null})
        union = self._union(found, words, depth)
        if union is not None:
            return union
        kind = kind_of(schema)
        if kind == "object":
            return ObjectField(**self.members.words(found, depth), **words)
        return self._array(found, words, depth) if kind == "array" else _simple(kind, schema, words)

    def _array(self, found: Resolved, words: dict[str, Any], depth: int) -> Field:
        first, rest, limits = items_of(found.schema)
        first = first[:MAX_FIELDS]
        least = limits["min_items"] or 0

        def described() -> tuple[Field, ...]:
            return tuple(self.at(part, str(n), depth + 1, required=n < least) for n, part in enumerate(first))

        def further() -> Field | None:
            return None if rest is False else self.at(rest, "", depth + 1, required=True)

        return ArrayField(first=Later(described), item=Later(further), **limits, **words)

    def _union(self, found: Resolved, words: dict[str, Any], depth: int) -> Field | None:
        """Describe the alternatives, if there are any to choose from."""
        schema = found.schema
        for keyword in ("oneOf", "anyOf"):
            branches = schema.get(keyword)
            if isinstance(branches, list) and branches and not has_only_demands(branches):
                rest = {key: value for key, value in schema.items() if key != keyword}
                return self._alternatives(Resolved(rest, trail=found.trail), branches, words, depth)
        kinds = schema.get("type")
        if isinstance(kinds, list) and len(kinds) > 1:
            rest = {key: value for key, value in schema.items() if key != "type"}
            parts = [{"type": kind} for kind in kinds if isinstance(kind, str)]
            return self._alternatives(Resolved(rest, trail=found.trail), parts, words, depth)
        return None

    def _alternatives(self, base: Resolved, parts: list[Any], words: dict[str, Any], depth: int) -> Field:
        if len(parts) > MAX_BRANCHES:
            reason = f"There are {len(parts):,} alternatives, too many to choose from."
            return JsonField(reason=reason, kind=json_kind(base.schema), **words)
        quiet = {"title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"}
        plain = Resolved({k: v for k, v in base.schema.items() if k not in quiet}, trail=base.trail)
        made = Later(lambda: self._branches(plain, parts, words, depth))
        recognition = Later(lambda: Recognition(self.parts, made()[0], made()[1]))

        def fitting(value: Any) -> int | None:
            return recognition()(value)

        return UnionField(alternatives=lambda: made()[0], fitting=fitting, **words)

    def _branches(
        self, base: Resolved, parts: list[Any], words: dict[str, Any], depth: int
    ) -> tuple[tuple[Branch, ...], list[Any]]:
        """Describe the branches, and give the schema of each."""
        made: list[tuple[Branch, Any]] = []
        for part in parts:
            found = self.resolver.together(base, part, is_branch=True)
            field = self.field(found, words["name"], depth + 1, required=words["required"])
            reference = part.get("$ref") if isinstance(part, dict) else ""
            title = title_of(field, reference if isinstance(reference, str) else "")
            made.append((Branch(title=title, field=field), part))
        made = flattened(made)[:MAX_BRANCHES]
        return with_titles([branch for branch, _ in made]), [part for _, part in made]


def _simple(kind: str, schema: dict[str, Any], words: dict[str, Any]) -> Field:
    match kind:
        case "string":
            return StringField(**string_words(schema, words["name"]), **words)
        case "integer":
            return IntegerField(**number_words(schema), **words)
        case "number":
            return NumberField(**number_words(schema), **words)
        case "boolean":
            return BooleanField(**words)
        case "null":
            return NullField(**words)
    return JsonField(reason=why_json(schema), kind=json_kind(schema), **words)


class _Settling:
    """The field as it is where some of the conditions hold; one for each way they can."""

    def __init__(self, describer: Describer, found: Resolved, name: str, depth: int, *, required: bool) -> None:
        self._describer = describer
        self._found = found
        self._name = name
        self._depth = depth
        self._required = required
        self._known: dict[tuple[int, ...], Field] = {}

    def __call__(self, value: Any) -> Field:
        """Give the field for a value."""
        bare = Resolved(self._found.schema, self._found.nullable, trail=self._found.trail)
        waiting: tuple[Condition, ...] = self._found.conditions
        holding: list[Any] = []
        for _ in range(_ROUNDS):
            holding += [part for part in (self._part(condition, value) for condition in waiting) if part is not True]
            key = tuple(id(part) for part in holding)
            if key in self._known:
                return self._known[key]
            joined = bare
            for part in holding:
                joined = self._describer.resolver.together(joined, part)
            waiting = joined.conditions
            bare_joined = Resolved(joined.schema, joined.nullable, joined.reason, joined.trail)
            if not waiting or joined.reason:
                break
        found = self._describer.field(bare_joined, self._name, self._depth, required=self._required)
        if len(self._known) < MAX_FIELDS:
            self._known[key] = found
        return found

    def _part(self, condition: Condition, value: Any) -> Any:
        if condition.name is not None:
            return condition.then if isinstance(value, dict) and condition.name in value else condition.otherwise
        fits = self._describer.parts.fits(condition.test, value)
        return True if fits is None else condition.then if fits else condition.otherwise
