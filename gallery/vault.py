"""Encrypt what must be kept but not be readable in the database: chart references, names."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Vault:
    """Encrypt short texts (AES-128-CBC with HMAC, Fernet) and index them by a keyed hash."""

    def __init__(self, data_key: str) -> None:
        """Derive separate keys for encryption and for the index from ``data_key``."""
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(data_key, b"gallery encryption")))
        self._index_key = _derive(data_key, b"gallery search index")

    def encrypt(self, text: str) -> str:
        """Return an opaque token; the same text gives another token each time."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Return the text of a token made with the same data key."""
        return self._fernet.decrypt(token.encode()).decode()

    def index(self, text: str) -> str:
        """Return a keyed hash for exact search, blind to case and surrounding space."""
        normal = " ".join(text.split()).casefold()
        return hmac.new(self._index_key, normal.encode(), hashlib.sha256).hexdigest()


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(
        secret.encode()
    )
