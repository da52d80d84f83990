"""The secrets of an embedded installation, made once and kept in the instance folder."""

import json
import secrets
from pathlib import Path

from gallery.embedded.private_files import FILE_MODE, create_file
from gallery.errors import ConfigurationError

NAMES = ("secret_key", "data_key", "s3_access_key_id", "s3_secret_access_key")


def ensure(instance: Path) -> dict[str, str]:
    """Return the secrets in ``secrets.json``, made by the first call.

    Losing ``data_key`` makes encrypted chart references unreadable: the file belongs in the backup.

    :raises ConfigurationError: the file is there and is not what this function writes.
    """
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / "secrets.json"
    if not path.exists():
        made = {
            "secret_key": secrets.token_urlsafe(48),
            "data_key": secrets.token_urlsafe(48),
            "s3_access_key_id": secrets.token_hex(10),
            "s3_secret_access_key": secrets.token_urlsafe(30),
        }
        create_file(path, json.dumps(made, indent=2) + "\n")
    path.chmod(FILE_MODE)
    return _read(path)


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(found[name]) for name in NAMES}
    except (ValueError, KeyError, TypeError):
        raise ConfigurationError(
            "secrets.json in the instance folder is damaged or lacks a key. Restore it from a"
            " backup: what was encrypted with its data_key can be read with nothing else."
        ) from None
