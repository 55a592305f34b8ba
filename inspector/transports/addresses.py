"""From a host's name to a connected socket, step by step, so that each step can be timed."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from itertools import chain, zip_longest
from typing import Final, TypeVar

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


async def connect_stream(addresses: Iterable[str], port: int, local_address: str | None) -> SocketStream:
    """Connect a stream to the first address that answers. Raises `OSError`."""

    async def connect(address: str) -> SocketStream:
        return await anyio.connect_tcp(address, port, local_host=local_address)

    return await _first(addresses, connect, anyio.aclose_forcefully)


async def connect_socket(addresses: Iterable[str], port: int) -> socket.socket:
    """Connect a socket to the first address that answers. Raises `OSError`."""

    async def connect(address: str) -> socket.socket:
        found = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        try:
            found.setblocking(False)
            await asyncio.get_running_loop().sock_connect(found, (address, port))
        except BaseException:
            found.close()
            raise
        return found

    async def drop(spare: socket.socket) -> None:
        spare.close()

    return await _first(addresses, connect, drop)


_Connected = TypeVar("_Connected")


async def _first(
    addresses: Iterable[str],
    connect: Callable[[str], Awaitable[_Connected]],
    drop: Callable[[_Connected], Awaitable[None]],
) -> _Connected:
    """Connect to the first address that answers; the next is tried after a while. Raises what `connect` does."""
    connected: list[_Connected] = []
    errors: list[Exception] = []

    async def attempt(address: str, over: anyio.Event) -> None:
        try:
            connected.append(await connect(address))
        except (OSError, ValueError, OverflowError) as error:  # a port may be one that cannot be
            errors.append(error)
        else:
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
        for spare in connected:
            await drop(spare)
        raise
    for spare in connected[1:]:
        await drop(spare)
    if connected:
        return connected[0]
    if len(errors) == 1:
        raise errors[0]
    raise OSError(f"All of {len(errors)} addresses failed: {', '.join(map(str, errors))}")
