"""Find what is public, or kept for the public, without a consent."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, selectinload

from gallery.actions.reconciling.scan import (
    OPEN_JOB_STATES,
    Discrepancy,
    Kind,
    Scan,
    id_pages,
    seen_twice,
)
from gallery.consent.record import Decision
from gallery.models import (
    Case,
    ConsentRecord,
    ConsentScope,
    Job,
    Photo,
    Publication,
    PublishedPhoto,
    Rendition,
)
from gallery.published.clearance import consents_by_case, verdict_on


def shown_without_consent(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, publications without an end that the policy does not permit now."""
    look = partial(_unpermitted, scan)
    for page in id_pages(scan.runtime, Publication.id, Publication.ended_at.is_(None)):
        yield seen_twice(scan, look, page, of="publications")


def kept_without_consent(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, photos with renditions that a withdrawal should have erased."""
    for page in id_pages(scan.runtime, ConsentRecord.case_id, ConsentRecord.scopes.any(_fell())):
        yield seen_twice(scan, _left_over, page, of="cases")


def reasons_against(
    publication: Publication, consents: Sequence[ConsentRecord], now: datetime
) -> list[str]:
    """Return the codes of the policy's refusals; none if it permits, or shows nothing yet."""
    if publication.ended_at is not None or now < publication.published_at:
        return []
    verdict = verdict_on(publication, [record.as_value() for record in consents], now)
    return sorted({reason.code for reason in verdict.reasons})


def is_left_over() -> ColumnElement[bool]:
    """Return the condition on a rendition, joined with its photo, to be one that nobody allows.

    It was there when a consent was withdrawn, nothing permits any channel since, and no
    publication shows it.
    """
    return (
        exists(_scopes(_fell(), _withdrawn_at() >= Rendition.created_at))
        & ~exists(_scopes(_holds()))
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


def _withdrawn_at() -> ColumnElement[datetime | None]:
    return func.coalesce(ConsentScope.withdrawn_at, ConsentRecord.withdrawn_at)


def _fell() -> ColumnElement[bool]:
    return (ConsentScope.decision == Decision.PERMIT.value) & _withdrawn_at().is_not(None)


def _holds() -> ColumnElement[bool]:
    is_permission = ConsentScope.decision == Decision.PERMIT.value
    return is_permission & _withdrawn_at().is_(None) & ConsentRecord.ended_at.is_(None)


def _scopes(*conditions: ColumnElement[bool]) -> Select[str]:
    return (
        select(ConsentScope.id)
        .correlate_except(ConsentScope, ConsentRecord)
        .join(ConsentRecord, ConsentRecord.id == ConsentScope.consent_id)
        .where(ConsentRecord.case_id == Photo.case_id, *conditions)
    )


def _is_being_erased() -> ColumnElement[bool]:
    return exists(
        select(Job.id)
        .correlate_except(Job)
        .where(
            Job.case_id == Photo.case_id,
            Job.kind.in_(("erase_renditions", "erase_case")),
            Job.state.in_(OPEN_JOB_STATES),
        )
    )


def _left_over(session: Session, case_ids: Sequence[str]) -> Iterator[Discrepancy]:
    query = (
        select(Photo.id, func.count(Rendition.id))
        .join(Rendition, Rendition.photo_id == Photo.id)
        .where(Photo.case_id.in_(case_ids), is_left_over(), ~_is_being_erased())
        .group_by(Photo.id)
    )
    for photo_id, count in session.execute(query):
        words = (
            f"The consents were withdrawn and {count} renditions are kept. A repair erases them."
        )
        yield _fault("renditions", photo_id, words)


def _unpermitted(
    scan: Scan, session: Session, publication_ids: Sequence[str]
) -> Iterator[Discrepancy]:
    query = (
        select(Publication)
        .where(Publication.id.in_(publication_ids))
        .options(
            selectinload(Publication.case).selectinload(Case.procedures),
            selectinload(Publication.shown).selectinload(PublishedPhoto.photo),
        )
    )
    rows = session.execute(query).scalars().all()
    consents = consents_by_case(session, {row.case_id for row in rows})
    for row in rows:
        codes = reasons_against(row, consents.get(row.case_id, []), scan.now)
        if codes:
            words = f"Live on {row.channel}, not permitted: {', '.join(codes)}. A repair ends it."
            yield _fault("publication", row.id, words)


def _fault(what: str, identity: str, words: str) -> Discrepancy:
    kind = Kind.PUBLISHED_WITHOUT_CONSENT
    return Discrepancy(kind, what, identity, words, is_repairable=True)
