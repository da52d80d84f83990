"""One owner of an instance folder's embedded services at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from gallery.embedded.private_files import ensure_folder
from gallery.errors import Conflict


@contextmanager
def owning(instance: Path) -> Iterator[None]:
    """Hold the instance for this process; the kernel lets go of it however the process ends.

    :raises Conflict: ``instance_in_use``: another process holds it; names its id.
    """
    with _open(instance, "owner.lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise _in_use(file.read().strip()) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def using(instance: Path) -> Iterator[None]:
    """Mark this process as a user of services that another process owns."""
    with _open(instance, "users.lock") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def wait_for_users(instance: Path) -> None:
    """Block until no process is inside :func:`using`."""
    with _open(instance, "users.lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX)


def _open(instance: Path, name: str) -> IO[str]:
    return (ensure_folder(instance / "run") / name).open("a+", encoding="utf-8")


def _in_use(owner: str) -> Conflict:
    return Conflict(
        f"Another gallery process (process id {owner or 'unknown'}) uses this instance folder."
        " Stop it, or give this one a folder of its own with INSTANCE=... (GALLERY_INSTANCE).",
        code="instance_in_use",
    )
