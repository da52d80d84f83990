"""Know a signature that arrives a second time: a form without script that was pressed twice."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.consent.standing import Standing, standing_of
from gallery.credentials import token_hash
from gallery.models import ConsentRecord, LedgerEvent, PatientLink, SigningRequest

RECEIPT_ISSUED = "consent.receipt_issued"
HANDED_BACK = "signing.handed_back"
#: How long a browser may take to send what was pressed once more, or a patient to try again.
REPEATED_WITHIN = timedelta(minutes=10)
_STANDS = frozenset({Standing.NOT_BEGUN, Standing.ACTIVE, Standing.EXPIRING})


def fingerprint(token: str, answers: dict[str, Any]) -> str:
    """Return a hash of everything that was sent, which nobody can guess without the token."""
    canonical = json.dumps(answers, sort_keys=True, default=bytes.hex)
    return hashlib.sha256(f"{token}\0{canonical}".encode()).hexdigest()


def repeated(session: Session, token: str, sent: str, now: datetime) -> ConsentRecord | None:
    """Return the consent that came of the very same form a moment ago, or None.

    Not once links to the patient's page were taken back after it, the device was handed back, or
    the consent was taken back or ended.
    """
    query = select(SigningRequest).where(
        SigningRequest.token_hash == token_hash(token),
        SigningRequest.state == "signed",
        SigningRequest.finished_at > now - REPEATED_WITHIN,
    )
    request = session.execute(query).scalar_one_or_none()
    if request is None or request.consent_id is None or request.finished_at is None:
        return None
    told = select(LedgerEvent).where(
        LedgerEvent.case_id == request.case_id,
        LedgerEvent.action == RECEIPT_ISSUED,
        LedgerEvent.subject_id == request.consent_id,
    )
    event = session.execute(told).scalar_one_or_none()
    if event is None or event.details.get("form_sha256") != sent:
        return None
    taken_back = select(PatientLink.id).where(
        PatientLink.subject_id == request.subject_id,
        PatientLink.revoked_at >= request.finished_at,
    )
    if session.execute(taken_back.limit(1)).first() is not None:
        return None
    if is_handed_back(session, request.id):
        return None
    consent = session.get(ConsentRecord, request.consent_id)
    return consent if consent is not None and stands(consent, now) else None


def stands(consent: ConsentRecord, now: datetime) -> bool:
    """Tell whether a consent was neither taken back nor ended since it was given."""
    return standing_of(consent.as_value(), consent.end_reason, now) in _STANDS


def is_handed_back(session: Session, request_id: str) -> bool:
    """Tell whether she gave the practice's device back after she had signed on it."""
    query = select(LedgerEvent.id).where(
        LedgerEvent.action == HANDED_BACK, LedgerEvent.subject_id == request_id
    )
    return session.execute(query.limit(1)).first() is not None
