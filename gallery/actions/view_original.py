"""Show staff a photo: its preview, or the original with a note in the ledger (rule R23)."""

from gallery.errors import NotFound
from gallery.models import Photo
from gallery.runtime import Actor, Runtime

PREVIEW_TYPE = "image/jpeg"


def preview_of(runtime: Runtime, photo_id: str) -> tuple[bytes, str]:
    """Return the small picture that staff see, and its media type.

    :raises NotFound: there is no photo with this id.
    """
    with runtime.reading() as session:
        photo = session.get(Photo, photo_id)
        if photo is None:
            raise NotFound("There is no photo with this id.")
        key = photo.preview_key
    return runtime.store.get(key), PREVIEW_TYPE


def original_of(runtime: Runtime, actor: Actor, photo_id: str) -> tuple[bytes, str]:
    """Return the original's bytes and media type, after its viewing is on record.

    :raises NotFound: there is no photo with this id.
    """
    with runtime.unit_of_work(actor) as uow:
        photo = uow.get(Photo, photo_id, "photo")
        uow.record("original.viewed", case_id=photo.case_id, subject=("photo", photo.id))
    return runtime.store.get(photo.original_key), photo.media_type
