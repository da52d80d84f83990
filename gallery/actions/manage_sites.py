"""Sites that embed the gallery's feeds."""

import re
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.consent.channels import channel_of, site_channel
from gallery.errors import Conflict, InvalidInput
from gallery.models import Site
from gallery.runtime import UnitOfWork

_NAME = re.compile(r"[^a-z0-9]+")


def add_site(
    uow: UnitOfWork, name: str, origins: tuple[str, ...], channels: tuple[str, ...] = ()
) -> Site:
    """Add a site; its key is made of its name, its channel is its own unless others are named.

    :raises InvalidInput: the name, an origin or a channel cannot be used.
    :raises Conflict: ``site_exists``.
    """
    key = _NAME.sub("-", name.casefold()).strip("-")[:40]
    if not key:
        message = "Give a name with letters or digits."
        raise InvalidInput(message, fields={"name": message})
    if uow.session.execute(select(Site.id).where(Site.key == key)).first() is not None:
        raise Conflict(f"There is a site with the key {key}.", code="site_exists")
    shown = [channel_of(channel, field="channels") for channel in channels]
    site = Site(
        key=key,
        name=name.strip(),
        origins=[_origin(origin) for origin in origins],
        channels=list(shown) or [site_channel(key)],
        created_at=uow.now,
    )
    uow.session.add(site)
    uow.session.flush()
    uow.record("site.added", subject=("site", site.id), channels=site.channels)
    return site


def list_sites(session: Session) -> list[Site]:
    """Return every site by its key."""
    return list(session.execute(select(Site).order_by(Site.key)).scalars())


def _origin(origin: str) -> str:
    parts = urlsplit(origin)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
        message = f"{origin[:60]!r} is not an origin; give one such as https://www.example.com."
        raise InvalidInput(message, fields={"origins": message})
    return f"{parts.scheme}://{parts.netloc}"
