"""Tell sites what is new: a case that is shown to them, or that changed.

News is no promise: the feed says what may be shown. News of something that ended before it was
sent is never sent.
"""

from collections.abc import Collection
from typing import cast

from sqlalchemy import select

from gallery.actions.tell_sites import tell_sites
from gallery.models import Publication, Site, WebhookDelivery
from gallery.outbound.webhook import EventType
from gallery.runtime import UnitOfWork

NEWS = frozenset({EventType.CASE_PUBLISHED, EventType.CASE_UPDATED})


def tell_shown(uow: UnitOfWork, publication: Publication) -> None:
    """Note that a publication has all its pictures, and tell the sites that carry its channel."""
    is_first = publication.first_shown_at is None
    publication.show(uow.now)
    if is_first:
        _tell(uow, EventType.CASE_PUBLISHED, [publication], "published")
    else:
        tell_changed(uow, [publication], "pictures_changed")


def tell_changed(uow: UnitOfWork, publications: Collection[Publication], reason: str) -> None:
    """Tell sites that something they can see of these publications changed."""
    seen = [row for row in publications if row.ended_at is None and row.media_ready_at is not None]
    _tell(uow, EventType.CASE_UPDATED, seen, reason)


def forget_news(uow: UnitOfWork, ended: Collection[Publication]) -> None:
    """Send no news any more of publications that ended."""
    gone = {row.id for row in ended}
    query = select(WebhookDelivery).where(
        WebhookDelivery.state == "pending",
        WebhookDelivery.event_type.in_([event.value for event in NEWS]),
    )
    for delivery in uow.session.execute(query).scalars():
        if gone.issuperset(cast("list[str]", delivery.data["publication_ids"])):
            delivery.state, delivery.finished_at = "overtaken", uow.now


def _tell(
    uow: UnitOfWork, event: EventType, publications: Collection[Publication], reason: str
) -> None:
    if not publications:
        return
    shows_nudity = next(iter(publications)).case.shows_nudity

    def takes(site: Site) -> bool:
        return site.shows_adult or not shows_nudity

    tell_sites(uow, event, publications, reason, to=takes)
