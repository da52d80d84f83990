"""The secrets of an embedded installation, made once and kept in the instance folder."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gallery.embedded.private_files import FILE_MODE, create_file, replace_file
from gallery.errors import ConfigurationError

NAMES = ("secret_key", "data_key", "ledger_key", "s3_access_key_id", "s3_secret_access_key")
RETIRED = "data_keys_retired"
#: Came with a later version: files of earlier ones lack them.
_ADDED_LATER = ("ledger_key",)


def ensure(instance: Path) -> dict[str, str]:
    """Return the secrets in ``secrets.json``, made by the first call.

    Losing ``data_key`` makes encrypted chart references unreadable: the file belongs in the backup.

    :raises ConfigurationError: the file is there and is not what this module writes.
    """
    instance.mkdir(parents=True, exist_ok=True)
    path = _path(instance)
    if not path.exists():
        made = {
            "secret_key": new_key(),
            "data_key": new_key(),
            "ledger_key": new_key(),
            "s3_access_key_id": secrets.token_hex(10),
            "s3_secret_access_key": secrets.token_urlsafe(30),
        }
        create_file(path, _text(made))
    path.chmod(FILE_MODE)
    found = _read(path)
    if not all(found.get(name) for name in _ADDED_LATER):
        found = _complete(instance)
    return {name: str(found[name]) for name in NAMES}


def renew(instance: Path) -> None:
    """Put a new data key in the place of the present one, which is kept among the retired ones.

    :raises ConfigurationError: ``no_embedded_secrets``, or the file is damaged.
    """
    path = _path(instance)
    if not path.exists():
        raise ConfigurationError(
            "There is no secrets.json in the instance folder: this installation gets its keys from"
            " its environment. Make a key with `gallery keys new` and set GALLERY_DATA_KEY to it,"
            " the key until now to GALLERY_DATA_KEYS_RETIRED.",
            code="no_embedded_secrets",
        )
    with _turn(instance):
        found = _read(path)
        retired = [found["data_key"], *_listed(found.get(RETIRED, []))]
        replace_file(path, _text({**found, "data_key": new_key(), RETIRED: retired}))


def serves_with_older_keys(instance: Path) -> bool:
    """Tell whether a server runs that was started before the secrets were last renewed."""
    lock = instance / "run" / "owner.lock"
    if not lock.exists() or not _path(instance).exists():
        return False
    with lock.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return lock.stat().st_mtime_ns < _path(instance).stat().st_mtime_ns
    return False


def new_key() -> str:
    """Return 64 random characters (384 bits)."""
    return secrets.token_urlsafe(48)


def _path(instance: Path) -> Path:
    return instance / "secrets.json"


def _complete(instance: Path) -> dict[str, Any]:
    """Add what a file of an earlier version lacks; of two processes that try, one does it."""
    path = _path(instance)
    with _turn(instance):
        found = _read(path)
        for name in _ADDED_LATER:
            found[name] = found.get(name) or new_key()
        renewed = path.stat()
        replace_file(path, _text(found))
        os.utime(path, ns=(renewed.st_atime_ns, renewed.st_mtime_ns))  # its age tells of renewals
    return found


@contextmanager
def _turn(instance: Path) -> Iterator[None]:
    """Let one process after the other change the file; the folder itself is the lock."""
    folder = os.open(instance, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _text(content: Mapping[str, object]) -> str:
    return json.dumps(content, indent=2) + "\n"


def _listed(keys: str | list[str]) -> list[str]:
    """Return retired keys, which an operator may also have written with commas."""
    parts = keys.split(",") if isinstance(keys, str) else keys
    return [part.strip() for part in parts if part.strip()]


def _read(path: Path) -> dict[str, Any]:
    """Return all that the file holds.

    :raises ConfigurationError: it is no JSON object, or lacks a secret that it always had.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if all(found[name] for name in NAMES if name not in _ADDED_LATER):
            return dict(found)
    except (ValueError, KeyError, TypeError):
        pass
    raise ConfigurationError(
        "secrets.json in the instance folder is damaged or lacks a key. Restore it from a"
        " backup: what was encrypted with its data_key can be read with nothing else."
    )
