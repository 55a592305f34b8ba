"""What the user can do with a server, as coroutines: peer, eras, catalog.

Plain anyio: runs in the I/O thread, in a test and under the command line. May import transports and everything below.
"""
