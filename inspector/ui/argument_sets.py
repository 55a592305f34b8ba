"""Named sets of arguments, kept for one tool or prompt of one server: one readable JSON file for each. No Qt."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import read, write

_KEPT: Final = re.compile(r"[^a-z0-9_.-]+")
_LONGEST: Final = 60
_LARGEST_FILE: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class Subject:
    """What a set belongs to. `kind` is `tool` or `prompt`; `server` and `name` are as the user sees them."""

    server: str
    kind: str
    name: str


class ArgumentSetError(Exception):
    """A set could not be kept, read or deleted; the text says why and what helps."""


class ArgumentSets:
    """Keeps sets below one folder, which is made when the first is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def folder_of(self, subject: Subject) -> Path:
        """Give the folder of a tool's or a prompt's sets; it need not be there."""
        return self._folder / _file_name(subject.server) / f"{subject.kind} {_file_name(subject.name)}"

    def names(self, subject: Subject) -> list[str]:
        """Give the names of the sets there are, sorted; a file that is none of ours is passed over."""
        try:
            files = sorted(self.folder_of(subject).glob("*.json"))
        except OSError:
            return []
        found = [name for name in (_name_in(file) for file in files) if name is not None]
        return sorted(found, key=str.casefold)

    def load(self, subject: Subject, name: str) -> Any:
        """Give the arguments of a set, as they were. Raises `ArgumentSetError`."""
        path = self._path(subject, name)
        try:
            kept = _read(path)
        except OSError as error:
            raise ArgumentSetError(f'"{path}" could not be read: {error.strerror}.') from error
        if not isinstance(kept, dict) or "arguments" not in kept:
            raise ArgumentSetError(f'"{path}" holds no arguments. Correct the file, or delete the set.')
        return kept["arguments"]

    def save(self, subject: Subject, name: str, arguments: Any) -> None:
        """Keep a set; one of the same name is replaced. Raises `ArgumentSetError`."""
        path = self._path(subject, name)
        kept = {"server": subject.server, subject.kind: subject.name, "set": name, "arguments": arguments}
        text = write(kept).encode("utf-8", errors="surrogatepass")
        beside = path.with_suffix(".new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(text + b"\n")
            beside.replace(path)
        except OSError as error:
            raise ArgumentSetError(
                f'"{path}" could not be written: {error.strerror}. Make room, or see that the folder can be written.'
            ) from error

    def delete(self, subject: Subject, name: str) -> None:
        """Delete a set; one that is not there is passed over. Raises `ArgumentSetError`."""
        path = self._path(subject, name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise ArgumentSetError(f'"{path}" could not be deleted: {error.strerror}.') from error

    def _path(self, subject: Subject, name: str) -> Path:
        return self.folder_of(subject) / f"{_file_name(name)}.json"


def _name_in(file: Path) -> str | None:
    try:
        kept = _read(file)
    except OSError:
        return None
    name = kept.get("set") if isinstance(kept, dict) else None
    return name if isinstance(name, str) and f"{_file_name(name)}.json" == file.name else None


def _read(path: Path) -> Any:
    """Read one file; gives `MISSING` for what is no JSON. Raises `OSError`."""
    if path.stat().st_size > _LARGEST_FILE:
        return MISSING
    return read(path.read_bytes().decode("utf-8", errors="surrogatepass")).value


def _file_name(text: str) -> str:
    """Give a name that every file system takes; where that changes it, a hash keeps different texts apart."""
    lowered = text.lower()
    kept = _KEPT.sub("_", lowered).strip("._")[:_LONGEST]
    if kept == text:
        return kept
    return f"{kept}-{hashlib.sha256(text.encode('utf-8', errors='surrogatepass')).hexdigest()[:8]}"
