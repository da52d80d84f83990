"""What staff decided about a photo, as the imaging core takes it."""

from gallery.imaging.edits import Area, Edits, framing_from_json, masks_from_json
from gallery.imaging.specs import Size
from gallery.imaging.treated import areas_from_json
from gallery.models import Photo


def edits_of(photo: Photo) -> Edits:
    """Return turns, masks and framing of a photo."""
    return Edits(
        quarter_turns=photo.quarter_turns,
        masks=masks_from_json(photo.masks),
        framing=framing_from_json(photo.framing),
    )


def treated_areas_of(photo: Photo) -> tuple[Area, ...]:
    """Return what staff marked as treated: no mask may cover it (rule R12)."""
    return areas_from_json(photo.treated_areas)


def shown_size_of(photo: Photo) -> Size:
    """Return the full size of what is shown of a photo: its frame, else all of it."""
    return edits_of(photo).shown_size(Size(photo.width_px, photo.height_px))
