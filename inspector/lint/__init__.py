"""What is wrong with a message, by rule, revision and section of the specification.

Pure: no I/O. May import protocol and jsonrpc.
"""
