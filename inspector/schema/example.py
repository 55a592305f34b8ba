"""Values to begin with: what a schema says is taken by default, and an example for every member."""

from fractions import Fraction
from math import ceil, floor, isfinite
from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.schema.fields import (
    ArrayField,
    BooleanField,
    EnumField,
    Field,
    Form,
    IntegerField,
    JsonField,
    NullField,
    NumberField,
    ObjectField,
    StringField,
    UnionField,
    settled,
    suits,
)

_LONGEST: Final = 1_000
_MOST_VALUES: Final = 1_500
_MOST_ITEMS: Final = 20
_DEEPEST: Final = 10
_DEEP_ENOUGH: Final = 4
"""Below this only what is required is given."""

_ROUNDS: Final = 3
_BY_FORMAT: Final = {
    "date": "2026-01-31",
    "time": "12:00:00Z",
    "date-time": "2026-01-31T12:00:00Z",
    "email": "name@example.com",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}


def starting_value(form: Form) -> Any:
    """Give what a form begins with: the defaults of required members, which have to be sent in any case."""
    if form.root is None or isinstance(form.root, ObjectField):
        found = _Starting().object(form.root, 0) if form.root is not None else MISSING
        return {} if found is MISSING else found
    value = start_of(form.root)
    return {} if value is MISSING else value


def start_of(field: Field) -> Any:
    """Give what one value begins with once somebody wants it: its default, or the least that is of its kind."""
    if field.default is not MISSING:
        return field.default
    match field:
        case EnumField(options=((_, only),)):
            return only
        case ObjectField():
            found = _Starting(with_consts=True).object(field, 0)
            return {} if found is MISSING else found
        case ArrayField():
            least = min(field.min_items or 0, _MOST_ITEMS)
            return [start_of_item(field, index) for index in range(least)]
        case UnionField() if field.branches:
            return start_of(field.branches[0].field)
        case StringField():
            return ""
        case NullField():
            return None
    return MISSING


def start_of_item(field: ArrayField, index: int) -> Any:
    """Give what a new item begins with. An item cannot be absent: what has no beginning begins with an example."""
    item = field.at(index)
    start = MISSING if item is None else start_of(item)
    return example_of(item) if start is MISSING and item is not None else _absent_as_null(start)


def _absent_as_null(value: Any) -> Any:
    return None if value is MISSING else value


class _Starting:
    """Collects defaults of required members, a bounded number of them."""

    def __init__(self, *, with_consts: bool = False) -> None:
        self._with_consts = with_consts
        self._left = _MOST_VALUES

    def object(self, field: Field, depth: int) -> Any:
        """Give the defaults below an object; `MISSING` if there are none."""
        found: dict[str, Any] = {}
        if isinstance(field, ObjectField) and depth < _DEEPEST:
            for member in field.fields:
                self._left -= 1
                if member.required and self._left > 0:
                    part = member.default if member.default is not MISSING else self._below(member, depth)
                    if part is not MISSING:
                        found[member.name] = part
        return found or MISSING

    def _below(self, field: Field, depth: int) -> Any:
        if isinstance(field, EnumField) and len(field.options) == 1 and (depth > 0 or self._with_consts):
            return field.options[0][1]  # a required const can be nothing else
        return self.object(field, depth + 1)


def example_for(form: Form, *, optional: bool = True) -> Any:
    """Give an example of the whole: of required members, and of `optional` ones too unless told otherwise."""
    if form.root is None:
        return {}
    value = _Examples(optional=optional).of(form.root, 0, whole=True)
    return {} if value is MISSING else value


def example_of(field: Field) -> Any:
    """Give an example of one value: its default, its first example, its first choice, or one made from its type."""
    value = _Examples(optional=True).of(field, 0)
    return None if value is MISSING else value


class _Examples:
    """Makes examples, a bounded number of them to a bounded depth: a schema may contain itself."""

    def __init__(self, *, optional: bool) -> None:
        self._optional = optional
        self._left = _MOST_VALUES

    def of(self, field: Field, depth: int, *, whole: bool = False) -> Any:
        """Give an example of a value; of the `whole` one that is put together from its members."""
        self._left -= 1
        if not whole and _is_good_default(field):
            return field.default
        if field.examples:
            return field.examples[0]
        return self._made(field, depth)

    def _made(self, field: Field, depth: int) -> Any:
        match field:
            case EnumField():
                return field.options[0][1]
            case StringField():
                return _text(field)
            case NumberField():
                return _number(field)
            case BooleanField():
                return False
            case ObjectField():
                return self._object(field, depth)
            case ArrayField():
                return self._array(field, depth)
            case UnionField():
                return self._union(field, depth)
        return _any(field)

    def _object(self, field: ObjectField, depth: int) -> Any:
        found: dict[str, Any] = {}
        shown: ObjectField = field
        for _ in range(_ROUNDS):  # what is given may make conditions hold
            for member in shown.fields:
                if member.name not in found and self._is_wanted(member, depth):
                    part = self.of(member, depth + 1)
                    if part is not MISSING:
                        found[member.name] = part
            further = settled(field, found)
            if further is shown or not isinstance(further, ObjectField):
                break
            shown = further
        least = min(shown.min_members or 0, _MOST_ITEMS)
        for number in range(len(found), least):
            extra = shown.other(f"name{number + 1}")
            if extra is not None:
                found[f"name{number + 1}"] = self.of(extra, depth + 1)
        return found

    def _is_wanted(self, member: Field, depth: int) -> bool:
        if self._left <= 0 or depth >= _DEEPEST:
            return False
        if member.required:
            return True
        deep = depth >= _DEEP_ENOUGH and isinstance(member, (ObjectField, ArrayField, UnionField))
        return self._optional and not member.deprecated and not member.read_only and not deep

    def _array(self, field: ArrayField, depth: int) -> list[Any]:
        least, most = field.min_items or 0, field.max_items
        item = field.item()
        described = item is not None and not isinstance(item, JsonField)
        wanted = max(least, len(field.first()), 1 if described and self._optional and depth < _DEEP_ENOUGH else 0)
        if depth >= _DEEPEST:
            wanted = 0
        wanted = min(wanted, _MOST_ITEMS, most if most is not None and most >= 0 else _MOST_ITEMS)
        found = []
        for index in range(wanted):
            one = field.at(index)
            if one is None or self._left <= 0:
                break
            found.append(_absent_as_null(self.of(one, depth + 1)))
        return found

    def _union(self, field: UnionField, depth: int) -> Any:
        good = [branch.field for branch in field.branches if not isinstance(branch.field, JsonField)]
        simple = [one for one in good if not isinstance(one, (ObjectField, ArrayField))] if depth > 2 else []
        chosen = [*simple, *good, *(branch.field for branch in field.branches)]
        return self.of(chosen[0], depth + 1) if chosen and depth < _DEEPEST else None


def _is_good_default(field: Field) -> bool:
    """Tell whether a default may stand for an example: many schemas give null where they do not allow it."""
    if field.default is None:
        return not field.examples and (field.nullable or suits(field, None))
    return field.default is not MISSING and suits(field, field.default)


def _text(field: StringField) -> str:
    text = _BY_FORMAT.get(field.format or "", field.name or "text")
    least = min(field.min_length or 0, _LONGEST)
    if len(text) < least:
        text = text + "x" * (least - len(text))
    most = field.max_length if field.max_length is not None else _LONGEST
    return text if len(text) <= max(0, most) else text[: max(0, most)]


def _number(field: NumberField) -> int | float:
    """Give the number nearest to zero within the limits, whole where that will do."""
    low, high = _exact(field.minimum), _exact(field.maximum)
    above, below = _exact(field.exclusive_minimum), _exact(field.exclusive_maximum)
    step = _step(field)

    def fits(number: Fraction) -> bool:
        return (
            (low is None or number >= low)
            and (high is None or number <= high)
            and (above is None or number > above)
            and (below is None or number < below)
        )

    starts = [Fraction(0)]
    for limit in filter(None, (low, above, high, below)):
        starts += [ceil(limit / step) * step, floor(limit / step) * step]
    near = sorted((start + by for start in starts for by in (0, step, -step)), key=abs)
    if not isinstance(field, IntegerField) and field.multiple_of is None:
        near += _between(low if above is None else above, high if below is None else below)
    return _as_number(next(filter(fits, near), Fraction(0)))


def _exact(limit: int | float | None) -> Fraction | None:
    """Give a limit as it is written: 0.1 is a tenth. What is not finite is none."""
    if limit is None or not isfinite(limit if isinstance(limit, float) else 0):
        return None
    return Fraction(repr(limit)) if isinstance(limit, float) else Fraction(limit)


def _step(field: NumberField) -> Fraction:
    step = _exact(field.multiple_of)
    if step is None or step <= 0:
        return Fraction(1)
    return Fraction(step.numerator) if isinstance(field, IntegerField) else step


def _between(low: Fraction | None, high: Fraction | None) -> list[Fraction]:
    return [] if low is None or high is None else [(low + high) / 2]


def _as_number(number: Fraction) -> int | float:
    try:
        return number.numerator if number.denominator == 1 else float(number)
    except OverflowError:
        return int(number)


def _any(field: Field) -> Any:
    kind = field.kind if isinstance(field, JsonField) else "object"
    return {"array": [], "object": {}, "string": "", "null": None}.get(kind)
