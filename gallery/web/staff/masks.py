"""Covering what would name a patient: the picture to draw on."""

from flask import Response
from flask.typing import ResponseReturnValue

from gallery.actions.view_original import working_picture_of
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff.blueprint import blueprint


@blueprint.get("/photos/<photo_id>/working.jpg")
@staff(Permission.EDIT_CASES)
def working_picture(photo_id: str) -> ResponseReturnValue:
    """Send the uncovered picture to work on; the reading is put on record (rule R23)."""
    content = working_picture_of(current_runtime(), current_actor(), photo_id)
    return Response(content, mimetype="image/jpeg")
