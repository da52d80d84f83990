"""Fetch an original for work on it, and tell one that was erased from one that is missing."""

from pathlib import Path

from gallery.errors import NotFound, Overtaken
from gallery.models import Photo
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import Runtime


def fetch_original(runtime: Runtime, photo_id: str, key: str, path: Path) -> None:
    """Write the original of a photo to ``path``; called outside any transaction.

    :raises Overtaken: the photo was removed, or its case deleted, since ``key`` was read.
    :raises NotFound: ``original_missing``: the file should be there and is not.
    :raises StorageUnavailable: the object store failed.
    """
    try:
        runtime.store.download(key, path)
    except NotFound:
        if _is_erased(runtime, photo_id):
            raise Overtaken("The photo was erased.") from None
        message = (
            "The original of this photo is not in the store any more, and nobody erased it here."
            " `gallery reconcile` names what is missing; restore the file from a backup."
        )
        raise NotFound(message, code="original_missing") from None


def _is_erased(runtime: Runtime, photo_id: str) -> bool:
    with runtime.reading() as session:
        photo = session.get(Photo, photo_id)
        return photo is None or photo.state == "erased" or photo.case.state == CaseState.PURGED
