"""Serve one of them."""

import sys

from .registry import STDIO


def main():
    name = sys.argv[-1]
    from . import families  # noqa: F401 - registers them
    from .server import Server

    server = Server()
    STDIO[name](server)
    server.serve()


main()
