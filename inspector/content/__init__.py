"""A payload as something readable.

Pure: no I/O, no Qt. May import protocol and jsonrpc.
"""
