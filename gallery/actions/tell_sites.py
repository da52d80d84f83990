"""Tell embedding sites by signed webhooks what was published, changed or taken down."""

from collections.abc import Callable, Collection, Iterable
from datetime import timedelta

from sqlalchemy import select

from gallery.models import Priority, Publication, Site, WebhookDelivery
from gallery.outbound.webhook import EventType
from gallery.runtime import UnitOfWork

#: Why a case was updated if it was published anew: what had its old ids has to go.
REPLACED = "replaced"
#: Why a site that takes no cases with nudity has to take one down.
RATED_ADULT = "rated_adult"
_REMOVALS = frozenset({EventType.CONSENT_WITHDRAWN, EventType.CASE_UNPUBLISHED})


def tell_sites(
    uow: UnitOfWork,
    event: EventType,
    publications: Collection[Publication],
    reason: str,
    *,
    to: Callable[[Site], bool] = lambda _site: True,
) -> list[WebhookDelivery]:
    """Queue one message for each site, among those ``to`` names, that carries their channels."""
    told = []
    for site in filter(to, sites_with_webhook(uow)):
        carried = [row for row in publications if row.channel in site.channels]
        if carried:
            told.append(_queue(uow, site, event, carried, reason))
    return told


def sites_with_webhook(uow: UnitOfWork) -> Iterable[Site]:
    """Return the sites that want to be told and have not said stop (HTTP 410)."""
    query = select(Site).where(Site.webhook_url.is_not(None), Site.webhook_disabled_at.is_(None))
    return uow.session.execute(query).scalars()


def _queue(
    uow: UnitOfWork,
    site: Site,
    event: EventType,
    publications: Collection[Publication],
    reason: str,
) -> WebhookDelivery:
    case = next(iter(publications)).case
    delivery = WebhookDelivery(
        site_id=site.id,
        event_type=event.value,
        data={
            "publication_ids": sorted(row.id for row in publications),
            "slug": case.slug,
            "site_key": site.key,
            "reason": reason,
        },
        state="pending",
        created_at=uow.now,
    )
    uow.session.add(delivery)
    uow.session.flush()
    send_later(uow, delivery, case_id=case.id)
    return delivery


def send_later(
    uow: UnitOfWork,
    delivery: WebhookDelivery,
    *,
    case_id: str | None = None,
    delay: timedelta = timedelta(0),
) -> None:
    """Have a message sent by a job."""
    uow.enqueue(
        "deliver_webhook",
        {"delivery_id": delivery.id},
        case_id=case_id,
        delay=delay,
        priority=Priority.TELL if _is_removal(delivery) else Priority.USUAL,
    )


def _is_removal(delivery: WebhookDelivery) -> bool:
    """Tell whether something has to go from the site: that comes before what may appear there."""
    return delivery.event_type in _REMOVALS or delivery.data.get("reason") == REPLACED
