"""What staff decided about a photo: turns, masks, and the frame that a pair has in common.

Nothing else may change what a photo shows (rule R10). Masks and treated areas are ratios of the
picture as a viewer sees it, after the camera's orientation and ``quarter_turns``: (0, 0) is its
upper left corner, (1, 1) its lower right one. A framing is in pixels of that same picture.
"""

import math
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from gallery.errors import InvalidInput
from gallery.imaging.specs import Size

MAX_MASKS = 40
MAX_STROKE_POINTS = 2000
#: How far a frame may reach over the photo's edge, in pixels of the photo: rounding, not more.
FRAME_TOLERANCE_PX = 1.0
MIN_FRAME_PX = 64
#: Ratios are kept to a millionth, so that turning there and back is exact.
RATIO_DIGITS = 6


class Fill(StrEnum):
    """Say what a mask becomes: one flat tone, or cells too coarse to recognise anything."""

    SOLID = "solid"
    MOSAIC = "mosaic"


class Shape(StrEnum):
    """Say how a mask's points are read.

    Rectangle and ellipse: two opposite corners of the bounding box. Stroke: the way of a brush.
    """

    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    STROKE = "stroke"


@dataclass(frozen=True)
class Area:
    """Hold a rectangle as ratios of the viewed picture; left < right and top < bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        """Round, and refuse what is not inside the picture.

        :raises InvalidInput: naming what is wrong.
        """
        for name in ("left", "top", "right", "bottom"):
            object.__setattr__(self, name, round(getattr(self, name), RATIO_DIGITS))
        inside = 0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1
        if not inside:
            message = "An area must lie inside the picture, with its left before its right."
            raise InvalidInput(message, fields={"area": message}, code="area_unusable")

    def turned(self) -> "Area":
        """Return the area after the picture was turned a quarter clockwise."""
        return Area(1 - self.bottom, self.left, 1 - self.top, self.right)


@dataclass(frozen=True)
class Mask:
    """Hide one part of the picture for good.

    ``points`` are (x, y) ratios of the viewed picture. ``width`` is the brush's diameter over the
    picture's longer side, 0.002 to 0.5, for strokes only.
    """

    shape: Shape
    points: tuple[tuple[float, float], ...]
    fill: Fill = Fill.SOLID
    width: float | None = None

    def __post_init__(self) -> None:
        """Round, and refuse a mask that cannot be drawn.

        :raises InvalidInput: naming what is wrong.
        """
        exact = tuple((round(x, RATIO_DIGITS), round(y, RATIO_DIGITS)) for x, y in self.points)
        object.__setattr__(self, "points", exact)
        fault = self._fault()
        if fault:
            raise InvalidInput(fault, fields={"masks": fault}, code="mask_unusable")

    def turned(self) -> "Mask":
        """Return the mask after the picture was turned a quarter clockwise."""
        return Mask(self.shape, tuple((1 - y, x) for x, y in self.points), self.fill, self.width)

    def _fault(self) -> str | None:
        if not all(math.isfinite(v) and 0 <= v <= 1 for point in self.points for v in point):
            return "A mask must lie inside the picture."
        if self.shape is Shape.STROKE:
            if not 1 <= len(self.points) <= MAX_STROKE_POINTS:
                return f"A stroke has 1 to {MAX_STROKE_POINTS} points."
            if self.width is None or not 0.002 <= self.width <= 0.5:
                return "A stroke is between 0.2 % and 50 % of the picture's longer side wide."
            return None
        if len(self.points) != 2:
            return "A rectangle or ellipse is given by two opposite corners."
        (left, top), (right, bottom) = self.points
        if left == right or top == bottom:
            return "A mask must have a width and a height."
        return None


@dataclass(frozen=True)
class Framing:
    """Say which part of a photo is shown: a similarity from the frame to the photo.

    A frame of ``width_px`` x ``height_px`` maps a point (u, v), measured from its upper left
    corner, to x = scale (u cos r - v sin r) + x_px and y = scale (u sin r + v cos r) + y_px in
    pixels of the viewed photo at its full size, r being ``rotation_deg``, clockwise as seen.
    ``scale`` is at least 1: a photo is never enlarged.
    """

    width_px: int
    height_px: int
    scale: float
    rotation_deg: float
    x_px: float
    y_px: float

    @property
    def size(self) -> Size:
        """Return the size of what is shown, at its full resolution."""
        return Size(self.width_px, self.height_px)

    def to_photo(self, u_px: float, v_px: float) -> tuple[float, float]:
        """Return where a point of the frame lies in the photo."""
        angle = math.radians(self.rotation_deg)
        cos, sin = self.scale * math.cos(angle), self.scale * math.sin(angle)
        return (cos * u_px - sin * v_px + self.x_px, sin * u_px + cos * v_px + self.y_px)

    def corners(self) -> tuple[tuple[float, float], ...]:
        """Return the frame's corners in pixels of the photo, clockwise from the upper left."""
        width, height = self.width_px, self.height_px
        ends = ((0, 0), (width, 0), (width, height), (0, height))
        return tuple(self.to_photo(u, v) for u, v in ends)

    def to_frame(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Return where a point of the photo lies in the frame: the inverse of ``to_photo``."""
        angle = math.radians(self.rotation_deg)
        cos, sin = math.cos(angle) / self.scale, math.sin(angle) / self.scale
        x_px, y_px = x_px - self.x_px, y_px - self.y_px
        return (cos * x_px + sin * y_px, -sin * x_px + cos * y_px)

    def shown_of(self, area: Area, photo: Size) -> Area | None:
        """Return what the frame shows of an area of the photo, as ratios of the frame.

        It is the upright rectangle around the area as turned, cut at the frame's edges; None where
        nothing of it is shown.
        """
        ends = [(x, y) for x in (area.left, area.right) for y in (area.top, area.bottom)]
        points = [self.to_frame(x * photo.width_px, y * photo.height_px) for x, y in ends]
        across = [round(min(1.0, max(0.0, u / self.width_px)), RATIO_DIGITS) for u, _ in points]
        down = [round(min(1.0, max(0.0, v / self.height_px)), RATIO_DIGITS) for _, v in points]
        if min(across) == max(across) or min(down) == max(down):
            return None
        return Area(min(across), min(down), max(across), max(down))

    def check(self, photo: Size) -> None:
        """Refuse a frame that shows more than the photo has.

        :raises InvalidInput: ``frame_unusable``, naming what is wrong.
        """
        fault = None
        if min(self.width_px, self.height_px) < MIN_FRAME_PX:
            fault = f"The common part of the pictures is smaller than {MIN_FRAME_PX} pixels."
        elif not self.scale >= 0.999:
            fault = "The frame would enlarge the photo."
        elif not all(self._is_inside(corner, photo) for corner in self.corners()):
            fault = "The frame reaches over the photo's edge."
        if fault:
            raise InvalidInput(fault, fields={"framing": fault}, code="frame_unusable")

    @staticmethod
    def _is_inside(corner: tuple[float, float], photo: Size) -> bool:
        x, y = corner
        slack = FRAME_TOLERANCE_PX
        return -slack <= x <= photo.width_px + slack and -slack <= y <= photo.height_px + slack


@dataclass(frozen=True)
class Edits:
    """Hold everything that staff decided about one photo."""

    quarter_turns: int = 0
    masks: tuple[Mask, ...] = ()
    framing: Framing | None = None

    def shown_size(self, photo: Size) -> Size:
        """Return the full size of what is shown; ``photo`` is the size as viewed."""
        return self.framing.size if self.framing else photo


def masks_to_json(masks: tuple[Mask, ...]) -> list[dict[str, Any]]:
    """Write masks as plain values, for a row or the sandbox."""
    return [asdict(mask) for mask in masks]


def masks_from_json(rows: list[dict[str, Any]]) -> tuple[Mask, ...]:
    """Read what ``masks_to_json`` wrote, or what a client sent.

    :raises InvalidInput: ``mask_unusable``, or more than 40 masks.
    """
    if len(rows) > MAX_MASKS:
        message = f"A photo has at most {MAX_MASKS} masks; these are {len(rows)}."
        raise InvalidInput(message, fields={"masks": message}, code="mask_unusable")
    return tuple(_mask(row) for row in rows)


def framing_from_json(row: dict[str, Any] | None) -> Framing | None:
    """Read a framing that ``dataclasses.asdict`` wrote."""
    return None if row is None else Framing(**row)


def edits_to_json(edits: Edits) -> dict[str, Any]:
    """Write edits as plain values, for the sandbox, a digest or a recipe."""
    return {
        "quarter_turns": edits.quarter_turns,
        "masks": masks_to_json(edits.masks),
        "framing": None if edits.framing is None else asdict(edits.framing),
    }


def edits_from_json(told: dict[str, Any]) -> Edits:
    """Read what ``edits_to_json`` wrote."""
    return Edits(
        quarter_turns=int(told["quarter_turns"]),
        masks=masks_from_json(told["masks"]),
        framing=framing_from_json(told["framing"]),
    )


def _mask(row: dict[str, Any]) -> Mask:
    try:
        width = row.get("width")
        return Mask(
            Shape(row["shape"]),
            tuple((float(x), float(y)) for x, y in row["points"]),
            Fill(row.get("fill", Fill.SOLID)),
            None if width is None else float(width),
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
        message = "A mask has a shape, points and a fill."
        raise InvalidInput(message, fields={"masks": message}, code="mask_unusable") from None
