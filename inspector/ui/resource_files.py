"""Where the files of the top-level folder `resources` are."""

import sys
from pathlib import Path


def resource_path(name: str) -> Path:
    """Find a resource in a checkout, in an installed wheel, and in the packaged program; `name` is relative.

    A wheel carries the folder as `inspector/resources`, the packaged program as `resources` beside its modules.
    """
    package = Path(__file__).resolve().parent.parent
    bundle = Path(getattr(sys, "_MEIPASS", package.parent))
    for folder in (bundle / "resources", package / "resources", package.parent / "resources"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f'The file "{name}" is missing from this installation. Install the program again.')
