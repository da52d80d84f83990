"""Read what is written in a picture, so that no name goes public in it (rule R13)."""

import tempfile
from pathlib import Path

from gallery.actions.fetch_original import fetch_original
from gallery.actions.photo_edits import edits_of
from gallery.actions.picture_limits import limits_of
from gallery.actions.publish_case import settle_media
from gallery.actions.seen_text import written
from gallery.actions.settle_case import keep_unnamed, settle_case
from gallery.errors import NotFound
from gallery.imaging.burnt_in_text import BurntInText, is_available, read_text
from gallery.imaging.edits import Edits
from gallery.models import Photo
from gallery.runtime import SYSTEM, Runtime


def read_picture_text(runtime: Runtime, photo_id: str) -> None:
    """Read one photo as it will be published; its words are kept encrypted: they may name her.

    A public case that it names her in is taken down; publications that waited for it are shown.
    Where the reader is not installed the photo counts as looked at, with nothing read.

    :raises Overtaken: it was erased meanwhile.
    :raises NotFound: ``original_missing``.
    :raises StorageUnavailable: the object store failed; the job is tried again.
    :raises ImagingUnavailable: the machine was too busy; likewise.
    """
    with runtime.reading() as session:
        photo = session.get(Photo, photo_id)
        if photo is None or photo.state == "erased" or photo.text_read_at is not None:
            return
        key, edits = photo.original_key, edits_of(photo)
    seen = _read(runtime, photo_id, key, edits) if is_available() else None
    with runtime.unit_of_work(SYSTEM) as uow:
        try:
            row = uow.get_in_turn(Photo, photo_id, "photo")
        except NotFound:
            return  # it was removed meanwhile
        now = edits_of(row)
        if row.state == "erased":
            return  # what it said is forgotten with it
        if (now.masks, now.quarter_turns) != (edits.masks, edits.quarter_turns):
            return  # it looks different now: another job reads it as it is
        row.text_read_at = uow.now
        row.burnt_in_text_encrypted = written(runtime.vault, seen) if seen else None
        settle_case(uow, row.case_id, touch=False)
        keep_unnamed(uow, row.case_id)
        if settle_media(uow, [photo_id]):
            uow.record("photo.read", case_id=row.case_id, subject=("photo", photo_id))


def _read(runtime: Runtime, photo_id: str, key: str, edits: Edits) -> BurntInText:
    with tempfile.TemporaryDirectory(prefix="gallery-reading-") as folder:
        path = Path(folder) / "original"
        fetch_original(runtime, photo_id, key, path)
        return read_text(
            path,
            limits_of(runtime.settings),
            quarter_turns=edits.quarter_turns,
            masks=edits.masks,
        )
