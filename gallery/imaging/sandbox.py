"""Run a task on an untrusted picture in a child process and bring its answers back."""

import os
import select
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from gallery.errors import GalleryError, ImagingUnavailable, PictureTooLarge
from gallery.imaging import forkserver, frames
from gallery.imaging.frames import BrokenFrame, Frame
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import (
    busy,
    damaged,
    is_slow_itself,
    no_result,
    told_refusal,
    too_much_memory,
    too_slow,
)
from gallery.imaging.server import Server

PROGRAM = "from gallery.imaging.tasks import main; main()"
#: What one task may answer: a child that was taken over must not fill memory or the bucket.
MAX_ANSWERS, MAX_ANSWER_BYTES = 64, frames.MAX_BODY_BYTES
START_ATTEMPTS = 2
#: How long to wait for what a child cost that was killed: its memory has to be taken back.
KILL_SECONDS = 5.0
#: Staff wait for the preview of the next photo; for the renditions of this one nobody sits waiting.
BACKGROUND_NICENESS = 10


class Usage:
    """Tell what the last task of this call cost; asking waits until its child has ended."""

    def __init__(self) -> None:
        self._report: BinaryIO | None = None
        self._peak_memory_bytes, self._cpu_seconds = 0, 0.0

    @property
    def peak_memory_bytes(self) -> int:
        """Return the most memory that the child had at a time; 0 if there was none."""
        self._settle()
        return self._peak_memory_bytes

    @property
    def cpu_seconds(self) -> float:
        """Return the time of all its threads on processors, up to its end."""
        self._settle()
        return self._cpu_seconds

    def follow(self, report: socket.socket) -> None:
        """Read the report of a child that is ending when someone asks."""
        self._settle()
        self._report = report.makefile("rb")

    def take(self, told: bytes) -> int:
        """Note what the fork server reports, and return the child's wait status."""
        if self._report is not None:  # of a task before, which nobody asked about
            self._report.close()
            self._report = None
        status, peak_kib, self._cpu_seconds = forkserver.EXIT.unpack(told)
        self._peak_memory_bytes = peak_kib * 1024
        return int(status)

    def _settle(self) -> None:
        if self._report is None:
            return
        with self._report as report:
            self._report = None
            told = report.read(forkserver.EXIT.size)
        if len(told) == forkserver.EXIT.size:
            self.take(told)


class _Lost(Exception):
    """Report that the fork server died before it could tell what became of a task."""


def run(
    task: str,
    arguments: dict[str, Any],
    limits: Limits,
    *,
    picture: int | None = None,
    bodies: Sequence[bytes] = (),
    seconds: float | None = None,
    cores: int = 1,
    niceness: int = 0,
    usage: Usage | None = None,
) -> Iterator[Frame]:
    """Run ``task`` in a child and yield its answers as they come.

    ``picture`` is a descriptor open for reading. The child is killed ``seconds`` after the start,
    and when the iterator is closed. A task whose fork server was killed is started once more, if
    it had not answered yet. In one process as many children work at a time as there are
    processors, at least two; the others wait for their turn, which is not counted in ``seconds``.
    A child with ``niceness`` (0 to 19) leaves the processors to those that somebody waits for.

    :raises InvalidInput: the child's own refusal, or what its end tells: over the limit of time
        or memory, or a decoder that crashed.
    :raises ImagingUnavailable: through no fault of the picture: ``imaging_busy`` if ``seconds``
        are over in which the child hardly had a processor; no child could be started, or told
        of its end.
    """
    seconds = limits.decode_seconds if seconds is None else seconds
    call = _Call(task, arguments, limits, picture, tuple(bodies), seconds, cores, niceness)
    answered = False
    for _ in range(START_ATTEMPTS):
        try:
            with _SERVER.places:
                for frame in _attempt(call, usage):
                    answered = True
                    yield frame
        except _Lost:
            if answered:
                break
        else:
            return
    raise ImagingUnavailable(
        "Processing the picture was interrupted. Try again.", code="imaging_interrupted"
    )


@dataclass(frozen=True)
class _Call:
    task: str
    arguments: dict[str, Any]
    limits: Limits
    picture: int | None
    bodies: tuple[bytes, ...]
    seconds: float
    cores: int
    niceness: int


@dataclass
class _Taken:
    """Count what a child answered, and stop listening to one that answers too much."""

    answers: int = 0
    size_bytes: int = 0

    def counted(self, frame: Frame) -> Frame:
        self.answers += 1
        self.size_bytes += len(frame.body)
        if self.answers > MAX_ANSWERS or self.size_bytes > MAX_ANSWER_BYTES:
            raise no_result()
        return frame


def _attempt(call: _Call, usage: Usage | None) -> Iterator[Frame]:
    """Start one child and yield its answers.

    :raises _Lost: if nobody can tell how it ended.
    """
    deadline = time.monotonic() + call.seconds
    connection, report = _start(call)
    refusal: GalleryError | None = None
    finished = False
    taken = _Taken()
    with closing(connection), closing(report):
        try:
            _ask(connection, call)
            while not finished and refusal is None:
                frame = frames.receive(connection, deadline)
                if frame is None:
                    break
                kind = frame.header.get("kind")
                finished = kind == "done"
                if kind == "error":
                    refusal = told_refusal(frame.header)
                elif not finished:
                    yield taken.counted(frame)
            if finished:
                return _let_end(report, usage)
            status = _await_end(report, deadline, usage)
        except TimeoutError:
            raise _out_of_time(report, call, usage) from None
        except (BrokenFrame, ConnectionError):
            status = _await_end(report, deadline, usage)
    raise refusal or _explain(status, call)


def _let_end(report: socket.socket, usage: Usage | None) -> None:
    """Leave a child that has answered: taking back its memory takes the system 18 ms for 230 MB.

    Unless somebody asks what it cost, closing the report will end it, if it has not ended itself.
    """
    if usage is not None:
        usage.follow(report)


def _ask(connection: socket.socket, call: _Call) -> None:
    """Send the request; the child reads all of it before it answers."""
    limits, count = asdict(call.limits), len(call.bodies)
    header = {**call.arguments, "task": call.task, "bodies": count, "limits": limits}
    connection.settimeout(call.seconds)
    frames.send(connection, Frame(header))
    for body in call.bodies:
        frames.send(connection, Frame({}, body))


def _start(call: _Call) -> tuple[socket.socket, socket.socket]:
    """Order a child; if the fork server is gone, start another one, once."""
    memory_bytes, cpu_seconds = call.limits.decode_memory_bytes, call.seconds * call.cores
    order = forkserver.ORDER.pack(memory_bytes, cpu_seconds, call.niceness)
    ours, theirs = socket.socketpair()
    report, report_end = socket.socketpair()
    nothing = os.open(os.devnull, os.O_RDONLY)
    fds = [nothing if call.picture is None else call.picture, theirs.fileno(), report_end.fileno()]
    try:
        for _ in range(START_ATTEMPTS):
            try:
                socket.send_fds(_SERVER.control(), [order], fds)
            except OSError:
                _SERVER.discard()
                continue
            return ours, report
    finally:
        theirs.close()
        report_end.close()
        os.close(nothing)
    ours.close()
    report.close()
    raise ImagingUnavailable("Pictures cannot be processed at the moment. Try again later.")


def warm_up() -> None:
    """Start this process's fork server ahead of the first picture, which would wait a second."""
    _SERVER.control()


_SERVER = Server(PROGRAM)


def _out_of_time(
    report: socket.socket, call: _Call, usage: Usage | None
) -> PictureTooLarge | ImagingUnavailable:
    """Kill a child whose time is over, and say whether it or a busy machine took so long."""
    cost = usage or Usage()
    report.shutdown(socket.SHUT_WR)
    try:
        status = _await_end(report, time.monotonic() + KILL_SECONDS, cost)
    except TimeoutError:
        status = None
    is_known = status is not None
    its_own = is_known and is_slow_itself(cost.cpu_seconds, call.seconds)
    return too_slow(call.seconds) if its_own else busy(call.seconds)


def _await_end(report: socket.socket, deadline: float, usage: Usage | None) -> int | None:
    """Return the wait status of a child that has said all it will, or None if nobody knows.

    :raises TimeoutError: if it does not end; closing the report will kill it.
    """
    left_ms = max(0.0, deadline - time.monotonic()) * 1000
    waiting = select.poll()
    waiting.register(report, select.POLLIN)
    if not waiting.poll(left_ms):
        raise TimeoutError
    told = report.recv(forkserver.EXIT.size, socket.MSG_WAITALL)
    if len(told) < forkserver.EXIT.size:
        return None
    return (usage or Usage()).take(told)


def _explain(status: int | None, call: _Call) -> Exception:
    """Say what the end of a child that gave no answer means."""
    if status is None:
        return _Lost()
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU:
            return too_slow(call.seconds)
        if number == signal.SIGKILL:
            return too_much_memory(call.limits)
    return damaged("its decoder gave up", "picture_decoder_failed")
