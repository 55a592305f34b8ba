"""Exit codes, as `--help` documents them."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How a run of the program ended."""

    FINE = 0
    UNEXPECTED = 1
    USAGE = 2
    AUTHORIZATION = 3
    NO_CONNECTION = 4
    SERVER_SAID_NO = 5
    FINDINGS = 6


HELP = """exit codes:
  0  fine
  1  unexpected error of this program
  2  usage: the arguments, or the configuration, could not be understood
  3  the server wants authorization first
  4  no connection, or no answer
  5  the server said no: an error, or a tool result with isError
  6  done, but with findings of severity error, and --strict was given
"""
