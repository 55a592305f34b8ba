"""A list of records in a value, as a table."""

from dataclasses import dataclass, field
from typing import Any, Final

MAX_ROWS: Final = 10_000
MAX_COLUMNS: Final = 60
"""What a table shows at most; the tree shows all."""

_LOOKED_AT: Final = 200
"""Items that are looked at to learn whether a list holds records, and what their columns are."""

_DEEPEST: Final = 3
_MOST_MEMBERS: Final = 200


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A list of objects. `pointer` is its place in the value, `note` says what the table leaves out."""

    pointer: str
    columns: tuple[str, ...]
    records: list[dict[str, Any]] = field(repr=False)
    note: str = ""


def find_table(value: Any) -> RecordTable | None:
    """Give the list of records that a value is, or that the only list in it is; None where it is none."""
    place, at = "", value
    for _ in range(_DEEPEST):
        if isinstance(at, list):
            break
        if isinstance(at, dict) and len(at) > _MOST_MEMBERS:
            return None
        lists = [(name, part) for name, part in at.items() if _holds_records(part)] if isinstance(at, dict) else []
        inner = lists or ([next(iter(at.items()))] if isinstance(at, dict) and len(at) == 1 else [])
        if len(inner) != 1:
            return None
        name, at = inner[0]
        place += f"/{name.replace('~', '~0').replace('/', '~1')}"
    return _table(place, at) if _holds_records(at) else None


def _holds_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value[:_LOOKED_AT])


def _table(pointer: str, items: list[Any]) -> RecordTable:
    names: dict[str, None] = {}
    for item in items[:_LOOKED_AT]:
        names.update(dict.fromkeys(item))
    records = [item for item in items[:MAX_ROWS] if isinstance(item, dict)]
    left_out = (
        f"The first {MAX_ROWS:,} of {len(items):,} records." if len(items) > MAX_ROWS else "",
        f"The first {MAX_COLUMNS} of {len(names)} columns." if len(names) > MAX_COLUMNS else "",
        "Items that are no objects are left out." if len(records) < min(len(items), MAX_ROWS) else "",
    )
    return RecordTable(pointer, tuple(names)[:MAX_COLUMNS], records, " ".join(filter(None, left_out)))
