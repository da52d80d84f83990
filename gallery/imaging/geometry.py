"""Sizes: plain arithmetic in pixels, without Pillow."""

from dataclasses import dataclass

from gallery.imaging.specs import LONG_EDGES_PX, Size


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


def ninth(across: float, down: float) -> str:
    """Return words for the ninth of the picture that a point is in, such as ``upper left``."""
    row = "upper" if down < 1 / 3 else "lower" if down > 2 / 3 else "middle"
    column = "left" if across < 1 / 3 else "right" if across > 2 / 3 else "middle"
    return f"{row} {column}" if (row, column) != ("middle", "middle") else "in the middle"


def to_stored(
    point: tuple[float, float], orientation: int, quarter_turns: int = 0
) -> tuple[float, float]:
    """Return where a point of the viewed picture lies in the stored one; both as ratios.

    The inverse of ``turn.turn_upright`` (EXIF 2.32 §4.6.4).
    """
    x, y = point
    for _ in range(quarter_turns % 4):
        x, y = y, 1 - x
    return {
        2: (1 - x, y),
        3: (1 - x, 1 - y),
        4: (x, 1 - y),
        5: (y, x),
        6: (y, 1 - x),
        7: (1 - y, 1 - x),
        8: (1 - y, x),
    }.get(orientation, (x, y))
