"""One place of a schema as it is to be shown: references followed, `allOf` merged, null and conditions taken out."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from inspector.schema.choices import MAX_OPTIONS, is_null
from inspector.schema.merge import ContradictionError, merge
from inspector.schema.references import References

MAX_EFFORT: Final = 2_000_000
"""Members of schemas that are looked at, those behind a reference each time it is followed; about half a second."""

MAX_CONDITIONS: Final = 50
"""Conditions of one object that are looked at."""

_STEPS: Final = 32
_A_STEP: Final = 400
"""What any step costs, in members looked at."""

_PARTS: Final = 200
_NESTED: Final = 40
_REFERENCES: Final = ("$ref", "$dynamicRef", "$recursiveRef")


@dataclass(frozen=True, slots=True)
class Condition:
    """What holds for some values only: for those that keep to `test`, or that have the member `name`."""

    then: Any
    otherwise: Any = True
    test: Any = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A schema with its references followed. `trail` are the targets on the way here, which end recursion."""

    schema: dict[str, Any]
    nullable: bool = False
    reason: str = ""
    trail: tuple[int, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass
class Resolver:
    """Reads places of one schema; counts what that takes, so that a hostile schema ends early."""

    references: References
    effort: int = field(default=0)
    nested: int = field(default=0)

    @property
    def is_exhausted(self) -> bool:
        """Whether no more is read."""
        return self.effort > MAX_EFFORT

    def resolve(self, schema: Any, trail: tuple[int, ...] = ()) -> Resolved:
        """Follow local references, merge `allOf` and take out null, and give an object in any case."""
        if schema is True:
            return Resolved({}, trail=trail)
        if not isinstance(schema, dict):
            return Resolved({}, reason=_why_no_schema(schema), trail=trail)
        if self.nested >= _NESTED:
            return Resolved({}, reason="The schema is too deep for more fields.", trail=trail)
        self.nested += 1
        try:
            return self._resolved(schema, trail)
        finally:
            self.nested -= 1

    def _resolved(self, schema: dict[str, Any], trail: tuple[int, ...]) -> Resolved:
        found = Resolved(schema, trail=trail)
        try:
            for _ in range(_STEPS):
                if self.is_exhausted:
                    return replace(found, schema={}, reason="The schema is too large for more fields.")
                further = self._step(found)
                if further is None:
                    return found
                self.effort += len(found.schema) + len(further.schema) + _A_STEP
                if further.reason:
                    return further
                found = further
        except ContradictionError as error:
            return replace(found, reason=str(error))
        return replace(found, reason="The references lead on and on.")

    def together(self, base: Resolved, schema: Any, *, is_branch: bool = False) -> Resolved:
        """Give a place to which another schema applies too: a condition that holds, or a branch with its own words."""
        other = self.resolve(schema, base.trail)
        self.effort += _A_STEP
        if other.reason:
            return replace(base, reason=other.reason)
        try:
            both = _branch(other.schema, base.schema) if is_branch else merge(base.schema, other.schema)
        except ContradictionError as error:
            return replace(base, reason=str(error))
        self.effort += len(both)
        return Resolved(
            both,
            base.nullable or other.nullable,
            trail=tuple(dict.fromkeys((*base.trail, *other.trail))),
            conditions=(base.conditions + other.conditions)[:MAX_CONDITIONS],
        )

    def _step(self, at: Resolved) -> Resolved | None:
        for keyword in _REFERENCES:
            if keyword in at.schema:
                return self._referred(at, keyword)
        if isinstance(at.schema.get("allOf"), list):
            return self._all_of(at)
        return _without_conditions(at) or _without_null(at)

    def _referred(self, at: Resolved, keyword: str) -> Resolved:
        reference = at.schema[keyword]
        beside = {key: value for key, value in at.schema.items() if key != keyword}
        targets = self.references.targets(reference)
        target = next((found for found in targets if isinstance(found, (dict, bool))), None)
        if target is None:
            away = isinstance(reference, str) and not reference.startswith("#")
            why = "leads elsewhere and is not followed" if away else "leads nowhere"
            return replace(at, schema=beside, reason=f'The reference "{str(reference)[:200]}" {why}.')
        if isinstance(target, bool):
            return replace(at, schema=beside, reason="" if target else _why_no_schema(False))
        if id(target) in at.trail:
            return replace(at, schema=beside, reason="The schema refers to itself here.")
        return replace(at, schema=merge(beside, target), trail=(*at.trail, id(target)))

    def _all_of(self, at: Resolved) -> Resolved:
        branches = at.schema["allOf"]
        found = replace(at, schema={key: value for key, value in at.schema.items() if key != "allOf"})
        for branch in branches[:_PARTS]:
            other = self.resolve(branch, at.trail)
            self.effort += _A_STEP
            if other.reason:
                return replace(found, reason=other.reason)
            self.effort += len(found.schema)
            found = replace(
                found,
                schema=merge(found.schema, other.schema),
                nullable=found.nullable or other.nullable,
                trail=tuple(dict.fromkeys((*found.trail, *other.trail))),
                conditions=(found.conditions + other.conditions)[:MAX_CONDITIONS],
            )
        return found


def _branch(own: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """Give a branch with what stands beside the union: its own words, but the common members first."""
    both = merge(own, base)
    first, found = base.get("properties"), both.get("properties")
    if isinstance(first, dict) and isinstance(found, dict):
        both["properties"] = {**{name: found[name] for name in first}, **found}
    return both


def _without_conditions(at: Resolved) -> Resolved | None:
    """Take the conditions out of a schema; nothing if it has none."""
    schema = at.schema
    if not any(keyword in schema for keyword in ("if", "dependentRequired", "dependentSchemas", "dependencies")):
        return None
    found = []
    if "if" in schema and ("then" in schema or "else" in schema):
        found.append(Condition(schema.get("then", True), schema.get("else", True), test=schema["if"]))
    for keyword in ("dependentRequired", "dependentSchemas", "dependencies"):
        named = schema.get(keyword)
        for name, part in list(named.items())[:MAX_CONDITIONS] if isinstance(named, dict) else ():
            found.append(Condition({"required": part} if isinstance(part, list) else part, name=name))
    left = ("if", "then", "else", "dependentRequired", "dependentSchemas", "dependencies")
    rest = {key: value for key, value in schema.items() if key not in left}
    return replace(at, schema=rest, conditions=(at.conditions + tuple(found))[:MAX_CONDITIONS])


def _without_null(at: Resolved) -> Resolved | None:
    """Take `null` out of a type, in the ways schemas write it; nothing if it is not there."""
    schema = at.schema
    kind = schema.get("type")
    if isinstance(kind, list) and "null" in kind and len(kind) > 1:
        rest = [item for item in kind if item != "null"]
        return replace(at, schema={**schema, "type": rest[0] if len(rest) == 1 else rest}, nullable=True)
    if isinstance(kind, list) and len(kind) == 1:
        return replace(at, schema={**schema, "type": kind[0]})
    if schema.get("nullable") is True:  # OpenAPI 3.0, and what is generated from it
        rest_of = {key: value for key, value in schema.items() if key != "nullable"}
        return replace(at, schema=rest_of, nullable=True)
    for keyword in ("anyOf", "oneOf"):
        branches = schema.get(keyword)
        if isinstance(branches, list) and len(branches) <= MAX_OPTIONS:
            rest = [branch for branch in branches if not is_null(branch)]
            if len(rest) == 1 and (rest[0] is True or (isinstance(rest[0], dict) and "const" not in rest[0])):
                beside = {key: value for key, value in schema.items() if key != keyword}
                joined = {**beside, "allOf": [*_list(beside.get("allOf")), rest[0]]}
                return replace(at, schema=joined, nullable=at.nullable or len(branches) > 1)
    return None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _why_no_schema(schema: object) -> str:
    return "Nothing is allowed here." if schema is False else "This part of the schema is not a schema."
