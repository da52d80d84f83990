"""Every text of the practice that can reach the public, by where it stands (rule R13)."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.models import Case, PracticeProfile, Site
from gallery.published import origin_of
from gallery.publishing.practice_texts import contacts_in

#: The columns of the profile that pages, feeds and pictures show, and how findings call them.
PLACES = {
    "name": "name of the practice",
    "tagline": "tagline",
    "disclosure": "disclosure",
    "website_url": "address of the website",
    "contact_url": "contact address",
}
MARK, MARK_OF = "watermark", "mark of "
SITE, CHANNEL = "site ", "channel "


def mark_texts(profile: PracticeProfile) -> dict[str, str]:
    """Return what is written on pictures: the practice's mark, and those of single channels."""
    marks = {
        MARK_OF + channel: str(entry.get("text") or "")
        for channel, entry in (profile.channel_marks or {}).items()
    }
    return {MARK: profile.watermark_text or "", **marks}


def profile_texts(profile: PracticeProfile) -> dict[str, str]:
    """Return what every page, feed or file says of the practice."""
    return {place: getattr(profile, name) or "" for name, place in PLACES.items()}


def site_texts(sites: Iterable[Site]) -> dict[str, str]:
    """Return what addresses, headers, feeds and messages tell of sites."""
    return {
        SITE + site.key: "\n".join(
            [site.name, site.key, *site.channels, *_origins(site.origins), *_origins(site.pages)]
        )
        for site in sites
    }


def practice_texts(session: Session, profile: PracticeProfile, base_url: str) -> dict[str, str]:
    """Return all that is public of the practice whatever the case, but for the marks."""
    sites = session.execute(select(Site).order_by(Site.key)).scalars()
    host = urlsplit(base_url).netloc
    return {**profile_texts(profile), **site_texts(sites), "address of this service": host}


def own_words(profile: PracticeProfile) -> tuple[str, ...]:
    """Return what the practice may say of itself wherever it likes: names and contacts."""
    contacts = (
        profile.contact_url,
        profile.postal_address,
        profile.withdrawal_contact,
        profile.privacy_contact,
    )
    known = _contacts(tuple(filter(None, contacts)))
    website = profile.website_url or ""
    host = re.sub(r"[\W_]+", " ", urlsplit(website).netloc)
    return (profile.name, host, website, profile.contact_url or "", *known)


def provider_of(case: Case) -> str:
    """Return whose name may stand in the case; one with somebody's contacts excuses nothing."""
    provider = case.provider or ""
    return "" if _contacts((provider,)) else provider


def all_providers(session: Session) -> tuple[str, ...]:
    """Return the providers of all cases: any may be named where the practice tells of itself."""
    query = select(Case.provider).where(Case.provider.is_not(None)).distinct()
    return tuple(filter(None, session.execute(query).scalars()))


@lru_cache(maxsize=64)
def _contacts(texts: tuple[str, ...]) -> tuple[str, ...]:
    return contacts_in(texts)


def _origins(addresses: Iterable[str]) -> Iterable[str]:
    return filter(None, map(origin_of, addresses))
