"""How staff see and correct an alignment: the after, laid on the before and moved there."""

import math
from dataclasses import dataclass

from gallery.errors import InvalidInput
from gallery.imaging.common_frame import default_alignment
from gallery.imaging.similarity import Similarity
from gallery.imaging.specs import Size

SCALE_RANGE = (0.5, 2.0)
MAX_ROTATION_DEG = 30.0


@dataclass(frozen=True)
class Placement:
    """Move the after over the before, in the before's coordinates.

    Unmoved, the after lies middle on middle, as large as ``default_alignment`` makes it. From there
    it is scaled and turned (clockwise as seen) about the before's middle, then shifted by
    ``dx_px`` to the right and ``dy_px`` down, in pixels of the before at its full size.
    """

    dx_px: float = 0.0
    dy_px: float = 0.0
    scale: float = 1.0
    rotation_deg: float = 0.0

    def check(self, before: Size) -> None:
        """Refuse what no pair of one view needs.

        :raises InvalidInput: ``alignment_unusable``, with each field's limit.
        """
        faults: dict[str, str] = {}
        for name, value, edge_px in (
            ("dx_px", self.dx_px, before.width_px),
            ("dy_px", self.dy_px, before.height_px),
        ):
            if not abs(value) <= edge_px / 2:
                faults[name] = f"Shift by at most half the before's side, {edge_px // 2} pixels."
        if not SCALE_RANGE[0] <= self.scale <= SCALE_RANGE[1]:
            faults["scale"] = "Scale by a factor between 0.5 and 2."
        if not abs(self.rotation_deg) <= MAX_ROTATION_DEG:
            faults["rotation_deg"] = "Turn by at most 30 degrees; turn the photo itself first."
        if faults:
            message = "The photos cannot be laid over each other like that."
            raise InvalidInput(message, fields=faults, code="alignment_unusable")


def similarity_of(placement: Placement, before: Size, after: Size) -> Similarity:
    """Return the map from the before's points to the after's that a placement stands for."""
    moved = _moved(placement, before)
    return default_alignment(before, after).after(moved.inverse())


def placement_of(similarity: Similarity, before: Size, after: Size) -> Placement:
    """Return the placement that stands for a map from the before's points to the after's."""
    unmoved = default_alignment(before, after)
    moved = similarity.inverse().after(unmoved)
    middle = before.width_px / 2, before.height_px / 2
    x_px, y_px = moved.apply(*middle)
    return Placement(x_px - middle[0], y_px - middle[1], moved.scale, moved.rotation_deg)


def _moved(placement: Placement, before: Size) -> Similarity:
    """Return where a point of the unmoved after comes to lie, in the before's coordinates."""
    angle = math.radians(placement.rotation_deg)
    a, b = placement.scale * math.cos(angle), placement.scale * math.sin(angle)
    x, y = before.width_px / 2, before.height_px / 2
    return Similarity(
        placement.scale,
        placement.rotation_deg,
        x + placement.dx_px - (a * x - b * y),
        y + placement.dy_px - (b * x + a * y),
    )
