"""Signed checkpoints: what the ledger held at an instant, in a form to be kept elsewhere.

The form is the C2SP signed note (https://c2sp.org/signed-note) with the text of a transparency
log's checkpoint (https://c2sp.org/tlog-checkpoint). The third line holds the last event's hash: the
ledger is a chain and no Merkle tree, so there are no consistency proofs to ask witnesses for.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gallery.errors import ConfigurationError, InvalidInput

_ED25519 = b"\x01"
_MOST_SIGNATURES = 100
_MOST_CHARACTERS = 1_000_000
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_POSITION = re.compile(r"0|[1-9][0-9]{0,18}")
_SIGNATURE_LINE = re.compile(r"\u2014 (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True)
class Checkpoint:
    """State that the ledger's event at ``position`` has this hash (64 hex digits)."""

    position: int
    hash: str
    at: datetime


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a signing key: checks signatures, makes none."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read ``name+hash+base64``.

        :raises InvalidInput: ``verifier_key_invalid``: not the text of an Ed25519 verifier key.
        """
        name, _, rest = text.strip().partition("+")
        key = cls(name, _decoded(rest.partition("+")[2])[1:])
        if not _is_name(name) or len(key.public) != 32 or str(key) != text.strip():
            raise InvalidInput(
                "This is not a verifier key. Give the whole line that `gallery audit key` printed.",
                code="verifier_key_invalid",
            )
        return key

    @property
    def id(self) -> bytes:
        """Return the four bytes that name the key beside its name (C2SP signed-note)."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_encoded(_ED25519 + self.public)}"

    def has_signed(self, text: str, signature: bytes) -> bool:
        """Tell whether ``signature`` is this key's over ``text``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class SigningKey:
    """An Ed25519 key with the name that its signatures carry."""

    def __init__(self, name: str, seed: bytes) -> None:
        """Take the 32-byte seed of RFC 8032."""
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = VerifierKey(name, self._private.public_key().public_bytes_raw())

    @classmethod
    def derive(cls, ledger_key: str) -> "SigningKey":
        """Make the key of an installation; its name is drawn from the key and never changes.

        :raises ConfigurationError: ``ledger_key_missing``.
        """
        if not ledger_key:
            raise ConfigurationError(
                "GALLERY_LEDGER_KEY is not set: checkpoints cannot be signed. Set it to a key that"
                " `gallery keys new` prints; `gallery serve` adds it to an embedded installation.",
                code="ledger_key_missing",
            )
        purpose = b"gallery ledger checkpoints"
        kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose)
        seed = kdf.derive(ledger_key.encode())
        public = cls("unnamed", seed).verifier.public
        return cls(f"gallery-ledger/{hashlib.sha256(public).hexdigest()[:16]}", seed)

    def sign_text(self, text: str) -> str:
        """Return ``text`` as a signed note; it must end with a newline."""
        signature = self.verifier.id + self._private.sign(text.encode())
        return f"{text}\n\u2014 {self.verifier.name} {_encoded(signature)}\n"


def sign(checkpoint: Checkpoint, key: SigningKey) -> str:
    """Return the checkpoint as a signed note; its time is kept to the second."""
    lines = (
        key.verifier.name,
        str(checkpoint.position),
        _encoded(bytes.fromhex(checkpoint.hash)),
        f"time {checkpoint.at.astimezone(UTC).strftime(_TIME)}",
    )
    return key.sign_text("".join(f"{line}\n" for line in lines))


def open_note(note: str, trusted: Sequence[VerifierKey]) -> Checkpoint:
    """Return the checkpoint of a note that a trusted key has signed.

    :raises InvalidInput: ``checkpoint_rejected``: not a checkpoint, altered, or signed by others.
    """
    text, signer = open_text(note, trusted)
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 4 or lines[0] != signer.name or not all(lines):
        raise _rejected("its text is not that of a checkpoint")
    position, digest, times = lines[1], _decoded(lines[2]), lines[3:]
    at = next((_instant(line) for line in times if line.startswith("time ")), None)
    if not _POSITION.fullmatch(position) or len(digest) != 32 or at is None:
        raise _rejected("its text is not that of a checkpoint")
    return Checkpoint(int(position), digest.hex(), at)


def open_text(note: str, trusted: Sequence[VerifierKey]) -> tuple[str, VerifierKey]:
    """Return a note's text and the first trusted key that signed it.

    Signatures of unknown keys count for nothing; a wrong one of a trusted key spoils the note.

    :raises InvalidInput: ``checkpoint_rejected``.
    """
    text, blank, block = note.rpartition("\n\n")
    text += "\n"
    if not blank or len(note) > _MOST_CHARACTERS or not _is_plain(note):
        raise _rejected("it is not a signed note")
    signers = []
    for name, signature in _signatures(block):
        for key in trusted:
            if (key.name, key.id) == (name, signature[:4]):
                if not key.has_signed(text, signature[4:]):
                    raise _rejected("its signature does not fit: it was altered")
                signers.append(key)
    if not signers:
        raise _rejected("no key that is trusted has signed it; name the key with --key")
    return text, signers[0]


def _signatures(block: str) -> Iterator[tuple[str, bytes]]:
    lines = block.removesuffix("\n").split("\n")
    if not block.endswith("\n") or len(lines) > _MOST_SIGNATURES:
        raise _rejected("it is not a signed note")
    for line in lines:
        found = _SIGNATURE_LINE.fullmatch(line)
        signature = _decoded(found["signature"]) if found else b""
        if found is None or len(signature) < 5:
            raise _rejected("a line of signature is damaged")
        yield found["name"], signature


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


def _is_plain(note: str) -> bool:
    return all(letter >= " " or letter == "\n" for letter in note)


def _instant(line: str) -> datetime | None:
    try:
        return datetime.strptime(line.removeprefix("time "), _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _decoded(text: str) -> bytes:
    """Return the bytes of a base64 text; none if it is not base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _rejected(why: str) -> InvalidInput:
    return InvalidInput(f"The checkpoint cannot be used: {why}.", code="checkpoint_rejected")
