"""From a host's name to a connected socket, step by step, so that each step can be timed."""

import ipaddress
import socket
from collections.abc import Iterable
from itertools import chain, zip_longest
from typing import Final

import anyio
from anyio.abc import SocketStream

_NEXT_ADDRESS: Final = 0.25
"""Seconds until the next address of a host is tried beside the ones before (RFC 8305, 5)."""


def is_address(host: str) -> bool:
    """Tell whether a host needs no resolving."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def resolve(host: str, port: int) -> list[str]:
    """Give a host's addresses in the order to try them: the families in turn (RFC 8305, 4). Raises `OSError`."""
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    by_family: dict[int, list[str]] = {}
    for family, _type, _protocol, _name, address in found:
        by_family.setdefault(family, []).append(address[0])
    in_turn = chain.from_iterable(zip_longest(*_families(by_family)))
    return list(dict.fromkeys(address for address in in_turn if address is not None))


def _families(by_family: dict[int, list[str]]) -> list[list[str]]:
    """Put addresses of IPv6 before all others."""
    return [by_family[family] for family in sorted(by_family, key=lambda family: family != socket.AF_INET6)]


async def connect_first(addresses: Iterable[str], port: int, local_address: str | None) -> SocketStream:
    """Connect to the first address that answers; the next is tried after a while. Raises `OSError`."""
    connected: list[SocketStream] = []
    errors: list[OSError] = []

    async def attempt(address: str, over: anyio.Event) -> None:
        try:
            stream = await anyio.connect_tcp(address, port, local_host=local_address)
        except OSError as error:
            errors.append(error)
        else:
            connected.append(stream)
            tasks.cancel_scope.cancel()
        finally:
            over.set()

    try:
        async with anyio.create_task_group() as tasks:
            for address in addresses:
                over = anyio.Event()
                tasks.start_soon(attempt, address, over)
                with anyio.move_on_after(_NEXT_ADDRESS):
                    await over.wait()
    except BaseException:
        for stream in connected:
            await anyio.aclose_forcefully(stream)
        raise
    if not connected:
        cause = errors[0] if len(errors) == 1 else ExceptionGroup("several addresses were tried", errors)
        raise OSError("All connection attempts failed") from cause
    for spare in connected[1:]:
        await anyio.aclose_forcefully(spare)
    return connected[0]
