"""Plan how a frame is cut out of a photo: plain arithmetic, without Pillow."""

import math
from dataclasses import dataclass, replace

from gallery.imaging.edits import Framing
from gallery.imaging.geometry import fit_long_edge, oriented, to_stored
from gallery.imaging.specs import LONG_EDGES_PX, Size

#: Pixels kept around a turned frame: the cubic kernel reads two on each side.
MARGIN_PX = 3


@dataclass(frozen=True)
class Box:
    """Hold a part of a picture in its pixels; fractions are of a pixel."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def ends(self) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom, as Pillow takes them."""
        return self.left, self.top, self.right, self.bottom

    @property
    def is_whole(self) -> bool:
        """Tell whether it ends between pixels."""
        return all(end == round(end) for end in self.ends)

    def rows(self, first: float, end: float) -> "Box":
        """Return the part from ``first`` to ``end``, both as ratios of the height from the top."""
        height = self.bottom - self.top
        top, bottom = self.top + first * height, self.top + end * height
        return Box(self.left, top, self.right, min(self.bottom, bottom))

    def rounded(self) -> "Box":
        """Return the box to a millionth of a pixel, without the dust of arithmetic."""
        return Box(*(round(end, 6) for end in (self.left, self.top, self.right, self.bottom)))


@dataclass(frozen=True)
class Cut:
    """Say how the largest rendition is made of a decoded picture, both as viewed.

    ``box`` of the decoded picture is scaled to ``scaled``. If ``affine`` is there, the result is
    then sampled into ``target``: x = a u + b v + c, y = d u + e v + f, from (u, v) in the target
    to (x, y) in the scaled picture, both from the upper left corner. The affine is rigid but for
    the rounding of ``scaled`` to whole pixels.
    """

    box: Box
    scaled: Size
    target: Size
    affine: tuple[float, float, float, float, float, float] | None = None

    @classmethod
    def whole(cls, decoded: Size, target: Size) -> "Cut":
        """Plan to show all of a decoded picture."""
        return cls(Box(0, 0, decoded.width_px, decoded.height_px), target, target)


def decode_edge_px(photo_edge_px: int, long_edge_px: int, framing: Framing | None) -> int:
    """Return how long the decoded photo must be so that the part shown is ``long_edge_px``."""
    if framing is None:
        return long_edge_px
    shown_px = framing.size.long_edge_px * framing.scale
    wanted_px = min(long_edge_px, framing.size.long_edge_px)
    return min(photo_edge_px, math.ceil(photo_edge_px * wanted_px / shown_px))


def plan_cut(photo: Size, decoded: Size, framing: Framing | None) -> Cut:
    """Plan the largest rendition; ``photo`` is the full size as viewed, ``decoded`` what is there.

    :raises InvalidInput: ``frame_unusable``: the frame does not fit this photo.
    """
    if framing is None:
        target = fit_long_edge(photo, max(LONG_EDGES_PX))
        return Cut.whole(decoded, target)
    framing.check(photo)
    framing = _drawn_in(framing, photo)
    target = fit_long_edge(framing.size, max(LONG_EDGES_PX))
    if framing.rotation_deg == 0:
        return Cut(_upright_box(framing, photo, decoded), target, target)
    return _turned_cut(framing, photo, decoded, target)


def stored_box(box: Box, viewed: Size, orientation: int, quarter_turns: int) -> Box:
    """Turn a part of a picture as viewed, which is ``viewed`` pixels, back to how it is stored."""
    stored = oriented(viewed, orientation, quarter_turns)
    (x0, y0), (x1, y1) = (
        to_stored((x / viewed.width_px, y / viewed.height_px), orientation, quarter_turns)
        for x, y in ((box.left, box.top), (box.right, box.bottom))
    )
    return Box(
        min(x0, x1) * stored.width_px,
        min(y0, y1) * stored.height_px,
        max(x0, x1) * stored.width_px,
        max(y0, y1) * stored.height_px,
    ).rounded()


def _drawn_in(framing: Framing, photo: Size) -> Framing:
    """Shrink a frame about its centre until no corner is outside: rounding, a pixel at most."""
    centre_x, centre_y = framing.to_photo(framing.width_px / 2, framing.height_px / 2)
    reach = 1.0
    for x, y in framing.corners():
        for at, centre, limit in ((x, centre_x, photo.width_px), (y, centre_y, photo.height_px)):
            outside = max(0.0, -at, at - limit)
            reach = min(reach, 1 - outside / abs(at - centre)) if outside else reach
    if reach == 1:
        return framing
    left, top = framing.corners()[0]
    return replace(
        framing,
        scale=framing.scale * reach,
        x_px=centre_x + (left - centre_x) * reach,
        y_px=centre_y + (top - centre_y) * reach,
    )


def _upright_box(framing: Framing, photo: Size, decoded: Size) -> Box:
    (left, top), _, (right, bottom), _ = framing.corners()
    across, down = decoded.width_px / photo.width_px, decoded.height_px / photo.height_px
    return Box(
        max(0.0, left * across),
        max(0.0, top * down),
        min(float(decoded.width_px), right * across),
        min(float(decoded.height_px), bottom * down),
    )


def _turned_cut(framing: Framing, photo: Size, decoded: Size, target: Size) -> Cut:
    """Scale the part around the frame so that what remains is a turn and a shift."""
    across, down = decoded.width_px / photo.width_px, decoded.height_px / photo.height_px
    shrink = framing.scale * framing.width_px / target.width_px * across
    xs, ys = zip(*framing.corners(), strict=True)
    margin = MARGIN_PX * max(1.0, shrink)
    box = Box(
        math.floor(max(0.0, min(xs) * across - margin)),
        math.floor(max(0.0, min(ys) * down - margin)),
        math.ceil(min(decoded.width_px, max(xs) * across + margin)),
        math.ceil(min(decoded.height_px, max(ys) * down + margin)),
    )
    width, height = box.right - box.left, box.bottom - box.top
    shrink = max(1.0, shrink)
    scaled = Size(max(1, round(width / shrink)), max(1, round(height / shrink)))
    to_x, to_y = scaled.width_px / width, scaled.height_px / height
    step_u, step_v = framing.width_px / target.width_px, framing.height_px / target.height_px
    cos = framing.scale * math.cos(math.radians(framing.rotation_deg))
    sin = framing.scale * math.sin(math.radians(framing.rotation_deg))
    affine = (
        cos * step_u * across * to_x,
        -sin * step_v * across * to_x,
        (framing.x_px * across - box.left) * to_x,
        sin * step_u * down * to_y,
        cos * step_v * down * to_y,
        (framing.y_px * down - box.top) * to_y,
    )
    return Cut(box, scaled, target, affine)
