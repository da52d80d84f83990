"""Read what was laid before the patient of a case, and the links to her own page."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.models import PatientLink, SigningRequest


def requests_of(session: Session, case_id: str) -> list[SigningRequest]:
    """Return the requests to sign of a case, newest first."""
    query = select(SigningRequest).where(SigningRequest.case_id == case_id)
    return list(session.execute(query.order_by(SigningRequest.created_at.desc())).scalars())


def open_links_of(session: Session, subject_id: str) -> list[PatientLink]:
    """Return the links that open a patient's page, newest first."""
    query = select(PatientLink).where(
        PatientLink.subject_id == subject_id, PatientLink.revoked_at.is_(None)
    )
    return list(session.execute(query.order_by(PatientLink.created_at.desc())).scalars())
