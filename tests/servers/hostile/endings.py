"""Processes: how they end, or do not, and what they do to their pipes."""

import os
import signal
import sys
import time

from .good import good, line
from .registry import STDIO, stdio
from .server import hold_on


def _ends(name, key, how, doc):
    """Register a server that ends when `key` comes, in the way of `how`."""

    def make(s):
        s.on(key, lambda request: how(s, request))

    make.__doc__ = doc
    STDIO[name] = make


def _code(code):
    return lambda s, request: os._exit(code)


def _signal(number):
    return lambda s, request: os.kill(os.getpid(), number)


def _late(s, request):
    time.sleep(1)
    os._exit(2)


def _mid_line(s, request):
    s.write(line(good(request))[:20])
    os._exit(1)


def _last_words(s, request):
    os.write(2, "Traceback: äh\nno last line end".encode())
    os._exit(3)


def _after_answer(s, request):
    s.good(request)
    os._exit(0)


def _answer_unended(s, request):
    s.write(line(good(request))[:-1])
    os._exit(0)


_ends("exits-on-discover", "server/discover", _code(2), "Does not survive the probe.")
_ends("exits-late-on-discover", "server/discover", _late, "Does not survive the probe, but takes its time.")
_ends("exits-on-initialize", "initialize", _code(4), "Ends when the handshake comes.")
_ends("exits-after-initialize", "notifications/initialized", _code(5), "Ends when the handshake is through.")
_ends("exits-on-list", "tools/list", _code(6), "Ends when its tools are asked for.")
_ends("exits-mid-line", "vice", _mid_line, "Ends in the middle of an answer.")
_ends("exits-during-call", "vice", _code(7), "Ends during a call.")
_ends("exits-with-nothing-wrong", "vice", _code(0), "Ends during a call, and calls it a success.")
_ends("exits-with-last-words", "vice", _last_words, "Ends during a call with words on standard error.")
_ends("exits-after-answer", "vice", _after_answer, "Ends right after an answer.")
_ends("exits-without-line-end", "vice", _answer_unended, "Ends after an answer that has no line end.")
_ends("killed-during-call", "vice", _signal(signal.SIGKILL), "Is killed during a call.")
_ends("segfaults-during-call", "vice", _signal(signal.SIGSEGV), "Crashes during a call.")
_ends("stops-during-call", "vice", _signal(signal.SIGSTOP), "Is stopped during a call, and does not even end.")


@stdio
def exits_before_anything(s):
    """Ends at once."""
    s.first(lambda: os._exit(1))


@stdio
def exits_with_usage(s):
    """Prints how it wants to be started, to standard output, and ends."""

    def usage():
        s.write(b"usage: server [--port PORT]\nerror: no port")
        os._exit(64)

    s.first(usage)


@stdio
def never_reads(s):
    """Never reads its standard input, so that the pipe fills up."""
    s.first(hold_on)


@stdio
def stops_reading(s):
    """Answers the last list and reads no more."""
    s.on("prompts/list", lambda request: (s.good(request), hold_on()))


@stdio
def never_writes(s):
    """Reads everything and writes nothing."""
    s.on(None, lambda request: None)


@stdio
def closes_stdout(s):
    """Closes its standard output during a call, and lives on."""

    def close(request):
        os.close(1)
        hold_on()

    s.on("vice", close)


@stdio
def closes_stdin(s):
    """Closes its standard input after an answer, and lives on."""

    def close(request):
        os.close(0)
        s.good(request)
        hold_on()

    s.on("vice", close)


@stdio
def child_holds_pipe(s):
    """Ends during a call, while a child of it holds the pipes."""

    def leave(request):
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            hold_on()
        os._exit(9)

    s.on("vice", leave)


@stdio
def daemon_holds_pipe(s):
    """Ends during a call, while a daemon of it holds the pipes; no group finds that one."""

    def leave(request):
        if os.fork() == 0:
            os.setsid()
            hold_on(2)
            os._exit(0)
        os._exit(9)

    s.on("vice", leave)


@stdio
def children_write_on(s):
    """Has a child that goes on writing messages after its parent has ended."""

    def leave(request):
        if os.fork() == 0:
            while True:
                s.notify("notifications/message", {"level": "info", "data": "still here"})
                time.sleep(0.01)
        os._exit(0)

    s.on("vice", leave)


@stdio
def ignores_sigterm(s):
    """Ignores the end of its standard input and SIGTERM."""

    def stay():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)

    s.first(stay)
    serve = s.serve
    s.serve = lambda: (serve(), hold_on())


@stdio
def floods_at_the_end(s):
    """Writes for as long as it can once its standard input is closed."""
    serve = s.serve

    def flood():
        serve()
        while True:
            s.notify("notifications/message", {"level": "info", "data": "bye"}, times=100)

    s.serve = flood


@stdio
def stderr_flood(s):
    """Writes 100 000 lines to standard error during a call."""

    def flood(request):
        for _ in range(100):
            os.write(2, b"debug: something happened\n" * 1000)
        s.good(request)

    s.on("vice", flood)


@stdio
def stderr_without_line_end(s):
    """Writes 20 MB to standard error without one line end."""

    def flood(request):
        for _ in range(20):
            _write_all(2, b"." * 1_000_000)
        s.good(request)

    s.on("vice", flood)


@stdio
def stderr_binary(s):
    """Writes bytes to standard error that are no text."""

    def flood(request):
        _write_all(2, bytes(range(256)) * 100)
        s.good(request)

    s.on("vice", flood)


@stdio
def closes_stderr(s):
    """Closes its standard error at once."""
    s.first(lambda: os.close(2))


@stdio
def answers_on_stderr(s):
    """Answers a call on standard error."""
    s.on("vice", lambda request: _write_all(2, line(good(request))))


@stdio
def message_on_close(s):
    """Writes a request and half a line when its standard input is closed."""
    serve = s.serve

    def last():
        serve()
        s.say({"jsonrpc": "2.0", "id": 1, "method": "roots/list"})
        s.write(b'{"jsonrpc": "2.0", "meth')
        sys.exit(0)

    s.serve = last


def _write_all(descriptor, raw):
    view = memoryview(raw)
    while view:
        view = view[os.write(descriptor, view) :]
