"""Watching a conversation: what is odd around messages, which no look at one of them can tell.

Works on what the peer has paired already, with a few dict lookups a message, and remembers a bounded number of
things. May import what `sessions` may, but nothing of `sessions` itself.
"""
