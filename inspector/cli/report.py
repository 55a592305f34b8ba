"""What the commands without a window print."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from inspector.lint.finding import Finding
from inspector.protocol.errors import code_of, text_of
from inspector.sessions.session import Session
from inspector.sessions.state import MethodError
from inspector.transports.failure import Failure

_PRINTABLE: Final = frozenset("\n\t")
_SECRET: Final = frozenset({"set-cookie", "mcp-session-id"})
"""Headers of a reply that do not belong where output is kept."""


def probe_report(session: Session, findings: Iterable[Finding]) -> dict[str, Any]:
    """Give all that was learned of a server, every item as it was sent."""
    state, catalog = session.state, session.catalog
    return {
        "server": state.server_info,
        "era": state.era,
        "revision": state.revision,
        "capabilities": state.capabilities,
        "instructions": state.instructions,
        "tools": list(catalog.tools),
        "resources": list(catalog.resources),
        "templates": list(catalog.templates),
        "prompts": list(catalog.prompts),
        "errors": [method_error(error) for error in catalog.errors],
        "findings": [asdict(finding) for finding in findings],
    }


def method_error(error: MethodError) -> dict[str, Any]:
    """Give a list that could not be read as the JSON report has it."""
    if error.failure is not None:
        said = {"method": error.method, "kind": "failure", "code": None, "message": str(error.failure)}
        return {**said, **failure_members(error.failure)}
    return {"method": error.method, "kind": "error", "code": code_of(error.error), "message": text_of(error.error)}


def failure_members(failure: Failure) -> dict[str, Any]:
    """Give what a program acts on: reason, help, and the HTTP reply if there was one.

    `headers` has lists of values by name in lower case, less those that are secrets.
    """
    headers: dict[str, list[str]] = {}
    for name, value in failure.headers:
        if name.lower() not in _SECRET:
            headers.setdefault(name.lower(), []).append(value)
    return {
        "reason": failure.reason,
        "help": failure.help,
        "status": failure.status,
        "headers": headers,
        "detail": failure.detail,
    }


def print_json(value: Any) -> None:
    """Print one JSON object; what cannot be written in UTF-8 (lone surrogates) is escaped, not lost."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2)
    print(text)


def print_probe(session: Session, findings: list[Finding]) -> None:
    """Print what a person wants to know of a server."""
    state, catalog = session.state, session.catalog
    info = state.server_info if isinstance(state.server_info, dict) else {}
    print(visible(f"{info.get('name', 'unnamed server')} {info.get('version', '')}".rstrip()))
    print(f"{state.era} · {state.revision} · {(state.latency_ns or 0) / 1e6:.0f} ms")
    for title, items in (
        ("tools", catalog.tools),
        ("resources", catalog.resources),
        ("templates", catalog.templates),
        ("prompts", catalog.prompts),
    ):
        print(f"\n{title} ({len(items)})")
        for item in items:
            print(visible(f"  {_headline(item)}"))
    for error in catalog.errors:
        report = method_error(error)
        print(visible(f'\n"{report["method"]}" gave no list: {report["message"]}'))
    print_findings(findings)


def _headline(item: Any) -> str:
    if not isinstance(item, dict):
        return json.dumps(item, ensure_ascii=False)
    name = item.get("name") or item.get("uri") or item.get("uriTemplate") or "unnamed"
    place = item.get("uri") or item.get("uriTemplate")
    about = item.get("title") or item.get("description") or ""
    first_line = str(about).strip().partition("\n")[0]
    return "  ".join(str(part) for part in (name, place, first_line) if part)


def print_findings(findings: list[Finding]) -> None:
    """Print findings, one a line."""
    if findings:
        print(f"\nfindings ({len(findings)})")
    for finding in findings:
        where = f" at {finding.pointer}" if finding.pointer else ""
        print(visible(f"  {finding.severity}  {finding.rule}  {finding.message}{where}  {finding.section}"))


def print_result(result: Any) -> None:
    """Print a result: text as text, everything else as JSON."""
    texts = list(_texts(result))
    if texts:
        for text in texts:
            print(visible(text))
    else:
        print_json(result)


def _texts(result: Any) -> Iterable[str]:
    """Give the texts of a result, if it is made of texts only."""
    if not isinstance(result, dict):
        return
    items = result.get("content", result.get("contents"))
    if isinstance(items, str):  # a bare text where a list belongs, which is a finding and no reason to hide it
        yield items
    elif (
        isinstance(items, list) and items and all(isinstance(i, dict) and isinstance(i.get("text"), str) for i in items)
    ):
        yield from (item["text"] for item in items)


def visible(text: str) -> str:
    """Make control characters visible, so that a server cannot steer the terminal."""
    return "".join(c if c in _PRINTABLE or c.isprintable() else f"\\x{ord(c):02x}" for c in text)
