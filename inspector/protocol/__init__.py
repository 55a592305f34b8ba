"""What MCP means: revisions, methods, capabilities, header values, tolerant views.

Pure: no I/O. May import jsonrpc.
"""
