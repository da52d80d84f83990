"""Find what is public, or kept for the public, without a consent."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from gallery.actions.left_renditions import (
    are_permissions_over,
    is_being_erased,
    is_left_over,
)
from gallery.actions.reconciling.scan import (
    Discrepancy,
    Kind,
    Scan,
    id_pages,
    seen_twice,
)
from gallery.models import (
    Case,
    ConsentRecord,
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
    """Yield, page by page, photos with renditions that the end of a consent should have erased."""
    for page in id_pages(scan.runtime, Case.id, are_permissions_over(Case.id, scan.now)):
        yield seen_twice(scan, partial(_left_over, scan), page, of="cases")


def reasons_against(
    publication: Publication, consents: Sequence[ConsentRecord], now: datetime
) -> list[str]:
    """Return the codes of the policy's refusals; none if it permits, or shows nothing yet."""
    if publication.ended_at is not None or now < publication.published_at:
        return []
    verdict = verdict_on(publication, [record.as_value() for record in consents], now)
    return sorted({reason.code for reason in verdict.reasons})


def _left_over(scan: Scan, session: Session, case_ids: Sequence[str]) -> Iterator[Discrepancy]:
    query = (
        select(Photo.id, func.count(Rendition.id))
        .join(Rendition, Rendition.photo_id == Photo.id)
        .where(Photo.case_id.in_(case_ids), is_left_over(scan.now), ~is_being_erased(Photo.case_id))
        .group_by(Photo.id)
    )
    for photo_id, count in session.execute(query):
        words = (
            f"No consent permits anything any more and {count} renditions are kept. A repair erases"
            " them."
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
