"""`python -m inspector` and the command `mcp-loupe`."""

import sys


def main() -> int:
    """Run the program with the arguments of this process; gives the exit code."""
    from inspector.app import run  # `--help` and `--version` must not wait for imports

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
