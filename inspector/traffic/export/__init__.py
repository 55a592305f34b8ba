"""What leaves a capture: as JSON lines, as HAR, as a capture of its own; redacted or as it was.

May import jsonrpc and protocol, and what it needs of traffic.
"""
