"""Names of objects: they say nothing about whom or what the objects show."""

import re
import secrets
from enum import StrEnum

KEY_FORM = re.compile(
    r"(originals|evidence|renditions|previews|assets)/[0-9A-Za-z_-]{1,128}(\.[a-z0-9]{1,8})?"
)
EXTENSION_FORM = re.compile(r"[a-z0-9]{0,8}")


class Prefix(StrEnum):
    """Name the kinds of object; each is the first part of its keys."""

    ORIGINALS = "originals"
    EVIDENCE = "evidence"
    RENDITIONS = "renditions"
    PREVIEWS = "previews"
    ASSETS = "assets"


def new_key(prefix: Prefix, extension: str = "") -> str:
    """Return a key that nobody can guess: 128 random bits after ``prefix``.

    :raises ValueError: ``extension`` is not a short lower-case word.
    """
    if not EXTENSION_FORM.fullmatch(extension):
        raise ValueError(f"{extension!r} is no extension of a key")
    name = f"{Prefix(prefix)}/{secrets.token_hex(16)}"
    return f"{name}.{extension}" if extension else name


def is_own_key(key: str) -> bool:
    """Tell whether a key has the form of those that :func:`new_key` makes."""
    return KEY_FORM.fullmatch(key) is not None


def check_key(key: str) -> None:
    """Refuse a key of another form.

    :raises ValueError: it is not what :func:`new_key` makes.
    """
    if not is_own_key(key):
        raise ValueError(f"{key!r} has not the form of a key; make it with new_key()")
