"""The stdio transport: a process, one message a line.

https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio

Built on asyncio's subprocess protocol, not on its streams: what the pipe gives is cut, recorded and handed on in
the callback that read it, with no line limit and no task switch per line.
"""

import asyncio
import os
import sys
import time
from collections import deque
from contextlib import suppress
from typing import IO, Any, ClassVar, Final

import anyio
from anyio.abc import TaskStatus
from typing_extensions import override

from inspector.jsonrpc.lines import LineSplitter
from inspector.lint.situations import Situation
from inspector.servers.definition import StdioSettings
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Tap
from inspector.transports.base import Headers, OpenError, Receiver, Transport
from inspector.transports.environment import find_command, server_environment
from inspector.transports.failure import SESSION_CLOSED, Failure, Reason
from inspector.transports.process_tree import end_tree, new_group_options
from inspector.transports.waiting import first_of

CLOSE_GRACE: Final = 2.0
"""Seconds a server has to exit after its standard input was closed."""

DRAIN_GRACE: Final = 0.5
"""Seconds that output may still come after the process has exited, from children that hold the pipe."""

EXIT_GRACE: Final = 1.0
"""Seconds a server has to exit after it closed its standard output."""

_LONGEST_STDERR_LINE: Final = 1 << 20
"""Bytes of a line of standard error that are kept as one record."""

_PIPE_BYTES: Final = 1 << 18
_READ_BYTES: Final = 1 << 16
"""What is read at once: 700 short messages, which are looked at and written before the next turn."""

_GLANCE: Final = 60e-6
"""Seconds that are given to an answer that comes at once."""
_GLANCES: Final = 50
_STDERR_KEPT: Final = 20
_STDIN, _STDOUT, _STDERR = 0, 1, 2


class StdioTransport(Transport):
    """A server started as a child process. Every line of stdout and stderr is a record; so are start and exit."""

    name: ClassVar[str] = "stdio"
    queues_requests: ClassVar[bool] = True
    line_framed: ClassVar[bool] = True

    def __init__(self, tap: Tap, settings: StdioSettings) -> None:
        super().__init__(tap)
        self._settings = settings
        self._process: asyncio.SubprocessTransport | None = None
        self._pipes: _Pipes | None = None
        self._closing = asyncio.Event()
        self._ended_here = False

    @override
    async def run(self, receiver: Receiver, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> Failure:
        pipes = self._pipes = _Pipes(self.tap, receiver)
        process = self._process = await self._start(pipes)
        try:
            task_status.started()
            await first_of(self._closing, pipes.exited, pipes.mute)
            with anyio.move_on_after(EXIT_GRACE):
                await first_of(self._closing, pipes.exited)
            fell_mute = not pipes.exited.is_set()
        finally:
            self._ended_here = not pipes.exited.is_set()
            with anyio.CancelScope(shield=True):
                await self._shut_down(process, pipes)
        if self._closing.is_set():
            return SESSION_CLOSED
        if fell_mute:
            return _fell_mute(self._settings)
        return _exited(self._settings, process.get_returncode(), pipes.last_words())

    async def _start(self, pipes: "_Pipes") -> asyncio.SubprocessTransport:
        settings = self._settings
        environment = await server_environment(settings.env)
        program = find_command(settings.command, environment, settings.cwd)
        try:
            process, _ = await asyncio.get_running_loop().subprocess_exec(
                lambda: pipes, program, *settings.args, cwd=settings.cwd, env=environment, **new_group_options()
            )
        except (OSError, ValueError) as error:
            raise OpenError(_not_started(settings, error)) from error
        pid = process.get_pid()
        self.tap.local(
            Kind.PROCESS,
            {"event": "start", "pid": pid, "command": [settings.command, *settings.args], "cwd": settings.cwd},
        )
        return process

    async def _shut_down(self, process: asyncio.SubprocessTransport, pipes: "_Pipes") -> None:
        """End in the orderly way (specification, Shutdown): close standard input, wait, then end what is left."""
        stdin = process.get_pipe_transport(_STDIN)
        if stdin is not None:
            stdin.close()
        with anyio.move_on_after(CLOSE_GRACE):
            await pipes.exited.wait()
        stayed = not pipes.exited.is_set()
        await end_tree(process.get_pid(), pipes.exited)
        await pipes.drained(DRAIN_GRACE)
        facts = {"event": "exit", "pid": process.get_pid(), "code": process.get_returncode()}
        self._judge_end(self.tap.local(Kind.PROCESS, facts), process.get_returncode(), pipes.receiver, stayed=stayed)
        process.close()

    def _judge_end(self, record: Record, code: int | None, receiver: Receiver, *, stayed: bool) -> None:
        """Tell of a process that ended badly: by itself and with an error, or not when it was asked to."""
        if stayed:
            sentence = (
                f"The process went on {CLOSE_GRACE:g} seconds after its standard input was closed, and was ended."
            )
            receiver.noticed(Situation.PROCESS_IGNORED_CLOSE, record, sentence)
        elif code and not self._ended_here:
            sentence = f"The process ended by itself with {_how(code)}."
            receiver.noticed(Situation.PROCESS_CRASHED, record, sentence)

    @override
    async def send(self, record: Record, headers: Headers = ()) -> None:
        stdin = self._process.get_pipe_transport(_STDIN) if self._process is not None else None
        pipes = self._pipes
        if stdin is None or pipes is None:
            return
        if (stdin.is_closing() or pipes.exited.is_set()) and await self._is_shut(stdin, pipes, record):
            return
        record.raw += b"\n"
        self.tap.keep(record)
        stdin.write(record.raw)  # type: ignore[attr-defined]  # get_pipe_transport is typed as its base class
        if stdin.is_closing() and await self._is_shut(stdin, pipes, record):  # the loop had no turn to notice it before
            return
        if record.shape == "request":
            pipes.glance()
        if pipes.full and record.shape != "request":
            await pipes.writable.wait()

    async def _is_shut(self, stdin: asyncio.BaseTransport, pipes: "_Pipes", record: Record) -> bool:
        """Tell whether nothing can be sent any more, and give word that the record is not delivered."""
        if stdin.is_closing():
            with anyio.move_on_after(EXIT_GRACE):  # one that exits closes its input first, and may be about to say why
                await pipes.exited.wait()
        elif not pipes.exited.is_set():
            return False
        if not pipes.exited.is_set():
            pipes.receiver.undelivered(record, _DEAF)
        elif record.shape != "request":  # a request hears of the end itself
            pipes.receiver.undelivered(record, Failure(Reason.CLOSED, "The process had ended before this was sent."))
        return True

    @override
    def close(self) -> None:
        self._closing.set()

    @override
    def facts(self) -> dict[str, Any]:
        return {} if self._process is None else {"pid": self._process.get_pid()}


class _Pipes(asyncio.SubprocessProtocol):
    """Hears the process: cuts lines, records them, hands on those of stdout."""

    def __init__(self, tap: Tap, receiver: Receiver) -> None:
        self.receiver = receiver
        self.exited = asyncio.Event()
        self.mute = asyncio.Event()
        """Set when standard output is at its end, so that no answer can come any more."""
        self.full = False
        self._stdout: IO[bytes] | None = None
        self._glances = 0
        self.writable = asyncio.Event()
        self._tap = tap
        self._splitters = {_STDOUT: LineSplitter(), _STDERR: LineSplitter(_LONGEST_STDERR_LINE)}
        self._open = {_STDOUT, _STDERR}
        self._all_read = asyncio.Event()
        self._stderr: deque[bytes] = deque(maxlen=_STDERR_KEPT)

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Read standard output without a turn of the loop between the pipe and this."""
        assert isinstance(transport, asyncio.SubprocessTransport)  # noqa: S101 - asyncio's types say less than it does
        stdout = transport.get_pipe_transport(_STDOUT)
        if isinstance(stdout, asyncio.ReadTransport):
            stdout.set_protocol(_Shortcut(self, stdout.get_protocol()))
            _widen(stdout.get_extra_info("pipe"))
            if hasattr(stdout, "max_size"):  # where asyncio reads pipes itself
                stdout.max_size = _READ_BYTES
            if sys.platform != "win32":  # where pipes are no file descriptors
                self._stdout = stdout.get_extra_info("pipe")

    def glance(self) -> None:
        """Look for an answer that comes at once, before the loop takes its turn; that takes longer than most pings.

        Not again and again, though: whatever else wants the loop gets it after a few milliseconds.
        """
        if self._stdout is None or self._glances >= _GLANCES:
            return
        end = time.perf_counter() + _GLANCE
        while True:
            try:
                data = os.read(self._stdout.fileno(), _PIPE_BYTES)
            except BlockingIOError:
                if time.perf_counter() > end:
                    return
                continue
            except (OSError, ValueError):  # the pipe is broken, or closed already
                return
            if data:  # the end of the pipe is left to asyncio
                self._glances += 1
                self._take(_STDOUT, self._splitters[_STDOUT].feed(data))
            return

    @override
    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self._glances = 0
        self._take(fd, self._splitters[fd].feed(data))

    @override
    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        if fd == _STDIN:
            self.resume_writing()
            return
        rest = self._splitters[fd].finish()
        if rest:
            (record,) = self._take(fd, [rest])
            if fd == _STDOUT:
                sentence = "Standard output ended in the middle of a line; every message has to end with a line feed."
                self.receiver.noticed(Situation.LAST_LINE_UNENDED, record, sentence)
        self._open.discard(fd)
        if fd == _STDOUT:
            self.mute.set()
        if not self._open:
            self._all_read.set()

    @override
    def process_exited(self) -> None:
        self.exited.set()
        self.resume_writing()

    @override
    def pause_writing(self) -> None:
        self.full = True
        self.writable.clear()

    @override
    def resume_writing(self) -> None:
        self.full = False
        self.writable.set()

    def _take(self, fd: int, lines: list[bytes]) -> list[Record]:
        """Record the lines of one read, all of them before the first is looked at."""
        if fd == _STDERR:
            self._stderr += lines
            return self._tap.received_together(Kind.STDERR, lines)
        records = self._tap.received_together(Kind.MESSAGE, lines) if lines else []
        received = self.receiver.received
        for record in records:
            received(record, record.raw)
        self._tap.rest()
        return records

    async def drained(self, limit: float) -> None:
        """Wait until both pipes are read to their end, at most `limit` seconds; then take what is left over."""
        with anyio.move_on_after(limit):
            await self._all_read.wait()
        for fd in tuple(self._open):
            self.pipe_connection_lost(fd, None)

    def last_words(self) -> str:
        """Give the last lines of standard error."""
        return b"".join(self._stderr).decode("utf-8", errors="replace").strip()


class _Shortcut(asyncio.Protocol):
    """Stands before the protocol that asyncio puts on a child's pipe, which takes a turn of the loop for each read."""

    def __init__(self, pipes: _Pipes, standing: asyncio.BaseProtocol) -> None:
        self._pipes = pipes
        self._standing = standing

    @override
    def data_received(self, data: bytes) -> None:
        self._pipes.pipe_data_received(_STDOUT, data)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._standing.connection_lost(exc)


def _widen(pipe: Any) -> None:
    """Let a pipe hold more, where the system can, so that a server in full flood need not wait for each reading."""
    if sys.platform == "linux":
        import fcntl  # not there on Windows

        with suppress(OSError, ValueError):  # the user has used up what pipes may hold, or the server has ended already
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


_DEAF: Final = Failure(
    Reason.CLOSED,
    "The server has closed its standard input, so that nothing can be sent to it any more.",
    "Connect again; if it happens again, look at its standard error in the message log.",
)


def _fell_mute(settings: StdioSettings) -> Failure:
    return Failure(
        Reason.CLOSED,
        f'The server "{settings.command_line}" has closed its standard output without ending, and was ended.',
        "Its last words on standard error are in the message log.",
    )


def _not_started(settings: StdioSettings, error: Exception) -> Failure:
    line = settings.command_line
    if isinstance(error, FileNotFoundError) and settings.cwd and error.filename == settings.cwd:
        return Failure(
            Reason.START,
            f'The command "{line}" could not be started, because the folder "{settings.cwd}" does not exist.',
            "Correct the working directory.",
        )
    if isinstance(error, FileNotFoundError):
        return Failure(
            Reason.START,
            f'The command "{line}" could not be started, because "{settings.command}" was not found.',
            "Check the spelling, install it, or give its full path.",
        )
    if isinstance(error, PermissionError):
        return Failure(
            Reason.START,
            f'The command "{line}" could not be started, because "{settings.command}" may not be executed.',
            "Make the file executable, or name the program that runs it first.",
        )
    return Failure(Reason.START, f'The command "{line}" could not be started: {error}.', "Check command and arguments.")


def _exited(settings: StdioSettings, code: int | None, last_words: str) -> Failure:
    help_text = (
        "Its last words on standard error are in the message log."
        if last_words
        else "It wrote nothing to standard error; run the command in a terminal to see what it does."
    )
    return Failure(
        Reason.CLOSED,
        f'The server "{settings.command_line}" has ended with {_how(code)}.',
        help_text,
        detail=last_words,
    )


def _how(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
