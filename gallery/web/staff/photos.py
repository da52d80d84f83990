"""Photos: taking them in, and what staff say of each."""

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from gallery.actions.add_photo import add_photo
from gallery.actions.edit_photo import edit_photo as edit
from gallery.actions.remove_photo import remove_photo as remove
from gallery.actions.view_original import original_of, preview_of
from gallery.errors import Conflict, ImagingUnavailable, InvalidInput, StorageUnavailable
from gallery.models import Photo
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.errors import wants_json
from gallery.web.staff import case_answer, photo_cards, photo_page, uploads, words
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormState
from gallery.web.staff.notices import tell


@blueprint.post("/cases/<case_id>/photos")
@staff(Permission.EDIT_CASES)
def add_photos(case_id: str) -> ResponseReturnValue:
    """Take in one file of a script, or all files of a form."""
    if wants_json():
        photo = _take_in(case_id, uploads.files_sent("file")[0])
        return jsonify(_facts(photo)), 202
    try:
        files = uploads.files_sent("file")
    except InvalidInput as error:
        return case_answer.refused(case_id, "photos", error)
    refused = [text for file in files if (text := _try_to_take_in(case_id, file))]
    if refused:
        message = f"{len(refused)} of {words.count(len(files), 'file')} not taken. "
        return case_answer.refused(case_id, "photos", InvalidInput(message + " ".join(refused)))
    tell(f"{words.count(len(files), 'photo')} added.")
    return redirect(case_answer.place(case_id, "photos"))


@blueprint.get("/photos/<photo_id>")
@staff(Permission.VIEW_CASES)
def photo(photo_id: str) -> ResponseReturnValue:
    """Show one photo with what is known of it."""
    with current_runtime().reading() as session:
        page = photo_page.build(session, photo_id)
    return render_template("staff/photo.html", page=page, form=page.form)


@blueprint.post("/photos/<photo_id>")
@staff(Permission.EDIT_CASES)
def edit_photo(photo_id: str) -> ResponseReturnValue:
    """Save what staff say of a photo."""
    try:
        changes = photo_page.parse(request.form)
        with current_runtime().unit_of_work(current_actor()) as uow:
            case_id = edit(uow, photo_id, changes).case_id
    except (InvalidInput, Conflict) as error:
        return _refused(photo_id, error)
    tell("The photo is saved.")
    return redirect(case_answer.place(case_id, "photos"))


@blueprint.post("/photos/<photo_id>/rotation")
@staff(Permission.EDIT_CASES)
def turn_photo(photo_id: str) -> ResponseReturnValue:
    """Turn a photo by a quarter, to the right unless told otherwise."""
    quarter = 3 if request.form.get("turn") == "left" else 1
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            turns = (uow.get(Photo, photo_id, "photo").quarter_turns + quarter) % 4
            edit(uow, photo_id, {"quarter_turns": turns})
    except Conflict as error:
        return _refused(photo_id, error)
    return redirect(url_for("staff.photo", photo_id=photo_id))


@blueprint.post("/photos/<photo_id>/removal")
@staff(Permission.EDIT_CASES)
def remove_photo(photo_id: str) -> ResponseReturnValue:
    """Erase a photo."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            case_id = uow.get(Photo, photo_id, "photo").case_id
            remove(uow, photo_id)
    except Conflict as error:
        return _refused(photo_id, error)
    tell("The photo is erased.")
    return redirect(case_answer.place(case_id, "photos"))


@blueprint.get("/photos/<photo_id>/preview")
@staff(Permission.VIEW_CASES)
def preview(photo_id: str) -> ResponseReturnValue:
    """Send the small private picture of a photo."""
    content, media_type = preview_of(current_runtime(), photo_id)
    return Response(content, mimetype=media_type)


@blueprint.get("/photos/<photo_id>/original")
@staff(Permission.VIEW_ORIGINALS)
def original(photo_id: str) -> ResponseReturnValue:
    """Send the file as it was taken in; the reading is put on record (rule R23)."""
    content, media_type = original_of(current_runtime(), current_actor(), photo_id)
    response = Response(content, mimetype=media_type)
    ending = media_type.rpartition("/")[2]
    response.headers["Content-Disposition"] = f'inline; filename="{photo_id}.{ending}"'
    return response


def _take_in(case_id: str, file: FileStorage) -> Photo:
    with (
        uploads.upload_of(file, request.form) as upload,
        current_runtime().unit_of_work(current_actor()) as uow,
    ):
        return add_photo(uow, case_id, upload)


def _try_to_take_in(case_id: str, file: FileStorage) -> str:
    try:
        _take_in(case_id, file)
    except (InvalidInput, Conflict, ImagingUnavailable, StorageUnavailable) as error:
        faults = error.fields.values() if isinstance(error, InvalidInput) else ()
        return f"{file.filename}: {' '.join(faults) or error.message}"
    return ""


def _facts(photo: Photo) -> dict[str, object]:
    shown = photo_cards.card(photo)
    return {
        "id": photo.id,
        "state": photo.state,
        "label": shown.label,
        "preview_path": shown.preview_path,
    }


def _refused(photo_id: str, error: InvalidInput | Conflict) -> ResponseReturnValue:
    with current_runtime().reading() as session:
        page = photo_page.build(session, photo_id)
    form = FormState.refused(request.form, error) if "view" in request.form else None
    form = form or FormState(page.form.values, {}, error.message)
    status = case_answer.status_of(error)
    return render_template("staff/photo.html", page=page, form=form), status
