"""The branches of a union: how they are called, and which of them a value is meant as."""

from dataclasses import replace
from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import same, write
from inspector.schema.fields import (
    ArrayField,
    BooleanField,
    Branch,
    EnumField,
    Field,
    IntegerField,
    JsonField,
    NullField,
    NumberField,
    ObjectField,
    StringField,
    UnionField,
    suits,
)
from inspector.schema.parts import Parts

MAX_BRANCHES: Final = 60
"""What has more branches gets no choice."""

_LOOKED_AT: Final = 8
_MEMBERS: Final = 100
_LONGEST_TITLE: Final = 60


def flattened(branches: list[tuple[Branch, Any]]) -> list[tuple[Branch, Any]]:
    """Put the branches of unions that are branches in their place: one choice is enough."""
    found: list[tuple[Branch, Any]] = []
    for branch, part in branches:
        inner = branch.field
        if isinstance(inner, UnionField):
            found += [
                (Branch(title=one.title, field=_with_conditions(inner, number)), None)
                for number, one in enumerate(inner.branches)
            ]
        else:
            found.append((branch, part))
    return found


def _with_conditions(union: UnionField, number: int) -> Field:
    """Give the field of one branch, to which the conditions apply that stood beside the branches."""
    field, conditions = union.branches[number].field, union.settle
    if conditions is None:
        return field

    def settle(value: Any) -> Field:
        now = conditions(value)
        if isinstance(now, UnionField) and number < len(now.branches):
            now = now.branches[number].field
        return now.settle(value) if now.settle is not None else now

    return replace(field, settle=settle)


def with_titles(branches: list[Branch]) -> tuple[Branch, ...]:
    """Give every branch a title of its own."""
    titles = [branch.title for branch in branches]
    return tuple(
        Branch(
            title=f"{title} ({titles[: number + 1].count(title)})" if titles.count(title) > 1 else title, field=field
        )
        for number, (title, field) in enumerate((branch.title, branch.field) for branch in branches)
    )


def title_of(field: Field, reference: str = "") -> str:
    """Say what a branch is: its title, what tells it from others, the name it is referred to by, or its type.

    Only the schema of the branch itself is looked at: what is below it may contain the union again.
    """
    if field.title:
        return _cut(field.title)
    told = discriminators(field)
    if told:
        return _cut(", ".join(f"{name}: {_plain(value)}" for name, value in told.items()))
    name = reference.rpartition("/")[2].lstrip("#")
    return _cut(name) if name else _cut(_kind(field))


def _kind(field: Field) -> str:
    words = {
        StringField: "text", IntegerField: "integer", NumberField: "number", BooleanField: "true or false",
        NullField: "null", UnionField: "one of several",
    }  # fmt: skip
    if isinstance(field, EnumField):
        return " or ".join(label for label, _ in field.options[:3]) + (" or …" if len(field.options) > 3 else "")
    if isinstance(field, StringField) and field.format:
        return field.format
    if isinstance(field, ArrayField):
        items = field.schema.get("items")
        kind = items.get("type") if isinstance(items, dict) else None
        return f"list of {kind}" if isinstance(kind, str) else "list"
    if isinstance(field, ObjectField):
        names = ", ".join(list(_properties(field))[:3])
        return f"object with {names}" if names else "object"
    return words.get(type(field), field.kind if isinstance(field, JsonField) else "value")


def discriminators(field: Field) -> dict[str, Any]:
    """Give the members that can have but one value, by which a branch is told from the others."""
    found: dict[str, Any] = {}
    for name, part in list(_properties(field).items())[:_MEMBERS]:
        if isinstance(part, dict) and len(found) < 3:
            if "const" in part:
                found[name] = part["const"]
            elif isinstance(part.get("enum"), list) and len(part["enum"]) == 1:
                found[name] = part["enum"][0]
    return found


def _properties(field: Field) -> dict[str, Any]:
    properties = field.schema.get("properties") if isinstance(field, ObjectField) else None
    return properties if isinstance(properties, dict) else {}


class Recognition:
    """Finds the branch a value is meant as: one it keeps to, or else the one it is nearest to."""

    def __init__(self, parts: Parts, branches: tuple[Branch, ...], schemas: list[Any]) -> None:
        self._parts = parts
        self._branches = branches
        self._schemas = schemas

    def __call__(self, value: Any) -> int | None:
        """Give the number of the branch; `None` if there is none of the value's kind."""
        if value is MISSING:
            return None
        likely = [number for number, branch in enumerate(self._branches) if is_likely(branch.field, value)]
        if len(likely) > 1:
            fitting = [number for number in likely if self._parts.fits(self._schemas[number], value)]
            likely = fitting or likely
        return max(likely, key=lambda number: (likeness(self._branches[number].field, value), -number), default=None)


def is_likely(field: Field, value: Any) -> bool:
    """Tell whether a value may be meant for a field: it is of its kind, or one of its choices."""
    if value is None and field.nullable:
        return True
    if isinstance(field, EnumField):
        return any(same(value, known) for _, known in field.options)
    if isinstance(field, UnionField):
        return any(is_likely(branch.field, value) for branch in field.branches)
    if isinstance(field, IntegerField):
        return isinstance(value, int) and not isinstance(value, bool)
    return suits(field, value) and not (isinstance(field, JsonField) and field.reason == "Nothing is allowed here.")


def likeness(field: Field, value: Any) -> int:
    """Say how near a value is to a field; the more the nearer."""
    if isinstance(field, JsonField):
        return -1
    if isinstance(field, ArrayField) and isinstance(value, list):
        items = [(field.at(index), item) for index, item in enumerate(value[:_LOOKED_AT])]
        return sum(1 if one is not None and is_likely(one, item) else -5 for one, item in items)
    if not isinstance(field, ObjectField) or not isinstance(value, dict):
        return 0
    found = 0
    members = {member.name: member for member in field.fields}
    for name, member in members.items():
        if name not in value:
            found -= 3 if member.required else 0
        elif isinstance(member, EnumField):
            found += 30 if is_likely(member, value[name]) else -30
        else:
            found += 2 if is_likely(member, value[name]) else -1
    return found - sum(1 for name in value if name not in members and field.other(name) is None)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else write(value, indent=None)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1] + "…"
