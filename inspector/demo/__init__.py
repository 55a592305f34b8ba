"""The servers that come with the program, written with the official SDK.

Stands alone: imports nothing else of this program, and nothing imports it; it is started as a process.
"""
