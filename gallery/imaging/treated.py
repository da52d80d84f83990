"""Hold masks against what was treated: no mask may cover it (rule R12). Plain arithmetic."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gallery.errors import InvalidInput
from gallery.imaging.edits import Area, Mask, Shape
from gallery.imaging.geometry import ninth
from gallery.imaging.specs import LONG_EDGES_PX, Size

MAX_AREAS = 20
#: A refusal tells of so many masks; the rest is counted.
MAX_TOLD = 3
#: A mask is burnt in this much wider, so that no hidden pixel is felt beside it: in pixels of the
#: photo, or of the decoded picture where that is a half of it or less.
SPREAD_PX, SCALED_SPREAD_PX = 5, 9
#: How finely a share is measured; whether there is an overlap at all is computed exactly.
SAMPLES = 32

Point = tuple[float, float]


@dataclass(frozen=True)
class Overlap:
    """Tell how much of a treated area a mask covers, 0 to 1, and in which ninth of the picture."""

    mask: int
    area: int
    share: float
    where: str


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def nearest(self, x: float, y: float) -> Point:
        """Return the point of the box that is nearest to a point."""
        return (min(max(x, self.left), self.right), min(max(y, self.top), self.bottom))


def areas_to_json(areas: Sequence[Area]) -> list[dict[str, float]]:
    """Write areas as plain values, for a row."""
    return [asdict(area) for area in areas]


def areas_from_json(rows: Sequence[dict[str, Any]]) -> tuple[Area, ...]:
    """Read what ``areas_to_json`` wrote, or what a client sent.

    :raises InvalidInput: ``area_unusable``, or more than 20 areas.
    """
    if len(rows) > MAX_AREAS:
        message = f"A photo has at most {MAX_AREAS} treated areas; these are {len(rows)}."
        raise InvalidInput(message, fields={"treated_areas": message}, code="area_unusable")
    return tuple(_area(row) for row in rows)


def refuse_covering(masks: Sequence[Mask], areas: Sequence[Area], photo: Size) -> None:
    """Refuse masks that cover what was treated; ``photo`` is the size as viewed.

    :raises InvalidInput: ``treated_area_missing``: there are masks, and nothing is marked as
        treated; ``mask_covers_treated_area``, saying which, how much and where.
    """
    if not masks:
        return
    if not areas:
        message = "Mark what was treated first: a mask must not cover it."
        raise InvalidInput(message, fields={"treated_areas": message}, code="treated_area_missing")
    found = list(_meetings(masks, areas, photo))
    if found:
        # To measure a long stroke takes a second: only what is told of is measured.
        told = [_sentence(_overlap(each, photo), len(areas)) for each in found[:MAX_TOLD]]
        more = len(found) - len(told)
        told += [f"So it is {more} more times."] if more else []
        message = f"{' '.join(told)} Masks hide identity, never the result: make room."
        raise InvalidInput(message, fields={"masks": message}, code="mask_covers_treated_area")


def overlaps(masks: Sequence[Mask], areas: Sequence[Area], photo: Size) -> Iterator[Overlap]:
    """Yield each mask that covers some of a treated area, once for each, as it is burnt in."""
    return (_overlap(meeting, photo) for meeting in _meetings(masks, areas, photo))


def _meetings(masks: Sequence[Mask], areas: Sequence[Area], photo: Size) -> Iterator["_Meeting"]:
    grown_px = _spread_px(photo)
    for area_number, area in enumerate(areas, 1):
        box = _Box(
            area.left * photo.width_px,
            area.top * photo.height_px,
            area.right * photo.width_px,
            area.bottom * photo.height_px,
        )
        for mask_number, mask in enumerate(masks, 1):
            shape = _shape(mask, photo, grown_px)
            if shape.meets(box):
                yield _Meeting(mask_number, area_number, shape, box)


def _overlap(meeting: "_Meeting", photo: Size) -> Overlap:
    share, (x, y) = _measured(meeting.shape, meeting.box)
    where = ninth(x / photo.width_px, y / photo.height_px)
    return Overlap(meeting.mask, meeting.area, share, where)


class _Rectangle:
    def __init__(self, box: _Box) -> None:
        self.box = box

    def meets(self, other: _Box) -> bool:
        mine = self.box
        across = mine.left < other.right and other.left < mine.right
        return across and mine.top < other.bottom and other.top < mine.bottom

    def holds(self, x: float, y: float) -> bool:
        return self.box.nearest(x, y) == (x, y)


class _Ellipse:
    def __init__(self, box: _Box) -> None:
        self.x, self.y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        self.across, self.down = (box.right - box.left) / 2, (box.bottom - box.top) / 2

    def meets(self, other: _Box) -> bool:
        # Scaled so that the ellipse is a circle, a box stays a box: its nearest point decides.
        return self.holds(*other.nearest(self.x, self.y))

    def holds(self, x: float, y: float) -> bool:
        return ((x - self.x) / self.across) ** 2 + ((y - self.y) / self.down) ** 2 < 1


class _Stroke:
    def __init__(self, points: Sequence[Point], radius: float) -> None:
        following = points[1:] if len(points) > 1 else points
        self.segments = list(zip(points, following, strict=False))
        self.radius = radius

    def meets(self, other: _Box) -> bool:
        return any(_meet(start, end, other, self.radius) for start, end in self.segments)

    def holds(self, x: float, y: float) -> bool:
        return any(_distance((x, y), start, end) < self.radius for start, end in self.segments)


@dataclass(frozen=True)
class _Meeting:
    mask: int
    area: int
    shape: _Rectangle | _Ellipse | _Stroke
    box: _Box


def _shape(mask: Mask, photo: Size, grown_px: float) -> _Rectangle | _Ellipse | _Stroke:
    points = [(x * photo.width_px, y * photo.height_px) for x, y in mask.points]
    if mask.shape is Shape.STROKE:
        return _Stroke(points, (mask.width or 0) * photo.long_edge_px / 2 + grown_px)
    xs, ys = zip(*points, strict=True)
    box = _Box(min(xs) - grown_px, min(ys) - grown_px, max(xs) + grown_px, max(ys) + grown_px)
    return _Rectangle(box) if mask.shape is Shape.RECTANGLE else _Ellipse(box)


def _spread_px(photo: Size) -> float:
    """Return how much wider than drawn a mask is at most, in pixels of the photo."""
    largest_px = max(LONG_EDGES_PX)
    if photo.long_edge_px < 2 * largest_px:
        return SPREAD_PX
    return SCALED_SPREAD_PX * photo.long_edge_px / largest_px


def _measured(shape: _Rectangle | _Ellipse | _Stroke, box: _Box) -> tuple[float, Point]:
    """Return the share of ``box`` that is covered, and the middle of that part."""
    steps = [(step + 0.5) / SAMPLES for step in range(SAMPLES)]
    held = [
        (x, y)
        for x in (box.left + step * (box.right - box.left) for step in steps)
        for y in (box.top + step * (box.bottom - box.top) for step in steps)
        if shape.holds(x, y)
    ]
    if not held:
        return 0.0, ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    middle = (sum(x for x, _ in held) / len(held), sum(y for _, y in held) / len(held))
    return len(held) / SAMPLES**2, middle


def _meet(start: Point, end: Point, box: _Box, radius: float) -> bool:
    """Tell whether a segment comes nearer to a box than ``radius``."""
    if max(start[0], end[0]) + radius < box.left or min(start[0], end[0]) - radius > box.right:
        return False
    if max(start[1], end[1]) + radius < box.top or min(start[1], end[1]) - radius > box.bottom:
        return False
    if _clipped(start, end, box):
        return True
    corners = ((x, y) for x in (box.left, box.right) for y in (box.top, box.bottom))
    distances = [math.dist(end_point, box.nearest(*end_point)) for end_point in (start, end)]
    distances += [_distance(corner, start, end) for corner in corners]
    return min(distances) < radius


def _clipped(start: Point, end: Point, box: _Box) -> bool:
    """Tell whether a segment passes through a box (Liang and Barsky 1984)."""
    low, high = 0.0, 1.0
    for at, step, least, most in (
        (start[0], end[0] - start[0], box.left, box.right),
        (start[1], end[1] - start[1], box.top, box.bottom),
    ):
        if step == 0:
            if not least < at < most:
                return False
            continue
        first, last = sorted(((least - at) / step, (most - at) / step))
        low, high = max(low, first), min(high, last)
    return low < high or (low == high and start == end)


def _distance(point: Point, start: Point, end: Point) -> float:
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = along_x**2 + along_y**2
    if length == 0:
        return math.dist(point, start)
    reach = ((point[0] - start[0]) * along_x + (point[1] - start[1]) * along_y) / length
    reach = min(max(reach, 0.0), 1.0)
    return math.dist(point, (start[0] + reach * along_x, start[1] + reach * along_y))


def _sentence(overlap: Overlap, areas: int) -> str:
    share = "less than 1 %" if overlap.share < 0.01 else f"{overlap.share:.0%}".replace("%", " %")
    which = "the treated area" if areas == 1 else f"treated area {overlap.area}"
    return f"Mask {overlap.mask} covers {share} of {which}, {overlap.where}."


def _area(row: dict[str, Any]) -> Area:
    try:
        return Area(*(float(row[side]) for side in ("left", "top", "right", "bottom")))
    except (KeyError, OverflowError, TypeError, ValueError):
        message = "A treated area has left, top, right and bottom, as ratios of the picture."
        raise InvalidInput(
            message, fields={"treated_areas": message}, code="area_unusable"
        ) from None
