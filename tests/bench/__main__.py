"""Measurements: `make bench`, or one part of it with `make bench ARGS=speed`.

Each part is a module with a `main` that prints what it measures, and gives a sentence for each goal that was missed.
"""

import sys
from collections.abc import Callable
from typing import Final

from tests.bench import fuzz, kills, leaks, log, speed

PARTS: Final[dict[str, Callable[[], list[str]]]] = {
    "speed": speed.main,
    "log": log.main,
    "leaks": leaks.main,
    "fuzz": fuzz.main,
    "kills": kills.main,
}


def main(names: list[str]) -> int:
    missed = [sentence for name in names or PARTS for sentence in PARTS[name]()]
    print("\nEvery goal was met." if not missed else "\nMissed:")
    for sentence in missed:
        print(f"  {sentence}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
