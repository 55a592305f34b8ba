"""TLS as a server's settings ask for it: one way for every transport that can be encrypted."""

import ssl
from typing import Final

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


def tls_error(error: BaseException | None) -> ssl.SSLError | None:
    """Find what TLS had to say among the causes of an exception; None if it was not TLS."""
    while error is not None and (not isinstance(error, ssl.SSLError) or isinstance(error, _UNFINISHED)):
        error = error.__cause__ or error.__context__
    return error


def explain_tls(error: ssl.SSLError) -> tuple[str, str]:
    """Say why a TLS connection failed, and what helps."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why, helps = _UNTRUSTED.get(
            error.verify_code, (f"its certificate is not trusted, {error.verify_message}", _NAME_AUTHORITY)
        )
        return why, helps
    reason = (error.reason or str(error)).upper().replace(" ", "_")
    for words, why, helps in _ALERTS:
        if words in reason:
            return why, helps
    return f"the TLS handshake failed, {error.reason or error}", "Check whether the port speaks TLS at all."


_UNFINISHED: Final = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
_NAME_AUTHORITY: Final = "Name its authority in the TLS settings, or switch verification off there."
_UNTRUSTED: Final = {
    9: ("its certificate is not valid yet", "Check the clocks of both machines."),
    10: ("its certificate has expired", "Renew it, or switch verification off in the TLS settings."),
    18: ("its certificate is signed by itself alone", _NAME_AUTHORITY),
    19: ("its certificate comes from an authority that is not known here", _NAME_AUTHORITY),
    20: ("its certificate comes from an authority that is not known here", _NAME_AUTHORITY),
    21: ("its certificate comes from an authority that is not known here", _NAME_AUTHORITY),
    62: ("its certificate is for another host name", "Use the name that is in the certificate."),
    64: ("its certificate is for another address", "Use the name or address that is in the certificate."),
}
_CLIENT_CERTIFICATE: Final = "Name another client certificate in the TLS settings."
_ALERTS: Final = (
    ("CERTIFICATE_REQUIRED", "the server wants a client certificate", "Name one in the TLS settings."),
    ("HANDSHAKE_FAILURE", "the server broke the handshake off; it may want a client certificate",
     "Name one in the TLS settings, if the server asks for it."),
    ("ALERT_UNKNOWN_CA", "the server does not know the authority of the client certificate", _CLIENT_CERTIFICATE),
    ("ALERT_BAD_CERTIFICATE", "the server refused the client certificate", _CLIENT_CERTIFICATE),
    ("ALERT_CERTIFICATE_EXPIRED", "the client certificate has expired", _CLIENT_CERTIFICATE),
    ("WRONG_VERSION_NUMBER", "the port does not speak TLS", "Write the address without encryption, or check the port."),
    ("RECORD_LAYER_FAILURE", "the port does not speak TLS", "Write the address without encryption, or check the port."),
    ("UNEXPECTED_EOF", "the other side closed the connection during the TLS handshake",
     "Check whether the port speaks TLS at all."),
    ("UNSUPPORTED_PROTOCOL", "the server knows only versions of TLS that are no longer safe", "Update the server."),
    ("PROTOCOL_VERSION", "the server knows no version of TLS that is known here", "Update the server."),
)  # fmt: skip
