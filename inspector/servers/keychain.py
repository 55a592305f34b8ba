"""Secrets in the keychain of the operating system. Where there is none, nothing is written anywhere else."""

from typing import Final

SERVICE: Final = "mcp-loupe"


class NoKeychain(Exception):
    """The keychain is missing, or does not give access; the text says why and what helps."""


class Keychain:
    """Reads and keeps secrets by name. Each call may wait for the user to unlock the keychain: not on the Qt thread."""

    def get(self, name: str) -> str | None:
        """Give a secret, or None; raises `NoKeychain`."""
        import keyring  # takes a tenth of a second, which only who keeps secrets shall pay
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, name)
        except (KeyringError, RuntimeError) as error:
            raise _refusal(error) from error

    def put(self, name: str, secret: str) -> None:
        """Keep a secret; raises `NoKeychain`."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, name, secret)
        except (KeyringError, RuntimeError) as error:
            raise _refusal(error) from error

    def delete(self, name: str) -> None:
        """Forget a secret; one that is not there is passed over. Raises `NoKeychain`."""
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            keyring.delete_password(SERVICE, name)
        except PasswordDeleteError:
            return
        except (KeyringError, RuntimeError) as error:
            raise _refusal(error) from error


def _refusal(error: Exception) -> NoKeychain:
    from keyring.errors import NoKeyringError

    if isinstance(error, NoKeyringError):
        return NoKeychain("This system has no keychain that programs can use.")
    return NoKeychain(f"The keychain gives no access: {error}")
