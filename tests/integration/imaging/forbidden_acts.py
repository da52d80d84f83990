"""Acts that a decoder never needs; the program that a test's fork server runs in its children."""

import ctypes
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from gallery.imaging import tasks
from gallery.imaging.frames import Frame

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, PTRACE_ATTACH, IO_URING_SETUP = 0x10000000, 16, 425


def call(result: int) -> None:
    """Raise what a call of the C library reports."""
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def acts(folder: Path) -> dict[str, Callable[[], object]]:
    """Name each act; ``folder`` is one that the service could write to."""
    kept = str(folder / "kept")
    return {
        "an internet socket": lambda: socket.socket(socket.AF_INET),
        "a local socket": lambda: socket.socket(socket.AF_UNIX),
        "a pair of sockets": socket.socketpair,
        "a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
        "a process": os.fork,
        "a program by way of subprocess": lambda: subprocess.run(["/bin/true"], check=False),
        "a file to write": lambda: open(folder / "new", "w"),  # noqa: PTH123
        "a file to append to": lambda: os.open(kept, os.O_RDWR | os.O_APPEND),
        "reading a file of the service": lambda: os.open(kept, os.O_RDONLY),
        "reading /etc/passwd": lambda: os.open("/etc/passwd", os.O_RDONLY),
        "reading the fork server's memory": lambda: os.open(f"/proc/{os.getppid()}/mem", 0),
        "deleting": lambda: os.unlink(kept),  # noqa: PTH108
        "renaming": lambda: os.rename(kept, kept + "2"),  # noqa: PTH104
        "a folder": lambda: os.mkdir(folder / "made"),  # noqa: PTH102
        "a link": lambda: os.symlink("/etc/passwd", folder / "link"),  # noqa: PTH211
        "ptrace": lambda: call(LIBC.ptrace(PTRACE_ATTACH, os.getppid(), 0, 0)),
        "a namespace": lambda: call(LIBC.unshare(CLONE_NEWUSER)),
        "a mount": lambda: call(LIBC.mount(b"none", kept.encode(), b"tmpfs", 0, None)),
        "a signal to the fork server": lambda: os.kill(os.getppid(), 0),
        "a signal to everybody": lambda: os.kill(-1, 0),
        "limits of another process": lambda: call(LIBC.prlimit(os.getppid(), 7, None, None)),
        "io_uring": lambda: call(LIBC.syscall(IO_URING_SETUP, 1, 0)),
    }


def attempt(request: tasks.Request) -> Iterator[Frame]:
    """Answer, for each act, whether it was refused; stop at nothing."""
    for name, act in acts(Path(request.arguments["folder"])).items():
        try:
            act()
        except OSError:
            yield Frame({"act": name, "was_refused": True})
        else:
            yield Frame({"act": name, "was_refused": False})
