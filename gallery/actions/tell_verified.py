"""Tell sites that a surface of theirs was seen to be clear."""

from sqlalchemy import select

from gallery.actions.tell_sites import send_later
from gallery.models import Case, Site, Takedown, WebhookDelivery
from gallery.outbound.webhook import EventType
from gallery.runtime import UnitOfWork


def tell_verified(uow: UnitOfWork, task: Takedown) -> WebhookDelivery | None:
    """Queue the message, if the surface is a site that wants messages."""
    if not task.surface.startswith("site:"):
        return None
    query = select(Site).where(
        Site.key == task.surface.removeprefix("site:"),
        Site.webhook_url.is_not(None),
        Site.webhook_disabled_at.is_(None),
    )
    site = uow.session.execute(query).scalar_one_or_none()
    if site is None:
        return None
    delivery = WebhookDelivery(
        site_id=site.id,
        event_type=EventType.TAKEDOWN_VERIFIED.value,
        data={"slug": uow.get(Case, task.case_id, "case").slug, "site_key": site.key},
        takedown_id=task.id,
        state="pending",
        created_at=uow.now,
    )
    uow.session.add(delivery)
    uow.session.flush()
    send_later(uow, delivery, case_id=task.case_id)
    return delivery
