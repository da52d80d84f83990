"""The publications of a case that have no end yet, and how they get one."""

from collections.abc import Collection

from sqlalchemy import select

from gallery.actions.tell_news import tell_replaced
from gallery.actions.tell_sites import REPLACED, tell_sites
from gallery.models import Publication
from gallery.outbound.webhook import EventType
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
    """End them now: their pages and media answer 410 from the commit on.

    Sites are told and caches in front are purged by jobs, after the commit.
    """
    rows = live_publications(uow, case_id, channels)
    for row in rows:
        row.ended_at, row.end_reason = uow.now, reason
    uow.session.flush()
    if rows:
        _tell(uow, rows, reason)
        purge_later(uow, rows)
    return rows


def _tell(uow: UnitOfWork, rows: Collection[Publication], reason: str) -> None:
    if reason == REPLACED:
        tell_replaced(uow, rows)
    elif reason == "consent_withdrawn":
        tell_sites(uow, EventType.CONSENT_WITHDRAWN, rows, reason)
    else:
        tell_sites(uow, EventType.CASE_UNPUBLISHED, rows, reason)


def purge_later(uow: UnitOfWork, publications: Collection[Publication]) -> None:
    """Have caches in front forget publications, where the installation has such a cache."""
    if uow.runtime.settings.cdn_purge != "none":
        ids = " ".join(row.id for row in publications)
        uow.enqueue("purge_cache", {"publications": ids}, case_id=next(iter(publications)).case_id)
