"""Make the staff's preview of a photo again, and nothing else of it."""

import tempfile
from pathlib import Path

from gallery.actions.erase_objects import erase_later
from gallery.actions.picture_limits import limits_of
from gallery.errors import ImagingUnavailable, PictureRejected
from gallery.imaging.render import render_preview
from gallery.models import Photo
from gallery.runtime import UnitOfWork
from gallery.storage import Prefix, new_key


def make_preview_again(uow: UnitOfWork, known: Photo) -> bool:
    """Store a new preview from the original; tell whether it could be made.

    The render job would make the renditions too, which after a withdrawal may not be.

    :raises NotFound: the photo was removed meanwhile; the new preview is taken back.
    """
    with tempfile.TemporaryDirectory(prefix="gallery-preview-") as folder:
        path = Path(folder) / "original"
        uow.runtime.store.download(known.original_key, path)
        try:
            limits = limits_of(uow.runtime.settings)
            made = render_preview(path, limits, quarter_turns=known.quarter_turns)
        except (PictureRejected, ImagingUnavailable):
            return False
    key = new_key(Prefix.PREVIEWS, "jpg")
    uow.put_object(key, made.content, "image/jpeg", made.sha256)
    photo = uow.get_in_turn(Photo, known.id, "photo")
    is_stale = (photo.preview_key, photo.quarter_turns) != (known.preview_key, known.quarter_turns)
    erase_later(uow, [key if is_stale else photo.preview_key], photo.case_id)
    if not is_stale:
        photo.preview_key, photo.preview_sha256 = key, made.sha256
    return True
