"""Erase what may no longer be kept: rows first, objects after the commit, by a job."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from gallery.actions.end_publications import end_publications
from gallery.models import Photo, Publication, PublishedPhoto, Rendition
from gallery.runtime import Runtime, UnitOfWork


def erase_renditions(uow: UnitOfWork, case_id: str) -> None:
    """Remove the renditions of photos that no live publication of the case shows (rule R6)."""
    is_live = exists(
        select(PublishedPhoto.id)
        .join(Publication, Publication.id == PublishedPhoto.publication_id)
        .where(
            PublishedPhoto.photo_id == Rendition.photo_id,
            Publication.ended_at.is_(None),
            Rendition.spec.startswith(Publication.variant + "-"),
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
        erase_later(uow, keys, case_id)
        uow.record("renditions.erased", case_id=case_id, count=len(keys))


def erase_case(uow: UnitOfWork, case_id: str) -> None:
    """Remove every picture of a deleted case; photo rows that were public stay as the record."""
    uow.take_turn(case_id)
    end_publications(uow, case_id, "deleted")
    erase_renditions(uow, case_id)
    photos = uow.session.execute(select(Photo).where(Photo.case_id == case_id)).scalars()
    keys: list[str] = []
    for photo in photos:
        keys += [photo.original_key, photo.preview_key]
        photo.state = "erased"
    erase_later(uow, keys, case_id)


def drop_renditions(uow: UnitOfWork, photo: Photo) -> None:
    """Erase what shows a photo as it no longer stands; it is made again when it is needed."""
    keys = [row.object_key for row in photo.renditions]
    photo.renditions = []
    erase_later(uow, keys, photo.case_id)


def erase_later(uow: UnitOfWork, keys: Sequence[str], case_id: str | None) -> None:
    """Have objects deleted by a job, once the commit has taken their rows away."""
    if keys:
        uow.enqueue("erase_objects", {"keys": " ".join(keys)}, case_id=case_id)


def erase_objects(runtime: Runtime, keys: Sequence[str]) -> None:
    """Delete objects; those that are gone already are no error.

    :raises StorageUnavailable: the object store failed; the job is tried again.
    """
    runtime.store.delete(list(keys))
