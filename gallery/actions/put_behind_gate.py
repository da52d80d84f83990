"""Take back what was open to everyone when a public case turns out to show nudity (rule R19)."""

from collections.abc import Callable, Sequence
from itertools import groupby

from sqlalchemy import select

from gallery.actions.end_publications import live_publications, purge_later
from gallery.actions.tell_sites import RATED_ADULT, tell_sites
from gallery.models import Case, Publication, Site
from gallery.outbound.webhook import EventType
from gallery.runtime import UnitOfWork


def put_behind_gate(uow: UnitOfWork, case_id: str) -> None:
    """Have caches forget its pictures, and sites that take no such cases take it down.

    The gate itself asks the case at every request: it is closed from the commit on.
    """
    shown = [row for row in live_publications(uow, case_id) if row.first_shown_at is not None]
    if shown:
        purge_later(uow, shown)
        _have_removed(uow, shown, to=lambda site: not site.shows_adult)


def close_to_adult(uow: UnitOfWork, site: Site) -> None:
    """Have a site take down the cases with nudity that it took until now."""
    shown = select(Publication).join(Case, Case.id == Publication.case_id)
    shown = shown.where(
        Publication.channel.in_(site.channels),
        Publication.ended_at.is_(None),
        Publication.first_shown_at.is_not(None),
        Case.shows_nudity.is_(True),
    )
    rows = uow.session.execute(shown.order_by(Publication.case_id)).scalars()
    for _, of_case in groupby(rows, key=lambda row: row.case_id):
        _have_removed(uow, list(of_case), to=lambda other: other.id == site.id)


def _have_removed(
    uow: UnitOfWork, publications: Sequence[Publication], *, to: Callable[[Site], bool]
) -> None:
    tell_sites(uow, EventType.CASE_UNPUBLISHED, publications, RATED_ADULT, to=to)
