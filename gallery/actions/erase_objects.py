"""Erase what may no longer be kept: rows first, objects after the commit, by a job."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from gallery.models import Photo, Publication, PublishedPhoto, Rendition
from gallery.runtime import SYSTEM, Runtime, UnitOfWork


def erase_renditions(uow: UnitOfWork, case_id: str) -> list[str]:
    """Remove the renditions of photos that no live publication of the case shows (rule R6).

    Return the keys of the objects, which an ``erase_objects`` job deletes.
    """
    is_live = exists(
        select(PublishedPhoto.id)
        .join(Publication, Publication.id == PublishedPhoto.publication_id)
        .where(
            PublishedPhoto.photo_id == Rendition.photo_id,
            Publication.ended_at.is_(None),
            Rendition.spec.startswith(Publication.variant),
        )
    )
    uow.take_turn(case_id)
    rows = uow.session.execute(
        select(Rendition)
        .join(Photo, Photo.id == Rendition.photo_id)
        .where(Photo.case_id == case_id, ~is_live)
    ).scalars()
    keys = []
    for row in rows:
        keys.append(row.object_key)
        uow.session.delete(row)
    if keys:
        uow.enqueue("erase_objects", {"keys": " ".join(keys)}, case_id=case_id)
        uow.record("renditions.erased", case_id=case_id, count=len(keys))
    return keys


def erase_case(uow: UnitOfWork, case_id: str) -> None:
    """Remove every picture of a deleted case; photo rows that were public stay as the record."""
    uow.take_turn(case_id)
    _end_publications(uow, case_id)
    erase_renditions(uow, case_id)
    photos = uow.session.execute(select(Photo).where(Photo.case_id == case_id)).scalars()
    keys: list[str] = []
    for photo in photos:
        keys += [photo.original_key, photo.preview_key]
        photo.state = "erased"
    if keys:
        uow.enqueue("erase_objects", {"keys": " ".join(keys)}, case_id=case_id)


def _end_publications(uow: UnitOfWork, case_id: str) -> None:
    live = select(Publication).where(Publication.case_id == case_id, Publication.ended_at.is_(None))
    for publication in uow.session.execute(live).scalars():
        publication.ended_at, publication.end_reason = uow.now, "deleted"
    uow.session.flush()


def erase_objects(runtime: Runtime, keys: Sequence[str]) -> None:
    """Delete objects; those that are gone already are no error.

    :raises StorageUnavailable: the object store failed; the job is tried again.
    """
    runtime.store.delete(list(keys))


def erase_after_withdrawal(runtime: Runtime, case_id: str) -> None:
    """Run :func:`erase_renditions` in its own unit of work."""
    with runtime.unit_of_work(SYSTEM) as uow:
        erase_renditions(uow, case_id)
