"""The key to a patient's own page: given out, looked up, taken back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.credentials import new_token, token_hash
from gallery.errors import Gone, NotFound
from gallery.models import PatientLink, Subject
from gallery.runtime import UnitOfWork


def issue_patient_link(uow: UnitOfWork, subject_id: str) -> tuple[PatientLink, str]:
    """Add a link to a patient's page; return it with its token, which is told this once.

    :raises NotFound: there is no subject with this id.
    """
    uow.get(Subject, subject_id, "patient")
    token = new_token()
    link = PatientLink(
        subject_id=subject_id,
        token_hash=token_hash(token),
        created_at=uow.now,
        created_by=uow.actor.id,
    )
    uow.session.add(link)
    uow.session.flush()
    uow.record("patient_link.issued", subject=("patient_link", link.id), subject_id=link.subject_id)
    return link, token


def revoke_patient_links(uow: UnitOfWork, subject_id: str) -> int:
    """Make every link to a patient's page useless; return how many there were."""
    query = select(PatientLink).where(
        PatientLink.subject_id == subject_id, PatientLink.revoked_at.is_(None)
    )
    links = uow.session.execute(query).scalars().all()
    for link in links:
        link.revoked_at = uow.now
        uow.record("patient_link.revoked", subject=("patient_link", link.id))
    return len(links)


def link_behind(session: Session, token: str) -> PatientLink:
    """Return the link that a token is the key of.

    :raises NotFound: ``my_link_unknown``.
    :raises Gone: ``my_link_revoked``.
    """
    query = select(PatientLink).where(PatientLink.token_hash == token_hash(token))
    link = session.execute(query).scalar_one_or_none()
    if link is None:
        raise NotFound("This link is not known.", code="my_link_unknown")
    if link.revoked_at is not None:
        message = "This link was replaced. Ask the practice for a new one."
        raise Gone(message, code="my_link_revoked")
    return link
