"""Show staff a photo: its preview, or the original with a note in the ledger (rule R23)."""

import tempfile
from pathlib import Path

from gallery.actions.photo_edits import edits_of
from gallery.actions.picture_limits import limits_of
from gallery.errors import NotFound
from gallery.imaging.render import render_preview
from gallery.imaging.specs import WORKING_EDGE_PX
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


def working_picture_of(runtime: Runtime, actor: Actor, photo_id: str) -> bytes:
    """Return the sRGB JPEG that staff draw and align on, after its viewing is on record.

    Made now, from the original, and kept nowhere: all of the photo, upright by camera and by hand,
    at most 1600 px on its longer side, without masks, frame, mark or metadata.

    :raises NotFound: there is no photo with this id.
    :raises PictureRejected: a stored picture may have passed an older limit.
    """
    return _large_picture(runtime, actor, photo_id, is_masked=False)


def masked_picture_of(runtime: Runtime, actor: Actor, photo_id: str) -> bytes:
    """Return the same picture with its masks burnt in; it goes on record too, for what is left.

    :raises NotFound: there is no photo with this id.
    :raises PictureRejected: a stored picture may have passed an older limit.
    """
    return _large_picture(runtime, actor, photo_id, is_masked=True)


def _large_picture(runtime: Runtime, actor: Actor, photo_id: str, *, is_masked: bool) -> bytes:
    with runtime.unit_of_work(actor) as uow:
        photo = uow.get(Photo, photo_id, "photo")
        edits = edits_of(photo)
        masks = edits.masks if is_masked else ()
        seen = {"long_edge_px": WORKING_EDGE_PX, "masks": len(masks)}
        uow.record("original.viewed", case_id=photo.case_id, subject=("photo", photo.id), **seen)
    with tempfile.TemporaryDirectory(prefix="gallery-working-") as folder:
        path = Path(folder) / "original"
        runtime.store.download(photo.original_key, path)
        return render_preview(
            path,
            limits_of(runtime.settings),
            quarter_turns=edits.quarter_turns,
            long_edge_px=WORKING_EDGE_PX,
            masks=masks,
        ).content
