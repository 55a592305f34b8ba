"""Configured servers: definitions, and the files other clients keep them in.

May import protocol and jsonrpc.
"""
