"""The command `merge`: one capture made of several."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from inspector.cli.exit_codes import HELP, ExitCode
from inspector.traffic.capture import CaptureError
from inspector.traffic.export.merging import merge_captures


def run_merge(argv: Sequence[str]) -> ExitCode:
    """Run the command; gives the exit code."""
    found = _parser().parse_args(argv)
    try:
        count = merge_captures(found.files, found.output)
    except CaptureError as error:
        print(error, file=sys.stderr)
        return ExitCode.USAGE
    print(f'{count:,} records of {len(found.files)} captures are in "{found.output}".', file=sys.stderr)
    return ExitCode.FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mcp-loupe merge",
        description="Make one capture of several, in the order of the wall clock; the files stay as they are.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a capture")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the new capture")
    return parser
