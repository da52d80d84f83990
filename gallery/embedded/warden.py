"""Kill the process groups of a server that died without stopping them.

Run as a script whose standard input is a pipe that only the server can write. The server writes
``+GROUP`` when it starts a service and ``-GROUP`` when one has ended; the end of the pipe means
that the server is gone. Unlike the parent-death signal this reaches the services' own children.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Iterable


def groups_left(lines: Iterable[str]) -> set[int]:
    """Return the groups that were started and have not ended, once ``lines`` end."""
    groups: set[int] = set()
    for line in lines:
        number = int(line[1:])
        if line.startswith("+"):
            groups.add(number)
        else:
            groups.discard(number)
    return groups


def main() -> None:
    """Wait for the end of the pipe, then kill what is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # it must outlive the server
    for group in groups_left(sys.stdin):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
