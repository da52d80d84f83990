"""One rendition's bytes, if its publication may be shown at this instant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.errors import Gone, NotFound
from gallery.models import MediaKey, Publication, PublishedPhoto, Rendition
from gallery.published.clearance import (
    consents_by_case,
    everything_shown,
    shown_pairs,
    verdict_on,
)
from gallery.published.values import MediaFile
from gallery.storage import ObjectStore

MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@dataclass(frozen=True)
class ClearedRendition:
    """Name the stored bytes that a key stands for, and until when that answer can stand."""

    publication_id: str
    object_key: str
    media_type: str
    sha256: str
    size_bytes: int
    created_at: datetime
    valid_until: datetime
    is_adult: bool


def cleared_rendition(
    session: Session, key: str, extension: str, now: datetime
) -> ClearedRendition:
    """Return the rendition under ``key`` if the policy permits its publication at ``now``.

    A photo whose pair was taken apart is shown on no page, and has no whole picture to give away
    where a frame had cut it.

    :raises Gone: the key was public and its publication may not be shown any more, or shows no
        pair with this photo.
    :raises NotFound: there is no such key, or the size does not exist in this format.
    """
    if extension not in MEDIA_TYPES:
        raise NotFound("There is no picture under this address.")
    publication, shown, named = _named(session, key)
    consents = consents_by_case(session, {publication.case_id}).get(publication.case_id, [])
    verdict = verdict_on(publication, [row.as_value() for row in consents], now)
    is_paired = any(
        shown.photo_id in {pair.before_id, pair.after_id} for pair in shown_pairs(publication)
    )
    if not verdict.permitted or verdict.valid_until is None or not is_paired:
        raise Gone("This picture is no longer shown.")
    if publication.media_ready_at is None:
        # Made already, it may still wait for the other side of its pair, or to be read for names.
        raise NotFound("This picture is not ready yet. Try again in a moment.")
    rendition = _rendition(session, shown.photo_id, named.spec, extension)
    return ClearedRendition(
        publication_id=publication.id,
        object_key=rendition.object_key,
        media_type=MEDIA_TYPES[extension],
        sha256=rendition.sha256,
        size_bytes=rendition.size_bytes,
        created_at=rendition.created_at,
        valid_until=verdict.valid_until,
        is_adult=publication.case.shows_nudity,
    )


def media_file(store: ObjectStore, cleared: ClearedRendition) -> MediaFile:
    """Return the file to serve; its bytes are read when asked for."""
    return MediaFile(
        publication_id=cleared.publication_id,
        content_type=cleared.media_type,
        etag=cleared.sha256,
        size_bytes=cleared.size_bytes,
        last_modified=cleared.created_at,
        valid_until=cleared.valid_until,
        is_adult=cleared.is_adult,
        read=_reader(store, cleared.object_key),
    )


def _named(session: Session, key: str) -> tuple[Publication, PublishedPhoto, MediaKey]:
    query = (
        select(Publication, PublishedPhoto, MediaKey)
        .join(PublishedPhoto, PublishedPhoto.publication_id == Publication.id)
        .join(MediaKey, MediaKey.published_photo_id == PublishedPhoto.id)
        .where(MediaKey.key == key)
        .options(*everything_shown())
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound("There is no picture under this address.")
    return found[0], found[1], found[2]


def _rendition(session: Session, photo_id: str, spec: str, extension: str) -> Rendition:
    query = (
        select(Rendition)
        .where(
            Rendition.photo_id == photo_id,
            Rendition.spec == spec,
            Rendition.format == extension,
        )
        .order_by(Rendition.created_at.desc())
        .limit(1)
    )
    rendition = session.execute(query).scalar_one_or_none()
    if rendition is None:
        raise NotFound("This picture is not ready yet. Try again in a moment.")
    return rendition


def _reader(store: ObjectStore, key: str) -> Callable[[int | None, int | None], bytes]:
    def read(start: int | None, end: int | None) -> bytes:
        if start is None and end is None:
            return store.get(key)
        return store.get_range(key, start or 0, end)

    return read
