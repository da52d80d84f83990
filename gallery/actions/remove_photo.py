"""Take a photo out of a case."""

from sqlalchemy import or_, select

from gallery.actions.edit_case import refuse_if_public
from gallery.actions.erase_objects import erase_later
from gallery.actions.settle_case import settle_case
from gallery.errors import Conflict
from gallery.models import Pair, Photo, PublishedPhoto
from gallery.runtime import UnitOfWork


def remove_photo(uow: UnitOfWork, photo_id: str) -> None:
    """Remove a photo and have its original, preview and renditions erased.

    :raises NotFound: there is no photo with this id.
    :raises Conflict: ``photo_is_paired``; ``photo_was_published``: it is part of the record of
        what was shown, and goes only with its case; ``case_is_published``.
    """
    photo = uow.get_in_turn(Photo, photo_id, "photo")
    refuse_if_public(uow, photo.case)
    paired = select(Pair.id).where(or_(Pair.before_id == photo.id, Pair.after_id == photo.id))
    if uow.session.execute(paired).first() is not None:
        raise Conflict(
            "This photo is in a pair: take the pair apart first.", code="photo_is_paired"
        )
    shown = select(PublishedPhoto.id).where(PublishedPhoto.photo_id == photo.id)
    if uow.session.execute(shown).first() is not None:
        raise Conflict(
            "This photo was public once: the record of it stays with the case.",
            code="photo_was_published",
        )
    case_id = photo.case_id
    keys = [photo.original_key, photo.preview_key, *(row.object_key for row in photo.renditions)]
    erase_later(uow, keys, case_id)
    uow.session.delete(photo)
    uow.record("photo.removed", case_id=case_id, subject=("photo", photo_id))
    settle_case(uow, case_id)
