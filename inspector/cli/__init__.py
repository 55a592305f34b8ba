"""The command line: arguments, and the commands that need no window.

May import sessions and everything below; never Qt.
"""
