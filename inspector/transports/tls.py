"""TLS as a server's settings ask for it: one way for every transport that can be encrypted."""

import ssl

import certifi

from inspector.servers.definition import TlsSettings
from inspector.transports.base import OpenError
from inspector.transports.failure import Failure, Reason


def ssl_context(settings: TlsSettings) -> ssl.SSLContext:
    """Make the context of a client's connection; raises `OpenError` where a file of the settings cannot be used.

    Trusted are the system's authorities, those of certifi (the packaged program may not find the system's), and the
    private one of the settings.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=certifi.where())
    if not settings.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if settings.ca_file is not None:
        _load_authority(context, settings.ca_file)
    if settings.certificate_file is not None:
        _load_certificate(context, settings.certificate_file, settings.key_file)
    return context


def _load_authority(context: ssl.SSLContext, path: str) -> None:
    try:
        context.load_verify_locations(cafile=path)
    except OSError as error:
        helps = "Give a PEM file with one certificate or more."
        raise _unusable(f'The certificate authority "{path}"', error, helps) from error


def _load_certificate(context: ssl.SSLContext, path: str, key_path: str | None) -> None:
    try:
        context.load_cert_chain(path, key_path, password=_no_pass_phrase)
    except OSError as error:
        what = f'The client certificate "{path}"' + (f' with the key "{key_path}"' if key_path is not None else "")
        helps = "Give PEM files of the certificate and of its key, which must not have a pass phrase."
        raise _unusable(what, error, helps) from error


def _no_pass_phrase() -> str:
    """Give none; without this OpenSSL would ask in the terminal, and the program would stand still."""
    return ""


def _unusable(what: str, error: OSError, helps: str) -> OpenError:
    why = "there is no such file" if isinstance(error, FileNotFoundError) else error.strerror or str(error)
    return OpenError(Failure(Reason.START, f"{what} could not be used: {why}.", helps))
