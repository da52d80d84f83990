"""A real Redis server for the tests that need one: in memory, on this machine alone."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from gallery.embedded.ports import LOOPBACK, free_base

START_SECONDS = 10


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Yield the address of a server that is there until the end of the block."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed: sudo apt-get install redis-server")
    port = free_base((0,))
    options = ("--port", str(port), "--bind", LOOPBACK, "--dir", str(folder), "--save", "")
    process = subprocess.Popen((program, *options), stdout=subprocess.DEVNULL)
    try:
        _wait_until_it_listens(port, process)
        yield f"redis://{LOOPBACK}:{port}/0"
    finally:
        process.terminate()
        process.wait()


def _wait_until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail("redis-server did not start")
