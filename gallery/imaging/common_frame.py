"""The frame that a before and the afters paired with it have in common: plain arithmetic.

A frame is upright in the before and has the before's shape, so a gallery stays calm. It is the
largest such rectangle that lies inside the before and, mapped, inside every after.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gallery.errors import InvalidInput
from gallery.imaging.edits import MIN_FRAME_PX, Framing
from gallery.imaging.similarity import Similarity
from gallery.imaging.specs import Size

_HALVINGS = 50
#: Allowed over the edges, in pixels of the before, so that arithmetic costs no row of pixels.
_SLACK_PX = 1e-3

Point = tuple[float, float]


@dataclass(frozen=True)
class After:
    """Hold an after's size and how the before's points map to it."""

    size: Size
    alignment: Similarity


@dataclass(frozen=True)
class _Edge:
    """Keep points (x, y) with x_part * x + y_part * y <= limit; the parts have length one."""

    x_part: float
    y_part: float
    limit: float


def default_alignment(before: Size, after: Size) -> Similarity:
    """Lay the middles of two photos over each other, as long as nobody aligned them.

    The scale makes the before's shape fill the after as far as it can.
    """
    scale = min(after.width_px / before.width_px, after.height_px / before.height_px)
    return Similarity(
        scale,
        0.0,
        (after.width_px - scale * before.width_px) / 2,
        (after.height_px - scale * before.height_px) / 2,
    )


def common_frame(before: Size, afters: Sequence[After]) -> tuple[Framing, tuple[Framing, ...]]:
    """Return the framing of the before and of each after; all have one size in pixels.

    That size is the smallest of what the photos have there, so that none is enlarged.

    :raises InvalidInput: ``frame_unusable``: less than 64 pixels are in all of them.
    """
    edges = [edge for after in afters for edge in _edges(after)]
    centre, share = _largest(before, edges)
    # One pixel of the output is this many of the before: enough for the coarsest of the photos.
    step = max([1.0, *(1 / after.alignment.scale for after in afters)])
    width_px = math.floor(before.width_px * share / step + _SLACK_PX)
    height_px = math.floor(before.height_px * share / step + _SLACK_PX)
    if min(width_px, height_px) < MIN_FRAME_PX:
        message = (
            f"The photos share too little for a frame of at least {MIN_FRAME_PX} pixels. "
            "Correct the alignment, or pair another photo."
        )
        raise InvalidInput(message, fields={"framing": message}, code="frame_unusable")
    left_px = centre[0] - width_px * step / 2
    top_px = centre[1] - height_px * step / 2
    own = Framing(width_px, height_px, step, 0.0, left_px, top_px)
    return own, tuple(_seen_in(after.alignment, own) for after in afters)


def _seen_in(alignment: Similarity, frame: Framing) -> Framing:
    x_px, y_px = alignment.apply(frame.x_px, frame.y_px)
    scale = frame.scale * alignment.scale
    return Framing(frame.width_px, frame.height_px, scale, alignment.rotation_deg, x_px, y_px)


def _edges(after: After) -> list[_Edge]:
    """Return the four edges of an after in the before's coordinates."""
    back = after.alignment.inverse()
    width_px, height_px = after.size.width_px, after.size.height_px
    corners = [
        back.apply(x, y) for x, y in ((0, 0), (width_px, 0), (width_px, height_px), (0, height_px))
    ]
    edges = []
    for (x, y), (next_x, next_y) in zip(corners, [*corners[1:], corners[0]], strict=True):
        length = math.hypot(next_x - x, next_y - y)
        x_part, y_part = (next_y - y) / length, -(next_x - x) / length
        edges.append(_Edge(x_part, y_part, x_part * x + y_part * y + _SLACK_PX))
    return edges


def _largest(before: Size, edges: Sequence[_Edge]) -> tuple[Point, float]:
    """Return the centre of the largest frame, and its side as a share of the before's."""
    low, high = 0.0, 1.0
    best: list[Point] = _centres(before, edges, high)
    if best:
        return _middle(best), high
    for _ in range(_HALVINGS):
        share = (low + high) / 2
        found = _centres(before, edges, share)
        if found:
            low, best = share, found
        else:
            high = share
    return (_middle(best) if best else (before.width_px / 2, before.height_px / 2)), low


def _centres(before: Size, edges: Sequence[_Edge], share: float) -> list[Point]:
    """Return the corners of the area in which a frame of this share may have its centre."""
    half_width, half_height = before.width_px * share / 2, before.height_px * share / 2
    right, bottom = before.width_px - half_width, before.height_px - half_height
    area: list[Point] = [
        (half_width, half_height),
        (right, half_height),
        (right, bottom),
        (half_width, bottom),
    ]
    for edge in edges:
        reach = abs(edge.x_part) * half_width + abs(edge.y_part) * half_height
        area = _cut(area, _Edge(edge.x_part, edge.y_part, edge.limit - reach))
    return area


def _cut(area: list[Point], edge: _Edge) -> list[Point]:
    """Return what is left of a convex area on the inner side of an edge (Sutherland-Hodgman)."""
    kept: list[Point] = []
    for index, (x, y) in enumerate(area):
        before_x, before_y = area[index - 1]
        inside = edge.limit - edge.x_part * x - edge.y_part * y
        inside_before = edge.limit - edge.x_part * before_x - edge.y_part * before_y
        if (inside >= 0) != (inside_before >= 0):
            ratio = inside_before / (inside_before - inside)
            kept.append((before_x + ratio * (x - before_x), before_y + ratio * (y - before_y)))
        if inside >= 0:
            kept.append((x, y))
    return kept


def _middle(area: Sequence[Point]) -> Point:
    return sum(x for x, _ in area) / len(area), sum(y for _, y in area) / len(area)
