"""Photos of a case."""

from http import HTTPStatus

from flask import Response

from gallery.actions.add_photo import PhotoUpload, add_photo
from gallery.actions.edit_photo import edit_photo
from gallery.actions.remove_photo import remove_photo
from gallery.errors import NotFound, PictureTooLarge
from gallery.models import Photo
from gallery.permissions import Permission
from gallery.runtime import UnitOfWork
from gallery.web.access import api, current_actor, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.case_answers import PhotoAnswer, photo_answer
from gallery.web.api.case_bodies import PhotoChanges, PhotoFields, PhotoUploadForm
from gallery.web.api.document import described
from gallery.web.api.incoming import form_of, json_body
from gallery.web.api.once import nothing, once, reply
from gallery.web.api.uploads import file_part, spooled

_TAG = "Photos"


@blueprint.post("/cases/<case_id>/photos")
@api(Permission.EDIT_CASES)
@described(
    tag=_TAG,
    scope=Permission.EDIT_CASES,
    form=PhotoUploadForm,
    answer=PhotoAnswer,
    status=202,
    errors=(404, 409, 413, 415),
    is_post=True,
)
def upload_photo(case_id: str) -> Response:
    """Take in a photo; its renditions are made afterwards.

    The same bytes again, in the same role and view, give the photo that is there already.
    """
    limit_bytes = current_runtime().settings.max_upload_bytes
    said = form_of(PhotoFields, limit_bytes, PictureTooLarge)
    file = file_part("file")

    def work(uow: UnitOfWork) -> PhotoAnswer:
        with spooled(file, limit_bytes) as path:
            upload = PhotoUpload(path=path, **said.model_dump())
            return photo_answer(add_photo(uow, case_id, upload))

    return once(HTTPStatus.ACCEPTED, work)


@blueprint.get("/photos/<photo_id>")
@api(Permission.VIEW_CASES)
@described(tag=_TAG, scope=Permission.VIEW_CASES, answer=PhotoAnswer, errors=(404,))
def show_photo(photo_id: str) -> Response:
    """Return a photo: how far it is, and its renditions."""
    with current_runtime().reading() as session:
        photo = session.get(Photo, photo_id)
        if photo is None:
            raise NotFound("There is no photo with this id.")
        return reply(photo_answer(photo))


@blueprint.patch("/photos/<photo_id>")
@api(Permission.EDIT_CASES)
@described(
    tag=_TAG,
    scope=Permission.EDIT_CASES,
    json=PhotoChanges,
    answer=PhotoAnswer,
    errors=(400, 404, 409, 413, 415),
)
def change_photo(photo_id: str) -> Response:
    """Change what is said of a photo, or turn it by quarter turns clockwise."""
    changes = json_body(PhotoChanges).model_dump(exclude_unset=True)
    with current_runtime().unit_of_work(current_actor()) as uow:
        return reply(photo_answer(edit_photo(uow, photo_id, changes)))


@blueprint.delete("/photos/<photo_id>")
@api(Permission.EDIT_CASES)
@described(tag=_TAG, scope=Permission.EDIT_CASES, status=204, errors=(404, 409))
def delete_photo(photo_id: str) -> Response:
    """Remove a photo that is in no pair and was never public; its files are erased."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        remove_photo(uow, photo_id)
    return nothing()
