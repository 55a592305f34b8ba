"""JSON Schema as form description, example value and verdict.

Pure: no I/O, no Qt. May import protocol and jsonrpc.
"""
