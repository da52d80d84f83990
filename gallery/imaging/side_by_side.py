"""Set a before and an after side by side for link previews (Open Graph)."""

import io

from PIL import Image

from gallery.imaging.colour import to_srgb
from gallery.imaging.decode import decode
from gallery.imaging.encode import encode
from gallery.imaging.limits import Limits
from gallery.imaging.rights import to_xmp
from gallery.imaging.source_type import SIDE_BY_SIDE
from gallery.imaging.specs import Rights, Size
from gallery.imaging.turn import turn_upright

CANVAS = Size(1200, 630)
MARGIN_PX = 24
DIVIDER_PX = 4
GROUND = (236, 236, 234)
DIVIDER = (120, 120, 118)
GAP_PX = 10


def combine(before: bytes, after: bytes, rights: Rights, limits: Limits) -> bytes:
    """Return a 1200 x 630 JPEG: before left, after right, both whole and at one height.

    One height, because a pair in which one side is shown larger would flatter the result; files
    of one pair may differ in pixels although they show the same frame.

    :raises PictureRejected: if either side is no acceptable picture.
    """
    sides = [_open(side, limits) for side in (before, after)]
    canvas = Image.new("RGB", (CANVAS.width_px, CANVAS.height_px), GROUND)
    line_px = (CANVAS.width_px - DIVIDER_PX) // 2
    canvas.paste(DIVIDER, (line_px, 0, line_px + DIVIDER_PX, CANVAS.height_px))
    half_px = (CANVAS.width_px - DIVIDER_PX) // 2
    room = Size(half_px - 2 * GAP_PX, CANVAS.height_px - 2 * MARGIN_PX)
    height_px = min(room.height_px, *(_height_at_width(side, room.width_px) for side in sides))
    for side, left_px in zip(sides, (0, CANVAS.width_px - half_px), strict=True):
        width_px = max(1, min(room.width_px, round(side.width * height_px / side.height)))
        small = side.resize((width_px, height_px), Image.Resampling.LANCZOS)
        free_x_px, free_y_px = half_px - small.width, CANVAS.height_px - small.height
        canvas.paste(small, (left_px + free_x_px // 2, free_y_px // 2))
    return encode(canvas, "jpg", to_xmp(rights, SIDE_BY_SIDE))


def _open(picture: bytes, limits: Limits) -> Image.Image:
    decoded = decode(io.BytesIO(picture), limits, CANVAS.width_px)
    image = to_srgb(decoded.image, decoded.profile)
    return turn_upright(image, decoded.facts.orientation)


def _height_at_width(side: Image.Image, width_px: int) -> int:
    return max(1, side.height * width_px // side.width)
