"""What changed from one list of a server to the next: items that are new, gone, or other than they were."""

from collections.abc import Sequence
from dataclasses import dataclass

from inspector.protocol.items import Item

Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class ItemChanges:
    """Items by what became of them; `changed` holds each as it was and as it is."""

    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    changed: tuple[tuple[Item, Item], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    @property
    def words(self) -> str:
        """How many of each, as "2 added, 1 changed"."""
        counted = ((self.added, "added"), (self.removed, "removed"), (self.changed, "changed"))
        return ", ".join(f"{len(items):,} {word}" for items, word in counted if items)


def changes_between(before: Sequence[Item], after: Sequence[Item]) -> ItemChanges:
    """Compare two lists by kind and key; their order does not matter. Twins are told apart by their order."""
    old, new = _by_place(before), _by_place(after)
    return ItemChanges(
        tuple(item for place, item in new.items() if place not in old),
        tuple(item for place, item in old.items() if place not in new),
        tuple((old[place], item) for place, item in new.items() if place in old and old[place].raw != item.raw),
    )


def _by_place(items: Sequence[Item]) -> dict[Place, Item]:
    found: dict[Place, Item] = {}
    counts: dict[tuple[str, str], int] = {}
    for item in items:
        name = item.kind, item.key or item.name
        counts[name] = counts.get(name, -1) + 1
        found[(*name, counts[name])] = item
    return found
