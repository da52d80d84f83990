"""Compare one stored object with what its row says of it."""

import hashlib
from dataclasses import dataclass

from gallery.actions.reconciling.rows import KeptObject
from gallery.actions.reconciling.scan import Kind
from gallery.errors import NotFound, StorageUnavailable
from gallery.storage import ObjectStore

_TRIES = 3


@dataclass(frozen=True)
class Look:
    """Tell what was seen of one object; ``kind`` is None if it is as it should be.

    ``sha256`` is that of the bytes, where they were read.
    """

    kind: Kind | None
    words: str = ""
    bytes_read: int = 0
    sha256: str | None = None


MISSING = Look(Kind.ROW_WITHOUT_OBJECT, "The object is missing.")


def look_at(store: ObjectStore, kept: KeptObject, *, is_quick: bool) -> Look:
    """Read the object in pieces and hash it; ``is_quick`` trusts what the store says of it.

    An object that a healthy store cannot hand out is damaged.

    :raises StorageUnavailable: the store itself is away.
    """
    for remaining in reversed(range(_TRIES)):
        try:
            return _by_facts(store, kept) if is_quick else _by_bytes(store, kept)
        except NotFound:
            return MISSING
        except StorageUnavailable as error:
            if error.code == "object_damaged":
                return _altered("The bytes are not those that were stored.")
            if not remaining:
                store.health()
    return _altered("The object store is well, but cannot hand this object out.")


def _by_facts(store: ObjectStore, kept: KeptObject) -> Look:
    facts = store.head(kept.key)
    if facts is None:
        return MISSING
    if kept.size_bytes not in {None, facts.size_bytes}:
        return _altered(f"It has {facts.size_bytes} bytes, its row says {kept.size_bytes}.")
    if facts.sha256 is None:
        return _altered("Another program wrote it: it carries no SHA-256.")
    if kept.sha256 not in {None, facts.sha256}:
        return _altered("It was stored with another SHA-256 than its row says.")
    return Look(None)


def _by_bytes(store: ObjectStore, kept: KeptObject) -> Look:
    if kept.sha256 is None:
        # Only the store knows its hash: chunks() compares, if there is one.
        look = _by_facts(store, kept)
        if look.kind is not None:
            return look
    digest, size = hashlib.sha256(), 0
    for chunk in store.chunks(kept.key):
        digest.update(chunk)
        size += len(chunk)
    if kept.size_bytes not in {None, size}:
        return _altered(f"It has {size} bytes, its row says {kept.size_bytes}.", size)
    if kept.sha256 not in {None, digest.hexdigest()}:
        return _altered("Its SHA-256 is not the one its row says.", size)
    return Look(None, bytes_read=size, sha256=digest.hexdigest())


def _altered(words: str, bytes_read: int = 0) -> Look:
    return Look(Kind.ALTERED_BYTES, words, bytes_read)
