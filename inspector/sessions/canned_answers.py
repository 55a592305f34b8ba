"""Canned answers: results kept under a name, each as a JSON file that one can read, edit and hand to a command.

A file holds the result as it will be sent, so that `--on-sampling @FILE` and `--on-elicitation @FILE` take it too.
"""

import json
import re
from pathlib import Path
from typing import Any, Final

from inspector.protocol import methods

MAX_ANSWERS: Final = 500
_MAX_BYTES: Final = 20_000_000
_FOLDERS: Final = {methods.CREATE_MESSAGE: "sampling", methods.ELICIT: "elicitation", methods.LIST_ROOTS: "roots"}
_UNFIT: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


class CannedError(Exception):
    """A canned answer could not be read or kept; the text says why and what helps."""


class CannedAnswers:
    """The canned answers of the user, by method and name, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self, method: str) -> list[str]:
        """Give the names of the answers to questions of a method, sorted."""
        try:
            found = sorted(path.stem for path in self._folder(method).glob("*.json"))
        except OSError:
            return []
        return found[:MAX_ANSWERS]

    def get(self, method: str, name: str) -> dict[str, Any]:
        """Give an answer; raises `CannedError`."""
        path = self.path(method, name)
        try:
            if path.stat().st_size > _MAX_BYTES:
                raise CannedError(f'The canned answer "{path}" is larger than {_MAX_BYTES // 1_000_000} MB.')
            value = json.loads(path.read_bytes())
        except OSError as error:
            raise CannedError(
                f'The canned answer "{name}" could not be read: {error.strerror}. Keep one under this name again.'
            ) from error
        except (ValueError, RecursionError) as error:
            raise CannedError(f'The canned answer "{path}" is not JSON: {error}. Correct the file.') from error
        if not isinstance(value, dict):
            raise CannedError(f'The canned answer "{path}" is not an object, so it is no result. Correct the file.')
        return value

    def keep(self, method: str, name: str, result: dict[str, Any]) -> Path:
        """Keep a result under a name, in the place of an earlier one; gives the file. Raises `CannedError`."""
        if not name.strip(" .") or _UNFIT.search(name) or len(name) > 100:
            raise CannedError(f'"{name}" cannot be the name of a file. Use letters, digits and blanks, up to 100.')
        path = self.path(method, name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        except (OSError, ValueError) as error:
            raise CannedError(f'The canned answer could not be kept as "{path}": {error}.') from error
        return path

    def delete(self, method: str, name: str) -> None:
        """Delete an answer; one that is not there is passed over."""
        self.path(method, name).unlink(missing_ok=True)

    def path(self, method: str, name: str) -> Path:
        """Give the file of an answer."""
        return self._folder(method) / f"{name}.json"

    def _folder(self, method: str) -> Path:
        return self.folder / _FOLDERS.get(method, "other")
