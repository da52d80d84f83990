"""Who is shown something: on which channels, and whether cases with nudity are among it (R19)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.consent.channels import WEBSITE_GALLERY
from gallery.errors import NotFound
from gallery.models import Site


@dataclass(frozen=True)
class Audience:
    """Hold the channels in their order; ``takes_adult`` lets cases in that show nudity."""

    channels: tuple[str, ...]
    takes_adult: bool


#: The product's own pages list every case, and keep its pictures behind the age gate.
OWN_PAGES = Audience((WEBSITE_GALLERY,), takes_adult=True)


def audience_of(session: Session, site: str | None) -> Audience:
    """Return the audience of the feed of ``site``, or of the product's own pages.

    :raises NotFound: no site has this key.
    """
    if site is None:
        return OWN_PAGES
    found = session.execute(select(Site).where(Site.key == site)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no site with this key.")
    return Audience(tuple(found.channels), found.shows_adult)
