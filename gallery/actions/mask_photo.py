"""Cover what would name a patient, and mark what was treated, which stays uncovered (rule R12)."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from gallery.actions.compare_pair import request_comparisons_of
from gallery.actions.edit_case import refuse_if_public
from gallery.actions.move_marks import marks_follow
from gallery.actions.photo_edits import edits_of, treated_areas_of
from gallery.actions.remake_renditions import remake
from gallery.actions.request_reading import read_again
from gallery.actions.settle_case import settle_case
from gallery.errors import Conflict
from gallery.imaging.edits import Area, Mask, masks_to_json
from gallery.imaging.specs import Size
from gallery.imaging.treated import areas_to_json, refuse_covering
from gallery.models import Photo, Publication, PublishedPhoto
from gallery.runtime import UnitOfWork


def mask_photo(
    uow: UnitOfWork,
    photo_id: str,
    *,
    masks: Sequence[Mask] | None = None,
    treated_areas: Sequence[Area] | None = None,
) -> Photo:
    """Set the masks of a photo and what was treated on it; None leaves either as it is.

    Other masks have every rendition made again and the picture read for names again. The ledger
    is told how many there are, never where.

    :raises NotFound: there is no photo with this id.
    :raises InvalidInput: ``treated_area_missing``; ``mask_covers_treated_area`` (rule R12).
    :raises Conflict: ``case_is_published``: somebody who may not publish, or a photo that visitors
        see: unpublish it first, whoever you are.
    """
    photo = uow.get_in_turn(Photo, photo_id, "photo")
    refuse_if_public(uow, photo.case)
    _refuse_if_shown(uow, photo)
    wanted = edits_of(photo).masks if masks is None else tuple(masks)
    areas = treated_areas_of(photo) if treated_areas is None else tuple(treated_areas)
    refuse_covering(wanted, areas, Size(photo.width_px, photo.height_px))
    has_changed = wanted != edits_of(photo).masks
    if areas != treated_areas_of(photo):
        request_comparisons_of(uow, photo)
    with marks_follow(uow, photo.case):
        photo.treated_areas = areas_to_json(areas)
    if has_changed:
        photo.masks = masks_to_json(wanted)
        remake(uow, photo)
        read_again(uow, photo)
    fills = Counter(mask.fill.value for mask in wanted)
    counts = {"masks": len(wanted), "treated_areas": len(areas), **fills}
    uow.record("photo.masked", case_id=photo.case_id, subject=("photo", photo.id), **counts)
    settle_case(uow, photo.case_id)
    return photo


def _refuse_if_shown(uow: UnitOfWork, photo: Photo) -> None:
    """Refuse to change what visitors see: the uncovered picture would stay until it is remade."""
    live = (
        select(PublishedPhoto.id)
        .join(Publication, Publication.id == PublishedPhoto.publication_id)
        .where(PublishedPhoto.photo_id == photo.id, Publication.ended_at.is_(None))
    )
    if uow.session.execute(live).first() is not None:
        raise Conflict(
            "This photo is public: take it down first, then change its masks.",
            code="case_is_published",
        )
