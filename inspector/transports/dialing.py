"""Connecting a socket within a time limit, and why it could not be connected, in a sentence."""

import asyncio
import errno
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol

import anyio

from inspector.traffic.timing import Timing, timed
from inspector.transports.addresses import connect_socket, is_address, resolve
from inspector.transports.base import OpenError
from inspector.transports.failure import Failure, Reason

END_GRACE: Final = 1.0
"""Seconds the other side has to close its end of a connection, before ours is cut."""


@asynccontextmanager
async def dialing(target: str, seconds: float) -> AsyncIterator[None]:
    """Bound what connects to `target` in time, and raise `OpenError` for whatever keeps it from succeeding."""
    try:
        with anyio.fail_after(seconds):
            yield
    except TimeoutError as error:
        raise OpenError(
            Failure(
                Reason.CONNECT,
                f'Nothing answered at "{target}" within {seconds:g} seconds.',
                "Check the address, and whether a firewall is in the way.",
            )
        ) from error
    except OSError as error:
        why, helps = explain(error)
        raise OpenError(Failure(Reason.CONNECT, f'Nothing could be reached at "{target}": {why}.', helps)) from error
    except (ValueError, OverflowError, IndexError) as error:
        # A name no resolver takes, a port or a path that cannot be; asyncio's race of addresses makes an IndexError
        # of what is no OSError.
        why = f'"{target}" is no address that a socket can be connected to.'
        raise OpenError(Failure(Reason.START, why, "Correct the address.")) from error


def explain(error: OSError) -> tuple[str, str]:
    """Say why a connection failed, and what helps."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate is not trusted, {error.verify_message}",
            "Name its authority in the TLS settings, or switch verification off there.",
        )
    if isinstance(error, ssl.SSLError):
        return f"the TLS handshake failed, {error.reason or error}", "Check whether the port speaks TLS at all."
    if isinstance(error, socket.gaierror):
        return "the host name could not be resolved", "Check the spelling of the host."
    if isinstance(error, FileNotFoundError):
        return "there is no such socket", "Start the server, and check the path."
    if isinstance(error, PermissionError):
        return "this user may not connect to it", "Check the permissions of the socket."
    if isinstance(error, ConnectionRefusedError) or f"[Errno {errno.ECONNREFUSED}]" in str(error):
        return "nothing listens there", "Start the server, and check host and port."
    if isinstance(error, ConnectionError):
        return "the other side closed the connection at once", "Check whether the address speaks this protocol."
    return error.strerror or str(error) or type(error).__name__, "Check the address."


def why_lost(error: Exception) -> str:
    """Say why a connection that was open is gone."""
    if isinstance(error, ConnectionResetError):
        return "the other side reset it"
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


async def dial_tcp(
    protocol: asyncio.Protocol, host: str, port: int, context: ssl.SSLContext | None, timing: Timing | None = None
) -> None:
    """Connect `protocol` to a port, and note in `timing` how long each step took; raises `OSError`."""
    timing = timing if timing is not None else Timing()
    addresses = [host]
    if not is_address(host):
        host.encode("idna")  # raises ValueError for a name that no resolver takes
        with timed(timing, "dns_ns"):
            addresses = await resolve(host, port)
    with timed(timing, "connect_ns"):
        connected = await connect_socket(addresses, port)
    opening = asyncio.get_running_loop().create_connection(
        lambda: protocol, sock=connected, ssl=context, server_hostname=host if context is not None else None
    )
    if context is None:
        await opening
        return
    with timed(timing, "tls_ns"):
        await opening


async def dial_unix(protocol: asyncio.Protocol, path: str) -> None:
    """Connect `protocol` to a Unix socket; raises `OSError`."""
    if sys.platform == "win32":
        raise OSError("this system has no Unix sockets that Python can reach")
    await asyncio.get_running_loop().create_unix_connection(lambda: protocol, path)


class Ending(Protocol):
    """A connection that tells when it is gone."""

    @property
    def lost(self) -> asyncio.Event:
        """Set when the connection is gone."""


async def wait_for_end(connection: Ending) -> None:
    """Give the other side time to close the connection."""
    with anyio.move_on_after(END_GRACE):
        await connection.lost.wait()


async def hang_up(transport: asyncio.Transport, connection: Ending) -> None:
    """Say that nothing more will be sent, give the other side time to close, and cut the connection if it does not."""
    if not connection.lost.is_set():
        if transport.can_write_eof():
            transport.write_eof()
        else:
            transport.close()
        await wait_for_end(connection)
    transport.abort()
    await connection.lost.wait()


def describe_peer(transport: asyncio.Transport) -> dict[str, Any]:
    """Say where a connection leads, for people: address, and TLS version and cipher where it is encrypted."""
    peer = transport.get_extra_info("peername")
    facts: dict[str, Any] = {}
    if isinstance(peer, tuple):
        facts["address"] = f"{peer[0]}:{peer[1]}" if ":" not in peer[0] else f"[{peer[0]}]:{peer[1]}"
    encrypted = transport.get_extra_info("ssl_object")
    if encrypted is not None:
        facts["TLS"] = encrypted.version()
    return facts
