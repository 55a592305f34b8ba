"""Values to begin with: what a schema says is taken by default, and an example for every member."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor, isfinite
from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.schema.fields import (
    BooleanField,
    EnumField,
    Field,
    Form,
    IntegerField,
    JsonField,
    NumberField,
    ObjectField,
    StringField,
)

_LONGEST: Final = 1_000
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


def starting_value(form: Form) -> dict[str, Any]:
    """Give what a form begins with: the defaults of required members, which have to be sent in any case."""
    value = _collect(form.fields, lambda field: field.default if field.required else MISSING, every_object=False)
    return {} if value is MISSING else value


def example_for(form: Form, *, optional: bool = True) -> dict[str, Any]:
    """Give an example of the whole: of required members, and of `optional` ones too unless told otherwise."""

    def pick(field: Field) -> Any:
        return example_of(field) if field.required or (optional and not field.deprecated) else MISSING

    value = _collect(form.fields, pick, every_object=True)
    return {} if value is MISSING else value


def example_of(field: Field) -> Any:
    """Give an example of one value: its default, its first example, its first choice, or one made from its type."""
    if field.default is not MISSING and (field.default is not None or not field.examples):
        return field.default
    if field.examples:
        return field.examples[0]
    if isinstance(field, EnumField):
        return field.options[0][1]
    if isinstance(field, StringField):
        return _text(field)
    if isinstance(field, NumberField):
        return _number(field)
    return False if isinstance(field, BooleanField) else _any(field)


def _collect(fields: tuple[Field, ...], pick: Callable[[Field], Any], *, every_object: bool) -> Any:
    value: dict[str, Any] = {}
    for field in fields:
        part = pick(field)
        if isinstance(field, ObjectField) and (every_object or field.required) and not isinstance(field.default, dict):
            inner = _collect(field.fields, pick, every_object=every_object)
            part = inner if part is not MISSING or field.required else MISSING
        if part is not MISSING:
            value[field.name] = part
    return value or MISSING


def _text(field: StringField) -> str:
    text = _BY_FORMAT.get(field.format or "", field.name)
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
