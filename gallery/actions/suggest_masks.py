"""Suggest masks for the faces of a photo; somebody has to accept them."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from gallery.actions.picture_limits import limits_of
from gallery.errors import NotFound
from gallery.imaging import faces
from gallery.imaging.edits import Mask, Shape
from gallery.models import Photo
from gallery.runtime import Runtime

NO_MODEL = (
    f"Faces are not looked for: the model is not installed ({faces.HOW_TO_INSTALL})."
    " Masks can be drawn by hand."
)
NO_FACE = "No face was found. Look yourself: what is small, turned or half covered is missed."


@dataclass(frozen=True)
class FaceSuggestion:
    """Hold the masks that would cover a face, or its eyes only; ``confidence`` is 0 to 1."""

    face: Mask
    eyes: Mask
    confidence: float


@dataclass(frozen=True)
class Suggestions:
    """Hold what was found; ``note`` says why there is nothing."""

    faces: tuple[FaceSuggestion, ...]
    note: str = ""


def suggest_masks(runtime: Runtime, photo_id: str) -> Suggestions:
    """Look for faces in the original, in the sandbox; nothing is kept of it.

    :raises NotFound: there is no photo with this id.
    :raises PictureRejected: a stored picture may have passed an older limit.
    """
    with runtime.reading() as session:
        photo = session.get(Photo, photo_id)
        if photo is None:
            raise NotFound("There is no photo with this id.")
        key, turns = photo.original_key, photo.quarter_turns
    if not faces.is_available():
        return Suggestions((), NO_MODEL)
    with tempfile.TemporaryDirectory(prefix="gallery-faces-") as folder:
        path = Path(folder) / "original"
        runtime.store.download(key, path)
        found = faces.find_faces(path, limits_of(runtime.settings), quarter_turns=turns)
    return Suggestions(tuple(map(_suggestion, found)), "" if found else NO_FACE)


def _suggestion(face: faces.Face) -> FaceSuggestion:
    (area, eyes) = (
        ((part.left, part.top), (part.right, part.bottom)) for part in (face.area, face.eyes)
    )
    return FaceSuggestion(
        Mask(Shape.ELLIPSE, area), Mask(Shape.RECTANGLE, eyes), round(face.confidence, 2)
    )
