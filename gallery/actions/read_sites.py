"""Read a site and what was told to it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.errors import NotFound
from gallery.models import Site, WebhookDelivery


def site_named(session: Session, key: str) -> Site:
    """Return the site with this key.

    :raises NotFound: there is none.
    """
    site = session.execute(select(Site).where(Site.key == key)).scalar_one_or_none()
    if site is None:
        raise NotFound("There is no site with this key.")
    return site


def last_deliveries(session: Session, site_id: str, limit: int = 20) -> list[WebhookDelivery]:
    """Return what the site was told, newest first."""
    query = select(WebhookDelivery).where(WebhookDelivery.site_id == site_id)
    rows = query.order_by(WebhookDelivery.created_at.desc(), WebhookDelivery.id).limit(limit)
    return list(session.execute(rows).scalars())
