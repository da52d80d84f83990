"""Keep a document that proves something: a signed form, a copy, a picture of an empty page."""

import hashlib
from dataclasses import dataclass, replace

from gallery.actions.picture_limits import limits_of
from gallery.errors import EvidenceTooLarge, InvalidInput, PictureTypeUnsupported
from gallery.imaging.paper import Paper, inspect_paper
from gallery.runtime import UnitOfWork
from gallery.storage import Prefix, new_key


@dataclass(frozen=True)
class Evidence:
    """Hold the scan or document that proves something; its type is told by its content."""

    content: bytes


@dataclass(frozen=True)
class KeptEvidence:
    """Name where a document is kept, and what it was; ``pages`` is None where nobody counted."""

    key: str
    sha256: str
    media_type: str
    pages: int | None = None


#: A paper is opened in a third of a second. SQLite's other writers may be waiting meanwhile, and
#: give up after 15 s: a withdrawal must not be among them.
LOOK_SECONDS = 5


def keep_evidence(uow: UnitOfWork, evidence: Evidence, *, field: str = "evidence") -> KeptEvidence:
    """Store a document that can be read, as it came.

    :raises InvalidInput: ``evidence_type_unsupported``, ``evidence_too_large`` or
        ``evidence_unreadable``, for ``field``.
    :raises ImagingUnavailable: nobody could look at it now; through no fault of the document.
    """
    paper = _looked_at(uow, evidence.content, field)
    return _kept(uow, evidence.content, paper.media_type, paper.pages)


def keep_own_pdf(uow: UnitOfWork, content: bytes) -> KeptEvidence:
    """Store a PDF that the service itself made."""
    return _kept(uow, content, "application/pdf", None)


def _kept(uow: UnitOfWork, content: bytes, media_type: str, pages: int | None) -> KeptEvidence:
    sha256 = hashlib.sha256(content).hexdigest()
    kept = KeptEvidence(new_key(Prefix.EVIDENCE), sha256, media_type, pages)
    uow.put_object(kept.key, content, media_type, sha256)
    return kept


def _looked_at(uow: UnitOfWork, content: bytes, field: str) -> Paper:
    max_bytes = uow.runtime.settings.max_upload_bytes
    if len(content) > max_bytes:
        message = f"The document has {len(content)} bytes; the most is {max_bytes}."
        raise EvidenceTooLarge(message, fields={field: message})
    try:
        limits = limits_of(uow.runtime.settings)
        return inspect_paper(
            content, replace(limits, decode_seconds=min(limits.decode_seconds, LOOK_SECONDS))
        )
    except PictureTypeUnsupported:
        message = "The document is neither a PDF nor a picture (JPEG, PNG, WebP, HEIC, AVIF)."
    except InvalidInput as fault:
        raise InvalidInput(
            "The document cannot be read, so it would prove nothing. Nothing is recorded yet.",
            fields={field: fault.message},
            code="evidence_unreadable",
        ) from None
    raise InvalidInput(message, fields={field: message}, code="evidence_type_unsupported")
