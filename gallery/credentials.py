"""Passwords and tokens: how they are made, hashed and checked."""

import hashlib
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gallery.config import Settings
from gallery.errors import InvalidInput

MIN_PASSWORD_CHARACTERS = 12
#: A hash takes 64 MiB by default: more than this many at once could exhaust a small machine.
_HASHING = threading.BoundedSemaphore(4)


class Passwords:
    """Hash and check passwords with argon2id (RFC 9106, OWASP ASVS 6.2)."""

    def __init__(self, settings: Settings) -> None:
        """Take the cost from the settings."""
        self._hasher = PasswordHasher(
            time_cost=settings.password_hash_passes,
            memory_cost=settings.password_hash_memory_kib,
            parallelism=1,
        )
        self._decoy = self._hasher.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        """Return the encoded hash of an acceptable password.

        :raises InvalidInput: code ``weak_password``: shorter than 12 characters or of one kind.
        """
        if len(password) < MIN_PASSWORD_CHARACTERS or len(set(password)) < 5:
            message = (
                f"Use at least {MIN_PASSWORD_CHARACTERS} characters, five of them different;"
                " a short sentence works well."
            )
            raise InvalidInput(message, fields={"password": message}, code="weak_password")
        with _HASHING:
            return self._hasher.hash(password)

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Tell whether ``password`` made the hash; takes as long when there is no such account."""
        with _HASHING:
            try:
                self._hasher.verify(password_hash or self._decoy, password)
            except (VerificationError, InvalidHashError):
                return False
        return password_hash is not None


def new_token(prefix: str = "") -> str:
    """Return a random token of 256 bits, recognisable by ``prefix``."""
    return prefix + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the hash under which a random token is kept; it has too many bits to be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
