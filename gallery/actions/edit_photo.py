"""Change what staff say of a photo, or turn it upright."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, or_, select

from gallery.actions.add_photo import DECIDING, identifiability_named, role_named
from gallery.actions.edit_case import refuse_if_public
from gallery.actions.end_publications import live_publications
from gallery.actions.frame_group import start_over
from gallery.actions.remake_renditions import remake
from gallery.actions.request_reading import read_again
from gallery.actions.settle_case import keep_fit, settle_case
from gallery.actions.tell_news import tell_changed
from gallery.clinical.intervals import interval_of
from gallery.clinical.views import view_named
from gallery.errors import Conflict, InvalidInput
from gallery.imaging.edits import masks_from_json, masks_to_json
from gallery.imaging.treated import areas_from_json, areas_to_json
from gallery.models import Pair, Photo
from gallery.runtime import UnitOfWork

FIELDS = frozenset({"role", "view", "interval", "identifiability", "quarter_turns"})


def edit_photo(uow: UnitOfWork, photo_id: str, changes: Mapping[str, object]) -> Photo:
    """Change the fields named in ``changes``; a turn has the renditions made again.

    :raises NotFound: there is no photo with this id.
    :raises InvalidInput: a field is unknown or its value cannot be used.
    :raises Conflict: ``photo_is_paired``: role and view stay while the photo is in a pair;
        ``case_is_published``.
    :raises PublicationBlocked: the case is public and would no longer be fit to be.
    """
    photo = uow.get_in_turn(Photo, photo_id, "photo")
    refuse_if_public(uow, photo.case)
    unknown = sorted(set(changes) - FIELDS)
    if unknown:
        message = "There is no such field."
        raise InvalidInput(message, fields=dict.fromkeys(unknown, message))
    _set_place(uow, photo, changes)
    if "interval" in changes:
        photo.interval = interval_of(_text(changes["interval"]))
    if "identifiability" in changes:
        photo.identifiability = identifiability_named(_text(changes["identifiability"]), photo.case)
    if "quarter_turns" in changes:
        _turn(uow, photo, changes["quarter_turns"])
    uow.record(
        "photo.edited",
        case_id=photo.case_id,
        subject=("photo", photo.id),
        fields=sorted(changes),
        after={name: getattr(photo, name) for name in DECIDING if name in changes},
    )
    keep_fit(uow, settle_case(uow, photo.case_id))
    if "interval" in changes:
        live = live_publications(uow, photo.case_id)
        shown = [row for row in live if any(one.photo_id == photo.id for one in row.shown)]
        tell_changed(uow, shown, "pairs_changed")
    return photo


def _set_place(uow: UnitOfWork, photo: Photo, changes: Mapping[str, object]) -> None:
    role = role_named(_text(changes.get("role", photo.role)) or "")
    view = view_named(_text(changes.get("view", photo.view)) or "")
    if (role, view) == (photo.role, photo.view):
        return
    paired = uow.session.execute(select(Pair.id).where(_is_in(photo))).first()
    if paired is not None:
        raise Conflict(
            "This photo is in a pair: take the pair apart before changing role or view.",
            code="photo_is_paired",
        )
    photo.role, photo.view = role, view


def _turn(uow: UnitOfWork, photo: Photo, value: object) -> None:
    if not isinstance(value, int) or not 0 <= value <= 3:
        message = "Give 0, 1, 2 or 3 quarter turns clockwise."
        raise InvalidInput(message, fields={"quarter_turns": message})
    turns = (value - photo.quarter_turns) % 4
    if not turns:
        return
    photo.quarter_turns = value
    masks, areas = masks_from_json(photo.masks), areas_from_json(photo.treated_areas)
    for _ in range(turns):
        photo.width_px, photo.height_px = photo.height_px, photo.width_px
        masks = tuple(mask.turned() for mask in masks)
        areas = tuple(area.turned() for area in areas)
    photo.masks, photo.treated_areas = masks_to_json(masks), areas_to_json(areas)
    photo.framing = None
    remake(uow, photo, with_preview=True)
    read_again(uow, photo)
    uow.session.flush()
    start_over(uow, photo)


def _is_in(photo: Photo) -> ColumnElement[bool]:
    return or_(Pair.before_id == photo.id, Pair.after_id == photo.id)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
