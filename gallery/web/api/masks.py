"""Masks of a photo, and what was treated on it."""

from flask import Response

from gallery.actions.mask_photo import mask_photo
from gallery.actions.suggest_masks import suggest_masks
from gallery.errors import NotFound
from gallery.models import Photo
from gallery.permissions import Permission
from gallery.web.access import api, current_actor, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.document import described
from gallery.web.api.incoming import json_body
from gallery.web.api.mask_models import MasksAnswer, MasksBody, SuggestionsAnswer
from gallery.web.api.once import reply

_TAG = "Masks"


@blueprint.get("/photos/<photo_id>/masks")
@api(Permission.VIEW_CASES)
@described(tag=_TAG, scope=Permission.VIEW_CASES, answer=MasksAnswer, errors=(404,))
def show_masks(photo_id: str) -> Response:
    """Return the masks of a photo, and what was treated on it."""
    with current_runtime().reading() as session:
        photo = session.get(Photo, photo_id)
        if photo is None:
            raise NotFound("There is no photo with this id.")
        return reply(MasksAnswer.of(photo))


@blueprint.put("/photos/<photo_id>/masks")
@api(Permission.EDIT_CASES)
@described(
    tag=_TAG,
    scope=Permission.EDIT_CASES,
    json=MasksBody,
    answer=MasksAnswer,
    errors=(400, 404, 409, 413, 415),
)
def set_masks(photo_id: str) -> Response:
    """Put masks and treated areas in place of those of a photo; its renditions are made again.

    Refused with `mask_covers_treated_area` if a mask covers any of a treated area.
    """
    body = json_body(MasksBody)
    masks, areas = body.as_masks(), body.as_areas()
    with current_runtime().unit_of_work(current_actor()) as uow:
        return reply(MasksAnswer.of(mask_photo(uow, photo_id, masks=masks, treated_areas=areas)))


@blueprint.get("/photos/<photo_id>/mask-suggestions")
@api(Permission.EDIT_CASES)
@described(tag=_TAG, scope=Permission.EDIT_CASES, answer=SuggestionsAnswer, errors=(404, 413, 415))
def list_mask_suggestions(photo_id: str) -> Response:
    """Look for faces in a photo and return masks that would cover them; nothing is changed."""
    return reply(SuggestionsAnswer.of(suggest_masks(current_runtime(), photo_id)))
