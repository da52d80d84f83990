"""See for ourselves that our own surfaces answer "gone" after a withdrawal."""

from collections.abc import Iterator

from sqlalchemy import select

from gallery.errors import Gone, NotFound
from gallery.imaging.specs import FORMATS
from gallery.models import MediaKey, Publication, PublishedPhoto, Takedown
from gallery.published import PublishedGallery
from gallery.runtime import SYSTEM, Runtime, UnitOfWork

_OURS = ("origin", "site:website")


def acknowledge_takedowns(runtime: Runtime, event_id: str) -> None:
    """Ask the gallery for every key that ended; note on each of our surfaces what it answered.

    ``acknowledged`` says that the gate refuses; other surfaces stay pending until somebody or
    something reports on them.
    """
    gallery = PublishedGallery(runtime.engine, runtime.store)
    with runtime.unit_of_work(SYSTEM) as uow:
        query = select(Takedown).where(
            Takedown.event_id == event_id, Takedown.surface.in_(_OURS), Takedown.state == "pending"
        )
        tasks = list(uow.session.execute(query).scalars())
        for task in tasks:
            answers = [_is_gone(gallery, key) for key in _ended_keys(uow, task.case_id)]
            task.attempts += 1
            task.updated_at = uow.now
            task.proof = (
                f"{sum(answers)} of {len(answers)} media keys answer 410 at {uow.now:%FT%TZ}"
            )
            if all(answers) and answers:
                task.state = "acknowledged"


def _ended_keys(uow: UnitOfWork, case_id: str) -> Iterator[str]:
    query = (
        select(MediaKey.key)
        .join(PublishedPhoto, PublishedPhoto.id == MediaKey.published_photo_id)
        .join(Publication, Publication.id == PublishedPhoto.publication_id)
        .where(Publication.case_id == case_id, Publication.ended_at.is_not(None))
    )
    yield from uow.session.execute(query).scalars()


def _is_gone(gallery: PublishedGallery, key: str) -> bool:
    try:
        gallery.media(key, FORMATS[0])
    except Gone:
        return True
    except NotFound:
        return False
    return False
