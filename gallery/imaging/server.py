"""Start the fork server, keep it, and replace it when it is gone."""

import atexit
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

STOP_SECONDS = 5
#: A picture's buffers are used again instead of being given back to the system and zeroed anew
#: for each size: 7 to 9 % less CPU. Both are needed; 32 MB is the most that glibc takes.
KEEP_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(32 * 1024 * 1024),
    "MALLOC_TRIM_THRESHOLD_": str(1024 * 1024 * 1024),
}


class Server:
    """Own this process's fork server: started at first use, again after a fork or its death."""

    def __init__(self, program: str) -> None:
        self.program = program
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.connection: socket.socket | None = None
        self.owner_pid = 0
        self.registered = False
        self.places = _places()

    def control(self) -> socket.socket:
        """Return the line to a living fork server."""
        with self.lock:
            alive = self.process is not None and self.process.poll() is None
            if self.connection is None or not alive or self.owner_pid != os.getpid():
                self._stop()
                self._start()
            assert self.connection is not None  # noqa: S101 (for the type checker)
            return self.connection

    def discard(self) -> None:
        """Stop the fork server; the next call starts a new one."""
        with self.lock:
            self._stop()

    def _start(self) -> None:
        if not self.registered:
            self.registered = True
            atexit.register(self.discard)
            # A lock held by another thread during a fork would stay locked in the new process.
            os.register_at_fork(after_in_child=self._renew_locks)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 (this interpreter, our own program)
                [sys.executable, "-c", self.program, str(theirs.fileno()), str(os.getpid())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd="/",
                # Nothing of the service's environment: its secrets are there. One malloc arena,
                # because each further one reserves 64 MB of address space. One thread of BLAS,
                # because numpy would start more and a server with threads must not fork.
                env={
                    "PYTHONPATH": _import_path(),
                    "MALLOC_ARENA_MAX": "1",
                    **KEEP_MEMORY,
                    "OPENBLAS_NUM_THREADS": "1",
                },
            )
        self.connection, self.owner_pid = ours, os.getpid()

    def _stop(self) -> None:
        if self.connection is not None:
            self.connection.close()  # The server ends when the line closes.
        if self.process is not None and self.owner_pid == os.getpid():
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = self.connection = None

    def _renew_locks(self) -> None:
        self.lock, self.places = threading.Lock(), _places()


def _places() -> threading.Semaphore:
    """Bound how many children there are at once, and so the memory that uploads can take."""
    return threading.Semaphore(max(2, len(os.sched_getaffinity(0))))


def _import_path() -> str:
    """Return this process's import path; relative entries would mean another folder there."""
    return os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
