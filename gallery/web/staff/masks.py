"""Covering what would name a patient: the picture to draw on, and what was drawn."""

from dataclasses import replace

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.mask_photo import mask_photo
from gallery.actions.suggest_masks import Suggestions, suggest_masks
from gallery.actions.view_original import masked_picture_of, working_picture_of
from gallery.errors import Conflict, InvalidInput
from gallery.imaging.edits import masks_to_json
from gallery.models import Photo
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.errors import wants_json
from gallery.web.staff import case_answer, mask_form, mask_page, words
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormState
from gallery.web.staff.notices import tell


@blueprint.get("/photos/<photo_id>/working.jpg")
@staff(Permission.EDIT_CASES)
def working_picture(photo_id: str) -> ResponseReturnValue:
    """Send the uncovered picture to work on; the reading is put on record (rule R23)."""
    content = working_picture_of(current_runtime(), current_actor(), photo_id)
    return Response(content, mimetype="image/jpeg")


@blueprint.get("/photos/<photo_id>/masked.jpg")
@staff(Permission.EDIT_CASES)
def masked_picture(photo_id: str) -> ResponseReturnValue:
    """Send the picture with its masks burnt in, as the service will publish it."""
    content = masked_picture_of(current_runtime(), current_actor(), photo_id)
    return Response(content, mimetype="image/jpeg")


@blueprint.get("/photos/<photo_id>/masks")
@staff(Permission.EDIT_CASES)
def masks(photo_id: str) -> ResponseReturnValue:
    """Show the photo to draw on."""
    return _page(photo_id)


@blueprint.get("/photos/<photo_id>/faces")
@staff(Permission.EDIT_CASES)
def faces(photo_id: str) -> ResponseReturnValue:
    """Look for faces: as JSON for the page's script, or the page with what was found."""
    found = suggest_masks(current_runtime(), photo_id)
    if not wants_json():
        return _page(photo_id, found=found)
    rows = [
        {
            "confidence": face.confidence,
            "face": masks_to_json((face.face,))[0],
            "eyes": masks_to_json((face.eyes,))[0],
        }
        for face in found.faces
    ]
    return jsonify({"faces": rows, "note": found.note})


@blueprint.post("/photos/<photo_id>/masks")
@staff(Permission.EDIT_CASES)
def save_masks(photo_id: str) -> ResponseReturnValue:
    """Save what was drawn, or one shape more or less."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            photo = uow.get_in_turn(Photo, photo_id, "photo")
            kept = mask_page.kept_drawing(photo)
            drawn = mask_form.parse(request.form, kept, photo.quarter_turns)
            mask_photo(uow, photo_id, masks=drawn.masks, treated_areas=drawn.areas)
    except (InvalidInput, Conflict) as error:
        refused = FormState.refused(request.form, error)
        return _page(photo_id, form=_beside_fields(refused)), case_answer.status_of(error)
    masks, areas = len(drawn.masks), len(drawn.areas)
    counts = f"{words.count(masks, 'mask')}, {words.count(areas, 'treated area')}"
    tell(f"Saved: {counts}. The pictures are made again.")
    return redirect(url_for("staff.masks", photo_id=photo_id))


def _page(photo_id: str, *, found: Suggestions | None = None, form: FormState | None = None) -> str:
    with current_runtime().reading() as session:
        page = mask_page.build(session, photo_id, found=found, form=form)
    return render_template("staff/masks.html", page=page, form=page.form, mask_form=mask_form)


def _beside_fields(refused: FormState) -> FormState:
    """Keep the faults of fields that the form by numbers has; of a drawing the message says all."""
    faults = {name: text for name, text in refused.faults.items() if name in mask_form.FIELDS}
    return replace(refused, faults=faults)
