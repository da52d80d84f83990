"""What a patient sees after she signed on the practice's device, until she hands it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.issue_patient_link import link_behind
from gallery.actions.practice_words import PracticeLook, look_of
from gallery.actions.read_signing import PATIENT
from gallery.actions.set_practice import practice_profile
from gallery.actions.signing_link import request_known
from gallery.actions.signing_repeat import HANDED_BACK, REPEATED_WITHIN, is_handed_back, stands
from gallery.clock import utc_now
from gallery.errors import Gone, NotFound
from gallery.models import ConsentRecord, SigningRequest
from gallery.runtime import Runtime


@dataclass(frozen=True)
class ReceiptPage:
    """Hold what she takes away: receipt, hash of the copy, and the key to her own page."""

    practice: PracticeLook
    language: str
    receipt_id: str
    signed_at: datetime
    copy_sha256: str
    my_token: str
    open_for_s: int


def receipt_page(runtime: Runtime, token: str, my_token: str) -> ReceiptPage:
    """Return the receipt of a signature given a moment ago, to who holds the key it gave out.

    :raises NotFound: ``signing_link_unknown``.
    :raises Gone: ``signing_receipt_closed``: the device was handed back, ten minutes are over,
        nothing was signed, the consent or the key was taken back, or this is no key of hers.
    """
    now = utc_now()
    with runtime.reading() as session:
        consent, ends_at = _open(session, token, my_token, now)
        return ReceiptPage(
            practice=look_of(practice_profile(session)),
            language=consent.language,
            receipt_id=consent.receipt_id,
            signed_at=consent.signed_at,
            copy_sha256=consent.evidence_sha256 or "",
            my_token=my_token,
            open_for_s=max(1, round((ends_at - now).total_seconds())),
        )


def hand_back(runtime: Runtime, token: str) -> None:
    """Close the receipt for good; once more changes nothing.

    :raises NotFound: ``signing_link_unknown``.
    """
    with runtime.reading() as session:
        request_id = request_known(session, token).id
    with runtime.unit_of_work(PATIENT) as uow:
        request = uow.get_in_turn(SigningRequest, request_id, "signing request")
        if request.state == "signed" and not is_handed_back(uow.session, request.id):
            uow.record(HANDED_BACK, case_id=request.case_id, subject=("request", request.id))


def _open(
    session: Session, token: str, my_token: str, now: datetime
) -> tuple[ConsentRecord, datetime]:
    request = request_known(session, token)
    signed = select(ConsentRecord).where(ConsentRecord.id == request.consent_id)
    consent = session.execute(signed).scalar_one_or_none()
    if consent is not None and request.finished_at is not None:
        ends_at = request.finished_at + REPEATED_WITHIN
        is_open = now < ends_at and not is_handed_back(session, request.id)
        if is_open and stands(consent, now) and _is_hers(session, my_token, consent):
            return consent, ends_at
    message = "This page was closed. The link to her own page shows all that it did."
    raise Gone(message, code="signing_receipt_closed")


def _is_hers(session: Session, my_token: str, consent: ConsentRecord) -> bool:
    try:
        return link_behind(session, my_token).subject_id == consent.subject_id
    except (NotFound, Gone):
        return False
