"""Find public names of pictures that stand for no rendition: their pages show a broken picture."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from gallery.actions.reconciling.scan import (
    Discrepancy,
    Kind,
    Scan,
    id_pages,
    seen_twice,
)
from gallery.imaging.specs import FORMATS
from gallery.models import OPEN_JOB_STATES, Job, MediaKey, Publication, PublishedPhoto, Rendition

_IS_LIVE = (Publication.ended_at.is_(None), Publication.media_ready_at.is_not(None))


def names_without_rendition(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, photos of live publications that lack a rendition of a public size."""
    for page in id_pages(scan.runtime, Publication.id, *_IS_LIVE):
        yield seen_twice(scan, _broken, page, of="publications")


def missing_variants(session: Session, photo_id: str) -> set[str]:
    """Return the variants of which a live publication shows a size that is not there."""
    query = _missing_sizes().where(PublishedPhoto.photo_id == photo_id)
    return {row.variant for row in session.execute(query)}


def _missing_sizes() -> Select[str, str, str]:
    formats = (
        select(func.count(Rendition.format.distinct()))
        .where(Rendition.photo_id == PublishedPhoto.photo_id, Rendition.spec == MediaKey.spec)
        .correlate(PublishedPhoto, MediaKey)
        .scalar_subquery()
    )
    return (
        select(PublishedPhoto.photo_id, Publication.variant, MediaKey.spec)
        .join(Publication, Publication.id == PublishedPhoto.publication_id)
        .join(MediaKey, MediaKey.published_photo_id == PublishedPhoto.id)
        .where(*_IS_LIVE, formats < len(FORMATS))
    )


def _broken(session: Session, publication_ids: Sequence[str]) -> Iterator[Discrepancy]:
    # Jobs first: what a render commits meanwhile is seen by the question that follows.
    asked = _asked(session, publication_ids)
    query = _missing_sizes().where(Publication.id.in_(publication_ids))
    sizes: dict[str, set[str]] = {}
    for row in session.execute(query):
        sizes.setdefault(row.photo_id, set()).add(row.spec)
    for photo_id in sizes.keys() - asked:
        specs = ", ".join(sorted(sizes[photo_id]))
        words = f"It is public, and renditions are missing: {specs}. A repair makes them again."
        yield Discrepancy(Kind.ROW_WITHOUT_OBJECT, "media", photo_id, words, is_repairable=True)


def _asked(session: Session, publication_ids: Sequence[str]) -> set[str]:
    """Return the photos of these publications that a job is about to render."""
    cases = select(Publication.case_id).where(Publication.id.in_(publication_ids))
    jobs = select(Job.payload).where(
        Job.kind == "render_photo", Job.state.in_(OPEN_JOB_STATES), Job.case_id.in_(cases)
    )
    return {payload["photo_id"] for payload in session.execute(jobs).scalars()}
