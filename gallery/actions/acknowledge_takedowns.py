"""See for ourselves that our own surfaces answer "gone" after a withdrawal."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from gallery.errors import Gone, NotFound
from gallery.imaging.specs import FORMATS
from gallery.models import LedgerEvent, MediaKey, Publication, PublishedPhoto, Takedown
from gallery.published import PublishedGallery
from gallery.runtime import SYSTEM, Runtime, UnitOfWork

_OURS = ("origin", "site:website")


def acknowledge_takedowns(runtime: Runtime, event_id: str) -> None:
    """Ask the gallery for every key that ended; note on each of our surfaces what it answered.

    ``acknowledged`` says that the gate refuses; other surfaces stay pending until somebody or
    something reports on them.
    """
    gallery = PublishedGallery(runtime.engine, runtime.store)
    # Asked before the transaction begins: it would hold back every writer meanwhile.
    answers = [_is_gone(gallery, key) for key in _ended_keys(runtime, event_id)]
    with runtime.unit_of_work(SYSTEM) as uow:
        for task in _pending(uow, event_id):
            task.attempts += 1
            task.updated_at = uow.now
            task.proof = _proof(answers, uow.now)
            if all(answers):
                task.state = "acknowledged"


def _pending(uow: UnitOfWork, event_id: str) -> list[Takedown]:
    query = select(Takedown).where(
        Takedown.event_id == event_id, Takedown.surface.in_(_OURS), Takedown.state == "pending"
    )
    return list(uow.session.execute(query).scalars())


def _proof(answers: Sequence[bool], at: datetime) -> str:
    if not answers:
        return f"no picture of the case was ever public; looked at {at:%FT%TZ}"
    return f"{sum(answers)} of {len(answers)} media keys answer 410 at {at:%FT%TZ}"


def _ended_keys(runtime: Runtime, event_id: str) -> list[str]:
    query = (
        select(MediaKey.key)
        .join(PublishedPhoto, PublishedPhoto.id == MediaKey.published_photo_id)
        .join(Publication, Publication.id == PublishedPhoto.publication_id)
        .join(LedgerEvent, LedgerEvent.case_id == Publication.case_id)
        .where(LedgerEvent.id == event_id, Publication.ended_at.is_not(None))
    )
    with runtime.reading() as session:
        return list(session.execute(query).scalars())


def _is_gone(gallery: PublishedGallery, key: str) -> bool:
    try:
        gallery.media(key, FORMATS[0])
    except Gone:
        return True
    except NotFound:
        return False
    return False
