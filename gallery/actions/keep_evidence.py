"""Keep a document that proves something: a signed form, a copy, a picture of an empty page."""

import hashlib
from dataclasses import dataclass

from gallery.errors import InvalidInput
from gallery.runtime import UnitOfWork
from gallery.storage import Prefix, new_key

_PDF = b"%PDF-"
_SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


@dataclass(frozen=True)
class Evidence:
    """Hold the scan or document that proves something; its type is told by its content."""

    content: bytes


@dataclass(frozen=True)
class KeptEvidence:
    """Name where a document is kept, and what it was."""

    key: str
    sha256: str
    media_type: str


def keep_evidence(uow: UnitOfWork, evidence: Evidence, *, field: str = "evidence") -> KeptEvidence:
    """Store a document before the transaction begins.

    :raises InvalidInput: ``evidence_type_unsupported`` or ``evidence_too_large``, for ``field``.
    """
    content = evidence.content
    media_type = _type_of(content, uow.runtime.settings.max_upload_bytes, field)
    kept = KeptEvidence(new_key(Prefix.EVIDENCE), hashlib.sha256(content).hexdigest(), media_type)
    uow.put_object(kept.key, content, media_type, kept.sha256)
    return kept


def _type_of(content: bytes, max_bytes: int, field: str) -> str:
    if len(content) > max_bytes:
        message = f"The document has {len(content)} bytes; the most is {max_bytes}."
        raise InvalidInput(message, fields={field: message}, code="evidence_too_large")
    if content.startswith(_PDF):
        return "application/pdf"
    for signature, media_type in _SIGNATURES.items():
        if content.startswith(signature):
            return media_type
    if content[4:8] == b"ftyp":
        return "image/heif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    message = "The document is neither a PDF nor a picture (JPEG, PNG, WebP, HEIC)."
    raise InvalidInput(message, fields={field: message}, code="evidence_type_unsupported")
