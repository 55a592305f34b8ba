"""The command `rules`: what findings can say, each rule with severity, revisions and place in the specification."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from inspector.cli.exit_codes import HELP, ExitCode
from inspector.lint.registry import SITUATION_RULES, all_rules
from inspector.lint.rule import Rule
from inspector.protocol.revisions import REVISIONS


def run_rules(argv: Sequence[str]) -> ExitCode:
    """Run the command; gives the exit code."""
    found = _parser().parse_args(argv)
    rules = [rule for rule in all_rules() if found.revision is None or rule.holds(found.revision)]
    if found.ids:
        unknown = set(found.ids) - {rule.id for rule in all_rules()}
        if unknown:
            print(f'There is no rule "{min(unknown)}". "mcp-loupe rules" shows all there are.', file=sys.stderr)
            return ExitCode.USAGE
        rules = [rule for rule in rules if rule.id in found.ids]
    if found.json:
        print(json.dumps([as_json(rule) for rule in rules], ensure_ascii=False, indent=2))
    else:
        for rule in rules:
            print(as_line(rule, found.revision))
    return ExitCode.FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mcp-loupe rules",
        description="List the rules that messages are checked against.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="only the rules with these ids, as findings name them")
    parser.add_argument("--revision", choices=REVISIONS, help="only what holds in this revision")
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    return parser


def as_json(rule: Rule) -> dict[str, Any]:
    """Give a rule as an object; `sections` has the address of what it keeps for each of its revisions."""
    return {
        "id": rule.id,
        "severity": rule.severity,
        "title": rule.title,
        "seen": "around messages" if rule in SITUATION_RULES else "in messages",
        "revisions": list(rule.revisions),
        "sections": {revision: rule.address(revision) for revision in rule.revisions},
    }


def as_line(rule: Rule, revision: str | None) -> str:
    """Give a rule as a line; its address is that of a revision, or of the newest it holds for."""
    held = "all revisions" if rule.revisions == REVISIONS else ", ".join(rule.revisions)
    return f"{rule.severity:<8} {rule.id:<32} {rule.title}  [{held}]  {rule.address(revision)}"
