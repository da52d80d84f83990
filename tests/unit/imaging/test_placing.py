"""The mark never covers what was treated, and stands at one place in all sizes of a pair."""

from dataclasses import astuple, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from gallery.imaging.edits import Area, Framing
from gallery.imaging.geometry import fit_long_edge, levels
from gallery.imaging.letters import text_width_em
from gallery.imaging.placing import (
    MIN_LETTER_PX,
    Place,
    choose_place,
    room_for,
    room_taken,
    smallest_place,
)
from gallery.imaging.specs import DRAWABLE, Position, Size, Watermark
from gallery.imaging.watermark import draw_mark

TEXT = "© Example Practice"
WANTED = Place(Position.BOTTOM_RIGHT, 0.28)
PHOTO = Size(3000, 2000)
shapes = st.builds(Size, st.integers(300, 3000), st.integers(300, 3000))
ratios = (
    st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted).filter(lambda r: r[1] - r[0] > 0.01)
)
areas = st.builds(lambda x, y: Area(x[0], y[0], x[1], y[1]), ratios, ratios)
places = st.builds(Place, st.sampled_from(Position), st.floats(0.05, 0.5))


def chosen(*treated: Area, text: str | None = TEXT) -> Place | None:
    return choose_place(WANTED, text, [PHOTO], treated)


def test_without_treated_areas_it_is_where_the_practice_wants_it() -> None:
    assert chosen() == WANTED
    assert chosen(Area(0.2, 0.2, 0.8, 0.8)) == WANTED


@pytest.mark.parametrize(
    ("treated", "position"),
    [
        ([Area(0.8, 0.8, 1, 1)], Position.BOTTOM),
        ([Area(0.5, 0.8, 1, 1)], Position.BOTTOM_LEFT),
        ([Area(0, 0.8, 1, 1)], Position.TOP_RIGHT),
        ([Area(0, 0.8, 1, 1), Area(0.9, 0, 1, 0.1)], Position.TOP),
        ([Area(0, 0.8, 1, 1), Area(0.5, 0, 1, 0.1)], Position.TOP_LEFT),
    ],
)
def test_the_nearest_free_place_along_the_edge_comes_first(
    treated: list[Area], position: Position
) -> None:
    assert chosen(*treated) == Place(position, 0.28)


def test_it_shrinks_before_it_gives_up() -> None:
    # Only 30 % of the width is free, in one corner: the mark with its halo takes 32 %.
    place = chosen(Area(0, 0, 0.7, 1), Area(0.7, 0, 1, 0.85))
    assert place == Place(Position.BOTTOM_RIGHT, 0.28 * 0.8)
    assert chosen(Area(0, 0, 0.95, 1), Area(0.95, 0, 1, 0.95)) is None
    assert chosen(Area(0, 0, 1, 1)) is None
    assert smallest_place(WANTED) == Place(Position.BOTTOM_RIGHT, 0.14)


def test_both_sides_of_a_pair_get_one_place() -> None:
    shapes_of_both = [PHOTO, Size(2000, 3000)]
    in_one, in_other = Area(0.8, 0.8, 1, 1), Area(0.3, 0.9, 0.7, 1)
    place = choose_place(WANTED, TEXT, shapes_of_both, [in_one, in_other])
    assert place is not None
    for size in shapes_of_both:
        room = room_taken(place, TEXT, size)
        assert not any(room.left < a.right and a.left < room.right and room.bottom > a.top
                       for a in (in_one, in_other) if room.top > 0.5)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(shapes, places, areas, st.sampled_from(["W", "i", TEXT, "Practice of " * 4]))
def test_at_every_size_the_drawn_mark_leaves_the_treated_area_alone(
    photo: Size, wanted: Place, treated: Area, text: str
) -> None:
    place = choose_place(wanted, text, [photo], [treated])
    if place is None:
        return
    mark = Watermark(text, None, place.position, place.width_ratio)
    for level in levels(photo):
        size = fit_long_edge(photo, level.long_edge_px)
        box = draw_mark(mark, size).box
        across = (box.left_px / size.width_px, (box.left_px + box.width_px) / size.width_px)
        down = (box.top_px / size.height_px, (box.top_px + box.height_px) / size.height_px)
        beside = across[1] <= treated.left or across[0] >= treated.right
        assert beside or down[1] <= treated.top or down[0] >= treated.bottom


@pytest.mark.parametrize("text", ["A", TEXT, "Northside Vein and Laser Practice of Doctor Rivera"])
@pytest.mark.parametrize("photo", [PHOTO, Size(2000, 3000)])
def test_letters_are_never_too_small_to_be_read(text: str, photo: Size) -> None:
    smallest = fit_long_edge(photo, 480)
    room = room_for(text, 0.05, smallest)
    assert room.width_px / text_width_em(text) >= min(
        MIN_LETTER_PX, 0.9 * smallest.width_px / text_width_em(text)
    ) - 0.1  # fmt: skip
    larger = room_for(text, 0.05, fit_long_edge(photo, 2400))
    assert larger.width_px / room.width_px == pytest.approx(5, rel=0.02)


def test_the_widths_are_those_of_the_font() -> None:
    font = ImageFont.load_default(1000)
    assert {c: text_width_em(c) for c in DRAWABLE} == {
        c: pytest.approx(font.getlength(c) / 1000, abs=0.001) for c in DRAWABLE
    }


def test_an_area_is_seen_through_the_frame() -> None:
    photo, area = Size(1000, 1000), Area(0.4, 0.4, 0.6, 0.6)
    frame = Framing(500, 500, 1.0, 0.0, 250.0, 250.0)
    shown = frame.shown_of(area, photo)
    assert shown is not None
    assert astuple(shown) == pytest.approx((0.3, 0.3, 0.7, 0.7))
    assert frame.shown_of(Area(0, 0, 0.2, 0.2), photo) is None
    turned = replace(frame, rotation_deg=90.0, x_px=750.0)
    shown = turned.shown_of(Area(0.4, 0.25, 0.6, 0.4), photo)
    assert shown is not None
    assert astuple(shown) == pytest.approx((0, 0.3, 0.3, 0.7))
