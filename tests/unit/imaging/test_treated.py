"""Rule R12: a mask that covers what was treated is found, however little it covers."""

from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from gallery.errors import InvalidInput
from gallery.imaging import mask as mask_drawing
from gallery.imaging import treated
from gallery.imaging.edits import Area, Mask, Shape
from gallery.imaging.specs import Size
from gallery.imaging.treated import areas_from_json, areas_to_json, overlaps, refuse_covering

PHOTO = Size(1000, 2000)
TREATED = Area(0.4, 0.4, 0.6, 0.5)
RECTANGLE, ELLIPSE, STROKE = Shape.RECTANGLE, Shape.ELLIPSE, Shape.STROKE


def mask(shape: Shape, *points: tuple[float, float], width: float | None = None) -> Mask:
    return Mask(shape, points, width=width)


@pytest.mark.parametrize(
    ("drawn", "share"),
    [
        (mask(RECTANGLE, (0, 0), (1, 1)), 1),
        (mask(RECTANGLE, (0.5, 0.3), (0.9, 0.7)), 0.5),
        (mask(RECTANGLE, (0.6, 0.7), (0.5, 0.3)), 0.5),
        (mask(RECTANGLE, (0, 0), (0.38, 1)), None),
        (mask(RECTANGLE, (0.45, 0.43), (0.55, 0.47)), 0.25),
        (mask(ELLIPSE, (0.4, 0.4), (0.6, 0.5)), 0.82),
        (mask(ELLIPSE, (0.2, 0.2), (0.41, 0.41)), None),  # its bounding box covers a corner
        (mask(ELLIPSE, (0.2, 0.2), (0.44, 0.44)), 0.01),
        (mask(STROKE, (0.1, 0.45), (0.9, 0.45), width=0.002), 0.07),  # thinner than any raster
        (mask(STROKE, (0.1, 0.6), (0.9, 0.6), width=0.3), 0.52),
        (mask(STROKE, (0.5, 0.45), width=0.02), 0.05),
        (mask(STROKE, (0.1, 0.1), (0.1, 0.9), (0.9, 0.9), width=0.05), None),
        (mask(STROKE, (0.3, 0.45), (0.38, 0.45), width=0.01), None),
    ],
)
def test_r12_how_much_of_the_treated_area_a_mask_covers(drawn: Mask, share: float | None) -> None:
    found = list(overlaps([drawn], [TREATED], PHOTO))
    if share is None:
        assert found == []
    else:
        assert found[0].share == pytest.approx(share, abs=0.05)


@given(
    shape=st.sampled_from([RECTANGLE, ELLIPSE]),
    points=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=2),
)
def test_r12_what_a_raster_shows_as_covered_is_refused(
    shape: Shape, points: list[tuple[float, float]]
) -> None:
    (left, top), (right, bottom) = points
    if min(abs(left - right), abs(top - bottom)) < 1e-5:
        return  # ratios are kept to a millionth
    found = list(overlaps([mask(shape, *points)], [TREATED], PHOTO))
    image = Image.new("L", (250, 500), 0)
    corners = sorted((left * 250, right * 250)), sorted((top * 500, bottom * 500))
    box = (corners[0][0], corners[1][0], corners[0][1], corners[1][1])
    draw = ImageDraw.Draw(image)
    (draw.rectangle if shape is RECTANGLE else draw.ellipse)(box, fill=255)
    # The outermost pixels are left out: a raster rounds them one way or the other.
    if image.crop((102, 202, 148, 248)).getbbox() is not None:
        assert found


def test_r12_the_refusal_says_which_mask_how_much_and_where() -> None:
    harmless, covering = (
        mask(RECTANGLE, (0, 0), (0.2, 0.2)),
        mask(RECTANGLE, (0.5, 0.3), (0.9, 0.7)),
    )
    with pytest.raises(InvalidInput) as refusal:
        refuse_covering([harmless, covering], [TREATED], PHOTO)
    assert refusal.value.code == "mask_covers_treated_area"
    assert "Mask 2 covers 53 % of the treated area, in the middle." in refusal.value.message
    refuse_covering([harmless], [TREATED], PHOTO)


def test_r12_masks_wait_until_what_was_treated_is_marked() -> None:
    with pytest.raises(InvalidInput) as refusal:
        refuse_covering([mask(RECTANGLE, (0, 0), (0.2, 0.2))], [], PHOTO)
    assert refusal.value.code == "treated_area_missing"
    refuse_covering([], [], PHOTO)


def test_r12_the_margin_is_what_a_mask_is_burnt_in_wider() -> None:
    rounding_px = 1
    assert mask_drawing.SPREAD_PX + rounding_px == treated.SPREAD_PX
    assert mask_drawing.SCALED_SPREAD_PX + rounding_px == treated.SCALED_SPREAD_PX


def test_a_mask_beside_the_treated_area_keeps_away_as_far_as_it_is_burnt_in() -> None:
    beside = mask(RECTANGLE, (0.1, 0.4), (0.397, 0.5))  # 3 pixels: it is burnt in 4 px wider
    assert list(overlaps([beside], [TREATED], PHOTO))


@pytest.mark.parametrize(
    "row",
    [{}, {"left": 0, "top": 0, "right": 0, "bottom": 1}, {"left": "x"}, [], "area",
     {"left": float("nan"), "top": 0, "right": 1, "bottom": 1}],
)  # fmt: skip
def test_unusable_areas_are_named(row: object) -> None:
    with pytest.raises(InvalidInput) as refusal:
        areas_from_json([row])  # type: ignore[list-item]
    assert refusal.value.code == "area_unusable"


def test_areas_are_written_and_read() -> None:
    assert areas_from_json(areas_to_json([TREATED])) == (TREATED,)
    with pytest.raises(InvalidInput, match="at most 20"):
        areas_from_json(areas_to_json([TREATED] * 21))


def test_a_refusal_of_many_long_strokes_measures_only_what_it_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measured = Mock(wraps=treated._measured)
    monkeypatch.setattr(treated, "_measured", measured)
    with pytest.raises(InvalidInput, match="3 more times"):
        refuse_covering([mask(RECTANGLE, (0, 0), (1, 1))] * 6, [TREATED], PHOTO)
    assert measured.call_count == treated.MAX_TOLD
