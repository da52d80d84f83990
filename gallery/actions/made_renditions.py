"""What the ledger tells of renditions when they are made: which row names which file."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from gallery.imaging.specs import Variant
from gallery.models import Rendition
from gallery.runtime import UnitOfWork

#: What events of ``RENDERED`` call the digests of what was made, by variant; older ones have none.
FILES = "files_sha256"
RENDERED = "photo.rendered"
#: Of a SHA-256, in hexadecimal: a photo has up to two dozen files, and the ledger is kept for ever.
_DIGITS = 32


def tell_made(uow: UnitOfWork, case_id: str, photo_id: str, made: Iterable[Rendition]) -> None:
    """Tell the ledger that a photo is rendered, and what was made of it in this transaction.

    Whatever is made of a variant takes the place of all that there was of it.
    """
    files = {FILES: _digests(made)}
    uow.record(RENDERED, case_id=case_id, subject=("photo", photo_id), **files)


def _digests(rows: Iterable[Rendition]) -> Mapping[str, Sequence[str]]:
    told: dict[str, list[str]] = {}
    for row in rows:
        told.setdefault(Variant.of_spec(row.spec).value, []).append(digest_of(row))
    return {variant: sorted(digests) for variant, digests in told.items()}


def digest_of(row: Rendition) -> str:
    """Return a digest that changes with photo, size, source, object and bytes."""
    facts = (row.photo_id, row.spec, row.format, row.source_hash, row.object_key, row.sha256)
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:_DIGITS]
