"""Where a withdrawn case could still be seen, and by which marks it would be known there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from gallery.actions.find_cases import live_channels
from gallery.clinical.terms import PROCEDURES
from gallery.config import Settings
from gallery.consent.channels import WEBSITE_GALLERY
from gallery.imaging.specs import FORMATS
from gallery.models import MediaKey, Publication, PublishedPhoto, Site, Takedown


@dataclass(frozen=True)
class ShownOnce:
    """Name what was shown on the channels of a task and no longer may be.

    ``since`` is when the last of its publications began.
    """

    slug: str
    publication_ids: tuple[str, ...]
    keys: tuple[str, ...]
    had_page: bool
    since: datetime
    is_public_again: bool

    @property
    def marks(self) -> tuple[str, ...]:
        """Return what no page of another site may hold any more.

        The slug is the case's for ever: where it has been published again, it may stand there.
        """
        named = (*self.keys, *self.publication_ids)
        return named if self.is_public_again else (*named, self.slug)


def shown_once(session: Session, task: Takedown) -> ShownOnce | None:
    """Return what the publications of the task's channels showed; None if there were none."""
    query = (
        select(Publication)
        .where(
            Publication.case_id == task.case_id,
            Publication.channel.in_(task.channels.split()),
            Publication.ended_at.is_not(None),
        )
        .options(selectinload(Publication.case))
    )
    rows = session.execute(query).scalars().all()
    if not rows:
        return None
    live = set(live_channels(session, task.case_id))  # under new keys, after a new consent
    return ShownOnce(
        slug=rows[0].case.slug,
        publication_ids=tuple(sorted(row.id for row in rows)),
        keys=tuple(_keys(session, [row.id for row in rows])),
        had_page=any(_had_page(row) for row in rows) and WEBSITE_GALLERY not in live,
        is_public_again=bool(live),
        since=max(row.published_at for row in rows),
    )


def _had_page(publication: Publication) -> bool:
    """Tell whether it had a page: one whose pictures were never made answers 404, not 410."""
    return publication.channel == WEBSITE_GALLERY and publication.first_shown_at is not None


def media_addresses_of(shown: ShownOnce, base_url: str) -> list[str]:
    """Return the address of every picture and page at one base: the origin's, or the CDN's."""
    media = [f"{base_url}/media/{key}.{ending}" for key in shown.keys for ending in FORMATS]
    return [*media, f"{base_url}/cases/{shown.slug}"] if shown.had_page else media


def lists_of(settings: Settings, site: Site | None) -> list[str]:
    """Return our own lists in which a picture could still be named: feed and sitemap."""
    feed = [f"{settings.base_url}/feeds/{site.key}/cases.json"] if site else []
    return [*feed, f"{settings.base_url}/sitemap.xml", f"{settings.base_url}/"]


def naming_cases(session: Session, base_url: str) -> list[str]:
    """Return the addresses at one base that name many cases, which a cache may have kept."""
    feeds = [f"/feeds/{key}/cases.json" for key in session.execute(select(Site.key)).scalars()]
    procedures = [f"/procedures/{slug}" for slug in PROCEDURES]
    return [base_url + path for path in ("/", "/sitemap.xml", *feeds, *procedures)]


def _keys(session: Session, publication_ids: Sequence[str]) -> list[str]:
    query = (
        select(MediaKey.key)
        .join(PublishedPhoto, PublishedPhoto.id == MediaKey.published_photo_id)
        .where(PublishedPhoto.publication_id.in_(publication_ids))
        .order_by(MediaKey.key)
    )
    return list(session.execute(query).scalars())


def site_of(session: Session, surface: str) -> Site | None:
    """Return the site that a surface is; None where it is something else, or the site is gone."""
    query = select(Site).where(Site.key == surface.removeprefix("site:"))
    return session.execute(query).scalar_one_or_none()
