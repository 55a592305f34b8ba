"""What the program itself knows of tools: which run, and what was found about their definitions. No Qt."""

from collections import Counter
from collections.abc import Iterable, Sequence

from inspector.traffic.capture import FindingRow
from inspector.traffic.exchanges import ListedFindings

_GRAVE = ("error", "warning")


class ToolMarks:
    """Findings by the name of a tool, as the newest list that names it has them; and how many of its calls run."""

    def __init__(self) -> None:
        self._findings: dict[str, list[FindingRow]] = {}
        self._running: Counter[str] = Counter()

    def take_findings(self, pages: Sequence[ListedFindings]) -> bool:
        """Take the pages of a list, the newest first; tells whether anything changed."""
        found: dict[str, list[FindingRow]] = {}
        for page in pages:
            here: dict[str, list[FindingRow]] = {}
            for number, findings in page.findings.items():
                name = _name(page.items[number]) if number < len(page.items) else None
                if name is not None:
                    here.setdefault(name, []).extend(findings)
            found = here | found
        changed = found != self._findings
        self._findings = found
        return changed

    def take_running(self, names: Iterable[str]) -> None:
        """Take the names of the tools whose calls run, one for each call."""
        self._running = Counter(names)

    def findings(self, name: str) -> Sequence[FindingRow]:
        """Give what was found about a tool."""
        return self._findings.get(name, ())

    def grave(self, name: str) -> int:
        """Give how many findings about a tool are more than notes."""
        return sum(finding.severity in _GRAVE for finding in self.findings(name))

    def running(self, name: str) -> int:
        """Give how many calls of a tool run."""
        return self._running[name]


def _name(raw: object) -> str | None:
    name = raw.get("name") if isinstance(raw, dict) else raw
    return name if isinstance(name, str) else None
