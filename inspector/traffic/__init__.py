"""What crossed the wire, kept: records, the recorder, the capture on disk.

May import protocol and jsonrpc.
"""
