"""Everything the user sees; the only package that imports Qt and qasync.

May import sessions and everything below.
"""
