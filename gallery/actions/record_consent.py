"""Record a signed consent with its evidence."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from gallery.actions.find_cases import load_case
from gallery.actions.request_renditions import request_renditions
from gallery.actions.settle_case import settle_case
from gallery.clinical.terms import area_named, procedure_named
from gallery.consent.record import Identifiability, allowed_identifiability
from gallery.consent.terms import ConsentTerms, ScopeTerms, check_terms, start_of
from gallery.errors import Conflict, InvalidInput
from gallery.models import Case, ConsentCoverage, ConsentRecord, ConsentScope
from gallery.models.base import new_id
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import UnitOfWork
from gallery.storage import Prefix, new_key

__all__ = ["ConsentTerms", "Evidence", "ScopeTerms", "record_consent"]

_PDF = b"%PDF-"
_PICTURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
_PRIVATE_TERMS = frozenset({"signer_name", "witness"})


@dataclass(frozen=True)
class Evidence:
    """Hold the scan or document that proves a consent; its type is told by its content."""

    content: bytes


def record_consent(
    uow: UnitOfWork, case_id: str, terms: ConsentTerms, evidence: Evidence | None
) -> ConsentRecord:
    """Store a consent as signed; it is never edited afterwards.

    :raises NotFound: there is no case with this id.
    :raises InvalidInput: a term is missing or contradictory; ``consent_expired``;
        ``evidence_type_unsupported`` or ``evidence_too_large``.
    :raises Conflict: ``case_is_purged``.
    """
    kept = _stored_evidence(uow, evidence) if evidence else None
    uow.take_turn(case_id)
    case = load_case(uow.session, case_id)
    if case.state == CaseState.PURGED:
        raise Conflict("This case was deleted.", code="case_is_purged")
    check_terms(terms, uow.now, uow.runtime.settings.zone)
    consent = _row(uow, case, terms)
    consent.covered = list(_coverage(case, terms))
    consent.scopes = [_scope(uow, scope) for scope in terms.scopes]
    if kept is not None:
        consent.evidence_key, consent.evidence_sha256, consent.evidence_media_type = kept
    uow.session.add(consent)
    uow.session.flush()
    uow.record(
        "consent.given",
        case_id=case.id,
        subject=("consent", consent.id),
        receipt=consent.receipt_id,
        scopes={scope.channel: scope.decision for scope in terms.scopes},
        expires_on=terms.expires_on.isoformat(),
        evidence_sha256=consent.evidence_sha256,
        terms_sha256=_terms_digest(consent),
    )
    _make_erased_pictures_again(uow, case)
    settle_case(uow, case.id)
    return consent


def _make_erased_pictures_again(uow: UnitOfWork, case: Case) -> None:
    """Have renditions made that an earlier withdrawal erased, so that they are there in time."""
    for photo in case.photos:
        if photo.state == "ready" and not photo.renditions:
            request_renditions(uow, photo)


def _row(uow: UnitOfWork, case: Case, terms: ConsentTerms) -> ConsentRecord:
    zone = uow.runtime.settings.zone
    vault = uow.runtime.vault
    public = {k: v for k, v in asdict(terms).items() if k not in _PRIVATE_TERMS}
    if terms.witness:
        public["witness_encrypted"] = vault.encrypt(terms.witness)
    return ConsentRecord(
        id=new_id(),
        receipt_id=str(uuid.UUID(bytes=secrets.token_bytes(16), version=4)),
        case_id=case.id,
        subject_id=case.subject_id,
        template=terms.template,
        template_version=terms.template_version,
        language=terms.language,
        jurisdiction=terms.jurisdiction,
        terms=json.loads(json.dumps(public, default=str)),
        covers_future_photos=terms.future_photos,
        signature_method=terms.signature_method,
        signer_name_encrypted=vault.encrypt(terms.signer_name.strip()),
        signed_at=terms.signed_at,
        effective_from=terms.effective_from or terms.signed_at,
        expires_on=terms.expires_on,
        expires_at=start_of(terms.expires_on, zone),
        recorded_at=uow.now,
        recorded_by=uow.actor.id,
    )


def _coverage(case: Case, terms: ConsentTerms) -> Iterator[ConsentCoverage]:
    """Yield what the consent covers, spelled out: later changes of the case widen nothing."""
    allowed = frozenset(Identifiability(value) for value in terms.identifiability_allowed)
    named = {
        "procedure": [procedure_named(s).slug for s in terms.procedures] or case.procedure_slugs,
        "area": [area_named(slug).slug for slug in terms.body_areas],
        "photo": [] if terms.future_photos else _photos(case, terms),
        "identifiability": [value.value for value in allowed_identifiability(allowed)],
        "demographic": list(terms.demographics_allowed),
    }
    for kind, values in named.items():
        for value in sorted(set(values)):
            yield ConsentCoverage(kind=kind, value=value)


def _photos(case: Case, terms: ConsentTerms) -> list[str]:
    known = [photo.id for photo in case.photos]
    unknown = sorted(set(terms.photos) - set(known))
    if unknown:
        message = f"Not photos of this case: {', '.join(unknown)}."
        raise InvalidInput(message, fields={"photos": message}, code="unknown_photo")
    if not terms.photos and not known:
        message = "The case has no photos yet: name photos, or let it cover future photos too."
        raise InvalidInput(message, fields={"photos": message}, code="photos_missing")
    return list(terms.photos) or known


def _scope(uow: UnitOfWork, terms: ScopeTerms) -> ConsentScope:
    zone = uow.runtime.settings.zone
    return ConsentScope(
        channel=terms.channel,
        decision=terms.decision,
        starts_at=start_of(terms.starts_on, zone) if terms.starts_on else None,
        ends_at=start_of(terms.ends_on, zone) if terms.ends_on else None,
    )


def _stored_evidence(uow: UnitOfWork, evidence: Evidence) -> tuple[str, str, str]:
    """Store the evidence before the transaction begins; return key, SHA-256 and media type."""
    media_type = _evidence_type(evidence.content, uow.runtime.settings.max_upload_bytes)
    digest = hashlib.sha256(evidence.content).hexdigest()
    key = new_key(Prefix.EVIDENCE)
    uow.put_object(key, evidence.content, media_type, digest)
    return key, digest, media_type


def _evidence_type(content: bytes, max_bytes: int) -> str:
    if len(content) > max_bytes:
        message = f"The evidence has {len(content)} bytes; the most is {max_bytes}."
        raise InvalidInput(message, fields={"evidence": message}, code="evidence_too_large")
    if content.startswith(_PDF):
        return "application/pdf"
    for signature, media_type in _PICTURES.items():
        if content.startswith(signature):
            return media_type
    if content[4:8] == b"ftyp":
        return "image/heif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    message = "The evidence is neither a PDF nor a picture (JPEG, PNG, WebP, HEIC)."
    raise InvalidInput(message, fields={"evidence": message}, code="evidence_type_unsupported")


def _terms_digest(consent: ConsentRecord) -> str:
    canonical = json.dumps(consent.terms, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
