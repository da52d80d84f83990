"""Take back what was open to everyone when a public case turns out to show nudity (rule R19)."""

from gallery.actions.end_publications import live_publications, purge_later
from gallery.actions.tell_sites import tell_sites
from gallery.outbound.webhook import EventType
from gallery.runtime import UnitOfWork


def put_behind_gate(uow: UnitOfWork, case_id: str) -> None:
    """Have caches forget its pictures, and sites that take no such cases take it down.

    The gate itself asks the case at every request: it is closed from the commit on.
    """
    live = live_publications(uow, case_id)
    if live:
        purge_later(uow, live)
        tell_sites(
            uow,
            EventType.CASE_UNPUBLISHED,
            live,
            "rated_adult",
            to=lambda site: not site.shows_adult,
        )
