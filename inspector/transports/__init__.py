"""How bytes travel. The only package, with `authorization`, that opens sockets and starts processes.

May import servers, traffic and everything below.
"""
