"""The command `export`: records of a capture, for other programs."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from inspector.cli.exit_codes import HELP, ExitCode
from inspector.traffic.capture import CaptureError, CaptureReader
from inspector.traffic.export.har import to_har
from inspector.traffic.export.json_lines import json_lines
from inspector.traffic.export.redaction import HEADERS, KEYS, REDACTED, VALUES, Redaction
from inspector.traffic.export.saving import Form, left_out, save
from inspector.traffic.export.selection import Selection
from inspector.traffic.filters.parser import parse_filter
from inspector.traffic.filters.syntax import FilterError

_RULES: Final = f"""\
--redact puts {REDACTED} in place of
  the values of headers     {", ".join(HEADERS)}
  the values of members     {", ".join(KEYS)}
  texts that are like       {"  ".join(VALUES)}
"""


def run_export(argv: Sequence[str]) -> ExitCode:
    """Run the command; gives the exit code."""
    found = _parser().parse_args(argv)
    try:
        reader = CaptureReader(found.file)
    except CaptureError as error:
        return _refused(str(error))
    try:
        return _export(reader, found)
    except FilterError as error:
        place = f"{found.filter}\n{' ' * error.start}{'^' * max(1, error.end - error.start)}"
        return _refused(f"The filter cannot be read: {error}\n{place}")
    except (CaptureError, OSError) as error:
        return _refused(str(error))
    finally:
        reader.close()


def _export(reader: CaptureReader, found: argparse.Namespace) -> ExitCode:
    redaction = Redaction() if found.redact else None
    selection = Selection(reader, parse_filter(found.filter), redaction=redaction)
    form = Form(found.to)
    if found.output is not None:
        note = save(selection, form, found.output)
    elif form is Form.CAPTURE:
        return _refused('A capture needs a file to be written to: add "--output FILE".')
    else:
        note = _print(selection, form)
    if note:
        print(note, file=sys.stderr)
    return ExitCode.FINE


def _print(selection: Selection, form: Form) -> str:
    """Write to standard output; gives a sentence about what is not in it, or nothing."""
    if form is Form.HAR:
        har = to_har(selection)
        print(json.dumps(har.document, indent=1))
        return left_out(har.left_out)
    for text in json_lines(selection):
        sys.stdout.buffer.write(text.encode("utf-8", errors="backslashreplace"))
    sys.stdout.flush()
    return ""


def _refused(sentence: str) -> ExitCode:
    print(sentence, file=sys.stderr)
    return ExitCode.USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mcp-loupe export",
        description="Give the records of a capture to other programs.",
        epilog=f"{_RULES}\n{HELP}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a capture")
    parser.add_argument("--to", choices=tuple(Form), default="jsonl", help="form (default: jsonl)")
    parser.add_argument("--filter", default="", metavar="TEXT", help="only what passes this filter of the log")
    parser.add_argument("--redact", action="store_true", help="take secrets out, by the rules below")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write there instead of to standard output")
    return parser
