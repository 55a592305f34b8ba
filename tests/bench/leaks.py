"""What 200 cycles of connecting, calling, cancelling and closing leave behind, on each transport."""

from typing import Final

import anyio

from tests.bench.cycles import KINDS, run

CYCLES: Final = 200


def main() -> list[str]:
    """Print what is left on each transport; gives a sentence for each leak."""
    print(f"\nLeft by the second half of {CYCLES} cycles of connecting, calling, cancelling and closing")
    missed = []
    for kind in KINDS:
        left, grown = anyio.run(run, kind, CYCLES)
        print(f"  {kind:28}{', '.join(left) or 'nothing'}   ({grown:+d} objects)", flush=True)
        missed += [f"{kind} leaves {what} behind" for what in left]
    return missed
