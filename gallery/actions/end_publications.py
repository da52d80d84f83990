"""The publications of a case that have no end yet, and how they get one."""

from collections.abc import Collection

from sqlalchemy import select

from gallery.models import Publication
from gallery.runtime import UnitOfWork


def live_publications(
    uow: UnitOfWork, case_id: str, channels: Collection[str] | None = None
) -> list[Publication]:
    """Return the publications without an end, on any channel or on these."""
    query = select(Publication).where(
        Publication.case_id == case_id, Publication.ended_at.is_(None)
    )
    if channels is not None:
        query = query.where(Publication.channel.in_(channels))
    return list(uow.session.execute(query).scalars())


def end_publications(
    uow: UnitOfWork, case_id: str, reason: str, channels: Collection[str] | None = None
) -> list[Publication]:
    """End them now: their pages and media answer 410 from the commit on."""
    rows = live_publications(uow, case_id, channels)
    for row in rows:
        row.ended_at, row.end_reason = uow.now, reason
    uow.session.flush()
    return rows
