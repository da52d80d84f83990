"""The values of a photo's edits: what they refuse, and that turns and JSON lose nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.errors import InvalidInput
from gallery.imaging.edits import (
    MAX_MASKS,
    Area,
    Edits,
    Fill,
    Framing,
    Mask,
    Shape,
    edits_from_json,
    edits_to_json,
    masks_from_json,
)
from gallery.imaging.geometry import oriented, to_stored
from gallery.imaging.specs import Size

PHOTO = Size(4000, 3000)
ratios = st.integers(0, 10**6).map(lambda millionths: millionths / 10**6)
framings = st.builds(
    Framing,
    st.integers(64, 900),
    st.integers(64, 900),
    st.floats(1, 2),
    st.floats(-180, 180),
    st.floats(0, 4000),
    st.floats(0, 3000),
)


@st.composite
def masks(draw: st.DrawFn) -> Mask:
    shape, fill = draw(st.sampled_from(Shape)), draw(st.sampled_from(Fill))
    if shape is Shape.STROKE:
        points = draw(st.lists(st.tuples(ratios, ratios), min_size=1, max_size=9))
        return Mask(shape, tuple(points), fill, draw(st.floats(0.002, 0.5)))
    (x0, x1), (y0, y1) = (draw(st.lists(ratios, min_size=2, max_size=2, unique=True)) for _ in "xy")
    return Mask(shape, ((x0, y0), (x1, y1)), fill)


@given(st.builds(Edits, st.integers(0, 3), st.lists(masks()).map(tuple), st.none() | framings))
def test_edits_survive_being_written_down(edits: Edits) -> None:
    assert edits_from_json(edits_to_json(edits)) == edits


@given(masks())
def test_four_turns_leave_a_mask_where_it_was(mask: Mask) -> None:
    turned = mask.turned().turned().turned().turned()
    flat = [value for point in turned.points for value in point]
    assert flat == pytest.approx([value for point in mask.points for value in point])


@given(ratios, ratios, st.sampled_from(range(1, 9)), st.sampled_from(range(4)))
def test_a_turned_mask_covers_the_same_stored_pixels(
    x: float, y: float, orientation: int, turns: int
) -> None:
    mask = Mask(Shape.STROKE, ((x, y),), width=0.1)
    stored = to_stored(mask.points[0], orientation, turns)
    again = to_stored(mask.turned().points[0], orientation, turns + 1)
    assert again == pytest.approx(stored)


@given(st.lists(ratios, min_size=4, max_size=4, unique=True))
def test_a_turned_area_is_the_area_of_the_turned_corners(ends: list[float]) -> None:
    area = Area(min(ends[:2]), min(ends[2:]), max(ends[:2]), max(ends[2:]))
    corners = Mask(Shape.RECTANGLE, ((area.left, area.top), (area.right, area.bottom))).turned()
    turned, ((x0, y0), (x1, y1)) = area.turned(), corners.points
    got = (turned.left, turned.top, turned.right, turned.bottom)
    assert got == pytest.approx((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


@given(framings)
def test_a_frame_keeps_shape_and_angle(framing: Framing) -> None:
    (x0, y0), (x1, y1), (x2, y2), _ = framing.corners()
    across, down = complex(x1 - x0, y1 - y0), complex(x2 - x1, y2 - y1)
    assert abs(across) == pytest.approx(framing.width_px * framing.scale)
    assert abs(down) == pytest.approx(framing.height_px * framing.scale)
    right_angle = down * across.conjugate()
    assert right_angle.imag == pytest.approx(abs(right_angle))
    assert right_angle.real == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    "mask",
    [
        {"shape": "rectangle", "points": [[0.1, 0.1], [1.1, 0.2]]},
        {"shape": "rectangle", "points": [[0.1, 0.1], [0.1, 0.2]]},
        {"shape": "ellipse", "points": [[0.1, 0.1]]},
        {"shape": "stroke", "points": [[0.1, 0.1]]},
        {"shape": "stroke", "points": [], "width": 0.1},
        {"shape": "stroke", "points": [[0.1, 0.1]], "width": 0.6},
        {"shape": "stroke", "points": [[float("nan"), 0.1]], "width": 0.1},
        {"shape": "blur", "points": [[0, 0], [1, 1]]},
        {"shape": "rectangle", "points": [[0, 0], [1, 1]], "fill": "blur"},
        {"shape": "rectangle"},
        "rectangle",
    ],
)
def test_a_mask_that_cannot_be_drawn_is_refused(mask: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        masks_from_json([mask])
    assert refusal.value.code == "mask_unusable"


def test_a_photo_has_a_limited_number_of_masks() -> None:
    one = {"shape": "rectangle", "points": [[0, 0], [1, 1]]}
    assert len(masks_from_json([one] * MAX_MASKS)) == MAX_MASKS
    with pytest.raises(InvalidInput):
        masks_from_json([one] * (MAX_MASKS + 1))


@pytest.mark.parametrize("ends", [(0.5, 0, 0.5, 1), (0.6, 0, 0.5, 1), (-0.1, 0, 1, 1)])
def test_an_area_outside_the_picture_is_refused(ends: tuple[float, ...]) -> None:
    with pytest.raises(InvalidInput):
        Area(*ends)


@pytest.mark.parametrize(
    ("framing", "fault"),
    [
        (Framing(2000, 1500, 2.0, 0, 0, 0), None),
        (Framing(2000, 1500, 2.0, 0, 0.9, -0.9), None),
        (Framing(2000, 1500, 2.0, 0, 2, 0), "over the photo's edge"),
        (Framing(2000, 1500, 1.0, 45, 0, 0), "over the photo's edge"),
        (Framing(2000, 1500, 0.9, 0, 0, 0), "enlarge"),
        (Framing(63, 1500, 1, 0, 0, 0), "smaller than 64"),
    ],
)
def test_a_frame_shows_no_more_than_the_photo_has(framing: Framing, fault: str | None) -> None:
    if fault is None:
        framing.check(PHOTO)
        return
    with pytest.raises(InvalidInput, match=fault):
        framing.check(PHOTO)


def test_what_is_shown_is_the_frame_or_all() -> None:
    assert Edits(1).shown_size(oriented(PHOTO, 1, 1)) == Size(3000, 4000)
    assert Edits(framing=Framing(800, 600, 1, 0, 0, 0)).shown_size(PHOTO) == Size(800, 600)
