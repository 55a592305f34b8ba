"""Which proxy a connection goes through: the one of the settings, or the one of the environment."""

import ipaddress
import urllib.request
from typing import Final
from urllib.parse import urlsplit

from inspector.servers.definition import NetworkSettings
from inspector.transports.base import OpenError
from inspector.transports.failure import Failure, Reason

_SCHEMES: Final = ("http", "https")


def proxy_of(settings: NetworkSettings) -> str | None:
    """Give the URL of the proxy to go through, or None for a direct connection; raises `OpenError`.

    The environment's proxy is passed over for this machine itself and for what `NO_PROXY` names.
    """
    if settings.proxy is not None:
        return _checked(settings.proxy, "the settings") if settings.proxy else None
    address = urlsplit(settings.url)
    host = address.hostname or ""
    if not host or _is_this_machine(host) or urllib.request.proxy_bypass(host):
        return None
    found = urllib.request.getproxies()
    proxy = found.get(_as_http(address.scheme)) or found.get("all")
    return _checked(proxy if "://" in proxy else f"http://{proxy}", "the environment") if proxy else None


def without_password(url: str) -> str:
    """Give a proxy's URL as it may be shown."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _as_http(scheme: str) -> str:
    return {"ws": "http", "wss": "https"}.get(scheme, scheme)


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _checked(proxy: str, source: str) -> str:
    try:
        parts = urlsplit(proxy)
        usable = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise _refused(proxy, source, "it is not a URL") from None
    if not usable:
        speaks = f"it speaks {parts.scheme.upper()}" if parts.scheme.startswith("socks") else "it is not an HTTP proxy"
        raise _refused(proxy, source, speaks)
    return proxy


def _refused(proxy: str, source: str, why: str) -> OpenError:
    return OpenError(
        Failure(
            Reason.START,
            f'The proxy "{without_password(proxy)}" of {source} cannot be used: {why}.',
            "Name an HTTP proxy as http://host:port, or go without one.",
        )
    )
