"""Run a program that dies with the process that started it.

Run as a script: ``tether.py PARENT_PID PROGRAM ARGUMENT...``. A hook between fork and exec would do
the same, but is unsafe in a process that has threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def main(parent: int, command: list[str]) -> None:
    """Ask the kernel for SIGKILL at the parent's death, then become ``command``."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the request was made
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 -- the command comes from this package


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
