"""Have a cache in front of the gallery forget publications that ended."""

from collections.abc import Sequence

from sqlalchemy import select

from gallery.actions.surface_addresses import naming_cases
from gallery.errors import StorageUnavailable
from gallery.imaging.specs import FORMATS
from gallery.models import MediaKey, Publication, PublishedPhoto
from gallery.outbound.destination import origin_of
from gallery.outbound.purge import purger_from
from gallery.published.values import PAGES_KEY
from gallery.runtime import Runtime


def purge_cache(runtime: Runtime, publication_ids: Sequence[str]) -> None:
    """Purge the pictures and pages of publications, by address and by surrogate key.

    :raises StorageUnavailable: ``purge_failed``: the cache did not take it; the job is repeated.
    """
    settings = runtime.settings
    base = settings.cdn_url or settings.base_url
    trusted = frozenset({*settings.trusted_origins, origin_of(base)})
    purger = purger_from(
        settings.cdn_purge, settings.cdn_purge_url, settings.cdn_purge_token, trusted
    )
    addresses = _addresses(runtime, publication_ids, base)
    outcome = purger.purge(addresses, [*publication_ids, PAGES_KEY])
    if not outcome.is_complete:
        raise StorageUnavailable(outcome.words[:300], code="purge_failed")


def _addresses(runtime: Runtime, publication_ids: Sequence[str], base: str) -> list[str]:
    keys = (
        select(MediaKey.key)
        .join(PublishedPhoto, PublishedPhoto.id == MediaKey.published_photo_id)
        .where(PublishedPhoto.publication_id.in_(publication_ids))
    )
    with runtime.reading() as session:
        media = [
            f"{base}/media/{key}.{ending}"
            for key in session.execute(keys).scalars()
            for ending in FORMATS
        ]
        rows = session.execute(select(Publication).where(Publication.id.in_(publication_ids)))
        pages = [f"{base}/cases/{row.case.slug}" for row in rows.scalars()]
        return [*media, *dict.fromkeys(pages), *naming_cases(session, base)]
