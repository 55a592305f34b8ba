"""What the window remembers between runs. Nothing secret is in it."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


class Settings:
    """A thin cover over one INI file, so that tests give their own."""

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        """Where the file is; what is kept in files of its own goes beside it."""
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        """Give a remembered text."""
        value = self._settings.value(key, default)
        return value if isinstance(value, str) else default

    def state(self, key: str) -> bytes:
        """Give remembered bytes; empty if there are none."""
        value = self._settings.value(key)
        return bytes(value.data()) if isinstance(value, QByteArray) else b""

    def keep(self, key: str, value: str | bytes) -> None:
        """Remember a text or bytes."""
        self._settings.setValue(key, QByteArray(value) if isinstance(value, bytes) else value)

    def forget(self, key: str) -> None:
        """Forget a key and what is below it."""
        self._settings.remove(key)

    def save(self) -> None:
        """Write to disk now."""
        self._settings.sync()
