"""Gather the rows about one subject, of all her cases, and of nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, selectinload

from gallery.models import (
    Case,
    ConsentRecord,
    LedgerEvent,
    PatientLink,
    Photo,
    Placement,
    Publication,
    SigningRequest,
    Subject,
    Takedown,
)


@dataclass(frozen=True)
class Holdings:
    """Hold the rows about one subject, each kind in the order of time."""

    subject: Subject
    cases: Sequence[Case]
    photos: Sequence[Photo]
    consents: Sequence[ConsentRecord]
    requests: Sequence[SigningRequest]
    publications: Sequence[Publication]
    placements: Sequence[Placement]
    takedowns: Sequence[Takedown]
    events: Sequence[LedgerEvent]


def holdings_of(session: Session, subject: Subject) -> Holdings:
    """Return all rows about a subject, with what a table tells of each already loaded."""
    cases = list(
        session.execute(
            select(Case)
            .where(Case.subject_id == subject.id)
            .order_by(Case.created_at, Case.id)
            .options(selectinload(Case.procedures))
        ).scalars()
    )
    ids = [case.id for case in cases]
    photos = select(Photo).where(Photo.case_id.in_(ids)).order_by(Photo.created_at, Photo.id)
    consents = (
        select(ConsentRecord)
        .where(ConsentRecord.subject_id == subject.id)
        .order_by(ConsentRecord.recorded_at, ConsentRecord.id)
        .options(selectinload(ConsentRecord.scopes), selectinload(ConsentRecord.covered))
    )
    requests = (
        select(SigningRequest)
        .where(SigningRequest.subject_id == subject.id)
        .order_by(SigningRequest.created_at, SigningRequest.id)
    )
    publications = (
        select(Publication)
        .where(Publication.case_id.in_(ids))
        .order_by(Publication.published_at, Publication.id)
        .options(selectinload(Publication.shown))
    )
    placements = (
        select(Placement)
        .where(Placement.case_id.in_(ids))
        .order_by(Placement.placed_at, Placement.id)
    )
    takedowns = (
        select(Takedown)
        .where(Takedown.case_id.in_(ids))
        .order_by(Takedown.created_at, Takedown.surface, Takedown.id)
    )
    return Holdings(
        subject=subject,
        cases=cases,
        photos=session.execute(photos).scalars().all(),
        consents=session.execute(consents).scalars().all(),
        requests=session.execute(requests).scalars().all(),
        publications=session.execute(publications).scalars().all(),
        placements=session.execute(placements).scalars().all(),
        takedowns=session.execute(takedowns).scalars().all(),
        events=_events(session, subject, ids),
    )


def _events(session: Session, subject: Subject, case_ids: list[str]) -> Sequence[LedgerEvent]:
    """Return the events of her cases, of the links to her page, and of earlier exports."""
    links = select(PatientLink.id).where(PatientLink.subject_id == subject.id)
    query = (
        select(LedgerEvent)
        .where(
            or_(
                LedgerEvent.case_id.in_(case_ids),
                and_(LedgerEvent.subject_kind == "patient_link", LedgerEvent.subject_id.in_(links)),
            )
        )
        .order_by(LedgerEvent.position)
    )
    return session.execute(query).scalars().all()
