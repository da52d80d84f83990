"""Record a signed consent with its evidence."""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from gallery.actions.carry_over import carry_publications_over, shown_now
from gallery.actions.check_consent import check_method, check_proof, check_text
from gallery.actions.consent_texts import find_text
from gallery.actions.end_consent import supersede
from gallery.actions.find_cases import load_case
from gallery.actions.keep_evidence import Evidence, KeptEvidence, keep_evidence
from gallery.actions.late_papers import check_withdrawals
from gallery.actions.request_renditions import request_renditions
from gallery.actions.seal_parties import PARTIES, seal_parties
from gallery.actions.settle_case import keep_hers_unnamed, settle_case
from gallery.actions.signer_names import index_names
from gallery.actions.state_rights import restate_rights, rights_now
from gallery.clinical.terms import area_named, procedure_named
from gallery.consent.record import (
    Decision,
    Identifiability,
    allowed_identifiability,
)
from gallery.consent.terms import ConsentTerms, ScopeTerms, check_terms, start_of
from gallery.errors import Conflict, InvalidInput
from gallery.models import Case, ConsentCoverage, ConsentRecord, ConsentScope
from gallery.models.base import new_id
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import UnitOfWork
from gallery.vault import Vault

__all__ = ["ConsentTerms", "Evidence", "ScopeTerms", "record_consent"]

_PRIVATE_TERMS = frozenset({"signer_name", "witness", "authority_text", "subject_name"})


def record_consent(
    uow: UnitOfWork,
    case_id: str,
    terms: ConsentTerms,
    evidence: Evidence | KeptEvidence | None,
    *,
    signing_request_id: str | None = None,
    receipt_id: str | None = None,
) -> ConsentRecord:
    """Store a consent as signed; it is never edited afterwards.

    One that says it supersedes an earlier consent of the case ends that one as it takes effect,
    and publications that both cover go on.

    :raises NotFound: there is no case with this id.
    :raises InvalidInput: a term is missing or contradictory; ``consent_expired``;
        ``evidence_missing`` (R24), or those of :func:`keep_evidence`;
        ``verbal_not_permitted`` (R21); ``signature_predates_text``;
        ``withdrawn_since_signed``; ``superseded_unknown`` or ``superseded_is_newer``.
    :raises Conflict: ``case_is_purged``; ``consent_not_in_force`` for one that ended already.
    """
    kept = keep_evidence(uow, evidence) if isinstance(evidence, Evidence) else evidence
    uow.take_turn(case_id)
    case = load_case(uow.session, case_id)
    if case.state == CaseState.PURGED:
        raise Conflict("This case was deleted.", code="case_is_purged")
    check_terms(terms, uow.now, uow.runtime.settings.zone)
    check_method(uow.session, terms)
    check_proof(terms, has_evidence=kept is not None)
    withdrawn = check_withdrawals(uow, case, terms)
    shown, stated = shown_now(uow, case.id), rights_now(uow, case)
    consent = _row(uow, case, terms)
    consent.signing_request_id = signing_request_id
    consent.receipt_id = receipt_id or new_receipt_id()
    shown_to_her = _photos(case, terms, is_by_link=signing_request_id is not None)
    consent.covered = list(_coverage(case, terms, shown_to_her))
    consent.scopes = [_scope(uow, scope, withdrawn) for scope in terms.scopes]
    if kept is not None:
        consent.evidence_key = kept.key
        consent.evidence_sha256, consent.evidence_media_type = kept.sha256, kept.media_type
    _store(uow, consent, kept.pages if kept else None)
    if terms.supersedes is not None:
        supersede(uow, consent)
        carry_publications_over(uow, case, shown)
    if any(_may_permit(scope) for scope in consent.scopes):
        _make_erased_pictures_again(uow, case)
    restate_rights(uow, case, stated)
    settle_case(uow, case.id)
    keep_hers_unnamed(uow, case)
    return consent


def new_receipt_id() -> str:
    """Return a random receipt number (UUID version 4, RFC 9562)."""
    return str(uuid.uuid4())


def _store(uow: UnitOfWork, consent: ConsentRecord, pages: int | None) -> None:
    vault = uow.runtime.vault
    digests = seal_parties(vault, consent)
    uow.session.add(consent)
    uow.session.flush()
    index_names(uow.session, vault, consent.id)
    _record_event(uow, consent, pages, digests)


def _record_event(
    uow: UnitOfWork, consent: ConsentRecord, pages: int | None, digests: Mapping[str, str]
) -> None:
    uow.record(
        "consent.renewed" if consent.supersedes_id else "consent.given",
        case_id=consent.case_id,
        subject=("consent", consent.id),
        subject_id=consent.subject_id,
        receipt=consent.receipt_id,
        scopes={scope.channel: scope.decision for scope in consent.scopes},
        expires_on=consent.expires_on.isoformat(),
        method=consent.signature_method,
        evidence_sha256=consent.evidence_sha256,
        evidence_pages=pages,
        text_sha256=consent.text_sha256,
        terms_sha256=_terms_digest(consent),
        **{PARTIES: digests},
        procedures=sorted(consent.covered_values("procedure")),
        photos=sorted(consent.covered_values("photo")),
        supersedes=consent.supersedes_id,
        withdrawn_before={
            scope.channel: scope.withdrawn_at.isoformat()
            for scope in consent.scopes
            if scope.withdrawn_at
        },
    )


def _make_erased_pictures_again(uow: UnitOfWork, case: Case) -> None:
    """Have renditions made that an earlier withdrawal erased, so that they are there in time."""
    for photo in case.photos:
        if photo.state == "ready" and not photo.renditions:
            request_renditions(uow, photo)


def _row(uow: UnitOfWork, case: Case, terms: ConsentTerms) -> ConsentRecord:
    zone = uow.runtime.settings.zone
    vault = uow.runtime.vault
    public = {k: v for k, v in asdict(terms).items() if k not in _PRIVATE_TERMS}
    text = find_text(uow.session, terms.template, terms.template_version, terms.language)
    check_text(terms, text, zone)
    return ConsentRecord(
        id=new_id(),
        case_id=case.id,
        subject_id=case.subject_id,
        template=terms.template,
        template_version=terms.template_version,
        language=terms.language,
        jurisdiction=terms.jurisdiction,
        text_sha256=text.text.sha256 if text else None,
        terms=json.loads(json.dumps(public, default=str)),
        covers_future_photos=terms.future_photos,
        signature_method=terms.signature_method,
        signer_name_encrypted=vault.encrypt(terms.signer_name.strip()),
        witness_encrypted=_sealed(vault, terms.witness),
        authority_encrypted=_sealed(vault, terms.authority_text),
        subject_name_encrypted=_sealed(vault, terms.subject_name),
        supersedes_id=terms.supersedes,
        signed_at=terms.signed_at,
        effective_from=terms.effective_from or terms.signed_at,
        expires_on=terms.expires_on,
        expires_at=start_of(terms.expires_on, zone),
        recorded_at=uow.now,
        recorded_by=uow.actor.id,
    )


def _sealed(vault: Vault, words: str | None) -> str | None:
    return vault.encrypt(words.strip()) if words and words.strip() else None


def _coverage(case: Case, terms: ConsentTerms, photos: Sequence[str]) -> Iterator[ConsentCoverage]:
    """Yield what the consent covers, spelled out: later changes of the case widen nothing."""
    allowed = frozenset(Identifiability(value) for value in terms.identifiability_allowed)
    named = {
        "procedure": [procedure_named(s).slug for s in terms.procedures] or case.procedure_slugs,
        "area": [area_named(slug).slug for slug in terms.body_areas],
        "photo": photos,
        "identifiability": [value.value for value in allowed_identifiability(allowed)],
        "demographic": list(terms.demographics_allowed),
    }
    for kind, values in named.items():
        for value in sorted(set(values)):
            yield ConsentCoverage(kind=kind, value=value)


def _photos(case: Case, terms: ConsentTerms, *, is_by_link: bool) -> Sequence[str]:
    """Return the photos of now that it covers; those of later need no name.

    Who signs a link is bound to what she saw: photos that came since it was made are not hers.
    """
    known = [photo.id for photo in case.photos]
    unknown = sorted(set(terms.photos) - set(known))
    if unknown:
        message = f"Not photos of this case: {', '.join(unknown)}."
        raise InvalidInput(message, fields={"photos": message}, code="unknown_photo")
    if terms.photos or is_by_link:
        return terms.photos
    if not known and not terms.future_photos:
        message = "The case has no photos yet: name photos, or let it cover future photos too."
        raise InvalidInput(message, fields={"photos": message}, code="photos_missing")
    return known


def _scope(uow: UnitOfWork, terms: ScopeTerms, withdrawn: Mapping[str, datetime]) -> ConsentScope:
    zone = uow.runtime.settings.zone
    return ConsentScope(
        channel=terms.channel,
        decision=terms.decision,
        starts_at=start_of(terms.starts_on, zone) if terms.starts_on else None,
        ends_at=start_of(terms.ends_on, zone) if terms.ends_on else None,
        withdrawn_at=withdrawn.get(terms.channel),
    )


def _may_permit(scope: ConsentScope) -> bool:
    return scope.decision == Decision.PERMIT and scope.withdrawn_at is None


def _terms_digest(consent: ConsentRecord) -> str:
    canonical = json.dumps(consent.terms, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
