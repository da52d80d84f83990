"""The process that holds the decoders warm and forks one short-lived child for each task.

Runs as a program of its own, started by ``sandbox`` with an empty environment: neither it nor its
children ever held the service's secrets. Single-threaded, so that forking is safe. It ends when
its parent ends, whatever the reason.
"""

import ctypes
import gc
import math
import os
import resource
import select
import signal
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress

ORDER = struct.Struct(">Qdi")  # memory in bytes, CPU seconds, niceness
EXIT = struct.Struct(">iId")  # wait status, peak memory in KiB, CPU seconds
FDS_PER_ORDER = 3
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
MAX_OPEN_FILES = 64
PAGE_BYTES = resource.getpagesize()

Handler = Callable[[socket.socket, int], None]


def serve(control: socket.socket, parent_pid: int, handler: Handler) -> None:
    """Fork a child for each order until the parent is gone.

    An order carries the limits and three descriptors: the picture, the connection to talk on and
    the line for the exit report. The parent stops a task by closing its end of that line, or by
    shutting it for writing, and then still hears what the task cost.
    """
    parent = os.pidfd_open(parent_pid)
    if os.getppid() != parent_pid:
        return
    gc.freeze()
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(parent, select.POLLIN)
    running = _Running(poll)
    while True:
        ready = {fd for fd, _events in poll.poll()}
        if parent in ready:
            return
        # Ends before starts: a new descriptor may get the number of one closed in this round.
        for fd in ready - {control.fileno()}:
            running.attend(fd)
        if control.fileno() in ready:
            message, fds, _flags, _address = socket.recv_fds(control, ORDER.size, FDS_PER_ORDER)
            if not message:
                return
            running.start(message, fds, control, handler)


class _Running:
    """Keep the children: each has a pidfd that tells of its end and a line for its report."""

    def __init__(self, poll: "select.poll") -> None:
        self.poll = poll
        self.reports: dict[int, tuple[int, int]] = {}  # pidfd -> pid, report line
        self.pidfds: dict[int, int] = {}  # report line -> pidfd

    def start(
        self, message: bytes, fds: list[int], control: socket.socket, handler: Handler
    ) -> None:
        memory_bytes, cpu_seconds, niceness = ORDER.unpack(message)
        picture, connection, report = fds
        server_pid = os.getpid()
        pid = os.fork()
        if pid == 0:
            control.close()
            for inherited in (report, *self.reports, *self.pidfds):
                os.close(inherited)
            os.nice(niceness)
            _confine(server_pid, memory_bytes, cpu_seconds)
            handler(socket.socket(fileno=connection), picture)
            os._exit(0)
        os.close(picture)
        os.close(connection)
        pidfd = os.pidfd_open(pid)
        self.reports[pidfd] = (pid, report)
        self.pidfds[report] = pidfd
        self.poll.register(pidfd, select.POLLIN)
        self.poll.register(report, select.POLLRDHUP)  # the parent wants it stopped

    def attend(self, fd: int) -> None:
        if fd in self.pidfds:
            pid, _ = self.reports[self.pidfds[fd]]
            os.kill(pid, signal.SIGKILL)  # still a child of ours: the pid cannot be another's
            self.poll.unregister(fd)
            return
        if fd not in self.reports:
            return
        pid, report = self.reports.pop(fd)
        del self.pidfds[report]
        _, status, usage = os.wait4(pid, 0)
        self.poll.unregister(fd)
        self._forget(report)
        cpu_seconds = usage.ru_utime + usage.ru_stime
        with suppress(BrokenPipeError):  # Nobody waits for the report of a stopped task.
            os.write(report, EXIT.pack(status, usage.ru_maxrss, cpu_seconds))
        os.close(fd)
        os.close(report)

    def _forget(self, report: int) -> None:
        with suppress(KeyError):  # A stopped task's line is unregistered already.
            self.poll.unregister(report)


def _confine(server_pid: int, memory_bytes: int, cpu_seconds: float) -> None:
    """Take from this child what a decoder does not need, before it sees a foreign byte."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != server_pid:
        os._exit(1)  # The server died between the fork and the line above.
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    # The limit is on address space, of which libraries reserve more than they touch: allow what
    # is mapped now plus what is left of the budget for pages really in memory.
    mapped, resident = _memory_pages()
    allowance = mapped * PAGE_BYTES + max(0, memory_bytes - resident * PAGE_BYTES)
    resource.setrlimit(resource.RLIMIT_AS, (allowance, allowance))
    seconds = math.ceil(cpu_seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_OPEN_FILES, MAX_OPEN_FILES))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stderr.fileno())


def _memory_pages() -> tuple[int, int]:
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 (no object needed)
        mapped, resident = statm.read().split()[:2]
    return int(mapped), int(resident)
