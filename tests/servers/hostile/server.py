"""A server over a pair of byte streams: good, until a vice is put in."""

import json
import os
import sys
import time

from .good import good, key_of, line, reply


class Copy:
    """Keeps what was written, in the file a test named."""

    def __init__(self):
        path = os.environ.get("HOSTILE_COPY")
        self._file = open(path, "ab", buffering=0) if path else None  # noqa: PTH123, SIM115 - lives as long as the process

    def keep(self, raw):
        if self._file is not None:
            self._file.write(raw)


class Server:
    """One connection. `on(key, …)` says what to do about a tool or a method; the rest is answered well."""

    modern = False

    def __init__(self, source=None, sink=1):
        self._source = source if source is not None else sys.stdin.buffer
        self._sink = sink
        self._copy = Copy()
        self._vices = {}
        self._start = None

    # -- what a vice is made of -------------------------------------------------------------------------------

    def on(self, key, do):
        """Do something else than to answer, where `key` is a tool, a method, or None for all."""
        self._vices[key] = do

    def first(self, do):
        """Do something before anything is read."""
        self._start = do

    def result(self, key, result):
        """Answer with another result."""
        self.on(key, lambda request: self.say(reply(request, result)))

    def write(self, raw):
        """Write bytes as they are, all of them."""
        self._copy.keep(raw)
        view = memoryview(raw)
        while view:
            view = view[os.write(self._sink, view) :]

    def say(self, *messages):
        """Write messages, a line each."""
        self.write(b"".join(line(message) for message in messages))

    def notify(self, method, params=None, times=1):
        """Write a notification, often."""
        note = {"jsonrpc": "2.0", "method": method} | ({} if params is None else {"params": params})
        self.write(line(note) * times)

    def good(self, request):
        """Answer well."""
        self.say(good(request, self.modern))

    # -- the loop ---------------------------------------------------------------------------------------------

    def read(self):
        """Give the next message, or None when there is no more."""
        raw = self._source.readline()
        return json.loads(raw) if raw else None

    def serve(self):
        if self._start is not None:
            self._start()
        while (message := self.read()) is not None:
            self.take(message)

    def take(self, message):
        do = self._vices.get(key_of(message), self._vices.get(None))
        if do is not None:
            do(message)
        elif "id" in message and "method" in message:
            self.good(message)


def hold_on(seconds=60):
    """Live without doing anything, until killed."""
    time.sleep(seconds)
