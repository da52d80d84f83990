"""Files and folders that only the service's own user may read."""

import os
import secrets
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def ensure_folder(path: Path) -> Path:
    """Create the folder, closed to other users, and return it."""
    path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    path.chmod(FOLDER_MODE)
    return path


def replace_file(path: Path, text: str) -> None:
    """Write ``text`` so that a reader sees the old file or the whole new one."""
    part = _write_beside(path, text)
    part.replace(path)


def create_file(path: Path, text: str) -> bool:
    """Write ``text`` unless the file exists; tell whether it was written.

    Of two processes that try at once, one wins and no one ever reads a part.
    """
    part = _write_beside(path, text)
    try:
        path.hardlink_to(part)
    except FileExistsError:
        return False
    finally:
        part.unlink()
    return True


def _write_beside(path: Path, text: str) -> Path:
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return part
