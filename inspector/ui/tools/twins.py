"""Tools of the same name."""

from dataclasses import replace

from inspector.protocol.items import Item


def without_twins(found: list[Item]) -> list[Item]:
    """Give the tools, each whose name was there before marked as such."""
    seen: set[str] = set()
    marked = []
    for item in found:
        twin = bool(item.key) and item.key in seen and not item.problem
        sentence = "Another tool has the same name; the server decides which one is called."
        marked.append(replace(item, problem=sentence) if twin else item)
        seen.add(item.key)
    return marked
