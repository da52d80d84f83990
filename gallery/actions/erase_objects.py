"""Erase what may no longer be kept: rows first, objects after the commit, by a job."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from gallery.actions.end_publications import end_publications
from gallery.actions.find_cases import publications_of
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
    """Remove every picture of a deleted case, and what is known of each and of her.

    Rows stay as the record: hash, role, view and identifiability of each photo, what was treated,
    and what was shown when and where. They prove that a consent covered what was shown.
    """
    uow.take_turn(case_id)
    end_publications(uow, case_id, "deleted")
    erase_renditions(uow, case_id)
    photos = uow.session.execute(select(Photo).where(Photo.case_id == case_id)).scalars()
    keys: list[str] = []
    for photo in photos:
        keys += [photo.original_key, photo.preview_key]
        _empty(photo)
    for publication in publications_of(uow.session, case_id):
        publication.age_band = publication.gender = publication.skin_type = None
    erase_later(uow, keys, case_id)


def _empty(photo: Photo) -> None:
    """Forget what a picture tells: the same as the migration ``20261127_erased`` makes good."""
    photo.state = "erased"
    photo.burnt_in_text_encrypted = photo.reject_reason = photo.interval = None
    photo.captured_on = photo.camera = photo.focal_length_mm = photo.framing = None
    photo.capture, photo.masks, photo.treated_areas = {}, [], []
    photo.preview_sha256 = None


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
