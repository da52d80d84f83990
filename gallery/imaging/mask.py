"""Draw masks into the decoded pixels, before anything is scaled.

Before, because every kernel reads beyond the pixel that it makes: a mask that is drawn on the
scaled picture leaves a rim in which the hidden pixels still count. Scaled JPEG decoding is such a
kernel as well: it mixes the pixels of one block, so a mask covers a little more than was drawn.
"""

from collections.abc import Iterator
from math import ceil, cos, floor, pi, sin

from PIL import Image, ImageDraw, ImageStat

from gallery.imaging.edits import Fill, Mask, Shape
from gallery.imaging.geometry import to_stored
from gallery.imaging.specs import Size

#: A neutral grey of middle lightness: it says "hidden" on any skin, and is no shape of its own.
TONE = 118
#: How far a hidden pixel can be felt in a decoded picture. At full size by chroma that is stored
#: once for up to four pixels (4:2:0 is interpolated over two, 4:1:1 repeated over four); in one
#: decoded at 1/2 or less, within its chroma block: 16 stored pixels, eight decoded.
SPREAD_PX, SCALED_SPREAD_PX = 4, 8
#: Six cells over a face show no feature (16 are the fewest by which people recognise one: Harmon
#: and Julesz 1973); twelve the other way keep a line of text from being six cells high and long.
CELLS_SHORT, CELLS_LONG = 6, 12
OUTLINE_POINTS = 180
MODE_TONES: dict[str, int | tuple[int, ...]] = {
    "L": TONE,
    "RGB": (TONE, TONE, TONE),
    "CMYK": (0, 0, 0, 255 - TONE),
}

Points = list[tuple[float, float]]
Box = tuple[int, int, int, int]


def draw_masks(
    image: Image.Image,
    masks: tuple[Mask, ...],
    spread_px: int,
    orientation: int,
    quarter_turns: int,
) -> None:
    """Cover each mask in ``image``, which is L, RGB or CMYK and still as stored.

    Masks are drawn ``spread_px`` wider on every side. A mosaic is made of the picture as the masks
    before it left it, so that masks on top of each other tell no more than one.
    """
    for mask in masks:
        at = [
            (x * image.width, y * image.height)
            for x, y in (to_stored(point, orientation, quarter_turns) for point in mask.points)
        ]
        brush_px = (mask.width or 0) * max(image.size) + 2 * spread_px
        box = _bounds(at, brush_px / 2 + 2, Size(*image.size))
        hidden = _layer(mask.shape, [(x - box[0], y - box[1]) for x, y in at], brush_px, box)
        part = image.crop(box)
        if mask.fill is Fill.MOSAIC:
            _mosaic(part, hidden)
        else:
            part.paste(MODE_TONES[image.mode], (0, 0, *part.size))
        image.paste(part, box, hidden)


def _bounds(at: Points, around_px: float, picture: Size) -> Box:
    """Return the whole pixels that a mask can reach, inside the picture."""
    xs, ys = zip(*at, strict=True)
    return (
        max(0, floor(min(xs) - around_px)),
        max(0, floor(min(ys) - around_px)),
        min(picture.width_px, ceil(max(xs) + around_px)),
        min(picture.height_px, ceil(max(ys) + around_px)),
    )


def _layer(shape: Shape, at: Points, brush_px: float, box: Box) -> Image.Image:
    """Draw what is hidden: 255 or 0, nothing between; shapes get a rim as wide as the brush."""
    layer = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
    draw = ImageDraw.Draw(layer)
    if shape is Shape.STROKE:
        _brush(draw, at, brush_px)
        return layer
    (x0, y0), (x1, y1) = at
    left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    if shape is Shape.RECTANGLE:
        rim_px = brush_px / 2
        upper_left = (floor(left - rim_px), floor(top - rim_px))
        draw.rectangle((upper_left, (ceil(right + rim_px), ceil(bottom + rim_px))), fill=255)
    else:
        draw.ellipse((left, top, right, bottom), fill=255)
        _brush(draw, _outline(left, top, right, bottom), brush_px)
    return layer


def _outline(left: float, top: float, right: float, bottom: float) -> Points:
    angles = (2 * pi * step / OUTLINE_POINTS for step in range(OUTLINE_POINTS + 1))
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    return [
        (middle_x + (right - left) / 2 * cos(a), middle_y + (bottom - top) / 2 * sin(a))
        for a in angles
    ]


def _brush(draw: ImageDraw.ImageDraw, points: Points, width_px: float) -> None:
    # A pixel more than asked: drawing rounds to whole pixels, and rounding must not uncover one.
    radius_px = width_px / 2 + 1
    draw.line(points, fill=255, width=round(2 * radius_px))
    for x, y in points:
        draw.ellipse((x - radius_px, y - radius_px, x + radius_px, y + radius_px), fill=255)


def _mosaic(part: Image.Image, hidden: Image.Image) -> None:
    """Give each cell of ``part`` the mean of its hidden pixels."""
    for cell in _cells(Size(*part.size)):
        within = hidden.crop(cell)
        if within.getbbox() is not None:
            mean = ImageStat.Stat(part.crop(cell), mask=within).mean
            tones = tuple(round(value) for value in mean)
            part.paste(tones[0] if len(tones) == 1 else tones, cell)


def _cells(size: Size) -> Iterator[Box]:
    short_px = min(size.width_px, size.height_px)
    side_px = max(ceil(short_px / CELLS_SHORT), ceil(size.long_edge_px / CELLS_LONG))
    for top in range(0, size.height_px, side_px):
        for left in range(0, size.width_px, side_px):
            right, bottom = left + side_px, top + side_px
            yield (left, top, min(right, size.width_px), min(bottom, size.height_px))
