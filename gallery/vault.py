"""Encrypt what must be kept but not be readable in the database: chart references, names."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gallery.errors import ConfigurationError


class Vault:
    """Encrypt short texts (AES-128-CBC with HMAC, Fernet) and index them by a keyed hash.

    A ring of keys: the current one writes, retired ones still open what they once wrote, so that
    everything stays readable while it is encrypted anew.
    """

    def __init__(self, data_key: str, retired: Sequence[str] = ()) -> None:
        """Derive keys for encryption and for the index from ``data_key`` and each older key."""
        keys = tuple(dict.fromkeys((data_key, *retired)))
        self._ciphers = tuple(_cipher(key, b"gallery encryption") for key in keys)
        self._index_keys = tuple(_derive(key, b"gallery search index") for key in keys)

    def encrypt(self, text: str) -> str:
        """Return an opaque token of the current key; the same text gives another each time."""
        return self._ciphers[0].encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Return the text of a token made with any key of the ring.

        :raises ConfigurationError: ``data_key_unknown``: no key of the ring made this token.
        """
        text = self.read(token)
        if text is not None:
            return text
        raise ConfigurationError(
            "A value is encrypted with a data key that this installation does not have. Add the"
            " key that was used before to GALLERY_DATA_KEYS_RETIRED (embedded: data_keys_retired in"
            " secrets.json, from a backup) and restart.",
            code="data_key_unknown",
        )

    def read(self, token: str) -> str | None:
        """Return the text of a token, or None if no key of the ring made it."""
        for cipher in self._ciphers:
            with suppress(InvalidToken):
                return cipher.decrypt(token.encode()).decode()
        return None

    def index(self, text: str) -> str:
        """Return the keyed hash under which a text is stored, for exact search.

        Blind to case and to surrounding and repeated space.
        """
        return _keyed_hash(self._index_keys[0], text)

    def indexes(self, text: str) -> tuple[str, ...]:
        """Return every hash under which a text may stand while a rotation is under way."""
        return tuple(_keyed_hash(key, text) for key in self._index_keys)

    def generation(self, token: str) -> int | None:
        """Tell which key made a token: 0 the current, n the n-th retired one, None a stranger."""
        for place, cipher in enumerate(self._ciphers):
            with suppress(InvalidToken):
                cipher.extract_timestamp(token.encode())  # checks the HMAC, decrypts nothing
                return place
        return None


class Envelope:
    """Encrypt what goes out and comes back, such as a search in an address, for one purpose.

    Its key is none of a vault's: what is kept in the database cannot be opened with it.
    """

    def __init__(self, secret: str, purpose: str, max_age: timedelta) -> None:
        """Derive the key from ``secret`` for ``purpose``; nothing older than ``max_age`` opens."""
        self._cipher = _cipher(secret, f"gallery envelope: {purpose}".encode())
        self._max_age_seconds = int(max_age.total_seconds())

    def close(self, text: str) -> str:
        """Return an opaque token."""
        return self._cipher.encrypt(text.encode()).decode()

    def open(self, token: str) -> str | None:
        """Return the text of a token; None if it is too old, altered, or of another purpose."""
        with suppress(InvalidToken):
            return self._cipher.decrypt(token.encode(), ttl=self._max_age_seconds).decode()
        return None


def _cipher(secret: str, purpose: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derive(secret, purpose)))


def _keyed_hash(key: bytes, text: str) -> str:
    normal = " ".join(text.split()).casefold()
    return hmac.new(key, normal.encode(), hashlib.sha256).hexdigest()


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(
        secret.encode()
    )
