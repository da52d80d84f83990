"""Child processes that never outlive the process that started them."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

TETHER = Path(__file__).with_name("tether.py")


def spawn(
    command: Sequence[str],
    variables: Mapping[str, str],
    *,
    folder: Path | None = None,
    output: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a process group of its own, with ``variables`` added to the environment.

    It gets SIGKILL when the calling thread ends: call this from the main thread.
    """
    assignments = [f"{name}={value}" for name, value in variables.items()]
    tethered = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), "env", *assignments]
    return subprocess.Popen(  # noqa: S603 -- every argument comes from this package
        [*tethered, *command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=folder,
        process_group=0,
    )


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to the child and its own children; nothing happens if they are gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def stop(process: subprocess.Popen[bytes], grace_seconds: float) -> None:
    """Ask the child to end with SIGTERM; kill its whole group after ``grace_seconds``."""
    if process.poll() is None:
        process.terminate()
    wait_and_kill(process, grace_seconds)


def wait_and_kill(process: subprocess.Popen[bytes], grace_seconds: float) -> None:
    """Wait for the child to end, then kill what is left of its group."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(grace_seconds)
    signal_group(process, signal.SIGKILL)
    process.wait()
