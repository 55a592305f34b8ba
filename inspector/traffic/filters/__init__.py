"""The filter language of the message log: text to syntax, syntax to SQL.

May import jsonrpc and protocol, and what it needs of traffic.
"""
