"""Sizes and turns: plain arithmetic, in pixels."""

from dataclasses import dataclass

from PIL import Image

from gallery.imaging.specs import LONG_EDGES_PX, Size

# EXIF 2.32 §4.6.4, tag 0x0112: what to do to the stored pixels so that they stand upright.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Pillow turns against the clock, people turn with it.
CLOCKWISE = {
    1: Image.Transpose.ROTATE_270,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Level:
    """Pair the long edge that names a rendition with the one that it really has."""

    name_px: int
    long_edge_px: int


def levels(source: Size) -> tuple[Level, ...]:
    """Return the renditions of a source, largest first; nothing is ever scaled up.

    The first named size that reaches the source is made once at the source's own size.
    """
    chosen: list[Level] = []
    for edge_px in LONG_EDGES_PX:
        chosen.append(Level(edge_px, min(edge_px, source.long_edge_px)))
        if edge_px >= source.long_edge_px:
            break
    return tuple(reversed(chosen))


def fit_long_edge(source: Size, long_edge_px: int) -> Size:
    """Scale ``source`` so that its longer side is ``long_edge_px``; never up, never below 1 px."""
    longest = source.long_edge_px
    if longest <= long_edge_px:
        return source
    return Size(
        max(1, round(source.width_px * long_edge_px / longest)),
        max(1, round(source.height_px * long_edge_px / longest)),
    )


def swaps_sides(orientation: int, quarter_turns: int = 0) -> bool:
    """Tell whether width and height change places on the way to the viewer."""
    return (orientation in (5, 6, 7, 8)) != (quarter_turns % 2 == 1)


def oriented(size: Size, orientation: int, quarter_turns: int = 0) -> Size:
    """Return the size as a viewer sees it."""
    if swaps_sides(orientation, quarter_turns):
        return Size(size.height_px, size.width_px)
    return size


def turn_upright(image: Image.Image, orientation: int, quarter_turns: int = 0) -> Image.Image:
    """Apply the EXIF orientation once, then the staff's ``quarter_turns``, clockwise."""
    if orientation in UPRIGHT:
        image = image.transpose(UPRIGHT[orientation])
    if quarter_turns % 4:
        image = image.transpose(CLOCKWISE[quarter_turns % 4])
    return image
