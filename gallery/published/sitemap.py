"""What search engines may list: every shown case, by the policy in SQL alone.

A sitemap holds addresses; whoever follows one meets the policy in Python.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from gallery.consent.channels import WEBSITE_GALLERY
from gallery.models import Case, MediaKey, Photo, Publication, PublishedPhoto
from gallery.published.eligibility import at
from gallery.published.search import shown_on
from gallery.published.values import SitemapEntry

#: Search engines want a large picture; the largest rendition would be wasted on a listing.
LISTED_WIDTH_PX = 1600


def sitemap_of(session: Session, now: datetime) -> Iterator[SitemapEntry]:
    """Yield every case that the website gallery shows, newest first.

    Pictures behind the age gate are not listed (rule R19): a crawler would not get them.
    """
    rows = session.execute(_pictures(), at(now)).all()
    for (slug, updated_at), group in groupby(rows, key=lambda row: (row.slug, row.updated_at)):
        keys = tuple(row.key for row in group if row.key and not row.shows_nudity)
        yield SitemapEntry(slug, updated_at, keys)


@cache
def _pictures() -> Select[Any]:
    key = aliased(MediaKey)
    largest = (
        select(key.key)
        .where(key.published_photo_id == PublishedPhoto.id, key.width_px <= LISTED_WIDTH_PX)
        .order_by(key.width_px.desc())
        .limit(1)
        .correlate(PublishedPhoto)
        .scalar_subquery()
        .label("key")
    )
    return (
        shown_on((WEBSITE_GALLERY,))
        .join(Case, Case.id == Publication.case_id)
        .join(PublishedPhoto, PublishedPhoto.publication_id == Publication.id)
        .join(Photo, Photo.id == PublishedPhoto.photo_id)
        .with_only_columns(Case.slug, Case.updated_at, Case.shows_nudity, largest)
        .order_by(Publication.published_at.desc(), Publication.id, Photo.role.desc(), Photo.id)
    )
