"""Bytes to messages and back: line framing, the SSE parser, a parse that never raises.

Pure: no I/O. Imports nothing of this program.
"""
