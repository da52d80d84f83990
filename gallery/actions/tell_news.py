"""Tell sites what is new: a case that is shown to them, or that changed.

News is no promise: the feed says what may be shown. It is looked at once more when it is about to
be sent, and not sent if the site has nothing of the case to show by then.
"""

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from gallery.actions.tell_sites import RATED_ADULT, REPLACED, tell_sites
from gallery.models import Case, Publication, Site, WebhookDelivery
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


def tell_replaced(uow: UnitOfWork, publications: Collection[Publication]) -> None:
    """Tell sites that a case is published anew: the old ids stand for nothing any more."""
    _tell(uow, EventType.CASE_UPDATED, publications, REPLACED)


def is_overtaken(session: Session, delivery: WebhookDelivery, site: Site) -> bool:
    """Tell whether a message says what is not so any more.

    What has to go is said in any case, but for a rating that was taken back.
    """
    reason = delivery.data.get("reason")
    case = session.execute(
        select(Case).where(Case.slug == str(delivery.data.get("slug")))
    ).scalar_one_or_none()
    if case is None:
        return False
    if reason == RATED_ADULT:
        return not case.shows_nudity or site.shows_adult
    if delivery.event_type not in NEWS or reason == REPLACED:
        return False
    is_live = exists(
        select(Publication.id).where(
            Publication.case_id == case.id,
            Publication.channel.in_(site.channels),
            Publication.ended_at.is_(None),
        )
    )
    return not _takes(site, case) or not session.execute(select(is_live)).scalar_one()


def _tell(
    uow: UnitOfWork, event: EventType, publications: Collection[Publication], reason: str
) -> None:
    if publications:
        case = next(iter(publications)).case
        tell_sites(uow, event, publications, reason, to=lambda site: _takes(site, case))


def _takes(site: Site, case: Case) -> bool:
    return site.shows_adult or not case.shows_nudity
