"""The page on which staff cover what would name a patient."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from gallery.actions.covered_eyes import asks_for_covered_eyes
from gallery.actions.photo_edits import edits_of, treated_areas_of
from gallery.actions.suggest_masks import Suggestions
from gallery.clock import utc_now
from gallery.errors import NotFound
from gallery.imaging.edits import Area, Mask, Shape
from gallery.models import Photo
from gallery.web.staff import photo_cards
from gallery.web.staff.forms import FormState
from gallery.web.staff.mask_form import FILLS, TREATED, Drawing
from gallery.web.staff.photo_cards import PhotoCard

_SHAPES = {Shape.RECTANGLE: "Rectangle", Shape.ELLIPSE: "Ellipse", Shape.STROKE: "Brush stroke"}


@dataclass(frozen=True)
class ShapeRow:
    """One mask or treated area in words, with what removes it."""

    kind: str
    number: int
    name: str
    place: str


@dataclass(frozen=True)
class FaceRow:
    """One face that was found: the form fields that would cover it, or its eyes."""

    name: str
    face: dict[str, str]
    eyes: dict[str, str]


@dataclass(frozen=True)
class MaskPage:
    """Hold what the page shows; ``drawing`` is what the script draws, also if it was refused.

    ``seen`` goes back with every form: it names what is kept as the page was made.
    """

    card: PhotoCard
    width_px: int
    height_px: int
    drawing: str
    seen: str
    treated: tuple[ShapeRow, ...]
    masks: tuple[ShapeRow, ...]
    faces: tuple[FaceRow, ...]
    faces_note: str
    have_faces_been_looked_for: bool
    asks_for_covered_eyes: bool
    form: FormState


def kept_drawing(photo: Photo) -> Drawing:
    """Return the masks and treated areas that a photo has."""
    return Drawing(edits_of(photo).masks, treated_areas_of(photo))


def build(
    session: Session,
    photo_id: str,
    *,
    found: Suggestions | None = None,
    form: FormState | None = None,
) -> MaskPage:
    """Read the masks of a photo; ``form`` is what was refused, ``found`` the faces looked for.

    :raises NotFound: there is no photo with this id.
    """
    photo = session.get(Photo, photo_id)
    if photo is None:
        raise NotFound("There is no photo with this id.")
    kept = kept_drawing(photo)
    form = form or FormState()
    return MaskPage(
        card=photo_cards.card(photo),
        width_px=photo.width_px,
        height_px=photo.height_px,
        drawing=form.value("drawing") or kept.to_json(),
        seen=kept.seen(photo.quarter_turns),
        treated=tuple(_areas(kept.areas)),
        masks=tuple(_masks(kept.masks)),
        faces=tuple(_faces(found)) if found else (),
        faces_note=found.note if found else "",
        have_faces_been_looked_for=found is not None,
        asks_for_covered_eyes=asks_for_covered_eyes(session, photo.case_id, utc_now()),
        form=form,
    )


def _areas(areas: tuple[Area, ...]) -> Iterator[ShapeRow]:
    for number, area in enumerate(areas, 1):
        ends = (area.left, area.top, area.right, area.bottom)
        yield ShapeRow(TREATED, number, f"Treated area {number}", _place(*ends))


def _masks(masks: tuple[Mask, ...]) -> Iterator[ShapeRow]:
    for number, mask in enumerate(masks, 1):
        xs, ys = zip(*mask.points, strict=True)
        name = f"Mask {number}: {_SHAPES[mask.shape]}, {FILLS[mask.fill].lower()}"
        yield ShapeRow("mask", number, name, _place(min(xs), min(ys), max(xs), max(ys)))


def _place(left: float, top: float, right: float, bottom: float) -> str:
    return f"{left:.0%} to {right:.0%} across, {top:.0%} to {bottom:.0%} down"


def _faces(found: Suggestions) -> Iterator[FaceRow]:
    for number, face in enumerate(found.faces, 1):
        name = f"Face {number} ({face.confidence:.0%} sure)"
        yield FaceRow(name, _fields(face.face), _fields(face.eyes))


def _fields(mask: Mask) -> dict[str, str]:
    """Return the fields that add a mask by numbers."""
    (left, top), (right, bottom) = mask.points
    ends = {"left": left, "top": top, "right": right, "bottom": bottom}
    percent = {side: f"{value * 100:.1f}" for side, value in ends.items()}
    return {"do": "add", "kind": mask.shape.value, "fill": mask.fill.value, **percent}
