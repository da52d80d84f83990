"""Find renditions that no consent permits on any channel, now or later (rule R6)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gallery.actions.erase_objects import erase_later
from gallery.consent.record import Decision
from gallery.models import (
    OPEN_JOB_STATES,
    Case,
    ConsentRecord,
    ConsentScope,
    Job,
    Photo,
    Publication,
    PublishedPhoto,
    Rendition,
)
from gallery.runtime import UnitOfWork

#: Every way in which a permission ends: taken back, ended early, or its last day over.
_ENDS = (
    ConsentScope.withdrawn_at,
    ConsentRecord.withdrawn_at,
    ConsentRecord.ended_at,
    ConsentScope.ends_at,
    ConsentRecord.expires_at,
)
CaseId = InstrumentedAttribute[str]


def is_left_over(now: datetime) -> ColumnElement[bool]:
    """Return the condition on a rendition, joined with its photo, to be one that nobody allows.

    It was there when a permission ended, however it did; none holds or will begin; and no
    publication shows it.
    """
    was_there = [or_(end.is_(None), end >= Rendition.created_at) for end in _ENDS]
    return (
        exists(_permissions(Photo.case_id, _has_ended(now), *was_there))
        & ~exists(_permissions(Photo.case_id, ~_has_ended(now)))
        & ~exists(
            select(PublishedPhoto.id)
            .correlate_except(PublishedPhoto, Publication)
            .join(Publication, Publication.id == PublishedPhoto.publication_id)
            .where(
                PublishedPhoto.photo_id == Photo.id,
                Publication.ended_at.is_(None),
                Rendition.spec.startswith(Publication.variant + "-"),
            )
        )
    )


def are_permissions_over(case_id: CaseId, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a case had a permission, and that none holds or will begin."""
    return exists(_permissions(case_id, _has_ended(now))) & ~exists(
        _permissions(case_id, ~_has_ended(now))
    )


def is_being_erased(case_id: CaseId) -> ColumnElement[bool]:
    """Return the condition that a job is about to erase what is left of a case."""
    return exists(
        select(Job.id)
        .correlate_except(Job)
        .where(
            Job.case_id == case_id,
            Job.kind.in_(("erase_renditions", "erase_case")),
            Job.state.in_(OPEN_JOB_STATES),
        )
    )


def cases_with_left_renditions(session: Session, now: datetime) -> Sequence[str]:
    """Return the cases of which such renditions are kept, and no job is about to erase them."""
    of_case = (
        select(Rendition.id)
        .join(Photo, Photo.id == Rendition.photo_id)
        .where(Photo.case_id == Case.id, is_left_over(now))
        .correlate(Case)
    )
    query = select(Case.id).where(
        are_permissions_over(Case.id, now), exists(of_case), ~is_being_erased(Case.id)
    )
    return session.execute(query.order_by(Case.id)).scalars().all()


def erase_left_renditions(
    uow: UnitOfWork, case_id: str, *conditions: ColumnElement[bool]
) -> list[str]:
    """Remove such renditions of the case whose turn it is; return the keys of their objects.

    ``conditions`` on their photos say of which.
    """
    query = (
        select(Rendition)
        .join(Photo, Photo.id == Rendition.photo_id)
        .where(Photo.case_id == case_id, is_left_over(uow.now), *conditions)
        .where(~is_being_erased(Photo.case_id))
    )
    rows = uow.session.execute(query).scalars().all()
    keys = [row.object_key for row in rows]
    for row in rows:
        uow.session.delete(row)
    if keys:
        erase_later(uow, keys, case_id)
        uow.record("renditions.erased", case_id=case_id, count=len(keys))
    return keys


def _has_ended(now: datetime) -> ColumnElement[bool]:
    return or_(*(end.is_not(None) & (end <= now) for end in _ENDS))


def _permissions(case_id: CaseId, *conditions: ColumnElement[bool]) -> Select[str]:
    return (
        select(ConsentScope.id)
        .correlate_except(ConsentScope, ConsentRecord)
        .join(ConsentRecord, ConsentRecord.id == ConsentScope.consent_id)
        .where(
            ConsentRecord.case_id == case_id,
            ConsentScope.decision == Decision.PERMIT.value,
            *conditions,
        )
    )
