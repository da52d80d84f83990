"""A worker of its own process, as an installation runs it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields

from gallery.config import Settings

PATIENCE_SECONDS = 120


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``gallery worker`` until the end of the block; then it is killed."""
    command = [sys.executable, "-m", "gallery", "worker"]
    process = subprocess.Popen(command, env=_environment(settings))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(process: subprocess.Popen[bytes], condition: Callable[[], bool]) -> None:
    """Wait until something has come about, as long as the process lives."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert process.poll() is None, "the worker ended by itself"
        assert time.monotonic() < deadline, "the worker did not get on"
        time.sleep(0.1)


def _environment(settings: Settings) -> dict[str, str]:
    given = {
        f"GALLERY_{f.name.upper()}": _written(getattr(settings, f.name)) for f in fields(settings)
    }
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GALLERY_")}
    return {**inherited, **given}


def _written(value: object) -> str:
    """Return a setting as the environment holds it; lists are parted by commas."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
