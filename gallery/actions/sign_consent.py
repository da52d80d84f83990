"""Take a patient's signature: her choices become a consent, and she gets a copy."""

from dataclasses import asdict, dataclass
from datetime import datetime

from gallery.actions.issue_patient_link import issue_patient_link
from gallery.actions.keep_evidence import keep_own_pdf
from gallery.actions.picture_limits import limits_of
from gallery.actions.read_signing import PATIENT
from gallery.actions.record_consent import new_receipt_id, record_consent
from gallery.actions.set_practice import practice_profile
from gallery.actions.signing_link import check_open, request_behind
from gallery.actions.signing_repeat import RECEIPT_ISSUED, fingerprint, repeated
from gallery.actions.write_copy import SignedTerms, write_copy
from gallery.clock import utc_now
from gallery.consent.offer import Offer, offer_from
from gallery.consent.record import Decision, Grantor, SignatureMethod
from gallery.consent.terms import ConsentTerms, ScopeTerms
from gallery.errors import Gone, InvalidInput
from gallery.imaging.signature import clean_signature
from gallery.models import ConsentRecord, PracticeProfile, SigningRequest
from gallery.runtime import Runtime, UnitOfWork

LONGEST_NAME = 120
LONGEST_REASON = 500


@dataclass(frozen=True, kw_only=True)
class Signing:
    """Hold what a patient ticked, typed and drew; without a drawing her typed name is it."""

    channels: tuple[str, ...]
    identifiability: tuple[str, ...] = ()
    demographics: tuple[str, ...] = ()
    signer_name: str
    grantor: str = Grantor.SELF.value
    authority_text: str | None = None
    subject_name: str | None = None
    signature_png: bytes | None = None
    was_adult: bool = False
    has_read: bool = False


@dataclass(frozen=True)
class SignedConsent:
    """Tell her what she needs: receipt, hash of the copy, the key to her own page."""

    receipt_id: str
    signed_at: datetime
    copy_sha256: str
    my_token: str
    consent_id: str


def sign_consent(runtime: Runtime, token: str, signing: Signing) -> SignedConsent:
    """Record the consent on the instant; the link cannot be used again.

    The very same form, sent again within minutes, records nothing: it is answered as the first
    was, with another key to her page.

    :raises NotFound: ``signing_link_unknown``.
    :raises Gone: ``signing_link_used``, ``_declined``, ``_cancelled`` or ``_expired``.
    :raises Conflict: ``consent_text_altered``; ``photos_changed``; ``case_is_purged``.
    :raises InvalidInput: names each field; ``nothing_permitted``, ``subject_was_minor``,
        ``signature_too_large``, ``signature_unreadable`` or ``signature_empty``.
    """
    sent = fingerprint(token, asdict(signing))
    try:
        return _sign(runtime, token, signing, sent)
    except Gone as refusal:
        if refusal.code == "signing_link_used":
            again = _answer_again(runtime, token, sent)
            if again is not None:
                return again
        raise


def _sign(runtime: Runtime, token: str, signing: Signing, sent: str) -> SignedConsent:
    now = utc_now()
    with runtime.reading() as session:
        request = request_behind(session, token, now)
        offer = offer_from(request.offer)
    _check(signing, offer)
    drawn = signing.signature_png
    strokes = clean_signature(drawn, limits_of(runtime.settings)) if drawn is not None else None
    receipt_id = new_receipt_id()
    signed = SignedTerms(
        receipt_id=receipt_id,
        signed_at=now,
        signer_name=signing.signer_name.strip(),
        grantor=signing.grantor,
        authority_text=(signing.authority_text or "").strip() or None,
        subject_name=(signing.subject_name or "").strip() or None,
        channels=signing.channels,
        identifiability=signing.identifiability,
        demographics=signing.demographics,
        signature_png=strokes,
    )
    copy = write_copy(runtime, request, signed)
    with runtime.unit_of_work(PATIENT) as uow:
        consent = _record(uow, request.id, signing, signed, copy, sent)
        return _told(uow, consent)


def _answer_again(runtime: Runtime, token: str, sent: str) -> SignedConsent | None:
    with runtime.unit_of_work(PATIENT) as uow:
        consent = repeated(uow.session, token, sent, uow.now)
        if consent is None:
            return None
        return _told(uow, consent)


def _told(uow: UnitOfWork, consent: ConsentRecord) -> SignedConsent:
    """Tell all that she needs, with a key to her page."""
    _, my_token = issue_patient_link(uow, consent.subject_id)
    digest = consent.evidence_sha256 or ""
    return SignedConsent(consent.receipt_id, consent.signed_at, digest, my_token, consent.id)


def decline_consent(runtime: Runtime, token: str, reason: str | None) -> None:
    """Note that she said no; the link opens nothing any more.

    :raises NotFound: ``signing_link_unknown``.
    :raises Gone: as for :func:`sign_consent`.
    :raises InvalidInput: the reason is over 500 characters.
    """
    if reason is not None and len(reason) > LONGEST_REASON:
        message = f"Keep the reason under {LONGEST_REASON} characters."
        raise InvalidInput(message, fields={"reason": message})
    with runtime.reading() as session:
        request_id = request_behind(session, token, utc_now()).id
    with runtime.unit_of_work(PATIENT) as uow:
        request = uow.get_in_turn(SigningRequest, request_id, "signing request")
        check_open(request, uow.now)
        request.state, request.finished_at = "declined", uow.now
        uow.record(
            "consent.declined",
            case_id=request.case_id,
            subject=("request", request.id),
            with_reason=bool(reason),
        )


def _record(
    uow: UnitOfWork,
    request_id: str,
    signing: Signing,
    signed: SignedTerms,
    copy: bytes,
    sent: str,
) -> ConsentRecord:
    kept = keep_own_pdf(uow, copy)
    request = uow.get_in_turn(SigningRequest, request_id, "signing request")
    check_open(request, uow.now)
    consent = record_consent(
        uow,
        request.case_id,
        _terms(request, signing, signed, practice_profile(uow.session)),
        kept,
        signing_request_id=request.id,
        receipt_id=signed.receipt_id,
    )
    request.state, request.finished_at, request.consent_id = "signed", uow.now, consent.id
    uow.record(
        RECEIPT_ISSUED,
        case_id=consent.case_id,
        subject=("consent", consent.id),
        receipt=consent.receipt_id,
        copy_sha256=kept.sha256,
        form_sha256=sent,
    )
    return consent


def _terms(
    request: SigningRequest, signing: Signing, signed: SignedTerms, profile: PracticeProfile
) -> ConsentTerms:
    offer = offer_from(request.offer)
    return ConsentTerms(
        signer_name=signed.signer_name,
        signed_at=signed.signed_at,
        expires_on=offer.expires_on,
        scopes=tuple(
            ScopeTerms(channel=channel, decision=Decision.PERMIT.value)
            for channel in signing.channels
        ),
        signature_method=SignatureMethod.E_SIGN.value,
        grantor=signing.grantor,
        authority_text=signed.authority_text,
        subject_name=signed.subject_name,
        template=request.text_id,
        template_version=request.text_version,
        language=request.language,
        jurisdiction=(profile.jurisdictions or ["US-HIPAA"])[0],
        procedures=offer.procedures,
        body_areas=offer.body_areas,
        photos=offer.photos,
        future_photos=offer.future_photos,
        identifiability_allowed=signing.identifiability,
        demographics_allowed=signing.demographics,
        conditions=offer.conditions,
        discloser=profile.name,
        recipients=offer.recipients,
        purposes=offer.purposes,
        remuneration=offer.remuneration,
        remuneration_disclosed=bool(offer.remuneration),
        supersedes=request.supersedes_id,
        acknowledgements={
            "has_read": True,
            "right_to_revoke": True,
            "treatment_not_conditioned": True,
            "redisclosure": True,
            "copy_given_at": signed.signed_at.isoformat(),
            "drawn_signature": signed.signature_png is not None,
        },
    )


def _check(signing: Signing, offer: Offer) -> None:
    problems = dict(_problems(signing, offer))
    if not signing.was_adult:
        problems["was_adult"] = "Photographs taken before the age of 18 are never published."
        raise InvalidInput(
            "She was under 18 when photographed.", fields=problems, code="subject_was_minor"
        )
    if not signing.channels:
        problems["channels"] = "Tick at least one place, or decline."
        raise InvalidInput("Nothing is permitted.", fields=problems, code="nothing_permitted")
    if problems:
        raise InvalidInput("Some answers are missing.", fields=problems)


def _missing_of_another(signing: Signing) -> list[tuple[str, str]]:
    """Return what somebody who signs for the patient left out."""
    found = []
    if not (signing.authority_text or "").strip():
        found.append(("authority_text", "Say what gives you the right to sign for her."))
    if not 0 < len((signing.subject_name or "").strip()) <= LONGEST_NAME:
        message = f"Give the name of the patient, up to {LONGEST_NAME} characters."
        found.append(("subject_name", message))
    return found


def _problems(signing: Signing, offer: Offer) -> list[tuple[str, str]]:
    found = []
    for name, given, offered in (
        ("channels", signing.channels, offer.channels),
        ("identifiability", signing.identifiability, offer.identifiability),
        ("demographics", signing.demographics, offer.demographics),
    ):
        if not set(given) <= set(offered) or len(set(given)) < len(given):
            found.append((name, "Choose from what is asked for, each once."))
    name = signing.signer_name.strip()
    if not name or len(name) > LONGEST_NAME:
        found.append(("signer_name", f"Type your name, up to {LONGEST_NAME} characters."))
    if signing.grantor not in set(Grantor):
        found.append(("grantor", f"Use one of: {', '.join(Grantor)}."))
    elif signing.grantor != Grantor.SELF:
        found += _missing_of_another(signing)
    if not signing.has_read:
        found.append(("has_read", "Confirm that you have read this."))
    return found
