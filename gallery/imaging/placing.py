"""Choose where the mark goes: plain arithmetic, the same in the service and in the child.

A mark stands at an edge or corner, never over a treated area. The choice is made once for all
sizes and for all photos that are compared, so that a comparison slider shows it at one place.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gallery.imaging.edits import Area
from gallery.imaging.geometry import fit_long_edge
from gallery.imaging.letters import text_width_em
from gallery.imaging.specs import LONG_EDGES_PX, Position, Size

MARK_HEIGHT_RATIO = 0.08
MARGIN_RATIO = 0.02
HALO_RATIO = 0.07
#: Letters are at least this high (the font's size) on the smallest pictures, if that fits.
MIN_LETTER_PX = 10
MAX_WIDTH_RATIO = 0.9
#: Where no edge is free at the size that was asked for, the mark shrinks, but no further.
SHRINK_STEPS = (1.0, 0.8, 0.65, 0.5)
MIN_WIDTH_RATIO = 0.05
#: How far a mark keeps from a treated area, over the picture's sides; rounding is within it.
CLEARANCE_RATIO = 0.005
_TOP = (Position.TOP_LEFT, Position.TOP, Position.TOP_RIGHT)
_BOTTOM = (Position.BOTTOM_LEFT, Position.BOTTOM, Position.BOTTOM_RIGHT)


@dataclass(frozen=True)
class Box:
    """Hold a rectangle in pixels from the top left corner of the picture."""

    left_px: int
    top_px: int
    width_px: int
    height_px: int


@dataclass(frozen=True)
class Place:
    """Say where a mark stands and how wide it is over the picture's width."""

    position: Position
    width_ratio: float


def choose_place(
    wanted: Place, text: str | None, shown: Sequence[Size], treated: Sequence[Area]
) -> Place | None:
    """Return the wanted place, or the nearest one that is free; None if none is.

    ``shown`` are the sizes of all pictures that are compared, ``treated`` the areas of all of
    them, as ratios of what is shown: a place must be free of every area on every picture. The same
    edge is tried first, then the opposite one, then both again with a smaller mark, down to half
    its width and 5 % of the picture's.
    """
    for share in SHRINK_STEPS:
        width_ratio = max(min(wanted.width_ratio, MIN_WIDTH_RATIO), wanted.width_ratio * share)
        for position in _nearest(wanted.position):
            place = Place(position, width_ratio)
            taken = (room_taken(place, text, size) for size in shown)
            if not any(_overlap(room, area) for room in taken for area in treated):
                return place
    return None


def smallest_place(wanted: Place) -> Place:
    """Return the wanted place with the smallest mark, for pictures that have no free edge."""
    least = max(min(wanted.width_ratio, MIN_WIDTH_RATIO), wanted.width_ratio * SHRINK_STEPS[-1])
    return replace(wanted, width_ratio=least)


def room_for(text: str | None, width_ratio: float, picture: Size) -> Size:
    """Return the size that a mark, without its halo, must fit into on a picture of this size.

    A text gets more than its share of the width where its letters would be too small to be read
    on the smallest picture.
    """
    if text is not None:
        smallest = fit_long_edge(picture, min(LONG_EDGES_PX))
        legible = MIN_LETTER_PX * text_width_em(text) / smallest.width_px
        width_ratio = max(width_ratio, min(legible, MAX_WIDTH_RATIO))
    return Size(
        max(1, round(picture.width_px * width_ratio)),
        max(1, round(picture.height_px * MARK_HEIGHT_RATIO)),
    )


def room_taken(place: Place, text: str | None, picture: Size) -> Area:
    """Return a part of the picture that holds the mark with its halo, at whatever size.

    It is an upper bound, from the smallest size, where the halo is widest by comparison.
    """
    smallest = fit_long_edge(picture, min(LONG_EDGES_PX))
    room = room_for(text, place.width_ratio, smallest)
    height_px = float(room.height_px)
    if text is not None:
        # A line is at most 1.02 times the font's size high; its first and last letters have blank
        # sides, and pairs of letters stand closer than their widths say.
        inked_em = max(0.05, 0.9 * text_width_em(text) - 0.2)
        height_px = min(height_px, 1.02 * room.width_px / inked_em)
    halo_px = 4 * max(1.0, HALO_RATIO * height_px + 0.5)
    mark = Size(math.ceil(room.width_px + halo_px) + 1, math.ceil(height_px + halo_px) + 1)
    box = place_at(mark, smallest, place.position)
    width, height = smallest.width_px, smallest.height_px
    return Area(
        max(0.0, box.left_px / width - CLEARANCE_RATIO),
        max(0.0, box.top_px / height - CLEARANCE_RATIO),
        min(1.0, (box.left_px + box.width_px) / width + CLEARANCE_RATIO),
        min(1.0, (box.top_px + box.height_px) / height + CLEARANCE_RATIO),
    )


def place_at(mark: Size, picture: Size, position: Position) -> Box:
    """Put a mark at its edge or corner, a margin away from the border."""
    margin_px = round(MARGIN_RATIO * min(picture.width_px, picture.height_px))
    free_px = picture.width_px - mark.width_px
    left_px = free_px // 2
    if position in {Position.TOP_LEFT, Position.BOTTOM_LEFT}:
        left_px = min(margin_px, free_px)
    elif position in {Position.TOP_RIGHT, Position.BOTTOM_RIGHT}:
        left_px = max(0, free_px - margin_px)
    top_px = margin_px
    if position in _BOTTOM:
        top_px = picture.height_px - mark.height_px - margin_px
    return Box(max(0, left_px), max(0, top_px), mark.width_px, mark.height_px)


def _nearest(wanted: Position) -> Iterator[Position]:
    """Yield all positions: along the same edge outwards, then along the opposite one."""
    same, opposite = (_TOP, _BOTTOM) if wanted in _TOP else (_BOTTOM, _TOP)
    column = same.index(wanted)
    for edge in (same, opposite):
        yield from sorted(edge, key=lambda position: abs(edge.index(position) - column))


def _overlap(one: Area, other: Area) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )
