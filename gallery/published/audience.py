"""Who is shown something: on which channels, and whether cases with nudity are among it (R19)."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.consent.channels import WEBSITE_GALLERY
from gallery.errors import NotFound
from gallery.models import Site
from gallery.published.values import AdultSite

#: What can stand in a Content-Security-Policy without changing it.
_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?\Z")


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
    found = _named(session, site)
    return Audience(tuple(found.channels), found.shows_adult)


def adult_site(session: Session, site: str) -> AdultSite:
    """Return where a site shows cases with nudity: its addresses, and those of its pages.

    :raises NotFound: no site has this key, or it takes no such cases.
    """
    found = _named(session, site)
    if not found.shows_adult:
        raise NotFound("This site shows no cases for which an age is to be confirmed.")
    origins = dict.fromkeys(map(origin_of, (*found.origins, *found.pages)))
    return AdultSite(found.name, tuple(origin for origin in origins if origin))


def origin_of(address: str) -> str | None:
    """Return the origin of a web address as browsers write it; None where it has no plain one."""
    try:
        parts = urlsplit(address)
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        host = (parts.hostname or "").encode("idna").decode()
        port = "" if parts.port in {None, usual} else f":{parts.port}"
    except ValueError:
        return None
    origin = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
    return origin if _ORIGIN.match(origin) and "@" not in parts.netloc else None


def _named(session: Session, site: str) -> Site:
    found = session.execute(select(Site).where(Site.key == site)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no site with this key.")
    return found
